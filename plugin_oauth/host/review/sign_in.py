"""A sign-in under review: a person and a client at one authorization server, each step once.

begin    the person logs in and allows: a code
answer   what the token endpoint says to it
tokens   what is in the answer
"""

from plugin_oauth.host.authorization import AuthorizationRequest
from plugin_oauth.host.drills.ground import authorize, read_tokens
from plugin_oauth.host.drills.leftovers import revoke_leftovers
from plugin_oauth.host.oauth_client import Tokens
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.review.web import NotChecked
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.token_endpoint import authorization_code_request
from plugin_oauth.host.wire import Answer


class SignIn:
    """The sign-in of a run that has a client and a person; drills play others on the same run."""

    def __init__(self, run: OAuthRun) -> None:
        self.run = run
        for secret in run.target.secrets:
            run.wire.masking.conceal(secret)
        self._ended: NotChecked | None = None
        self._code: tuple[AuthorizationRequest, str] | None = None
        self._answer: Answer | None = None
        self._tokens: Tokens | None = None

    def begin(self) -> tuple[AuthorizationRequest, str]:
        """Return a request and its code, always the same; raises NotChecked if there is none."""
        if self._ended:
            raise self._ended
        if self._code is None:
            try:
                self._code = self._sign_in()
            except NotChecked as ended:
                self._ended = ended
                raise
        return self._code

    def _sign_in(self) -> tuple[AuthorizationRequest, str]:
        try:
            outcome = authorize(self.run)
        except Failure as failure:
            raise NotChecked(f"nobody could sign in: {failure}") from None
        code = outcome.find("code")
        if not code:
            raise NotChecked(f"the sign-in ends with {outcome.words}")
        self.run.wire.masking.conceal(code)
        return outcome.request, code

    @property
    def answer(self) -> Answer:
        """The token endpoint's answer to the code; raises NotChecked, or Failure if none came."""
        request, code = self.begin()
        if self._answer is None:
            run = self.run
            self._answer = authorization_code_request(run.wire, run.client, code, request)
        return self._answer

    def require_tokens(self) -> None:
        """Raise NotChecked unless the sign-in gave tokens."""
        _ = self.tokens

    @property
    def tokens(self) -> Tokens:
        """What the person's tokens are; raises NotChecked if there are none."""
        if self._tokens is None:
            try:
                self._tokens = read_tokens(self.run, self.answer)
            except Failure as failure:
                raise NotChecked(f"the code could not be exchanged: {failure}") from None
        return self._tokens

    def leave(self) -> None:
        """Revoke what was given, as far as the server lets us: that is no matter of a rule."""
        try:
            revoke_leftovers(self.run)
        except (Failure, Skipped, NotChecked):
            return
