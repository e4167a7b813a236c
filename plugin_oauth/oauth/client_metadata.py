"""Client metadata (RFC 7591 section 2): what a client may say of itself, and what is made of it.

One reading for registration and for metadata documents. Checks, in the order they run, with the
error each gives:

    types and lengths                                            invalid_client_metadata
    grant types: ours with a user in them; others drop           invalid_client_metadata
    response types hold "code"                                   invalid_client_metadata
    redirect URIs: at least one, each as redirect_uris.py has it invalid_redirect_uri
    URIs about it: https, never fetched                          invalid_client_metadata
    keys: given or named, not both; public; https                invalid_client_metadata
    authentication method: the named one, else one of its list   invalid_client_metadata
    scope: well-formed; unknown and administrative ones drop     invalid_client_metadata

What we do not know is left out, and what is left out of the answer was not registered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from authlib.oauth2.rfc6749 import InvalidScopeError, OAuth2Error
from flask import Flask, current_app
from marshmallow import ValidationError

from plugin_oauth.oauth.auth_methods import AUTH_METHODS, SECRET_METHODS
from plugin_oauth.oauth.client_keys import ALGORITHMS, check_jwks
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.outbound import FetchError, check_url
from plugin_oauth.oauth.redirect_uris import check_redirect_uri
from plugin_oauth.oauth.schemas import ClientMetadataSchema
from plugin_oauth.oauth.scopes import scope_table, split_scope
from plugin_oauth.oauth.signing_keys import ES256

_KEY = "plugin_oauth_user_grants"

UNNAMED = "An app without a name"
ABOUT_URIS = ("client_uri", "logo_uri", "policy_uri", "tos_uri")
ABOUT = (
    *ABOUT_URIS,
    "contacts",
    "software_id",
    "software_version",
    "application_type",
    "token_endpoint_auth_signing_alg",
)


class InvalidClientMetadataError(OAuth2Error):
    """RFC 7591 section 3.2.2."""

    error = "invalid_client_metadata"


class InvalidRedirectUriError(OAuth2Error):
    """RFC 7591 section 3.2.2; OAuth has no other error for a redirect URI."""

    error = "invalid_redirect_uri"


@dataclass(frozen=True, slots=True)
class ClientMetadata:
    """Checked metadata, in the form of a client's row."""

    name: str
    redirect_uris: list[str]
    grant_types: list[str]
    auth_methods: list[str]
    scope: str
    jwks: dict[str, Any] | None
    jwks_uri: str | None
    id_token_signed_response_alg: str
    post_logout_redirect_uris: list[str]
    about: dict[str, Any]

    def row(self) -> dict[str, Any]:
        """Return the columns of the client's row that this decides."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


_schema = ClientMetadataSchema()


def init_client_metadata(app: Flask, grant_types: Iterable[str]) -> None:
    """Tell which grants there are; one without a user is not for whoever registers itself."""
    app.extensions[_KEY] = tuple(g for g in grant_types if g != "client_credentials")


def read_client_metadata(
    document: Mapping[str, Any], default_auth_method: str = "client_secret_basic"
) -> ClientMetadata:
    """Return what the document says, checked as listed above; raises OAuth2Error."""
    said = _load(document)
    grant_types = choose_grant_types(said)
    check_response_types(said, grant_types)
    check_has_callback(said, grant_types)
    for name in ABOUT_URIS:
        check_https(said, name)
    keys = read_keys(said)
    return ClientMetadata(
        name=read_name(said.get("client_name", "")),
        redirect_uris=read_redirect_uris(said, "redirect_uris"),
        grant_types=grant_types,
        auth_methods=choose_auth_methods(said, default_auth_method, has_keys=keys != (None, None)),
        scope=read_scope(said.get("scope", "")),
        jwks=keys[0],
        jwks_uri=keys[1],
        id_token_signed_response_alg=said.get("id_token_signed_response_alg", ES256),
        post_logout_redirect_uris=read_redirect_uris(said, "post_logout_redirect_uris"),
        about={name: said[name] for name in ABOUT if name in said},
    )


def _load(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the known members with the right types; an empty text or list counts as left out."""
    try:
        said = cast(
            dict[str, Any],
            _schema.load({n: v for n, v in document.items() if v not in (None, "", [])}),
        )
    except ValidationError as error:
        name = next(iter(error.messages_dict))
        raise InvalidClientMetadataError(f"{name} has the wrong type, length or value.") from None
    return said


def choose_grant_types(said: Mapping[str, Any]) -> list[str]:
    """Return those asked for that are ours; a client that names none gets what hosts need."""
    known: tuple[str, ...] = current_app.extensions[_KEY]
    wanted = said.get("grant_types", ("authorization_code", "refresh_token"))
    chosen = list(dict.fromkeys(grant for grant in wanted if grant in known))
    if not set(chosen) - {"refresh_token"}:
        raise InvalidClientMetadataError(f"grant_types has none of {', '.join(known)}.")
    return chosen


def check_response_types(said: Mapping[str, Any], grant_types: Sequence[str]) -> None:
    """Raise InvalidClientMetadataError if the client cannot use codes but registers for them."""
    if "authorization_code" in grant_types and "code" not in said.get("response_types", ["code"]):
        raise InvalidClientMetadataError("response_types must hold code, the only one there is.")


def read_redirect_uris(said: Mapping[str, Any], name: str) -> list[str]:
    """Return the redirect URIs, each once; raises InvalidRedirectUriError."""
    uris = list(dict.fromkeys(said.get(name, ())))
    for uri in uris:
        try:
            check_redirect_uri(uri)
        except ValueError as error:
            raise InvalidRedirectUriError(str(error)) from None
    return uris


def check_https(said: Mapping[str, Any], name: str) -> None:
    """Raise InvalidClientMetadataError unless the member is left out or a plain https URL."""
    uri = said.get(name, "https://left.out")
    try:
        parts = check_url(uri.partition("#")[0])
    except FetchError:
        parts = None
    if parts is None or parts.scheme != "https":
        raise InvalidClientMetadataError(f"{name} must be an https URL.")


def check_has_callback(said: Mapping[str, Any], grant_types: Sequence[str]) -> None:
    """Raise InvalidRedirectUriError if the client gets codes and has nowhere to get them."""
    if "authorization_code" in grant_types and "redirect_uris" not in said:
        raise InvalidRedirectUriError("redirect_uris is missing: there must be at least one.")


def read_keys(said: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
    """Return jwks and jwks_uri, of which a client has one at most (RFC 7591 section 2)."""
    jwks, jwks_uri = said.get("jwks"), said.get("jwks_uri")
    if jwks is not None and jwks_uri is not None:
        raise InvalidClientMetadataError("There may be jwks or jwks_uri, not both.")
    try:
        if jwks_uri is not None:
            check_url(jwks_uri)
        return check_jwks(jwks) if jwks is not None else None, jwks_uri
    except FetchError:
        raise InvalidClientMetadataError("jwks_uri must be an https URL.") from None
    except ValueError as error:
        raise InvalidClientMetadataError(f"jwks: {error}") from None


def choose_auth_methods(said: Mapping[str, Any], default: str, *, has_keys: bool) -> list[str]:
    """Return the methods for the client's row, the one to tell it first.

    Some hosts name the method they prefer and list what else they can: one that can sign and can
    do without may come either way. A secret may be sent in the header or in the body alike:
    libraries take whichever they read of first.
    """
    listed = said.get("token_endpoint_auth_methods_supported", [])
    named = said.get("token_endpoint_auth_method", None if listed else default)
    signs = has_keys and said.get("token_endpoint_auth_signing_alg", ES256) in ALGORITHMS
    offered = [m for m in dict.fromkeys((named, *listed)) if m in AUTH_METHODS]
    usable = [m for m in offered if signs or m != "private_key_jwt"]
    if not usable:
        raise InvalidClientMetadataError(
            f"token_endpoint_auth_method must be one of {', '.join(AUTH_METHODS)}; "
            f"private_key_jwt needs keys and one of {', '.join(ALGORITHMS)}."
        )
    if usable[0] in SECRET_METHODS:
        return sorted(SECRET_METHODS, key=lambda method: method != usable[0])
    return [method for method in usable if method not in SECRET_METHODS]


def read_scope(scope: str) -> str:
    """Return the client's default scope; what nobody grants to a stranger drops out of it."""
    try:
        wanted = split_scope(scope) if scope.strip() else []
    except InvalidScopeError as error:
        raise InvalidClientMetadataError(error.description) from None
    table = scope_table()
    return " ".join(name for name in wanted if name in table and not table[name].admin)


def read_name(name: str) -> str:
    """Return the name as people will see it: nothing in it that turns or hides text."""
    words = ("".join(filter(str.isprintable, word)) for word in name.split())
    return " ".join(filter(None, words)) or UNNAMED


def client_information(client: Client) -> dict[str, Any]:
    """Return the metadata of the client's row as the standard writes it, no member null."""
    said = {
        "client_id": client.client_id,
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "grant_types": client.grant_types,
        "response_types": ["code"] if "authorization_code" in client.grant_types else [],
        "token_endpoint_auth_method": client.auth_methods[0],
        "scope": client.scope,
        "jwks_uri": client.jwks_uri,
        "jwks": client.jwks if client.jwks_uri is None else None,
        "id_token_signed_response_alg": client.id_token_signed_response_alg,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
        **client.about,
    }
    return {name: value for name, value in said.items() if value not in (None, "", [])}
