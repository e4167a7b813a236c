"""A family of tokens, and what one token of it is to be: values that travel, nothing stored."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4


@dataclass(frozen=True, slots=True)
class Family:
    """A grant: who allowed whom what, for which resources, and since which login if any."""

    client_id: str
    user_id: UUID
    scope: str
    id: UUID = field(default_factory=uuid4)
    resource: str = ""
    auth_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What one token of a family is to be: never more than the family's own."""

    family: Family
    family_ends: datetime
    with_refresh_token: bool
    scope: str
    resource: str
    dpop_jkt: str | None = None
    parent_digest: bytes | None = None
