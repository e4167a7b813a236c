"""Ways to get a code or tokens: PKCE, native apps, devices, pushed requests, the issuer."""

from tests.requirements.manifest import Deferred, rfc

RFC_7636 = rfc(
    7636,
    "Proof Key for Code Exchange",
    {
        "4.1-verifier-syntax": "A verifier is 43 to 128 unreserved characters, and no line end.",
        "4.2-s256-only": (
            "The only method is S256; plain, and a missing method, which section 4.3 reads as "
            "plain, are refused."
        ),
        "4.4.1-challenge-required": (
            "A client that must use PKCE is refused without a challenge: invalid_request."
        ),
        "4.6-verifier": "A verifier that does not fit is invalid_grant and burns nothing.",
    },
)

RFC_8252 = rfc(
    8252,
    "OAuth 2.0 for Native Apps",
    {
        "7.1-private-use-schemes": (
            "An app may come back by a scheme of its own, unless the setting forbids it."
        ),
        "7.2-claimed-https": "An app may come back by an https address that it claims.",
        "7.3-loopback-port": "The port of a loopback redirect URI may vary, and nothing else.",
        "8.1-pkce": "A public client must use PKCE.",
        "8.4-whole-uri-registered": (
            "Redirect URIs are registered whole, and one that is not registered is refused."
        ),
        "8.6-public-clients-always-ask": (
            "A public client never gets a code without the person's decision."
        ),
    },
)

RFC_8628 = rfc(
    8628,
    "OAuth 2.0 Device Authorization Grant",
    {
        "3.1-client-authenticates": (
            "A confidential client proves itself for the codes and at every poll."
        ),
        "3.2-answer": (
            "The answer has both codes, where to go, how long they live and how often to ask."
        ),
        "3.2-refused": (
            "A request that cannot be granted gets no codes, and the error of the token endpoint."
        ),
        "3.3-question": "The person signs in, enters the code and is asked in full.",
        "3.3.1-complete-uri": "A code in the address is filled in, shown, and decides nothing.",
        "3.4-token": "A device that was allowed gets the person's tokens.",
        "3.4-once": "A device code is redeemed once, whatever comes at the same moment.",
        "3.4-of-the-client": "A device code works for the client it was issued to.",
        "3.5-authorization-pending": "A poll before the decision is authorization_pending.",
        "3.5-slow-down": (
            "A hasty poll is slow_down, and all later polls must wait five seconds longer."
        ),
        "3.5-access-denied": "A person's no is access_denied.",
        "3.5-expired-token": (
            "A code whose time is over is expired_token, and nobody can decide about it."
        ),
        "4-metadata": "The metadata name the endpoint and the grant.",
        "5.1-guesses-limited": "Ten wrong codes in five minutes are answered 429 with Retry-After.",
        "5.4-remote-phishing": (
            "The page names the client and the code, and the person must decide there."
        ),
        "6.1-user-code": "A user code has no vowels or digits, and is read however it is typed.",
    },
)

RFC_9126 = rfc(
    9126,
    "OAuth 2.0 Pushed Authorization Requests",
    {
        "2-post-only": "The endpoint takes POST alone.",
        "2-client-authenticates": "The client proves itself as at the token endpoint.",
        "2.1-no-request-uri": (
            "A pushed request that itself holds a request_uri is invalid_request."
        ),
        "2.1-checked-at-once": (
            "What the authorization endpoint would refuse is refused as JSON at once."
        ),
        "2.2-answer": "The answer is 201 with a random request_uri and expires_in, kept by nobody.",
        "2.2-of-the-client": (
            "A request_uri is worth something for the client that pushed it alone."
        ),
        "2.2-expires": "A request_uri that nobody opens within a minute is refused.",
        "2.3-errors": "Errors are those of the token endpoint, and nothing is stored.",
        "3-request-object": Deferred(
            "The pushed request is a signed request object.",
            "Request objects are not taken anywhere.",
        ),
        "4-pushed-counts": (
            "Of the authorization request client_id and request_uri count, and nothing else."
        ),
        "4-once": "A request_uri is answered once, whatever comes at the same moment.",
        "5-metadata": "The metadata name the endpoint and do not demand it.",
    },
)

RFC_9207 = rfc(
    9207,
    "OAuth 2.0 Authorization Server Issuer Identification",
    {
        "2-iss": "Every redirect to a client, success or error, names the issuer.",
        "3-metadata": "The metadata promises the iss parameter if and only if it is sent.",
    },
)
