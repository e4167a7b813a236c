"""What a review may use at the plugin: nothing, a token, or a client and a person."""

from dataclasses import dataclass, field

NO_TOKEN = "it needs an access token: give --token"  # noqa: S105 - a sentence


@dataclass(frozen=True)
class Account:
    """Credentials of the plugin's own; each may be missing. `token` is an access token."""

    token: str = field(default="", repr=False)
