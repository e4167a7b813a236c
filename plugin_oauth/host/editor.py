"""The GPT editor: what it refuses of an OpenAPI document, and the OAuth form beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from plugin_oauth.host.documents import Document, show
from plugin_oauth.host.remarks import GPT_ACTIONS, Failure, Remark, info
from plugin_oauth.host.urls import Url, read_url, share_second_level

# Sign-ins at these go with an API anywhere.
_FOREIGN_LOGINS = ("google.com", "googleapis.com", "microsoftonline.com", "adobelogin.com")


@dataclass(frozen=True)
class OAuthForm:
    """What is typed into the form; `origin` says where each value was taken from."""

    authorization_url: Url
    token_url: Url
    scope: str


def find_scheme(spec: Document) -> Document:
    """Return the authorization code flow of the document's OAuth scheme, empty if it has none."""
    for scheme in _schemes(spec):
        flows = scheme.get("flows")
        flow = flows.get("authorizationCode") if isinstance(flows, dict) else None
        if scheme.get("type") == "oauth2" and isinstance(flow, dict):
            return flow
    return {}


def read_url_of(name: str, *values: object) -> Url:
    """Return the first value that is there as a URL; raises Failure."""
    value = next((value for value in values if value), None)
    try:
        return read_url(value if isinstance(value, str) else "")
    except ValueError as error:
        raise Failure(
            f"the {name} is {show(value)}, {error}; it is taken from the options, from an oauth2 "
            "security scheme of the document, or from the authorization server's metadata",
            GPT_ACTIONS,
        ) from None


def read_scope(flow: Document, metadata: Document) -> str:
    """Return every scope the document's flow has, or else what the metadata offers."""
    scopes = flow.get("scopes")
    names = list(scopes) if isinstance(scopes, dict) else metadata.get("scopes_supported")
    if not isinstance(names, list):
        return ""
    return " ".join(name for name in names if isinstance(name, str))


def check_form(form: OAuthForm, server: Url) -> Iterator[Remark]:
    """Yield what is not asked of a loopback address; raises Failure where the editor refuses it.

    People sign in at the API's own domain: a document must not have a password sent to another.
    """
    if server.is_loopback:
        yield info("https and a common domain are not asked of a loopback address", GPT_ACTIONS)
        return
    for name, url in (("Authorization URL", form.authorization_url), ("Token URL", form.token_url)):
        if not url.is_public:
            raise Failure(f"the {name} is not a public https URL", GPT_ACTIONS)
        if not may_sign_in(url, server):
            raise Failure(
                f"the {name} is on {url.host}, the API on {server.host}: they must share a domain",
                GPT_ACTIONS,
            )


def may_sign_in(url: Url, server: Url) -> bool:
    """Return whether people may sign in there for an API on that server."""
    if share_second_level(url.host, server.host):
        return True
    return any(share_second_level(url.host, domain) for domain in _FOREIGN_LOGINS)


def _schemes(spec: Document) -> list[Document]:
    components = spec.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return _blocks(list(schemes.values())) if isinstance(schemes, dict) else []


def _blocks(value: object) -> list[Document]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
