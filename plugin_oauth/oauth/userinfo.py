"""UserInfo (OpenID Connect Core section 5.3): what the access token lets its client know of a user.

No e-mail address is verified by this server, and the claim says so: a client must not take the
address for proof of who somebody is.
"""

from typing import Any

from plugin_oauth.oauth.bearer import access_token
from plugin_oauth.oauth.scopes import EMAIL, OPENID

CLAIMS = ("sub", "email", "email_verified")


def userinfo() -> dict[str, Any]:
    """Return the claims about the user of the request's access token; raises Problem.

    A token for any of the resources will do: this endpoint is the authorization server's own.
    """
    token = access_token([OPENID.name], resource=None)
    claims: dict[str, Any] = {"sub": str(token.user.id)}
    if EMAIL.name in token.scope.split() and token.user.email is not None:
        claims |= {"email": token.user.email, "email_verified": False}
    return claims
