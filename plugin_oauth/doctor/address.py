"""Checks over the network, at the public address: does the world see what this deployment is?"""

from http import HTTPStatus

import httpx

from plugin_oauth.doctor.check import Breach, Check, Deployment

SECONDS = 10
METADATA = "/.well-known/oauth-authorization-server"


def issuer(deployment: Deployment) -> Breach | None:
    """RFC 8414 section 3.3: the issuer is compared as it is written."""
    answer = _get(f"{deployment.url}{METADATA}")
    if isinstance(answer, Breach):
        return answer
    try:
        named = answer.json()["issuer"]
    except (ValueError, KeyError, TypeError):
        return Breach(f"{answer.url} answers {answer.status_code}, and no metadata.")
    expected = deployment.app.config["BASE_URL"]
    if named != expected:
        return Breach(f"{answer.url} names the issuer {named!r}; BASE_URL is {expected}.")
    if deployment.url != expected:
        return Breach(f"It answers at {deployment.url} too; give out {expected} only.")
    return None


def privacy(deployment: Deployment) -> Breach | None:
    answer = _get(f"{deployment.url}/privacy")
    if isinstance(answer, Breach):
        return answer
    if answer.status_code != HTTPStatus.OK:
        return Breach(f"{answer.url} answers {answer.status_code}.")
    return None


def _get(url: str) -> httpx.Response | Breach:
    try:
        return httpx.get(url, timeout=SECONDS, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Breach(f"{url} cannot be reached: {type(error).__name__}.")


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
        id="privacy-page",
        what="The privacy page is there for everybody.",
        why="The GPT editor and every review open its address.",
        mend="Let /privacy through whatever stands in front.",
        look=privacy,
        needs_url=True,
    ),
)
