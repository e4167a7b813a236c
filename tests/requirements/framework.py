"""OAuth 2.0 itself: RFC 6749 with what RFC 6819 and the draft of OAuth 2.1 add to its grants."""

from tests.requirements.manifest import Deferred, Document, rfc

RFC_6749 = rfc(
    6749,
    "The OAuth 2.0 Authorization Framework",
    {
        "1.5-refresh-token-optional": (
            "A client gets a refresh token only if it is registered for that grant."
        ),
        "2.3-one-method": (
            "Two identities or two methods of authentication in one request are invalid_request."
        ),
        "2.3-registered-method": (
            "A client authenticates by the method registered for it, at every endpoint."
        ),
        "2.3.1-basic": "A client authenticates by HTTP Basic with form-encoded id and secret.",
        "2.3.1-post": "A client authenticates by client_id and client_secret in the body.",
        "2.3.1-not-in-the-uri": "Client credentials in the query are not seen.",
        "3.1-authenticates-the-user": (
            "The user signs in first, and the authorization request survives that."
        ),
        "3.1-empty-is-omitted": "A parameter without a value was not sent.",
        "3.1-unknown-ignored": "Unknown parameters are ignored.",
        "3.1-no-repeats": "A repeated parameter of the authorization request is refused.",
        "3.1.1-response-type": (
            "A missing response type is invalid_request, an unknown one unsupported_response_type."
        ),
        "3.1.2-redirect-uri-form": "A registered redirect URI is absolute and has no fragment.",
        "3.1.2-query-kept": "The query of a redirect URI is kept.",
        "3.1.2.3-redirect-uri-needed": (
            "Who has more than one redirect URI names one; a single one is the default."
        ),
        "3.2-post-only": "The token endpoint takes POST alone.",
        "3.2-no-repeats": "A repeated parameter of a token request is refused.",
        "3.3-syntax": (
            "A scope is names of printable ASCII with single blanks between, else invalid_scope."
        ),
        "3.3-default": "A missing scope gets the documented default.",
        "3.3-granted-scope-is-told": "The granted scope is returned, whatever was asked for.",
        "4.1.1-state": (
            "The state comes back to the letter, with success and error; none where none was sent."
        ),
        "4.1.2-code-lifetime": (
            "A code lives for sixty seconds (at most ten minutes are recommended)."
        ),
        "4.1.2-code-once": "A code is redeemed once, whatever comes at the same moment.",
        "4.1.2-replay-revokes": (
            "A second redemption of a code is denied and ends every token that came from it."
        ),
        "4.1.2.1-no-redirect": (
            "Until client and redirect URI are proved, an error is a page and never a redirect."
        ),
        "4.1.2.1-error-redirect": (
            "Every other error goes to the client, its description in the characters allowed."
        ),
        "4.1.2.1-access-denied": "A user's no is access_denied.",
        "4.1.2.1-unauthorized-client": "A client without the code grant is unauthorized_client.",
        "4.1.3-form-body": "A token request is a form.",
        "4.1.3-body-only": "Parameters in the query of a token request are not seen.",
        "4.1.3-code-of-the-client": "A code is redeemed by the client it was issued to.",
        "4.1.3-redirect-uri": (
            "The redirect URI of the token request is that of the authorization request."
        ),
        "4.1.4-token": (
            "A redeemed code is an access token, whatever the client's method of authentication."
        ),
        "4.2-implicit": Deferred(
            "The implicit grant hands out tokens in redirects.",
            "RFC 9700 section 2.1.2 advises against it.",
        ),
        "4.3-password": Deferred(
            "The password grant takes a person's password.",
            "RFC 9700 section 2.4 forbids it.",
        ),
        "4.4-confidential-only": "A public client cannot use the client credentials grant.",
        "4.4.2-token": "A client that authenticates gets a token for itself.",
        "4.4.3-no-refresh-token": "The client credentials grant has no refresh token.",
        "5.1-members": (
            "A token answer has access_token, token_type, expires_in, scope, and no null."
        ),
        "5.1-no-store": "A token answer is JSON that nobody keeps.",
        "5.2-errors": "A token error is the JSON of its code, with 400.",
        "5.2-401-challenge": "A failed authentication is invalid_client with 401 and a challenge.",
        "6-refresh": "A refresh token is exchanged for a new access token.",
        "6-authenticated": "A refresh authenticates the client by any of its methods.",
        "6-bound-to-the-client": "A refresh token works for the client it was issued to.",
        "6-scope": "A refresh may narrow the scope and never widen what was granted.",
        "10.2-consent-shows": "The consent page shows the client, the scopes and where it leads.",
        "10.12-csrf": "A decision that the consent page of this browser did not send is refused.",
        "10.13-no-framing": "No page frames the consent page.",
    },
)

RFC_6819 = rfc(
    6819,
    "OAuth 2.0 Threat Model and Security Considerations",
    {
        "5.1.4.1.3-digests-only": (
            "Codes, tokens and client secrets are stored as digests, a kept answer sealed."
        ),
    },
)

OAUTH_2_1 = Document(
    "The OAuth 2.1 Authorization Framework (draft)",
    "oauth2.1",
    "https://datatracker.ietf.org/doc/draft-ietf-oauth-v2-1/",
    {
        "redirect-uri-optional": (
            "The token request may leave the redirect URI out where PKCE proves possession."
        ),
    },
    anchor=None,
)
