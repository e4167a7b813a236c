"""How long a fetched document counts as fresh (RFC 9111 section 5.2), within our own bounds.

Not under a minute, so that one sign-in fetches it once whatever its owner says; not over a day, so
that what its owner takes back ends.
"""

import re
from datetime import datetime, timedelta

from plugin_oauth.clock import now
from plugin_oauth.oauth.outbound import Fetched

SHORTEST = 60  # seconds
LONGEST = 24 * 3600
UNSAID = 3600

MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})\"?(?=$|[\s,])", re.IGNORECASE)
NOT_KEPT = re.compile(r"(?:^|[\s,])no-(?:store|cache)(?=$|[\s,=])", re.IGNORECASE)


def fresh_until(fetched: Fetched) -> datetime:
    """Return when the document is to be fetched again."""
    return now() + timedelta(seconds=fresh_seconds(fetched.cache_control, fetched.age))


def fresh_seconds(cache_control: str, age: str) -> int:
    """Return the seconds that the headers allow, within the bounds."""
    if NOT_KEPT.search(cache_control):
        return SHORTEST
    said = MAX_AGE.search(cache_control)
    spent = int(age) if re.fullmatch(r"\d{1,9}", age) else 0
    seconds = int(said[1]) - spent if said else UNSAID
    return max(SHORTEST, min(seconds, LONGEST))
