"""The cases of the last days as one process remembers them, and what a new one finds there."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Final

from services.triage.incidents import matters
from services.triage.incidents.duplicates import WORD_FOR_WORD, judge
from services.triage.incidents.features import Features
from services.triage.incidents.findings import WINDOW, Again, Findings, Judged, Matter
from services.triage.incidents.gists import Floats
from services.triage.incidents.grouping import SIMILAR
from services.triage.incidents.index import TextIndex
from services.triage.incidents.matters import matter_of
from services.triage.incidents.told import Told
from services.triage.incidents.weights import Weights

MOST_NEIGHBOURS: Final = 40
"""So many tell where a case belongs and that it is a burst; twice as many cost four times."""

MOST_COPIES: Final = 5
MOST_REMEMBERED: Final = 100_000


class Memory:
    """Remembers the cases of WINDOW; not for several threads at once."""

    def __init__(self, weights: Weights) -> None:
        self._index: TextIndex[str] = TextIndex(weights)
        self._told: dict[str, Told] = {}

    def __len__(self) -> int:
        return len(self._told)

    def features_of(self, case_id: str) -> Features | None:
        """Return what a case is compared by, when it is remembered."""
        known = self._told.get(case_id)
        return None if known is None else known.features

    def learn(self, told: Iterable[Told]) -> None:
        """Remember cases; one that is known already is left as it is."""
        new = {one.id: one for one in told if one.id not in self._told}
        self._told |= new
        self._index.add({key: one.features for key, one in new.items()})

    def forget(self, now: datetime) -> None:
        """Forget what is older than WINDOW, and the oldest when there is too much."""
        earliest = (now - WINDOW).timestamp()
        old = [key for key, one in self._told.items() if one.at < earliest]
        too_many = len(self._told) - len(old) - MOST_REMEMBERED
        if too_many > 0:
            kept = sorted(self._told.values(), key=lambda one: one.received_at)
            old += [one.id for one in kept[len(old) : len(old) + too_many]]
        for key in old:
            del self._told[key]
        self._index.remove(old)

    def judge(
        self,
        fresh: Sequence[Told],
        earlier: Mapping[str, Sequence[Told]],
        threads: Mapping[str, Told],
        grouped: AbstractSet[str] = frozenset(),
    ) -> Findings:
        """Return what new cases mean, the first that came first.

        `earlier` are each customer's cases, older ones too; `threads` those that others go on from.
        What is `grouped` belongs to a matter that was found already.
        """
        self.learn(fresh)
        found, done = Findings(), set(grouped)
        for one in sorted(fresh, key=lambda one: (one.received_at, one.id)):
            thread = threads.get(one.linked_case_id or "")
            own = earlier.get(one.customer or "", ())
            again = self._said_before(one, [*own, *([thread] if thread else ())])
            if again is not None:
                found.again.append(Again(one.id, again[0].id, again[1]))
            if one.id in done or not matters.is_heard(one):
                continue
            matter = self._matter_of(one)
            if matter is not None:
                done |= {case.id for case in matter.cases}
                found.matters.append(matter)
        return found

    def _said_before(self, one: Told, own: Sequence[Told]) -> tuple[Told, Judged] | None:
        """Return the case that `one` says again, the surest, then the oldest."""
        copies = self._copies(one) if one.customer is None else ()
        candidates = {other.id: other for other in (*own, *copies) if is_before(other, one)}
        judged = [
            (other, found)
            for other in candidates.values()
            if (found := judge(one, other, self._similarity(one, other))) is not None
        ]
        return min(judged, key=surest_first, default=None)

    def _copies(self, one: Told) -> list[Told]:
        """Return who else sent these words; those that many sent are nobody's own."""
        found = self._index.nearly_the_same(one.features, WORD_FOR_WORD)
        copies = [self._told[key] for key, _ in found if key != one.id]
        return copies if len(copies) <= MOST_COPIES else []

    def _similarity(self, one: Told, other: Told) -> float:
        return self.weights.similarity(one.features, other.features)

    def _matter_of(self, one: Told) -> Matter | None:
        found = self._index.similar(one.features, SIMILAR / 2, MOST_NEIGHBOURS)
        near = [self._told[key] for key, _ in found if key != one.id]
        heard = [each for each in near if matters.is_heard(each)]
        return matter_of(one, heard, self.weights, self._gists_of)

    def _gists_of(self, told: Sequence[Told]) -> Floats:
        return self._index.gists_of([one.id for one in told])

    @property
    def weights(self) -> Weights:
        return self._index.weights


def surest_first(found: tuple[Told, Judged]) -> tuple[bool, datetime]:
    """Order what a case may say again: what is certain, then the oldest."""
    return found[1].standing != "merge", found[0].received_at


def is_before(other: Told, one: Told) -> bool:
    """Say whether `other` came first."""
    return (other.received_at, other.id) < (one.received_at, one.id)
