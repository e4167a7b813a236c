"""Resource indicators (RFC 8707): which protected resource a token is for.

There are two, the API and the MCP server. A token asked for without `resource` is good for both,
because many clients send none; so is one asked for with the bare origin, which some clients take
for the resource. One asked for with a resource's own name is refused by the other. Comparison
tolerates one trailing slash and the case of the host: clients normalise both ways.

Several resources are kept as one text, blanks between, like a scope: a URI has none in it.
"""

from collections.abc import Sequence

from authlib.oauth2.rfc6749 import OAuth2Error
from flask import current_app

API = "/api"
MCP = "/mcp"
PATHS = (API, MCP)


class InvalidTargetError(OAuth2Error):
    """The resource is unknown, or not one that was granted (RFC 8707 section 2)."""

    error = "invalid_target"

    def __init__(self) -> None:
        known = ", ".join(map(resource_uri, PATHS))
        super().__init__(f"The resource must be one that was granted, of these: {known}.")


def resource_uri(path: str) -> str:
    """Return the identifier of one of our resources."""
    return f"{current_app.config['BASE_URL']}{path}"


def metadata_url(path: str) -> str:
    """Return where the metadata of one of our resources is (RFC 9728 section 3.1)."""
    return f"{current_app.config['BASE_URL']}/.well-known/oauth-protected-resource{path}"


def find_resource(uri: str) -> str | None:
    """Return the identifier of the resource that a client names, or None."""
    named = _normalized(uri)
    return next((known for known in map(resource_uri, PATHS) if known == named), None)


def _normalized(uri: str) -> str:
    """Return the URI with its origin in lower case and without one trailing slash.

    Nothing else is read into it: a parser of URLs skips tabs and line ends, and forgets a `?`.
    """
    scheme, colon, rest = uri.partition("://")
    host, slash, path = rest.partition("/")
    if not host.isascii():
        return uri  # some letters elsewhere have one of ours as their lower case
    return f"{scheme.lower()}{colon}{host.lower()}{slash}{path}".removesuffix("/")


def resolve_resource(values: Sequence[str]) -> str:
    """Return the resources an authorization is asked for, empty for all; may raise."""
    found: set[str] = set()
    for value in values:
        if _normalized(value) == current_app.config["BASE_URL"]:
            found.update(map(resource_uri, PATHS))
        elif uri := find_resource(value):
            found.add(uri)
        else:
            raise InvalidTargetError()
    return " ".join(sorted(found))


def narrow_resource(values: Sequence[str], granted: str) -> str:
    """Return the resources of one token: those named, else all granted (RFC 8707 section 2.2).

    Raises InvalidTargetError for one that is unknown or was not granted.
    """
    named = resolve_resource(values)
    if granted and not set(named.split()) <= set(granted.split()):
        raise InvalidTargetError()
    return named or granted


def is_for(resource: str, path: str) -> bool:
    """Tell whether a token with these resources is good for the resource at this path."""
    return not resource or resource_uri(path) in resource.split()


def audience(resource: str) -> list[str]:
    """Return the `aud` of a token: what it is good for, spelled out."""
    return resource.split() or [resource_uri(path) for path in PATHS]
