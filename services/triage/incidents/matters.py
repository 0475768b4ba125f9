"""Different customers, one matter: which cases may belong together, and where it happens."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import MEANINGS
from services.triage.incidents.gists import Floats
from services.triage.incidents.grouping import SIMILAR, groups
from services.triage.incidents.thesaurus import Thesaurus
from services.triage.incidents.told import Told
from services.triage.incidents.weights import Weights

WINDOW: Final = timedelta(hours=72)
"""Cases further apart than this belong to no one incident."""

FEWEST: Final = 3
"""So many customers make an incident; two agree by chance."""

ELSEWHERE: Final = 0.8
"""How much the similarity of two texts counts that name different stores of one region."""

SOON: Final = timedelta(hours=6)
AT_ONCE: Final = 1.75
"""How much it counts of texts about one store, or none, within SOON: an event has many names."""

MOST_OF: Final = 0.6
"""The part of the cases that must be of one store (campaign, region) for the matter to be its."""

SPANS: Final = (0.25, 1.0, 3.0)
"""Days over which cases are counted: the shortest that holds them all."""

NOWHERE: Final = 0
NOT_ABOUT_A_MATTER: Final = frozenset({"praise"})

GistsOf = Callable[[Sequence[Told]], Floats]


@dataclass(frozen=True, slots=True)
class Matter:
    """Cases that tell of one matter. `scope` is `store:…`, `campaign:…`, `region:…` or `all`."""

    cases: tuple[Told, ...]
    similarities: tuple[float, ...]
    scope: str
    topic: str | None

    @property
    def voices(self) -> int:
        """How many customers tell of it; who gave no contact counts as one each time."""
        return voices(self.cases)

    @property
    def first_at(self) -> datetime:
        return min(one.received_at for one in self.cases)

    @property
    def last_at(self) -> datetime:
        return max(one.received_at for one in self.cases)

    @property
    def days(self) -> float:
        length = (self.last_at - self.first_at) / timedelta(days=1)
        return next((span for span in SPANS if length <= span), SPANS[-1])


def is_heard(told: Told) -> bool:
    """Say whether a case can belong to an incident at all; one that is critical always can."""
    return told.is_critical or told.kind not in NOT_ABOUT_A_MATTER


def matter_of(
    seed: Told, neighbours: Sequence[Told], weights: Weights, gists_of: GistsOf | None = None
) -> Matter | None:
    """Return the matter that `seed` and some of its neighbours tell of, None when too few do.

    `gists_of` knows the gists of all of them, where somebody keeps them.
    """
    pool = [seed, *(one for one in neighbours if may_be_one(seed, one))]
    if voices(pool) < FEWEST:
        return None
    links = links_of(pool, weights, gists_of(pool) if gists_of else None)
    own = next(group for group in groups(links, SIMILAR) if 0 in group)
    cases = [pool[place] for place in own]
    if voices(cases) < FEWEST:
        return None
    others = links[np.ix_(own, own)].sum(axis=1) - np.diag(links)[own]
    return Matter(
        tuple(cases),
        tuple(float(one) for one in others / (len(own) - 1)),
        scope_of(cases),
        commonest(code for one in cases for code in one.topics[:1]),
    )


def voices(cases: Iterable[Told]) -> int:
    return len({one.customer or one.id for one in cases})


def may_be_one(one: Told, other: Told) -> bool:
    """Say whether two cases can be of one matter at all: whether `closeness` gives them any."""
    if abs(one.at - other.at) > WINDOW.total_seconds():
        return False
    tops, others = one.top_topics, other.top_topics
    if tops and others and tops.isdisjoint(others):
        return False
    if one.store_code == other.store_code or one.store_code is None or other.store_code is None:
        return True
    is_one_campaign = one.campaign is not None and one.campaign == other.campaign
    return is_one_campaign or (one.region is not None and one.region == other.region)


def links_of(cases: Sequence[Told], weights: Weights, gists: Floats | None = None) -> Floats:
    """Return how much each two cases tell of one matter, 0..1; `gists` are theirs, where known."""
    found = weights.similarities([one.features for one in cases], gists)
    links: Floats = np.minimum(found * closeness(cases), np.float32(1.0))
    return links


def closeness(cases: Sequence[Told]) -> Floats:
    """Return how much the similarity of each two counts: 0 when they cannot be of one matter."""
    at = np.array([one.at for one in cases])
    apart = np.abs(at[:, None] - at)
    stores = numbered([one.store_code for one in cases])
    has_none = stores == NOWHERE
    counted = np.where(same(numbered([one.region for one in cases])), ELSEWHERE, 0.0)
    counted[same(numbered([one.campaign for one in cases]))] = 1.0
    counted[has_none[:, None] | has_none] = 1.0
    is_one_place = stores[:, None] == stores
    counted[is_one_place] = np.where(apart[is_one_place] <= SOON.total_seconds(), AT_ONCE, 1.0)
    counted[(apart > WINDOW.total_seconds()) | ~share_a_topic(cases)] = 0.0
    return counted.astype(np.float32)


def numbered(values: Sequence[str | None]) -> NDArray[np.int64]:
    """Return a number for each value, the same for the same; NOWHERE for none."""
    numbers: dict[str | None, int] = {None: NOWHERE}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values])


def same(numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    are_same: NDArray[np.bool_] = (numbers[:, None] == numbers) & (numbers != NOWHERE)
    return are_same


def share_a_topic(cases: Sequence[Told]) -> NDArray[np.bool_]:
    """Say of each two cases whether a top topic is of both; one without topics may be of any."""
    tops = [one.top_topics for one in cases]
    places = {top: place for place, top in enumerate(sorted(frozenset().union(*tops)))}
    has = np.zeros((len(cases), len(places)), dtype=np.float32)
    for row, own in enumerate(tops):
        has[row, [places[top] for top in own]] = 1.0
    is_of_none = has.sum(axis=1) == 0
    shared: NDArray[np.bool_] = (has @ has.T > 0) | is_of_none[:, None] | is_of_none
    return shared


class Placed(Protocol):
    """Where a case is from, as far as is known."""

    @property
    def store_code(self) -> str | None: ...
    @property
    def region(self) -> str | None: ...
    @property
    def campaign(self) -> str | None: ...


def scope_of(cases: Sequence[Placed]) -> str:
    """Return where most of the cases are: in a store, a campaign, a region, or everywhere."""
    asked: tuple[tuple[str, Callable[[Placed], str | None]], ...] = (
        ("store", lambda one: one.store_code),
        ("campaign", lambda one: one.campaign),
        ("region", lambda one: one.region),
    )
    for name, value_of in asked:
        values = Counter(value for one in cases if (value := value_of(one)) is not None)
        for value, count in values.most_common(1):
            if count >= MOST_OF * len(cases):
                return f"{name}:{value}"
    return "all"


def commonest(values: Iterable[str]) -> str | None:
    """Return the most common value, the first of several."""
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else None


def words_for(cases: Sequence[Told]) -> list[str]:
    """Return words for what at least half of the cases name: things first, then troubles."""
    thesaurus = Thesaurus.load()
    named = Counter(
        int(term) - MEANINGS
        for one in cases
        for term in one.features.terms[one.features.terms >= MEANINGS]
    )
    shared = [number for number, count in named.most_common() if 2 * count >= len(cases)]
    things = [number for number in shared if thesaurus.is_thing(number)][:2]
    troubles = [number for number in shared if not thesaurus.is_thing(number)][:2]
    return [thesaurus.name_of(number) for number in (*things, *troubles)]
