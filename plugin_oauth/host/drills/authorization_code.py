"""Authorization codes that come twice, late, or from somebody else (RFC 6749 section 4.1.2)."""

from dataclasses import replace

from plugin_oauth.host.client_authentication import BASIC, Credentials
from plugin_oauth.host.drills.ground import (
    check_refused,
    is_open,
    make_drill,
    new_code,
    read_tokens,
)
from plugin_oauth.host.oauth_client import FORM
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request, find_error

# Nobody waits longer for one drill; codes should live for less (RFC 6749 section 4.1.2: at most ten
# minutes; OWASP ASVS 5.0 10.4.3: at most one at level 3).
LONGEST_WAIT = 120


def play_replay(run: OAuthRun) -> Playing:
    yield from ()
    request, code = new_code(run)
    tokens = read_tokens(run, authorization_code_request(run.wire, run.client, code, request))
    answer = authorization_code_request(run.wire, run.client, code, request)
    what = "the code was redeemed before"
    check_refused(answer, {"invalid_grant"}, what, "RFC 6749 section 4.1.2")
    if is_open(run, tokens):
        raise Failure(
            "a code was used twice, and the tokens it gave the first time still work: one of the "
            "two who used it had stolen it",
            "RFC 6749 section 4.1.2",
        )
    return "invalid_grant, and the tokens of the first time are dead"


def play_expired(run: OAuthRun) -> Playing:
    yield from ()
    lifetime = run.target.code_lifetime
    if not lifetime:
        raise Skipped("how long a code lives was not said: --code-lifetime SECONDS")
    if lifetime > LONGEST_WAIT:
        raise Skipped(f"codes live for {lifetime} s; nobody waits longer than {LONGEST_WAIT} s")
    request, code = new_code(run)
    run.target.wait(lifetime + 1)
    answer = authorization_code_request(run.wire, run.client, code, request)
    what = f"the code is {lifetime + 1} s old"
    check_refused(answer, {"invalid_grant"}, what, "RFC 6749 section 4.1.2")
    return f"refused with invalid_grant after {lifetime + 1} s"


def play_other_redirect(run: OAuthRun) -> Playing:
    yield from ()
    request, code = new_code(run)
    other = replace(request, redirect_uri=f"{request.redirect_uri}/other")
    answer = authorization_code_request(run.wire, run.client, code, other)
    what = "the code comes with another redirect URI than it was asked for"
    check_refused(answer, {"invalid_grant", "invalid_request"}, what, "RFC 6749 section 4.1.3")
    return f"refused with {find_error(answer)}"


def play_other_client(run: OAuthRun) -> Playing:
    yield from ()
    target = run.target
    if not target.developer_client_id:
        raise Skipped("there is no second client: no developer's client was given")
    request, code = new_code(run)
    thief = Credentials(target.developer_client_id, BASIC, target.developer_client_secret)
    client = replace(run.client, credentials=thief, content_type=FORM)
    answer = authorization_code_request(run.wire, client, code, request)
    errors = {"invalid_grant", "unauthorized_client", "invalid_client"}
    check_refused(answer, errors, "the code is another client's", "RFC 6749 section 4.1.3")
    return "refused"


DRILLS = (
    make_drill(
        "code-replay",
        play_replay,
        Drill(
            "the same code a second time",
            "invalid_grant, and the tokens of the first time end",
            "RFC 6749 section 4.1.2",
        ),
    ),
    make_drill(
        "code-expired",
        play_expired,
        Drill("a code after the end of its life", "invalid_grant", "RFC 6749 section 4.1.2"),
    ),
    make_drill(
        "code-redirect-mismatch",
        play_other_redirect,
        Drill(
            "a code with another redirect URI than it was asked for",
            "invalid_grant",
            "RFC 6749 section 4.1.3",
        ),
    ),
    make_drill(
        "code-of-another-client",
        play_other_client,
        Drill(
            "a code redeemed by a client it was not made for",
            "invalid_grant",
            "RFC 6749 section 4.1.3",
        ),
    ),
)
