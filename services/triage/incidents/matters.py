"""Different customers, one matter: which cases may belong together, and where it happens."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import MEANINGS
from services.triage.incidents.findings import FEWEST, WINDOW, Matter, Teller, voices
from services.triage.incidents.gists import Floats
from services.triage.incidents.grouping import SIMILAR, groups
from services.triage.incidents.scopes import commonest, scope_of
from services.triage.incidents.thesaurus import Thesaurus
from services.triage.incidents.told import Told
from services.triage.incidents.weights import Weights

ELSEWHERE: Final = 0.8
"""How much the similarity of two texts counts that name different stores of one region."""

SOON: Final = timedelta(hours=6)
AT_ONCE: Final = 1.75
"""How much it counts of texts about one store, or none, within SOON: an event has many names."""

NOWHERE: Final = 0
NOT_ABOUT_A_MATTER: Final = frozenset({"praise"})

GistsOf = Callable[[Sequence[Told]], Floats]


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
        cases=tuple(Teller(one.id, one.customer) for one in cases),
        similarities=tuple(float(one) for one in others / (len(own) - 1)),
        scope=scope_of(cases),
        topic=commonest(code for one in cases for code in one.topics[:1]),
        first_at=min(one.received_at for one in cases),
        last_at=max(one.received_at for one in cases),
        words=tuple(words_for(cases)),
    )


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
