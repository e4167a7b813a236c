"""What this server claims to do, clause by clause, each with the tests that show it.

A test names its clauses: `@pytest.mark.requirement("rfc6749-4.1.2-code-once")`. A clause without a
test fails the suite (test_requirements.py) unless it says why it is deferred.
"""

from dataclasses import dataclass

RFC = "https://www.rfc-editor.org/rfc/rfc"
OAUTH_2_1 = "https://datatracker.ietf.org/doc/draft-ietf-oauth-v2-1/"
PLUGINS = "OpenAI, Plugin authentication (2023), by its copies: the page is gone"
ACTIONS = "https://platform.openai.com/docs/actions/authentication"
OURS = "this project's own promise"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One clause: its id, where it stands, what must be so, and why it is not yet if it is not."""

    id: str
    source: str
    behavior: str
    deferred: str | None = None


def rfc(
    number: int, section: str, name: str, behavior: str, deferred: str | None = None
) -> Requirement:
    """Return a clause of an RFC; its id and its address follow from number and section."""
    source = f"{RFC}{number}#section-{section}"
    return Requirement(f"rfc{number}-{section}-{name}", source, behavior, deferred)


OAUTH_2_0 = (
    rfc(
        6749,
        "1.5",
        "refresh-token-optional",
        "A client gets a refresh token only if it is registered for that grant.",
    ),
    rfc(
        6749,
        "2.3",
        "one-method",
        "Two identities or two methods of authentication in one request are invalid_request.",
    ),
    rfc(
        6749,
        "2.3",
        "registered-method",
        "A client authenticates by the method registered for it, at every endpoint.",
    ),
    rfc(
        6749,
        "2.3.1",
        "basic",
        "A client authenticates by HTTP Basic with form-encoded id and secret.",
    ),
    rfc(
        6749, "2.3.1", "post", "A client authenticates by client_id and client_secret in the body."
    ),
    rfc(6749, "2.3.1", "not-in-the-uri", "Client credentials in the query are not seen."),
    rfc(
        6749,
        "3.1",
        "authenticates-the-user",
        "The user signs in first, and the authorization request survives that.",
    ),
    rfc(6749, "3.1", "empty-is-omitted", "A parameter without a value was not sent."),
    rfc(6749, "3.1", "unknown-ignored", "Unknown parameters are ignored."),
    rfc(6749, "3.1", "no-repeats", "A repeated parameter of the authorization request is refused."),
    rfc(
        6749,
        "3.1.1",
        "response-type",
        "A missing response type is invalid_request, an unknown one unsupported_response_type.",
    ),
    rfc(
        6749,
        "3.1.2",
        "redirect-uri-form",
        "A registered redirect URI is absolute and has no fragment.",
    ),
    rfc(
        6749,
        "3.1.2.3",
        "redirect-uri-needed",
        "Who has more than one redirect URI names one; a single one is the default.",
    ),
    rfc(6749, "3.2", "post-only", "The token endpoint takes POST alone."),
    rfc(6749, "3.2", "no-repeats", "A repeated parameter of a token request is refused."),
    rfc(
        6749,
        "3.3",
        "syntax",
        "A scope is names of printable ASCII with single blanks between, else invalid_scope.",
    ),
    rfc(6749, "3.3", "default", "A missing scope gets the documented default."),
    rfc(
        6749,
        "3.3",
        "granted-scope-is-told",
        "The granted scope is returned, whatever was asked for.",
    ),
    rfc(
        6749,
        "4.1.1",
        "state",
        "The state comes back to the letter, with success and error; none where none was sent.",
    ),
    rfc(
        6749,
        "4.1.2",
        "code-lifetime",
        "A code lives for sixty seconds (at most ten minutes are recommended).",
    ),
    rfc(6749, "4.1.2", "code-once", "A code is redeemed once, whatever comes at the same moment."),
    rfc(
        6749,
        "4.1.2",
        "replay-revokes",
        "A second redemption of a code is denied and ends every token that came from it.",
    ),
    rfc(
        6749,
        "4.1.2.1",
        "no-redirect",
        "Until client and redirect URI are proved, an error is a page and never a redirect.",
    ),
    rfc(
        6749,
        "4.1.2.1",
        "error-redirect",
        "Every other error goes to the client, its description in the characters allowed.",
    ),
    rfc(6749, "4.1.2.1", "access-denied", "A user's no is access_denied."),
    rfc(
        6749,
        "4.1.2.1",
        "unauthorized-client",
        "A client without the code grant is unauthorized_client.",
    ),
    rfc(6749, "4.1.3", "form-body", "A token request is a form."),
    rfc(6749, "4.1.3", "body-only", "Parameters in the query of a token request are not seen."),
    rfc(6749, "4.1.3", "code-of-the-client", "A code is redeemed by the client it was issued to."),
    rfc(
        6749,
        "4.1.3",
        "redirect-uri",
        "The redirect URI of the token request is that of the authorization request.",
    ),
    rfc(
        6749,
        "4.1.4",
        "token",
        "A redeemed code is an access token, whatever the client's method of authentication.",
    ),
    rfc(
        6749, "4.4", "confidential-only", "A public client cannot use the client credentials grant."
    ),
    rfc(6749, "4.4.2", "token", "A client that authenticates gets a token for itself."),
    rfc(6749, "4.4.3", "no-refresh-token", "The client credentials grant has no refresh token."),
    rfc(
        6749,
        "5.1",
        "members",
        "A token answer has access_token, token_type, expires_in, scope, and no null.",
    ),
    rfc(6749, "5.1", "no-store", "A token answer is JSON that nobody keeps."),
    rfc(6749, "5.2", "errors", "A token error is the JSON of its code, with 400."),
    rfc(
        6749,
        "5.2",
        "401-challenge",
        "A failed authentication is invalid_client with 401 and a challenge.",
    ),
    rfc(6749, "6", "refresh", "A refresh token is exchanged for a new access token."),
    rfc(6749, "6", "authenticated", "A refresh authenticates the client by any of its methods."),
    rfc(6749, "6", "bound-to-the-client", "A refresh token works for the client it was issued to."),
    rfc(6749, "6", "scope", "A refresh may narrow the scope and never widen what was granted."),
    rfc(
        6749,
        "10.2",
        "consent-shows",
        "The consent page shows the client, the scopes and where it leads.",
    ),
    rfc(
        6749,
        "10.12",
        "csrf",
        "A decision that the consent page of this browser did not send is refused.",
    ),
    rfc(6749, "10.13", "no-framing", "No page frames the consent page."),
    rfc(
        6819,
        "5.1.4.1.3",
        "digests-only",
        "Codes, tokens and client secrets are stored as digests, a kept answer sealed.",
    ),
)

BEARER_TOKENS = (
    rfc(
        6750, "2.1", "header", "A token comes in the Authorization header; its scheme in any case."
    ),
    rfc(6750, "2.2", "no-body-token", "A token in the body is not seen."),
    rfc(
        6750,
        "3",
        "challenge",
        "A 401 or 403 carries a Bearer challenge with the scope that is needed.",
    ),
    rfc(6750, "3.1", "no-error-without-token", "Who sent no token is challenged without an error."),
    rfc(
        6750,
        "3.1",
        "invalid-token",
        "An unknown, expired, revoked or malformed token is invalid_token with 401.",
    ),
    rfc(
        6750,
        "3.1",
        "insufficient-scope",
        "A token without the scope is insufficient_scope with 403.",
    ),
)

REVOCATION = (
    rfc(7009, "2.1", "client-authenticates", "The client authenticates to revoke."),
    rfc(7009, "2.1", "public-clients", "A public client revokes its own tokens."),
    rfc(7009, "2.1", "of-the-client", "Another client's token is refused and lives."),
    rfc(
        7009,
        "2.1",
        "grant-ends",
        "The revocation of either token ends the grant with all its tokens.",
    ),
    rfc(7009, "2.1", "hint-ignored", "A wrong or unknown hint leaves nothing alive."),
    rfc(7009, "2.2", "answer", "A revocation is answered with 200."),
    rfc(7009, "2.2", "unknown-token", "An unknown token is answered with 200."),
)

PKCE = (
    rfc(
        7636,
        "4.1",
        "verifier-syntax",
        "A verifier is 43 to 128 unreserved characters, and no line end.",
    ),
    rfc(
        7636,
        "4.2",
        "s256-only",
        "The only method is S256; plain, and a missing method that means it, are refused.",
    ),
    rfc(
        7636,
        "4.4.1",
        "challenge-required",
        "A client that must use PKCE is refused without a challenge: invalid_request.",
    ),
    rfc(
        7636, "4.6", "verifier", "A verifier that does not fit is invalid_grant and burns nothing."
    ),
)

NATIVE_APPS = (
    rfc(
        8252,
        "7.1",
        "private-use-schemes",
        "A native app comes back by a scheme of its own.",
        deferred="No host that we serve uses one; https and loopback are taken.",
    ),
    rfc(
        8252,
        "7.3",
        "loopback-port",
        "The port of a loopback redirect URI may vary, and nothing else.",
    ),
    rfc(
        8252,
        "8.6",
        "public-clients-always-ask",
        "A public client never gets a code without the person's decision.",
    ),
)

METADATA = (
    rfc(8414, "2", "document", "The metadata says what the server does, its optional parts too."),
    rfc(
        8414, "2.1", "signed", "Metadata may be signed.", deferred="Optional, and no host reads it."
    ),
    rfc(8414, "3", "answer", "The document is JSON at /.well-known/oauth-authorization-server."),
    rfc(8414, "3.3", "issuer", "The issuer is the origin of every address in the document."),
    rfc(9207, "2", "iss", "Every redirect to a client, success or error, names the issuer."),
    rfc(
        9207, "3", "metadata", "The metadata promises the iss parameter if and only if it is sent."
    ),
)

BEST_CURRENT_PRACTICE = (
    rfc(9700, "2.1", "exact-redirect-uri", "Redirect URIs are compared as text, to the letter."),
    rfc(9700, "2.1.1", "pkce", "PKCE is enforced, for public clients always."),
    rfc(9700, "2.1.2", "no-implicit-grant", "No response type hands out a token."),
    rfc(
        9700,
        "2.2.1",
        "sender-constrained",
        "Access tokens are bound to their sender.",
        deferred="No host that we serve sends DPoP proofs or client certificates.",
    ),
    rfc(9700, "2.2.2", "rotation", "Refresh tokens are rotated, for all clients."),
    rfc(
        9700,
        "2.3",
        "audience",
        "Access tokens are restricted to one resource server (RFC 8707).",
        deferred="There is one resource server; this comes with the second, /mcp.",
    ),
    rfc(9700, "2.4", "no-password-grant", "There is no password grant."),
    rfc(
        9700,
        "2.5",
        "asymmetric-authentication",
        "Clients authenticate by a key of their own.",
        deferred="private_key_jwt comes with the hosts that use it.",
    ),
    rfc(9700, "2.6", "https", "Redirect URIs are https, or http on loopback."),
    rfc(
        9700,
        "2.6",
        "no-cors-at-authorize",
        "Scripts of other origins cannot read the authorization endpoint.",
    ),
    rfc(9700, "4.2.4", "no-referrer", "Pages and redirects with codes send no referrer."),
    rfc(9700, "4.3.2", "no-query-token", "An access token in the query is not seen."),
    rfc(9700, "4.8.2", "no-downgrade", "A verifier for a code without a challenge is refused."),
    rfc(
        9700,
        "4.11.2",
        "no-open-redirector",
        "Nobody is redirected to an address that no client registered.",
    ),
    rfc(9700, "4.12", "303", "Redirects to clients are 303: a 307 would send the login form on."),
    rfc(
        9700,
        "4.14.2",
        "reuse-ends-the-family",
        "A refresh token of an older generation ends the whole family.",
    ),
    rfc(9700, "4.14.2", "refresh-tokens-expire", "A family has an end that no rotation moves."),
    rfc(9700, "4.15", "client-is-no-user", "A client that acts for itself is nobody's user."),
    Requirement(
        "oauth2.1-redirect-uri-optional",
        OAUTH_2_1,
        "The token request may leave the redirect URI out where PKCE proves possession.",
    ),
)

HOSTS = (
    Requirement(
        "plugin-host-manifest-endpoints",
        PLUGINS,
        "The manifest's auth block names the endpoints that answer.",
    ),
    Requirement(
        "plugin-host-state",
        PLUGINS,
        "The callback gets the state of the authorization URL, none if there was none.",
    ),
    Requirement(
        "plugin-host-no-pkce",
        PLUGINS,
        "A client made for a plugin or an action may do without PKCE.",
    ),
    Requirement(
        "plugin-host-json-token-request",
        PLUGINS,
        "The token request of a plugin's client may be a JSON object of strings.",
    ),
    Requirement(
        "plugin-host-form-token-request",
        PLUGINS,
        "The token request of a plugin's client may be a form.",
    ),
    Requirement(
        "plugin-host-token-answer",
        PLUGINS,
        "The answer has access_token, token_type bearer, expires_in and refresh_token.",
    ),
    Requirement("plugin-host-refresh", PLUGINS, "A plugin's client refreshes as it redeems."),
    Requirement(
        "plugin-host-verification-token",
        PLUGINS,
        "A verification token shows in the manifest under the host's name.",
    ),
    Requirement(
        "action-host-callbacks",
        ACTIONS,
        "An action comes back on either of its two hosts, its secret in body or header.",
    ),
)

OWN_PROMISES = (
    Requirement(
        "admin-scope",
        OURS,
        "Administration is granted by administrators, to clients registered for it.",
    ),
    Requirement(
        "consent-remembered",
        OURS,
        "A confidential client that was allowed all of a scope need not ask for it again.",
    ),
    Requirement(
        "refresh-idempotent",
        OURS,
        "Within the grace the refresh token just rotated gets the same answer again.",
    ),
    Requirement(
        "robust-bad-bytes", OURS, "NUL and bytes that are not UTF-8 get a 4xx on every database."
    ),
    Requirement("robust-basic", OURS, "A malformed Authorization header gets a 401."),
    Requirement("robust-json", OURS, "JSON that is no flat object of strings gets a 400."),
    Requirement("robust-size", OURS, "A body over 64 KiB gets a 413, a query over 16 KiB a 400."),
)

REQUIREMENTS = (
    *OAUTH_2_0,
    *BEARER_TOKENS,
    *REVOCATION,
    *PKCE,
    *NATIVE_APPS,
    *METADATA,
    *BEST_CURRENT_PRACTICE,
    *HOSTS,
    *OWN_PROMISES,
)
