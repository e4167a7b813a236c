"""How often a grant may call: a model in a loop is told to stop, in words it can act on."""

from plugin_oauth.limits import by_network, seconds_to_call
from plugin_oauth.oauth.bearer import AccessToken


class TooManyCallsError(Exception):
    """The caller must wait for `seconds`; the text says so."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many calls. Wait {seconds} seconds, then call again.")
        self.seconds = seconds


def check_rate(caller: AccessToken | None) -> None:
    """Count one call; raises TooManyCallsError."""
    if caller is None:
        seconds = seconds_to_call("PUBLIC_RATE_LIMIT", by_network())
    else:
        seconds = seconds_to_call("API_RATE_LIMIT", str(caller.grant_id))
    if seconds:
        raise TooManyCallsError(seconds)
