"""The WWW-Authenticate header: a challenge, Bearer mostly, and its parameters.

RFC 9110 section 11.6.1, RFC 6750 section 3, RFC 9728 section 5.1.
"""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus

from plugin_oauth.host.remarks import Failure, Remark, warn
from plugin_oauth.host.wire import Answer

# Blanks are read in one way only: a server could send so many that a second way took minutes.
_PARAMETER = re.compile(
    r"\s*(?:,\s*)?([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*"
    r'(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?=,|$)'
)


def read_challenge(header: str, scheme: str = "Bearer") -> Mapping[str, str] | None:
    """Return the parameters of the scheme's challenge by lower-case name, None without one."""
    found = re.search(rf"(?:^|,)\s*{scheme}(?=\s|,|$)", header, re.IGNORECASE)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    position = found.end()
    while parameter := _PARAMETER.match(header, position):
        name, quoted, token = parameter.groups()
        value = token if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        parameters.setdefault(name.lower(), value)
        position = parameter.end()
    return parameters


def require_challenge(answer: Answer, scheme: str = "Bearer") -> Mapping[str, str]:
    """Return the challenge of a refusal; raises Failure if it is none, or says no way in."""
    if answer.status != HTTPStatus.UNAUTHORIZED:
        raise Failure(
            f"the call is answered with {answer.status}, not refused with 401",
            "RFC 6750 section 3.1",
        )
    challenge = read_challenge(answer.headers.get("www-authenticate", ""), scheme)
    if challenge is None:
        raise Failure(f"the 401 has no WWW-Authenticate: {scheme} challenge", "RFC 6750 section 3")
    return challenge


def check_invalid_token(challenge: Mapping[str, str]) -> Iterator[Remark]:
    """Yield a warning if the refusal of a dead token does not say what is wrong with it."""
    if challenge.get("error") != "invalid_token":
        yield warn('the challenge does not say error="invalid_token"', "RFC 6750 section 3.1")
