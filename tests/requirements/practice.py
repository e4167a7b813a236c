"""The best current practice for OAuth security, RFC 9700."""

from tests.requirements.manifest import rfc

RFC_9700 = rfc(
    9700,
    "Best Current Practice for OAuth 2.0 Security",
    {
        "2.1-exact-redirect-uri": (
            "Redirect URIs are compared as text, to the letter, a port on loopback aside."
        ),
        "2.1.1-pkce": "PKCE is enforced, for public clients always.",
        "2.1.2-no-implicit-grant": "No response type hands out a token.",
        "2.2.1-sender-constrained": (
            "Access tokens are bound to their sender, if the client proves a key."
        ),
        "2.2.2-rotation": "Refresh tokens are rotated, for all clients.",
        "2.3-audience": "A token asked for one resource server is refused by the others.",
        "2.4-no-password-grant": "There is no password grant.",
        "2.5-asymmetric-authentication": "Clients may authenticate by a key of their own.",
        "2.6-https": "Redirect URIs are https, or http on loopback.",
        "2.6-no-cors-at-authorize": (
            "Scripts of other origins cannot read the authorization endpoint."
        ),
        "2.6-metadata": "The server publishes its metadata.",
        "4.2.4-no-referrer": "Pages and redirects with codes send no referrer.",
        "4.3.2-no-query-token": "An access token in the query is not seen.",
        "4.4.2-mix-up": (
            "Answers name the issuer, so that a client of several servers is not mixed up."
        ),
        "4.5.3-code-bound": "A stolen code is worth nothing without the verifier.",
        "4.8.2-no-downgrade": "A verifier for a code without a challenge is refused.",
        "4.11.2-no-open-redirector": (
            "Nobody is redirected to an address that no client registered."
        ),
        "4.12-303": "Redirects to clients are 303: a 307 would send the login form on.",
        "4.14.2-reuse-ends-the-family": (
            "A refresh token of an older generation ends the whole family."
        ),
        "4.14.2-refresh-tokens-expire": "A family has an end that no rotation moves.",
        "4.15-client-is-no-user": "A client that acts for itself is nobody's user.",
        "4.16-clickjacking": "No page of ours can be framed.",
    },
)
