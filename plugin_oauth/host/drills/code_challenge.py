"""PKCE that is wrong, weak or left out (RFC 7636, RFC 9700 section 2.1.1).

A client that uses no PKCE of its own tries it all the same: who offers S256 must enforce it.
"""

from dataclasses import replace

from plugin_oauth.host.drills.ground import (
    authorize,
    check_no_code,
    check_refused,
    make_drill,
    new_code,
)
from plugin_oauth.host.oauth_client import Client
from plugin_oauth.host.pkce import make_verifier
from plugin_oauth.host.remarks import Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing
from plugin_oauth.host.token_endpoint import authorization_code_request


def play_wrong_verifier(run: OAuthRun) -> Playing:
    yield from ()
    client = proving_client(run)
    request, code = new_code(run, client=client)
    wrong = replace(request, verifier=make_verifier())
    answer = authorization_code_request(run.wire, client, code, wrong)
    check_refused(
        answer, {"invalid_grant"}, "the code comes with another verifier", "RFC 7636 section 4.6"
    )
    return "refused with invalid_grant"


def play_no_verifier(run: OAuthRun) -> Playing:
    yield from ()
    client = proving_client(run)
    request, code = new_code(run, client=client)
    answer = authorization_code_request(run.wire, client, code, replace(request, verifier=""))
    check_refused(
        answer,
        {"invalid_grant", "invalid_request"},
        "the code comes without its verifier",
        "RFC 7636 section 4.6",
    )
    return "refused"


def play_plain(run: OAuthRun) -> Playing:
    yield from ()
    challenge = make_verifier()
    changes = {"code_challenge": challenge, "code_challenge_method": "plain"}
    outcome = authorize(run, changes, proving_client(run))
    check_no_code(outcome, "the challenge is the verifier itself", "RFC 9700 section 2.1.1")
    return f"refused: {outcome.words}"


def play_downgrade(run: OAuthRun) -> Playing:
    """An attacker takes the challenge out of the request on its way."""
    yield from ()
    client = proving_client(run)
    outcome = authorize(run, {"code_challenge": None, "code_challenge_method": None}, client)
    code = outcome.find("code")
    if not code:
        return f"refused at once: {outcome.words}"
    run.wire.masking.conceal(code)
    answer = authorization_code_request(run.wire, client, code, outcome.request)
    check_refused(
        answer,
        {"invalid_grant", "invalid_request"},
        "a verifier comes for a code that no challenge was sent for",
        "RFC 9700 section 4.8.2",
    )
    return "the verifier without a challenge was refused"


def proving_client(run: OAuthRun) -> Client:
    """Return the client with PKCE; raises Skipped where the server does not offer S256."""
    offered = run.metadata.get("code_challenge_methods_supported")
    if not run.client.uses_pkce and not (isinstance(offered, list) and "S256" in offered):
        raise Skipped("this host uses no PKCE, and the metadata offers no S256")
    return replace(run.client, uses_pkce=True)


DRILLS = (
    make_drill(
        "pkce-wrong-verifier",
        play_wrong_verifier,
        Drill(
            "a code with a verifier of another challenge", "invalid_grant", "RFC 7636 section 4.6"
        ),
    ),
    make_drill(
        "pkce-no-verifier",
        play_no_verifier,
        Drill(
            "a code whose request had a challenge, without the verifier",
            "invalid_grant",
            "RFC 7636 section 4.6",
        ),
    ),
    make_drill(
        "pkce-plain",
        play_plain,
        Drill("code_challenge_method=plain", "an error, and no code", "RFC 9700 section 2.1.1"),
    ),
    make_drill(
        "pkce-downgrade",
        play_downgrade,
        Drill(
            "a verifier for a code whose request lost its challenge on the way",
            "invalid_grant",
            "RFC 9700 section 4.8.2",
        ),
    ),
)
