"""What new cases mean, as those who compare them tell those who keep it: nothing but values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal, Self

Standing = Literal["merge", "propose"]
Reason = Literal["same_thread", "near_duplicate", "same_matter", "same_words"]

WINDOW: Final = timedelta(hours=72)
"""Cases further apart than this belong to no one incident."""

WHILE: Final = timedelta(days=14)
"""Later than this, the same words are about something new."""

FEWEST: Final = 3
"""So many customers make an incident; two agree by chance."""

SPANS: Final = (0.25, 1.0, 3.0)
"""Days over which cases are counted: the shortest that holds them all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What to do with a later case that says what an earlier one says, and why."""

    standing: Standing
    reason: Reason
    similarity: float


@dataclass(frozen=True, slots=True)
class Again:
    """A case that says again what an earlier one said, and what to do about it."""

    case_id: str
    of_case_id: str
    judged: Judged

    def as_row(self) -> list[Any]:
        """Return the values as JSON has them; `of_row` reads them."""
        judged = self.judged
        return [self.case_id, self.of_case_id, judged.standing, judged.reason, judged.similarity]

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Self:
        case_id, of_case_id, *judged = row
        return cls(case_id, of_case_id, Judged(*judged))


@dataclass(frozen=True, slots=True)
class Teller:
    """A case that tells of a matter, and whose it is."""

    id: str
    customer: str | None


@dataclass(frozen=True, slots=True)
class Matter:
    """Cases that tell of one matter. `scope` is `store:…`, `campaign:…`, `region:…` or `all`.

    `words` name it: what it is about, then what happened.
    """

    cases: tuple[Teller, ...]
    similarities: tuple[float, ...]
    scope: str
    topic: str | None
    first_at: datetime
    last_at: datetime
    words: tuple[str, ...]

    @property
    def voices(self) -> int:
        """How many customers tell of it; who gave no contact counts as one each time."""
        return voices(self.cases)

    @property
    def days(self) -> float:
        length = (self.last_at - self.first_at) / timedelta(days=1)
        return next((span for span in SPANS if length <= span), SPANS[-1])

    def as_row(self) -> list[Any]:
        """Return the values as JSON has them; `of_row` reads them."""
        return [
            [[one.id, one.customer] for one in self.cases],
            list(self.similarities),
            self.scope,
            self.topic,
            self.first_at.isoformat(),
            self.last_at.isoformat(),
            list(self.words),
        ]

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> Self:
        cases, similarities, scope, topic, first_at, last_at, words = row
        return cls(
            cases=tuple(Teller(*one) for one in cases),
            similarities=tuple(similarities),
            scope=scope,
            topic=topic,
            first_at=datetime.fromisoformat(first_at),
            last_at=datetime.fromisoformat(last_at),
            words=tuple(words),
        )


@dataclass
class Findings:
    """What new cases mean: which say again what was said, and the matters that they tell of."""

    again: list[Again] = field(default_factory=list)
    matters: list[Matter] = field(default_factory=list)


def voices(cases: Iterable[Any]) -> int:
    """Return how many customers tell; who gave no contact counts as one each time."""
    return len({one.customer or one.id for one in cases})
