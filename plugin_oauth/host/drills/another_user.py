"""Two people at one plugin: what one of them does ends nothing of the other's."""

from plugin_oauth.host.authorization import make_authorization_request
from plugin_oauth.host.drills.ground import (
    check_opens,
    make_drill,
    new_tokens,
    open_window,
    read_tokens,
    visit,
)
from plugin_oauth.host.metadata import find_endpoint
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.revocation import process_revocation_response, revocation_request
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request

SOURCE = "RFC 6749 section 1.4; RFC 7009 section 2.1"


def play_another_user(run: OAuthRun) -> Playing:
    yield from ()
    other = run.target.second_person
    if other is None:
        raise Skipped("no second account was given: --second-username, --second-password")
    tokens = new_tokens(run)
    request = make_authorization_request(run.client, run.redirect_uri)
    outcome = visit(open_window(run), request, other)
    code = outcome.find("code")
    if not code:
        raise Failure(f"the other user's sign-in ends with {outcome.words}", SOURCE)
    run.wire.masking.conceal(code)
    answer = authorization_code_request(run.wire, run.client, code, request)
    others = read_tokens(run, answer)
    check_opens(run, others, "the other user's token does not work")
    check_opens(run, tokens, "the first user's token stopped working when another signed in")
    endpoint = find_endpoint(run.metadata, "revocation_endpoint")
    process_revocation_response(revocation_request(run.wire, run.client, endpoint, others))
    check_opens(run, tokens, "the first user's token died when another disconnected")
    return "both worked, and the first one's still does after the other disconnected"


DRILLS = (
    make_drill(
        "another-user",
        play_another_user,
        Drill(
            "a sign-in and a revocation by a second user of the same client",
            "tokens for both, and the end of nothing but the second one's",
            SOURCE,
        ),
    ),
)
