"""Servers that are weak in one thing: which drill has to name it, and words of what it says."""

from werkzeug.utils import redirect

from tests.host.fake_plugin import FORM, JSON, Fault
from tests.host.faults import instead, only, with_member

# A weakness of the server: the drill that names it, and words of what it says.
WEAKNESSES = {
    "a manifest that redirects to a sibling": ("manifest-sibling", "the manifest redirects from"),
    "a manifest of the host in a header": ("manifest-sibling", "the manifest names sibling"),
    "a manifest from a cache": ("verification-mismatch", "where the developer put"),
    "verification tokens from anybody": ("verification-stranger", "anybody can change"),
    "a page for every path": ("html-for-json", "is not a JSON object but a web page"),
    "a redirect of unknown documents": ("html-for-json", "is answered with 302, neither"),
    "an unknown client sent back": ("client-unknown", "is answered with a redirect"),
    "redirect URIs compared by their beginning": ("redirect-mismatch", "with a longer path"),
    "redirect URIs compared by their path": ("redirect-mismatch", "with another host"),
    "a state written as it came": ("state-forged", "it brought a code of its own"),
    "a state without its blanks": ("state-forged", "the state came back as 'ab+c"),
    "a state where none was sent": ("state-missing", "though none was sent"),
    "the implicit grant": ("response-type-token", "is granted all the same"),
    "the first of two states": ("parameter-twice", "is granted all the same"),
    "a made-up resource error": ("audience-foreign", "not invalid_target"),
    "a login page in a frame": ("login-framing", "any site may frame it"),
    "a cookie that scripts can read": ("login-cookies", "can be read by scripts"),
    "a consent form without a token": ("consent-forged", "is granted all the same"),
    "a denial that says error": ("denial", "not access_denied"),
    "a denial without state": ("denial", "has not the state"),
    "an issuer with a slash": ("issuer", "the metadata 'http"),
    "no issuer in errors": ("issuer", "a callback with an error has no iss"),
    "an issuer that nobody promised": ("issuer", "does not promise"),
    "any verifier": ("pkce-wrong-verifier", "another verifier, and is answered with 200"),
    "no verifier needed": ("pkce-no-verifier", "without its verifier, and is answered with 200"),
    "plain PKCE": ("pkce-plain", "is granted all the same"),
    "PKCE that can be taken out": ("pkce-downgrade", "no challenge was sent for"),
    "a code as often as one likes": ("code-replay", "redeemed before, and is answered with 200"),
    "tokens that outlive a replay": ("code-replay", "the first time still work"),
    "a code for ever": ("code-expired", "the code is 61 s old"),
    "a code for any redirect URI": ("code-redirect-mismatch", "another redirect URI"),
    "a code for any client": ("code-of-another-client", "the code is another client's"),
    "any secret": ("secret-wrong", "the client's proof is wrong, and is answered with 200"),
    "a wrong error for a secret": ("secret-wrong", "in place of invalid_client"),
    f"a page for {FORM}": ("token-form", "no client can read that"),
    f"a page for {JSON}": ("token-json", "no client can read that"),
    "tokens for a GET": ("token-get", "gives tokens for a GET"),
    "no challenge for Basic": ("token-other-proof", "has no WWW-Authenticate: Basic"),
    "two proofs at once": ("token-two-proofs", "in the header and in the body"),
    "a 500 for a grant type": ("token-grant-unknown", "is answered with 500"),
    "a 500 for half a body": ("token-broken-body", "is answered with 500"),
    "a scope that must be sent": ("scope-missing", "invalid_scope"),
    "a scope that must say something": ("scope-empty", "invalid_scope"),
    "a family that dies of a repeat": ("refresh-parallel", "of them do not work"),
    "a 500 for a repeat": ("refresh-parallel", "is answered with 500"),
    "a dead token for a repeat": ("refresh-lost-answer", "of the repeat does not work"),
    "an old refresh token for ever": ("refresh-replay", "two generations old, and is answered"),
    "a family that outlives a theft": ("refresh-replay", "the newest access token still works"),
    "an access token that cannot be revoked": ("revoked-access-token", "still works after"),
    "an error for an unknown token": ("revoke-unknown", "is answered with 400, not 200"),
    "revocation by anybody": ("revoke-of-another-client", "another client revoked"),
    "any token": ("access-token-made-up", "not refused with 401"),
    "a token in the query": ("access-token-in-query", "in the query opens the API"),
    "one user at a time": ("another-user", "stopped working when another signed in"),
    "revocation of everybody's": ("another-user", "died when another disconnected"),
    "a limit without Retry-After": ("storm", "not a number of seconds"),
    "a limit that never opens again": ("storm", "it is shut"),
    "a 503 under load": ("storm", "is answered with 503"),
    "a long answer": ("answer-limits", "listAll: the answer has"),
    "tokens in memory": ("restart", "from before the restart does not work"),
}
# The same for what only MCP hosts do: the path of the fault, and the fault.
MCP_WEAKNESSES: dict[str, tuple[str, Fault, str, str]] = {
    "a registration that needs a scope": (
        "/register",
        instead('{"error": "invalid_client_metadata"}', 400),
        "registration-without-scope",
        "answers 400 invalid_client_metadata",
    ),
    "a client that is forgotten": (
        "/register",
        with_member("client_id", value="forgotten"),
        "registration-without-scope",
        "and ends with a page with status 400",
    ),
    "a script as a redirect URI": (
        "/register",
        instead('{"client_id": "c", "redirect_uris": ["javascript:alert(1)"]}', 201),
        "registration-bad-redirect",
        "a client registers the redirect URI javascript:alert(1)",
    ),
    "a 401 to a stream": (
        "/mcp",
        only("GET", instead("{}", 401)),
        "idle-get",
        "answered with 401, neither 405 nor a stream",
    ),
    "a token for anybody's API": (
        "/authorize",
        lambda request, answer: (
            redirect(f"{request.args['redirect_uri']}?code=a-code", 303)
            if "stand-in.invalid" in request.args.get("resource", "")
            else answer
        ),
        "audience-foreign",
        "is asked for, and granted",
    ),
}
# The same for what a server has to know by heart: the weaknesses of the strict MCP server.
STRICT_MCP_WEAKNESSES = {
    "documents of others": ("document-of-another", "names another client_id than its URL"),
    "any redirect URI": ("document-redirect-uri", "is not in the client's document"),
    "documents behind redirects": ("document-moved", "behind a redirect, and is granted"),
    "documents of any length": ("document-long", "more than 1,000,000 bytes, and is granted"),
    "documents however slow": ("document-slow", "drips in for 8 s, and is granted"),
    "assertions for ever": ("assertion-worthless", "assertion has expired, and is answered"),
    "assertions for others": ("assertion-worthless", "is for another server, and is answered"),
    "assertions of others": ("assertion-worthless", "is another client's, and is answered"),
    "unsigned assertions": ("assertion-worthless", "a stranger's key, and is answered"),
    "assertions twice": ("assertion-repeated", "was used before, and is answered with 200"),
    "tokens for any resource": ("audience-foreign-token", "and is answered with 200"),
}
# What is doubtful but no fault.
DOUBTS = {
    "no grace": ("refresh-lost-answer", "one lost answer signs the user out"),
    "a challenge without an error": ("access-token-made-up", "does not say"),
}
