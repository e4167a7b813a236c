"""Which drills a host is played with, and the step that cleans up after them."""

from collections.abc import Sequence
from typing import Any

from plugin_oauth.host.drills import (
    access_token,
    another_user,
    answer_limits,
    audience,
    authorization_code,
    authorization_parameters,
    client_assertion,
    client_document,
    client_secret,
    code_challenge,
    denial,
    idle_get,
    issuer,
    manifest_host,
    pages,
    parallel_refresh,
    redirect_uri,
    refresh_token,
    registration,
    restart,
    revoked_token,
    scope,
    state,
    storm,
    token_request,
    unknown_client,
    verification_token,
    well_known,
)
from plugin_oauth.host.drills.leftovers import revoke_leftovers
from plugin_oauth.host.remarks import Skipped, warn
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Playing, Step

# A drill takes the run of the hosts it fits, and is only listed for those.
Drills = tuple[Step[Any], ...]

# In protocol order; the restart comes last.
AUTHORIZATION_DRILLS: Drills = (
    *well_known.DRILLS,
    *unknown_client.DRILLS,
    *redirect_uri.DRILLS,
    *state.DRILLS,
    *authorization_parameters.DRILLS,
    *audience.DRILLS,
    *pages.DRILLS,
    *denial.DRILLS,
    *issuer.DRILLS,
    *code_challenge.DRILLS,
)
TOKEN_DRILLS: Drills = (
    *authorization_code.DRILLS,
    *client_secret.DRILLS,
    *token_request.DRILLS,
    *scope.DRILLS,
    *parallel_refresh.DRILLS,
    *refresh_token.DRILLS,
    *revoked_token.DRILLS,
    *access_token.OAUTH_DRILLS,
    *another_user.DRILLS,
)
OAUTH_DRILLS: Drills = (*AUTHORIZATION_DRILLS, *TOKEN_DRILLS, *storm.DRILLS)
API_DRILLS: Drills = (*OAUTH_DRILLS, *access_token.API_DRILLS, *answer_limits.DRILLS)

PLUGIN_DRILLS: Drills = (
    *manifest_host.DRILLS,
    *verification_token.DRILLS,
    *API_DRILLS,
    *restart.DRILLS,
)
ACTION_DRILLS: Drills = (*API_DRILLS, *restart.DRILLS)
MCP_DRILLS: Drills = (
    *OAUTH_DRILLS,
    *audience.MCP_DRILLS,
    *registration.DRILLS,
    *client_document.DRILLS,
    *client_assertion.DRILLS,
    *idle_get.DRILLS,
    *restart.DRILLS,
)


def end_drills(run: OAuthRun) -> Playing:
    """Every sign-in of a drill is ended, so that the target is left as it was."""
    if not run.leftovers:
        raise Skipped("no drill left a token behind")
    stay = revoke_leftovers(run)
    if stay:
        yield warn(
            f"{stay} of {len(run.leftovers)} could not be revoked, and live until they expire",
            "RFC 7009 section 2.2",
        )
    return f"{len(run.leftovers) - stay} token answers of drills revoked"


CLEANING: Step[OAuthRun] = Step("end-drills", end_drills, always=True)


def add_drills(steps: Sequence[Step[Any]], drills: Sequence[Step[Any]]) -> tuple[Step[Any], ...]:
    """Return the steps with drills after them, and before what closes the run."""
    if not drills:
        return tuple(steps)
    closing = [step for step in steps if step.always]
    return (*(step for step in steps if not step.always), *drills, CLEANING, *closing)
