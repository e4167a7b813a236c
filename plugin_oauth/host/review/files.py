"""Files of this machine, read up to the same limit as answers of a server."""

from pathlib import Path

from plugin_oauth.host.target import BadTarget
from plugin_oauth.host.wire import MOST_BYTES


def read_text_file(path: Path) -> str:
    """Return the text of a file; raises BadTarget if there is none, or too much of it."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadTarget(f"{path} cannot be read: {reason}.") from None
    if len(content) > MOST_BYTES:
        raise BadTarget(f"{path} has more than {MOST_BYTES:,} bytes, which no host reads.")
    return content.decode("utf-8-sig", errors="replace")
