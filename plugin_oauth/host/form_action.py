"""The form-action directive (CSP Level 3 section 6.4.1), as Chromium applies it.

Chromium holds not only the form's own URL but every redirect after it against the directive. A
consent page that says `form-action 'self'` therefore never gets its user back to the client, and
no HTTP library notices.
"""

from plugin_oauth.host.urls import Url, read_url


def allows(policies: str, page: Url, url: Url) -> bool:
    """Return whether the page's Content-Security-Policy lets a form lead to the URL."""
    return all(
        any(_matches(source, page, url) for source in sources)
        for policy in policies.split(",")
        if (sources := _find_sources(policy)) is not None
    )


def _find_sources(policy: str) -> list[str] | None:
    for directive in policy.split(";"):
        name, *sources = directive.lower().split() or [""]
        if name == "form-action":
            return sources
    return None


def _matches(source: str, page: Url, url: Url) -> bool:
    """Match one source; paths are ignored, as they are after a redirect."""
    if source == "'self'":
        return url.origin == page.origin
    if source in {"*", f"{url.scheme}:"}:
        return True
    try:
        allowed = read_url(source if "://" in source else f"{url.scheme}://{source}")
    except ValueError:
        return False
    if allowed.host.startswith("*."):
        same_host = url.host.endswith(allowed.host[1:])
    else:
        same_host = url.host == allowed.host
    return same_host and (allowed.scheme, allowed.port) == (url.scheme, url.port)
