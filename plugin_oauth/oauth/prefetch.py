"""What a request's client needs from elsewhere, fetched before the request's unit of work begins.

A metadata document or a set of keys may take seconds to come, and no transaction may be open
meanwhile: on SQLite everybody who writes would wait for a stranger's server. What was kept and is
fresh costs one statement; a client that names neither costs none.
"""

from authlib.oauth2.rfc6749 import InvalidClientError
from flask import Flask, g, request

from plugin_oauth.database import db
from plugin_oauth.errors import OAUTH_PATHS
from plugin_oauth.oauth.client_id_metadata import is_document_url, refresh_client
from plugin_oauth.oauth.client_keys import refresh_keys
from plugin_oauth.oauth.private_key_jwt import InvalidAssertionError, read_assertion
from plugin_oauth.oauth.request import Payload

AUTHORIZE = "/authorize"
CLIENT_ASSERTION = frozenset({"client_assertion", "client_assertion_type"})


def init_prefetch(app: Flask) -> None:
    app.before_request(prefetch)


def prefetch() -> None:
    """Fetch what is due for the client that the request names; failures wait for check_document."""
    if request.path != AUTHORIZE and request.path not in OAUTH_PATHS:
        return
    client_id, kid, has_assertion = named_client()
    try:
        if is_document_url(client_id):
            refresh_client(client_id)
            db.session.rollback()
        if has_assertion:
            refresh_keys(client_id, kid)
    except InvalidClientError as error:
        g.document_error = error
    finally:
        db.session.rollback()


def check_document() -> None:
    """Raise the InvalidClientError that the fetch of this request's document ended with, if any."""
    if (error := g.get("document_error")) is not None:
        raise error


def named_client() -> tuple[str, str | None, bool]:
    """Return who the request says it is from, the key it names, and whether it has an assertion.

    Read as the endpoints read it: an empty parameter that counted here and not there would let a
    client go on with the copy of a document that has ended.
    """
    source = request.args if request.path == AUTHORIZE else request.form
    sent = Payload(source.items(multi=True)).data
    if request.path == AUTHORIZE or not CLIENT_ASSERTION & sent.keys():
        return sent.get("client_id", ""), None, False
    try:
        assertion = read_assertion(sent.get("client_assertion_type"), sent.get("client_assertion"))
    except InvalidAssertionError:
        return "", None, False  # refused later, with a reason
    return assertion.subject, assertion.kid, True
