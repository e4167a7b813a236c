"""The developer's part of a registration: the verification token placed in the manifest.

ChatGPT left this to a person. Where the plugin offers `/developer/verification-tokens/<service>`
and the developer's client credentials are at hand, the stand-in does it, and undoes it at the end.
"""

import json
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from plugin_oauth.host.client_authentication import make_basic
from plugin_oauth.host.documents import read_json_object
from plugin_oauth.host.remarks import Failure
from plugin_oauth.host.urls import Url
from plugin_oauth.host.wire import Answer, Wire

SCOPE = "plugin.admin"
SOURCE = "plugin_oauth: verification-token endpoint"


@dataclass(frozen=True)
class Developer:
    """Who may change the manifest, and where: `origin` is the plugin's."""

    wire: Wire
    origin: str
    token_endpoint: Url
    client_id: str
    client_secret: str
    seconds: float

    def find_token(self, service: str) -> str | None:
        """Return the token in the manifest now, None if there is none; raises Failure."""
        answer = self._send("GET", service)
        if answer.status == HTTPStatus.NOT_FOUND:
            return None
        _check_accepted(answer)
        token = read_json_object(answer, source=SOURCE).get("token")
        return token if isinstance(token, str) else None

    def save_token(self, service: str, token: str | None) -> None:
        """Put the token in the manifest, or take it out; raises Failure."""
        if token is None:
            _check_accepted(self._send("DELETE", service))
        else:
            _check_accepted(self._send("PUT", service, json.dumps({"token": token})))

    def _send(self, method: str, service: str, content: str = "") -> Answer:
        # A new access token each time: restoring comes long after placing, and tokens expire.
        headers = {"authorization": f"Bearer {self._access_token()}", "accept": "application/json"}
        if content:
            headers["content-type"] = "application/json"
        url = f"{self.origin}/developer/verification-tokens/{service}"
        return self.wire.send(method, url, seconds=self.seconds, headers=headers, content=content)

    def _access_token(self) -> str:
        """Return an access token by client credentials (RFC 6749 section 4.4)."""
        basic = make_basic(self.client_id, self.client_secret, self.wire.masking)
        answer = self.wire.send(
            "POST",
            self.token_endpoint.text,
            seconds=self.seconds,
            headers={
                "authorization": f"Basic {basic}",
                "content-type": "application/x-www-form-urlencoded",
                "accept": "application/json",
            },
            content=urlencode({"grant_type": "client_credentials", "scope": SCOPE}),
        )
        _check_accepted(answer, "RFC 6749 section 4.4")
        token = read_json_object(answer, source="RFC 6749 section 5.1").get("access_token")
        if not isinstance(token, str):
            raise Failure("the developer got no access_token", "RFC 6749 section 5.1")
        self.wire.masking.conceal(token)
        return token


def _check_accepted(answer: Answer, source: str = SOURCE) -> None:
    if not answer.is_success:
        raise Failure(
            f"the developer is refused: {answer.url.text} answers {answer.status}", source
        )
