"""What the stand-in signs in with at the demo: instance/demo.env, readable by its owner only."""

from dataclasses import dataclass
from pathlib import Path

FILE = "demo.env"
PREFIX = "PLUGIN_OAUTH_E2E_"


@dataclass(frozen=True, slots=True)
class Demo:
    """The accounts of the demo, as the stand-in takes them."""

    username: str
    password: str
    client_id: str
    client_secret: str
    developer_client_id: str
    developer_client_secret: str
    action_client_id: str = ""
    action_client_secret: str = ""
    second_username: str = ""
    second_password: str = ""


def read_demo(instance: Path) -> Demo | None:
    """Return the demo's accounts out of the instance folder, or None if it was not seeded."""
    try:
        lines = Path(instance, FILE).read_text().splitlines()
    except OSError:
        return None
    values = dict(line.split("=", 1) for line in lines if line.startswith(PREFIX))
    named = {name: values.get(PREFIX + name.upper()) for name in Demo.__dataclass_fields__}
    try:
        return Demo(**{name: value for name, value in named.items() if value})
    except TypeError:  # one is missing that was there from the beginning
        return None


def write_demo(instance: Path, demo: Demo) -> None:
    """Write the file anew; raises OSError."""
    path = Path(instance, FILE)
    lines = [f"{PREFIX}{name.upper()}={getattr(demo, name)}" for name in demo.__dataclass_fields__]
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n")
