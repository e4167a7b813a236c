"""Checks over the network, at the public address: does the world see what this deployment is?"""

import json
from http import HTTPStatus

from plugin_oauth.doctor.check import Breach, Check, Deployment
from plugin_oauth.host.masking import Masking
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.wire import Answer, Wire

SECONDS = 10
METADATA = "/.well-known/oauth-authorization-server"


def issuer(deployment: Deployment) -> Breach | None:
    """RFC 8414 section 3.3: the issuer is compared as it is written."""
    answer = _get(deployment, METADATA)
    if isinstance(answer, Breach):
        return answer
    try:
        named = json.loads(answer.text)["issuer"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Breach(f"{answer.url.text} answers {answer.status}, and no metadata.")
    expected = deployment.app.config["BASE_URL"]
    if named != expected:
        return Breach(f"{answer.url.text} names the issuer {named!r}; BASE_URL is {expected}.")
    if deployment.url != expected:
        return Breach(f"It answers at {deployment.url} too; give out {expected} only.")
    return None


def tls_seen(deployment: Deployment) -> Breach | None:
    """The app asks browsers to stay with https (RFC 6797) only when it knows that it is."""
    answer = _get(deployment, "/healthz")
    if isinstance(answer, Breach):
        return answer
    if answer.url.text.startswith("https:") and "strict-transport-security" not in answer.headers:
        return Breach("The app takes https for http: nothing tells it of the proxy's TLS.")
    return None


def privacy(deployment: Deployment) -> Breach | None:
    answer = _get(deployment, "/privacy")
    if isinstance(answer, Breach):
        return answer
    if answer.status != HTTPStatus.OK:
        return Breach(f"{answer.url.text} answers {answer.status}.")
    return None


def _get(deployment: Deployment, path: str) -> Answer | Breach:
    wire = Wire(Masking(), network=deployment.network.naming(deployment.url or ""))
    try:
        return wire.send("GET", f"{deployment.url}{path}", seconds=SECONDS, headers={})
    except Failure as failure:
        return Breach(f"{failure.remark.sentence}.")


ADDRESS_CHECKS = (
    Check(
        id="issuer",
        what="The public address is answered by this deployment.",
        why="Clients refuse an issuer that is not, letter by letter, the address they asked.",
        mend="Lead the address here without redirects, and set BASE_URL to it.",
        look=issuer,
        needs_url=True,
    ),
    Check(
        id="tls-seen",
        what="The app knows that it is asked over https.",
        why="Else browsers are not told to stay with https, and every caller has one address.",
        mend="Let the proxy set X-Forwarded-Proto and -For, and count it in TRUSTED_PROXIES.",
        look=tls_seen,
        needs_url=True,
    ),
    Check(
        id="privacy-page",
        what="The privacy page is there for everybody.",
        why="The GPT editor and every review open its address.",
        mend="Let /privacy through whatever stands in front.",
        look=privacy,
        needs_url=True,
    ),
)
