"""A server that is restarted between two steps: what was acknowledged is still there."""

import shlex
import subprocess
import time

from plugin_oauth.host.drills.ground import (
    check_opens,
    make_drill,
    new_refresh_token,
    refreshed,
)
from plugin_oauth.host.remarks import Failure, Skipped
from plugin_oauth.host.run import OAuthRun
from plugin_oauth.host.story import Drill, Playing

SOURCE = "RFC 6749 section 1.5 and 5.1"
OPTION = "the stand-in's own option"
PATIENCE = 60
_PAUSE = 0.2


def play_restart(run: OAuthRun) -> Playing:
    yield from ()
    command = run.target.restart_command
    if not command:
        raise Skipped("nobody said how to restart the server: --restart-command")
    tokens = new_refresh_token(run)
    restart_server(command)
    wait_until_up(run)
    check_opens(run, tokens, "an access token from before the restart does not work after it")
    check_opens(run, refreshed(run, tokens), "a token refreshed after the restart does not work")
    return "an access token and a refresh token from before the restart work after it"


def restart_server(command: str) -> None:
    """Run the command that was given on the command line; raises Failure if it fails."""
    try:
        done = subprocess.run(  # noqa: S603 - it is the person's own command, without a shell
            shlex.split(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise Failure(
            f"--restart-command did not run: {error}", "the stand-in's own option"
        ) from None
    if done.returncode:
        raise Failure(
            f"--restart-command ended with status {done.returncode}", "the stand-in's own option"
        )


def wait_until_up(run: OAuthRun) -> None:
    """Wait until the server answers again; raises Failure if it does not within a minute."""
    end = time.monotonic() + PATIENCE
    url = f"{run.client.token_url.origin}/"
    while True:
        try:
            run.wire.send("GET", url, seconds=5, headers={"user-agent": run.model.user_agent})
        except Failure:
            if time.monotonic() > end:
                raise
            run.target.wait(_PAUSE)
        else:
            return


DRILLS = (
    make_drill(
        "restart",
        play_restart,
        Drill(
            "tokens from before a restart of the server",
            "answers as before: what was given to a client outlives the process",
            SOURCE,
        ),
    ),
)
