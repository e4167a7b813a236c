"""The API under review with the token that opens it: one that was given, or one of a sign-in."""

from plugin_oauth.host.review.api import Api
from plugin_oauth.host.review.oauth_runs import find_sign_in
from plugin_oauth.host.review.subject import NotChecked, Subject


def find_api(subject: Subject) -> Api:
    """Return the API, one for all rules; raises NotChecked if none may be called."""
    if subject.api is None:
        web, spec, base = subject.web, subject.spec, subject.find_base()
        try:
            token = subject.account.api_token or find_sign_in(subject).tokens.access_token
            subject.api = Api(web, spec, base, token)
        except NotChecked as reason:
            subject.api = Api(web, spec, base, why_closed=f"{reason}, or --api-token")
    return subject.api
