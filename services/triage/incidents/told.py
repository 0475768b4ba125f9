"""A case as it is compared with others: what was said, by whom, where, when and on what."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from services.triage.incidents.features import Features

MOST_KNOWN: Final = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of a case; `topics` are codes of leaves, surest first.

    `is_working` says that nobody has answered it yet.
    """

    id: str
    features: Features
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
    top_topics: frozenset[str] = field(init=False, compare=False)
    at: float = field(init=False, compare=False)
    """`received_at` in seconds: a case is compared with hundreds."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_topics", tops_of(self.topics))
        object.__setattr__(self, "at", self.received_at.timestamp())


@lru_cache(MOST_KNOWN)
def tops_of(topics: tuple[str, ...]) -> frozenset[str]:
    """Return the topics above these; 100,000 cases share a few hundred such sets."""
    return frozenset(code.partition(".")[0] for code in topics)
