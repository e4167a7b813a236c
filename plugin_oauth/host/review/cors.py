"""What ChatGPT's page in a browser needs of a plugin on localhost (Fetch standard, CORS)."""

from collections.abc import Mapping

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.web import Web
from plugin_oauth.host.wire import Answer

ORIGIN = "https://chat.openai.com"
SENT_HEADERS = ("content-type", "openai-conversation-id", "openai-ephemeral-user-id")
# A page may send these without asking (Fetch standard, CORS-safelisted method).
_SIMPLE_METHODS = {"GET", "HEAD", "POST"}


def complain_of_sharing(web: Web, address: str) -> str:
    """Return what keeps the page from reading a document, empty if nothing."""
    answer = _ask(web, "GET", address, {"origin": ORIGIN})
    if isinstance(answer, str):
        return answer
    return _complain_of_origin(answer, address)


def complain_of_preflight(web: Web, method: str, address: str) -> str:
    """Return what keeps the page from calling an operation, empty if nothing."""
    asked = {
        "origin": ORIGIN,
        "access-control-request-method": method,
        "access-control-request-headers": ",".join(SENT_HEADERS),
    }
    answer = _ask(web, "OPTIONS", address, asked)
    if isinstance(answer, str):
        return answer
    if not answer.is_success:
        return f"the preflight of {method} {address} answers {answer.status}"
    complaint = _complain_of_origin(answer, address)
    if complaint:
        return complaint
    allowed = _listed(answer, "access-control-allow-methods")
    if method not in _SIMPLE_METHODS and not {method.lower(), "*"} & allowed:
        return f"the preflight of {address} does not allow {method}"
    headers = _listed(answer, "access-control-allow-headers")
    missing = [name for name in SENT_HEADERS if not {name, "*"} & headers]
    return f"the preflight of {address} does not allow {', '.join(missing)}" if missing else ""


def _ask(web: Web, method: str, address: str, headers: Mapping[str, str]) -> Answer | str:
    try:
        return web.send(method, address, seconds=web.model.document_seconds, headers=headers)
    except Failure as failure:
        return str(failure)


def _complain_of_origin(answer: Answer, address: str) -> str:
    allowed = str(answer.headers.get("access-control-allow-origin", ""))
    if allowed in {ORIGIN, "*"}:
        return ""
    return f"{address} allows {allowed or 'no origin'}, not {ORIGIN}"


def _listed(answer: Answer, header: str) -> set[str]:
    words = str(answer.headers.get(header, "")).split(",")
    return {word.strip().lower() for word in words}
