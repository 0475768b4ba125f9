"""A case as it is given to who compares it: what was said, by whom, where, when and on what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What is compared of a case beside its words; `topics` are codes of leaves, surest first.

    `is_working` says that nobody has answered it yet.
    """

    received_at: datetime
    customer: str | None = None
    store_code: str | None = None
    region: str | None = None
    campaign: str | None = None
    kind: str = "complaint"
    topics: tuple[str, ...] = ()
    linked_case_id: str | None = None
    is_critical: bool = False
    is_working: bool = True


@dataclass(frozen=True, slots=True)
class Telling(Circumstances):
    """A case with its words, as the service has it."""

    id: str
    text: str

    def as_row(self) -> dict[str, Any]:
        """Return the values as JSON has them; `of_row` reads them."""
        return {**asdict(self), "received_at": self.received_at.isoformat()}

    @classmethod
    def of_row(cls, row: Mapping[str, Any]) -> Self:
        received_at, topics = datetime.fromisoformat(row["received_at"]), tuple(row["topics"])
        return cls(**{**row, "received_at": received_at, "topics": topics})
