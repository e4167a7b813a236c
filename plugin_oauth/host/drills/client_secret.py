"""A client that cannot prove itself (RFC 6749 section 5.2)."""

from dataclasses import replace

from joserfc.jwk import RSAKey

from plugin_oauth.host.client_authentication import NONE, PRIVATE_KEY_JWT, Credentials
from plugin_oauth.host.drills.ground import check_refused, make_drill, new_code
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request

SOURCE = "RFC 6749 section 5.2"
WRONG = "a-secret-that-is-wrong"


def play_wrong_secret(run: OAuthRun) -> Playing:
    yield from ()
    request, code = new_code(run)
    client = replace(run.client, credentials=_wrong(run.client.credentials))
    answer = authorization_code_request(run.wire, client, code, request)
    check_refused(answer, {"invalid_client"}, "the client's proof is wrong", SOURCE)
    if answer.status not in {400, 401}:
        raise Failure(f"invalid_client comes with {answer.status}, not 401", SOURCE)
    return f"refused with {answer.status} invalid_client"


def _wrong(credentials: Credentials) -> Credentials:
    """Return the same client with a secret, or a key, that is not its own."""
    if credentials.method == NONE:
        raise Skipped("this client has no secret")
    if credentials.method == PRIVATE_KEY_JWT and credentials.key:
        key = RSAKey.generate_key(2048, {"kid": credentials.key.kid or ""})
        return replace(credentials, key=key)
    return replace(credentials, secret=WRONG)


DRILLS = (
    make_drill(
        "secret-wrong",
        play_wrong_secret,
        Drill("a code with a wrong client secret", "401 invalid_client", SOURCE),
    ),
)
