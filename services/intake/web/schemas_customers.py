"""What travels over the API of customers."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
HandleText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,80}$")]


class ReasonIn(BaseModel):
    """Why something is done with a customer's data; it stands in the audit log."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class MergeIn(ReasonIn):
    into: HandleText


class KnownContact(BaseModel):
    """A contact, masked; `value` is null when only its index is known. Proven, or merely typed."""

    kind: str
    value: str | None
    verified: bool
    first_seen_at: datetime


class CustomerOut(BaseModel):
    """One person across channels: `handle` as asked for, `canonical` for all that were merged.

    Counts are of what the caller may see.
    """

    handle: str
    canonical: str
    handles: list[str]
    name: str | None
    verified: list[KnownContact]
    unverified: list[KnownContact]
    feedback: int
    channels: dict[str, int]
    stores: dict[str, int]
    first_at: datetime
    last_at: datetime
    erased_at: datetime | None


class FoundCustomer(BaseModel):
    """Whose contact it is; `verified` says that this customer proved to have it."""

    handle: str
    canonical: str
    verified: bool
    first_seen_at: datetime


class FoundCustomers(BaseModel):
    items: list[FoundCustomer]


class IdentityOut(BaseModel):
    """Which handle stands for a customer now."""

    handle: str
    canonical: str
    handles: list[str]
    erased: bool
