"""A case as it is compared with others: what was told, read."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from sys import intern
from typing import Final, Self

from services.triage.incidents.features import Features
from services.triage.incidents.telling import Telling

MOST_KNOWN: Final = 2_000


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of a case: a Telling, its text read."""

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

    @classmethod
    def of(cls, telling: Telling, features: Features) -> Self:
        """Return a telling once its text was read.

        What many cases have in common is held once for them all: they are remembered for days.
        """
        return cls(
            id=telling.id,
            features=features,
            received_at=telling.received_at,
            customer=telling.customer,
            store_code=held_once(telling.store_code),
            region=held_once(telling.region),
            campaign=held_once(telling.campaign),
            kind=intern(telling.kind),
            topics=tuple(intern(code) for code in telling.topics),
            linked_case_id=telling.linked_case_id,
            is_critical=telling.is_critical,
            is_working=telling.is_working,
        )

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_topics", tops_of(self.topics))
        object.__setattr__(self, "at", self.received_at.timestamp())


@lru_cache(MOST_KNOWN)
def tops_of(topics: tuple[str, ...]) -> frozenset[str]:
    """Return the topics above these; 100,000 cases share a few hundred such sets."""
    return frozenset(code.partition(".")[0] for code in topics)


def held_once(text: str | None) -> str | None:
    return None if text is None else intern(text)
