"""What is kept about people, and for how long: the rows of the privacy page.

Each table of the database stands in a row, and each setting that says how long something lives; a
test holds the rows against both, so that the page cannot fall behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin_oauth.oauth import flows, refused_callbacks
from plugin_oauth.plugin import creations

_UNITS = (("day", 24 * 60 * 60), ("hour", 60 * 60), ("minute", 60), ("second", 1))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A row: what, what for, and how long, in which {SETTING} stands for the time it gives."""

    what: str
    why: str
    how_long: str
    tables: tuple[str, ...]

    def duration(self, config: Mapping[str, Any]) -> str:
        """Return how long it is kept with these settings."""
        lifetimes = {name: duration(value) for name, value in config.items() if _is_time(value)}
        return self.how_long.format_map(lifetimes)


def duration(seconds: int) -> str:
    """Return a length of time in the largest unit that says it exactly: "90 days", "1 hour"."""
    if not seconds:
        return "no time"
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    count = seconds // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _is_time(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


ACCOUNT_ROWS = (
    Kept(
        what="Your e-mail address",
        why="To know you again when you sign in",
        how_long="As long as the account",
        tables=("users",),
    ),
    Kept(
        what="Your password",
        why="Only as an argon2id hash, from which it cannot be read",
        how_long="As long as the account",
        tables=("users",),
    ),
)

SIGN_IN_ROWS = (
    Kept(
        what="Your browsers",
        why="To keep you signed in: when you did so and were last seen, the browser's name and a "
        "digest of a cookie",
        how_long="Valid for {BROWSER_SESSION_LIFETIME}",
        tables=("browser_session",),
    ),
    Kept(
        what="The programs you allowed",
        why="Which ones, what each of them may do, and when it last did",
        how_long="Until it is taken back, and {UNUSED_CLIENT_LIFETIME} more; or with the account",
        tables=("consent", "oauth_grant"),
    ),
    Kept(
        what="Their tokens",
        why="As digests, which open nothing by themselves",
        how_long="Valid for {ACCESS_TOKEN_LIFETIME}, and renewed by the program for at most "
        "{REFRESH_TOKEN_LIFETIME}",
        tables=("token",),
    ),
    Kept(
        what="Your API keys, if this service takes any",
        why="What you called each, what it may do, when it was last used, and a digest of it",
        how_long="Until you revoke it, or with the account",
        tables=("api_key",),
    ),
    Kept(
        what="Sign-ins of programs on their way",
        why="As digests, with what was asked for, until they are done",
        how_long="{AUTHORIZATION_CODE_LIFETIME} for a code, minutes for the others; a used code "
        "stays with its tokens, so that its theft is noticed",
        tables=("authorization_code", "pushed_request", "device_code", "spent_id"),
    ),
    Kept(
        what="Which requests added something of yours",
        why="So that one that is tried again adds it once; as digests, without any text",
        how_long=duration(int(creations.LIFETIME.total_seconds())),
        tables=("creation",),
    ),
    Kept(
        what="Share links to what is yours",
        why="Nothing is stored; a link shows its one item to whoever has it",
        how_long="Valid for {SHARE_LINK_LIFETIME}",
        tables=(),
    ),
    Kept(
        what="What happened to the security of your account",
        why="Sign-ins, a changed password, what you allowed and took back; with no name and no "
        "address",
        how_long="{AUDIT_LIFETIME}",
        tables=("audit_event",),
    ),
    Kept(
        what="How a sign-in went, step by step",
        why="To find out why a program could not connect; only while the operator has turned it on",
        how_long=duration(int(flows.MAXIMUM_AGE.total_seconds())),
        tables=("flow", "flow_step"),
    ),
    Kept(
        what="The programs themselves",
        why="Their names and addresses, as their makers gave them, and addresses they were refused "
        "for; nothing about you",
        how_long="{UNUSED_CLIENT_LIFETIME} without a use if they registered themselves, else until "
        f"the operator removes them; refused addresses "
        f"{duration(int(refused_callbacks.MAXIMUM_AGE.total_seconds()))}",
        tables=("client", "initial_access_token", "refused_callback"),
    ),
    Kept(
        what="Tokens of programs that act for themselves",
        why="Their names, what they may do, and digests; nothing about you",
        how_long="Until the operator removes them",
        tables=("service_token",),
    ),
    Kept(
        what="Keys of this server",
        why="To sign what it hands out, and to show hosts who it is; nothing about you",
        how_long="Until they are replaced",
        tables=("signing_key", "verification_token"),
    ),
)
