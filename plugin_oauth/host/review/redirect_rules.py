"""Group D: what must answer by itself: hosts do not follow a document, a call or a token."""

from collections.abc import Iterator
from http import HTTPStatus

from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.review.api_access import find_api
from plugin_oauth.host.review.domain_rules import D, find_spec_url
from plugin_oauth.host.review.oauth_endpoints import AUTHORIZATION, Endpoint, find_endpoints
from plugin_oauth.host.review.rules import Fault, Level
from plugin_oauth.host.review.sources import PRODUCTION
from plugin_oauth.host.review.subject import Part, Subject, Where
from plugin_oauth.host.review.web import Web
from plugin_oauth.host.urls import Url, is_within, root_domain
from plugin_oauth.host.wire import Answer

_MOVED_FOR_GOOD = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}


@D.rule(
    "007",
    Level.WARNING,
    "neither the OpenAPI document, the API nor the sign-in redirects",
    source=PRODUCTION,
    fix="Give the final address, with its final slash if it has one.",
    how="The document is fetched, operations that only read are called without a token, the "
    "authorization endpoint is opened and an empty request sent to the token endpoint. The "
    "authorization endpoint may lead to a login page, but not to itself in another spelling.",
)
def check_no_redirects(subject: Subject) -> Iterator[Fault]:
    web, manifest = subject.web, subject.find("manifest")
    linked = _linked_spec(manifest) if manifest else subject.url
    if linked:
        where = manifest.at("api", "url") if manifest else subject.root
        yield from _redirect_faults(web, linked.text, where)
    for endpoint in find_endpoints(subject):
        if subject.may_fetch(endpoint.url):
            yield from _endpoint_faults(web, endpoint)
    for call in find_api(subject).open_calls:
        if call.answer and call.answer.is_redirect:
            sentence = f"{call.url} redirects to {_destination(call.answer)}"
            yield Fault(sentence, call.where)


def _linked_spec(manifest: Part) -> Url | None:
    """Return the address that the manifest gives, before any redirect, if a host would ask it."""
    if manifest.url is None:
        return None
    url = find_spec_url(manifest, manifest.url)
    return url if is_within(url.host, root_domain(manifest.url.host)) else None


def _redirect_faults(web: Web, address: str, where: Where) -> Iterator[Fault]:
    try:
        answer = web.get(address)
    except Failure:
        return  # of the document O001 tells; whether the API works is not asked here
    if answer.is_redirect:
        yield Fault(f"{address} redirects to {_destination(answer)}", where)


def _endpoint_faults(web: Web, endpoint: Endpoint) -> Iterator[Fault]:
    is_page = endpoint.name == AUTHORIZATION
    try:
        answer = web.get(endpoint.url.text) if is_page else _post_nothing(web, endpoint.url)
        is_fault = answer.is_redirect and not (is_page and _leads_on(answer))
    except Failure:
        return  # whether people can sign in is not asked here
    if is_fault:
        sentence = f"the {endpoint.name} {endpoint.url.text} redirects to {_destination(answer)}"
        yield Fault(sentence, endpoint.where)


def _post_nothing(web: Web, url: Url) -> Answer:
    headers = {
        "user-agent": web.model.user_agent,
        "content-type": "application/x-www-form-urlencoded",
    }
    return web.send("POST", url.text, seconds=web.model.document_seconds, headers=headers)


def _leads_on(answer: Answer) -> bool:
    """Whether a redirect leads to another page, and not to the same one by its right address."""
    is_same_page = answer.location.path.rstrip("/") == answer.url.path.rstrip("/")
    return not (is_same_page or answer.status in _MOVED_FOR_GOOD)


def _destination(answer: Answer) -> str:
    return str(answer.headers.get("location", "nowhere"))
