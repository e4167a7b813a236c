"""Clients: created by a developer, with what their host needs written into their row.

Strict by default, wide per client: a JSON token body or a missing PKCE is for clients made for a
host that has nothing better, never for everybody.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from plugin_oauth.audit import Event, record_event
from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.auth_methods import AUTH_METHODS, SECRET_METHODS
from plugin_oauth.oauth.client_keys import check_jwks
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.outbound import FetchError, check_url
from plugin_oauth.oauth.redirect_uris import check_redirect_uri
from plugin_oauth.oauth.resources import PATHS, find_resource, resolve_resource, resource_uri
from plugin_oauth.oauth.scopes import scope_table, split_scope
from plugin_oauth.oauth.server import GRANTS
from plugin_oauth.oauth.signing_keys import ALGORITHMS, ES256
from plugin_oauth.request_text import is_clean
from plugin_oauth.secret_values import Kind, digest, make_secret
from plugin_oauth.users.accounts import create_service_account
from plugin_oauth.users.models import User

NAME_LENGTH = 100
CLIENT_ID_BYTES = 16  # in hex: never a leading "-", which a command line would take as an option
CHATGPT_HOSTS = ("chat.openai.com", "chatgpt.com")  # which one is used depends on the browser
GPT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
GRANT_TYPES = tuple(grant.GRANT_TYPE for grant, _ in GRANTS)


@dataclass(frozen=True, slots=True)
class Host:
    """What clients of one kind of host send, as defaults for their rows."""

    auth_methods: tuple[str, ...] = SECRET_METHODS
    token_request_formats: tuple[str, ...] = ("form",)
    requires_pkce: bool = True
    # Whether the host shows its callback only after it was given the client.
    has_callback_later: bool = False


HOSTS = {
    # A client of the standard.
    "generic": Host(),
    # A ChatGPT plugin: id and secret in a JSON or form body, no PKCE.
    "plugin": Host(("client_secret_post",), ("form", "json"), False, has_callback_later=True),
    # A GPT Action: form, body or Basic as its editor is set, no PKCE.
    "action": Host(requires_pkce=False, has_callback_later=True),
    # An MCP host: a public client with PKCE.
    "mcp": Host(auth_methods=("none",)),
}


@dataclass(frozen=True, slots=True)
class NewClient:
    """What a developer says of a client; the rest follows from the host."""

    name: str
    host: str = "generic"
    redirect_uris: Sequence[str] = ()
    grant_types: Sequence[str] = ()
    scope: str = ""
    auth_methods: Sequence[str] = field(default=())
    resource_server_for: Sequence[str] = ()
    id_token_alg: str = ES256
    post_logout_redirect_uris: Sequence[str] = ()
    jwks: Mapping[str, Any] | None = None
    jwks_uri: str | None = None


def create_client(new: NewClient) -> tuple[Client, str | None]:
    """Store a client; return it and its secret, which is shown this once (None for a public one).

    Raises ValueError, with a sentence for the developer, if something about it cannot be.
    """
    host = HOSTS[new.host]
    auth_methods = list(new.auth_methods or host.auth_methods)
    grant_types = list(new.grant_types or ("authorization_code", "refresh_token"))
    check_client(new, auth_methods, grant_types)
    has_secret = bool(set(SECRET_METHODS) & set(auth_methods))
    secret = make_secret(Kind.CLIENT_SECRET) if has_secret else None
    client = Client(
        client_id=secrets.token_hex(CLIENT_ID_BYTES),
        name=new.name,
        host=new.host,
        secret_digest=digest(secret) if secret else None,
        auth_methods=auth_methods,
        token_request_formats=list(host.token_request_formats),
        requires_pkce=host.requires_pkce or auth_methods == ["none"],
        redirect_uris=list(dict.fromkeys(new.redirect_uris)),
        grant_types=grant_types,
        scope=" ".join(split_scope(new.scope)) if new.scope else "",
        resource_server_for=resolve_resource(new.resource_server_for),
        id_token_signed_response_alg=new.id_token_alg,
        post_logout_redirect_uris=list(dict.fromkeys(new.post_logout_redirect_uris)),
        jwks=check_jwks(new.jwks) if new.jwks is not None else None,
        jwks_uri=new.jwks_uri,
        is_verified=True,
        created_at=now(),
    )
    if "client_credentials" in grant_types:
        client.service_account_id = create_service_account().id
    db.session.add(client)
    db.session.flush()
    record_event(Event.CLIENT_CREATED, client_id=client.client_id)
    return client, secret


def check_client(new: NewClient, auth_methods: list[str], grant_types: list[str]) -> None:
    """Raise ValueError if the client could not work, or could not work safely."""
    if not new.name.strip() or len(new.name) > NAME_LENGTH or not is_clean(new.name):
        raise ValueError(f"A client has a name of 1 to {NAME_LENGTH} characters.")
    for uri in (*new.redirect_uris, *new.post_logout_redirect_uris):
        check_redirect_uri(uri)
        check_has_pkce(uri, requires_pkce=HOSTS[new.host].requires_pkce)
    for known, given, what in (
        (AUTH_METHODS, auth_methods, "authentication method"),
        (GRANT_TYPES, grant_types, "grant type"),
        (tuple(scope_table()), new.scope.split(), "scope"),
        (ALGORITHMS, [new.id_token_alg], "ID token algorithm"),
    ):
        for value in given:
            if value not in known:
                raise ValueError(f"There is no {what} {value}. Known: {', '.join(known)}.")
    if "none" in auth_methods and len(auth_methods) > 1:
        raise ValueError("A public client (none) has no second authentication method.")
    has_callback = bool(new.redirect_uris) or HOSTS[new.host].has_callback_later
    if "authorization_code" in grant_types and not has_callback:
        raise ValueError("The authorization code grant needs at least one redirect URI.")
    check_keys(new, auth_methods)
    if any(find_resource(uri) is None for uri in new.resource_server_for):
        known_resources = ", ".join(map(resource_uri, PATHS))
        raise ValueError(f"A resource server guards one of {known_resources}.")
    if new.resource_server_for and auth_methods == ["none"]:
        raise ValueError("A resource server needs a secret: it looks into people's tokens.")
    if "client_credentials" in grant_types and auth_methods == ["none"]:
        raise ValueError("The client credentials grant needs a client with a secret.")
    if "client_credentials" in grant_types and not new.scope:
        raise ValueError("The client credentials grant needs a scope: it is all the client gets.")


def check_keys(new: NewClient, auth_methods: Sequence[str]) -> None:
    """Raise ValueError unless a client that signs, and no other, has keys we may use."""
    given = sum(keys is not None for keys in (new.jwks, new.jwks_uri))
    if given != ("private_key_jwt" in auth_methods):
        raise ValueError("private_key_jwt goes with a key set or the address of one, not both.")
    if new.jwks_uri is not None:
        try:
            check_url(new.jwks_uri)
        except FetchError as error:
            raise ValueError(f"The address of the key set cannot be: {error}.") from None


def check_has_pkce(uri: str, *, requires_pkce: bool) -> None:
    """Raise ValueError for an app's own scheme without PKCE: another app may have taken it."""
    if not requires_pkce and not uri.startswith(("https:", "http:")):
        raise ValueError("A redirect URI of an app's own scheme needs a client that uses PKCE.")


def gpt_callbacks(gpt_id: str) -> list[str]:
    """Return where ChatGPT takes the users of a GPT's action, on both of its hosts."""
    if not GPT_ID.fullmatch(gpt_id):
        raise ValueError("A GPT's id has letters, digits and hyphens, like g-abc123.")
    return [f"https://{host}/aip/{gpt_id}/oauth/callback" for host in CHATGPT_HOSTS]


def list_clients() -> Sequence[Client]:
    return db.session.scalars(select(Client).order_by(Client.created_at, Client.client_id)).all()


def get_client(client_id: str) -> Client:
    """Return the client; raises ValueError if there is none."""
    client = db.session.get(Client, client_id)
    if client is None:
        raise ValueError(f"There is no client {client_id}.")
    return client


def rotate_secret(client_id: str, overlap: int = 0) -> str:
    """Give the client a new secret and return it; the old one counts for `overlap` more seconds.

    Two count at most: the one before the old one ends now. Raises ValueError.
    """
    client = get_client(client_id)
    if client.secret_digest is None:
        raise ValueError("This client has no secret.")
    secret = make_secret(Kind.CLIENT_SECRET)
    client.previous_secret_digest = client.secret_digest if overlap else None
    client.previous_secret_ends_at = now() + timedelta(seconds=overlap) if overlap else None
    client.secret_digest = digest(secret)
    record_event(Event.CLIENT_SECRET_ROTATED, client_id=client_id)
    return secret


def delete_client(client_id: str) -> None:
    """Remove the client with its codes, grants, tokens and own account; may raise ValueError."""
    client = get_client(client_id)
    if client.service_account_id is not None:
        db.session.execute(delete(User).where(User.id == client.service_account_id))
    db.session.delete(client)
    record_event(Event.CLIENT_DELETED, client_id=client_id)


def add_redirect_uri(client_id: str, uri: str) -> None:
    """Register one more redirect URI for the client; raises ValueError if it may not be."""
    check_redirect_uri(uri)
    # Locked: two of them at once must both stand.
    client = db.session.get(Client, client_id, with_for_update=True, populate_existing=True)
    if client is None:
        raise ValueError(f"There is no client {client_id}.")
    check_has_pkce(uri, requires_pkce=client.requires_pkce)
    if uri not in client.redirect_uris:
        client.redirect_uris = [*client.redirect_uris, uri]
        record_event(Event.REDIRECT_URI_APPROVED, client_id=client_id)
