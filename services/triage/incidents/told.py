"""A case as it is compared with others: what was told, read."""

from dataclasses import dataclass, field, fields
from functools import lru_cache
from sys import intern
from typing import Final, Self

from services.triage.incidents.features import Features
from services.triage.incidents.telling import Circumstances, Telling

MOST_KNOWN: Final = 2_000
SHARED: Final = ("store_code", "region", "campaign", "kind")


@dataclass(frozen=True, slots=True)
class Told(Circumstances):
    """A case whose words were read."""

    id: str
    features: Features
    top_topics: frozenset[str] = field(init=False, compare=False)
    at: float = field(init=False, compare=False)
    """`received_at` in seconds: a case is compared with hundreds."""

    @classmethod
    def of(cls, telling: Telling, features: Features) -> Self:
        """Return a telling once its text was read.

        What many cases have in common is held once for them all: they are remembered for days.
        """
        known = {one.name: getattr(telling, one.name) for one in fields(Circumstances)}
        shared = {name: held_once(known[name]) for name in SHARED}
        topics = tuple(intern(code) for code in telling.topics)
        return cls(telling.id, features, **{**known, **shared, "topics": topics})

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_topics", tops_of(self.topics))
        object.__setattr__(self, "at", self.received_at.timestamp())


@lru_cache(MOST_KNOWN)
def tops_of(topics: tuple[str, ...]) -> frozenset[str]:
    """Return the topics above these; 100,000 cases share a few hundred such sets."""
    return frozenset(code.partition(".")[0] for code in topics)


def held_once(text: str | None) -> str | None:
    return None if text is None else intern(text)
