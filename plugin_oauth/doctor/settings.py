"""Checks of the settings: the address, the key, limits, proxies, what is only for development."""

import os
import stat
from pathlib import Path
from urllib.parse import urlsplit

from flask import Config

from plugin_oauth.config import PREFIX, SECRET_KEY_FILE, is_loopback
from plugin_oauth.doctor.check import Breach, Check, Deployment, warning
from plugin_oauth.extensions import limiter
from plugin_oauth.oauth.initial_access_tokens import list_initial_access_tokens
from plugin_oauth.users.accounts import EMAIL

MOST_PROXIES = 3
# Names that never lead to a mailbox (RFC 2606, RFC 6761, RFC 6762).
NO_MAIL = (
    "localhost",
    "example",
    "invalid",
    "test",
    "local",
    "example.com",
    "example.org",
    "example.net",
)


def base_url(deployment: Deployment) -> Breach | None:
    url = deployment.app.config["BASE_URL"]
    if is_loopback(url):
        return Breach(f"BASE_URL is {url}, which is this machine to whoever reads it.")
    return None  # an origin that is not loopback is https: config.py takes no other


def secret_key(deployment: Deployment) -> Breach | None:
    path = Path(deployment.app.instance_path, SECRET_KEY_FILE)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        is_used = path.read_text().strip() == deployment.app.config["SECRET_KEY"]
    except (OSError, UnicodeDecodeError):
        return warning(f"SECRET_KEY does not come from {path}; keep it as safe where it is.")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Breach(f"{path} has mode {mode:04o}: others than its owner may use it.")
    if not is_used:
        return warning(f"SECRET_KEY is set elsewhere, {path} is not used; keep it as safe there.")
    return None


def rate_limits(deployment: Deployment) -> Breach | None:
    config = deployment.app.config
    if not config["RATELIMIT_ENABLED"]:
        return Breach("RATELIMIT_ENABLED is off: passwords may be guessed without an end.")
    if config["RATELIMIT_STORAGE_URI"].startswith("memory:"):
        return warning("RATELIMIT_STORAGE_URI is memory://: each process counts alone.")
    if not limiter.limiter.storage.check():
        return Breach("The store that RATELIMIT_STORAGE_URI names does not answer.")
    return None


def trusted_proxies(deployment: Deployment) -> Breach | None:
    hops = deployment.app.config["TRUSTED_PROXIES"]
    if hops > MOST_PROXIES:
        return Breach(f"TRUSTED_PROXIES is {hops}: callers may choose their own address.")
    if hops == 0 and deployment.app.config["BASE_URL"].startswith("https:"):
        return warning("TRUSTED_PROXIES is 0, but something in front must be ending TLS.")
    return None


def flight_recorder(deployment: Deployment) -> Breach | None:
    if deployment.app.config["FLIGHT_RECORDER"]:
        return warning("FLIGHT_RECORDER is on: sign-ins are kept step by step.")
    return None


def contact_email(deployment: Deployment) -> Breach | None:
    address = deployment.app.config["CONTACT_EMAIL"]
    domain = address.rpartition("@")[2].lower()
    is_nowhere = any(domain == name or domain.endswith(f".{name}") for name in NO_MAIL)
    if not EMAIL.fullmatch(address) or is_nowhere or "." not in domain:
        return Breach(f"CONTACT_EMAIL is {address}, where no mail arrives.")
    host = str(urlsplit(deployment.app.config["BASE_URL"]).hostname)
    if _site(domain) != _site(host):
        return warning(f"CONTACT_EMAIL is at {domain}, hosts expect it at the domain of {host}.")
    return None


def _site(name: str) -> str:
    """Return the last two labels: what hosts compare (they know no list of public suffixes)."""
    return ".".join(name.split(".")[-2:])


def registration(deployment: Deployment) -> Breach | None:
    if deployment.app.config["PLUGIN_AUTH"] != "oauth":
        return None
    mode = deployment.app.config["DYNAMIC_REGISTRATION"]
    if not is_set(deployment, "DYNAMIC_REGISTRATION"):
        return warning(f"DYNAMIC_REGISTRATION is not set; without a word it is {mode}.")
    if mode == "token" and not list_initial_access_tokens():
        return warning("DYNAMIC_REGISTRATION is token, but nobody has such a token.")
    return None


def is_set(deployment: Deployment, name: str) -> bool:
    """Tell whether somebody chose the setting, in the environment or in instance/config.py."""
    chosen = Config(deployment.app.instance_path)
    chosen.from_pyfile("config.py", silent=True)
    return name in chosen or f"{PREFIX}{name}" in os.environ


SETTINGS_CHECKS = (
    Check(
        id="base-url",
        what="BASE_URL is a public https origin.",
        why="It is the issuer and stands in every document that hosts read.",
        mend="Set BASE_URL to the https origin that people and hosts use.",
        look=base_url,
    ),
    Check(
        id="secret-key",
        what="SECRET_KEY comes from a file that only its owner can read.",
        why="Whoever has it can forge form tokens and share links and open the signing keys.",
        mend="chmod 600 instance/secret_key, owned by the user that runs the server.",
        look=secret_key,
    ),
    Check(
        id="rate-limits",
        what="Rate limits are on and shared by all processes.",
        why="Each process that counts alone gives a guesser as many tries more.",
        mend="Set RATELIMIT_STORAGE_URI to valkey://... (or redis://...) of a server that runs.",
        look=rate_limits,
    ),
    Check(
        id="trusted-proxies",
        what="TRUSTED_PROXIES is the number of proxies in front.",
        why="Too few, and everybody has one address and one rate limit; too many, and callers "
        "choose theirs.",
        mend="Count the proxies that set X-Forwarded-For, -Proto and -Host, and set it to that.",
        look=trusted_proxies,
    ),
    Check(
        id="flight-recorder",
        what="The flight recorder is off.",
        why="It is for finding out why a host cannot connect, not for keeping.",
        mend="Set FLIGHT_RECORDER to off; turn it on while you look for something.",
        look=flight_recorder,
    ),
    Check(
        id="contact-email",
        what="CONTACT_EMAIL is an address where mail arrives.",
        why="It stands in the manifest and on the legal page; reviewers and people write to it.",
        mend="Set CONTACT_EMAIL to an address at the plugin's own domain.",
        look=contact_email,
    ),
    Check(
        id="registration",
        what="Who may register clients has been decided.",
        why="MCP hosts want open registration; it also lets anybody add rows to a table.",
        mend="Set DYNAMIC_REGISTRATION to open, token or off, whichever you mean.",
        look=registration,
    ),
)
