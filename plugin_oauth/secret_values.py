"""Random secrets and their digests: what is handed out once, and what is stored instead.

256 random bits need no slow hash: SHA-256 is enough and costs a microsecond. The prefix lets leaked
tokens be scanned for, and lets logs mask them.
"""

import hashlib
import secrets
from enum import StrEnum

RANDOM_BYTES = 32


class Kind(StrEnum):
    """What a secret is, told by its prefix."""

    ACCESS_TOKEN = "po_at_"  # noqa: S105 -- a prefix
    REFRESH_TOKEN = "po_rt_"  # noqa: S105 -- a prefix
    AUTHORIZATION_CODE = "po_ac_"
    CLIENT_SECRET = "po_cs_"  # noqa: S105 -- a prefix
    BROWSER_SESSION = "po_bs_"
    REGISTRATION_ACCESS_TOKEN = "po_ra_"  # noqa: S105 -- a prefix
    INITIAL_ACCESS_TOKEN = "po_ia_"  # noqa: S105 -- a prefix
    SERVICE_TOKEN = "po_st_"  # noqa: S105 -- a prefix
    API_KEY = "po_ak_"
    DEVICE_CODE = "po_dc_"
    REQUEST_URI = "urn:ietf:params:oauth:request_uri:po_ru_"


def make_secret(kind: Kind) -> str:
    """Return a new secret: the prefix and 43 characters of [A-Za-z0-9_-]."""
    return kind + secrets.token_urlsafe(RANDOM_BYTES)


def digest(secret: str) -> bytes:
    """Return the 32 bytes that are stored for a secret; any text has one."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
