"""Clients: created by a developer, with what their host needs written into their row.

Strict by default, wide per client: a JSON token body or a missing PKCE is for clients made for a
host that has nothing better, never for everybody.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from plugin_oauth.clock import now
from plugin_oauth.database import db
from plugin_oauth.oauth.client_auth import AUTH_METHODS, SECRET_METHODS
from plugin_oauth.oauth.models import Client
from plugin_oauth.oauth.redirect_uris import check_redirect_uri
from plugin_oauth.oauth.scopes import scope_table, split_scope
from plugin_oauth.oauth.server import GRANTS
from plugin_oauth.request_text import is_clean
from plugin_oauth.secret_values import Kind, digest, make_secret
from plugin_oauth.users.accounts import create_service_account
from plugin_oauth.users.models import User

NAME_LENGTH = 100
CLIENT_ID_BYTES = 16  # in hex: never a leading "-", which a command line would take as an option
GRANT_TYPES = tuple(grant.GRANT_TYPE for grant, _ in GRANTS)


@dataclass(frozen=True, slots=True)
class Host:
    """What clients of one kind of host send, as defaults for their rows."""

    auth_methods: tuple[str, ...] = SECRET_METHODS
    token_request_formats: tuple[str, ...] = ("form",)
    requires_pkce: bool = True


HOSTS = {
    # A client of the standard.
    "generic": Host(),
    # A ChatGPT plugin: id and secret in a JSON or form body, no PKCE.
    "plugin": Host(("client_secret_post",), ("form", "json"), requires_pkce=False),
    # A GPT Action: form, body or Basic as its editor is set, no PKCE.
    "action": Host(requires_pkce=False),
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


def create_client(new: NewClient) -> tuple[Client, str | None]:
    """Store a client; return it and its secret, which is shown this once (None for a public one).

    Raises ValueError, with a sentence for the developer, if something about it cannot be.
    """
    host = HOSTS[new.host]
    auth_methods = list(new.auth_methods or host.auth_methods)
    grant_types = list(new.grant_types or ("authorization_code", "refresh_token"))
    check_client(new, auth_methods, grant_types)
    secret = None if auth_methods == ["none"] else make_secret(Kind.CLIENT_SECRET)
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
        created_at=now(),
    )
    if "client_credentials" in grant_types:
        client.service_account_id = create_service_account().id
    db.session.add(client)
    db.session.flush()
    return client, secret


def check_client(new: NewClient, auth_methods: list[str], grant_types: list[str]) -> None:
    """Raise ValueError if the client could not work, or could not work safely."""
    if not new.name.strip() or len(new.name) > NAME_LENGTH or not is_clean(new.name):
        raise ValueError(f"A client has a name of 1 to {NAME_LENGTH} characters.")
    for uri in new.redirect_uris:
        check_redirect_uri(uri)
    for known, given, what in (
        (AUTH_METHODS, auth_methods, "authentication method"),
        (GRANT_TYPES, grant_types, "grant type"),
        (tuple(scope_table()), new.scope.split(), "scope"),
    ):
        for value in given:
            if value not in known:
                raise ValueError(f"There is no {what} {value}. Known: {', '.join(known)}.")
    if "none" in auth_methods and len(auth_methods) > 1:
        raise ValueError("A public client (none) has no second authentication method.")
    if "authorization_code" in grant_types and not new.redirect_uris:
        raise ValueError("The authorization code grant needs at least one redirect URI.")
    if "client_credentials" in grant_types and auth_methods == ["none"]:
        raise ValueError("The client credentials grant needs a client with a secret.")
    if "client_credentials" in grant_types and not new.scope:
        raise ValueError("The client credentials grant needs a scope: it is all the client gets.")


def list_clients() -> Sequence[Client]:
    return db.session.scalars(select(Client).order_by(Client.created_at, Client.client_id)).all()


def get_client(client_id: str) -> Client:
    """Return the client; raises ValueError if there is none."""
    client = db.session.get(Client, client_id)
    if client is None:
        raise ValueError(f"There is no client {client_id}.")
    return client


def rotate_secret(client_id: str) -> str:
    """Give the client a new secret and return it; the old one ends at once. Raises ValueError."""
    client = get_client(client_id)
    if client.is_public:
        raise ValueError("A public client has no secret.")
    secret = make_secret(Kind.CLIENT_SECRET)
    client.secret_digest = digest(secret)
    return secret


def delete_client(client_id: str) -> None:
    """Remove the client with its codes, grants, tokens and own account; may raise ValueError."""
    client = get_client(client_id)
    if client.service_account_id is not None:
        db.session.execute(delete(User).where(User.id == client.service_account_id))
    db.session.delete(client)
