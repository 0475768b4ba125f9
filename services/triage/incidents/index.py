"""Finds among 100,000 texts those that share much with a new one, without looking at each."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import Features, Numbers
from services.triage.incidents.gists import Floats, directions
from services.triage.incidents.weights import MOST, Weights, joined

K = TypeVar("K", bound=Hashable)

MOST_IN_A_BLOCK: Final = 8192
FAINT: Final = 0.3 * MOST
"""A weight below this is that of a character in every thirtieth text of 100,000."""

SHORTEST: Final = 1e-12
"""The square of a length below which a gist is the middle itself."""

FEW: Final = 2
"""A block is made one with others that hold at least half as many together."""

NEARLY_THE_SAME: Final = 0.4
"""The Jaccard index of two texts' shingles from which one is the other, edited."""


@dataclass(eq=False)
class Block(Generic[K]):
    """Texts with, for each number, which of them have it; `alive` are those not removed."""

    keys: list[K]
    terms: Numbers
    starts: NDArray[np.int64]
    texts: NDArray[np.uint16]
    shingles: Numbers
    lengths: Floats
    gists: Floats
    alive: NDArray[np.bool_] = field(init=False)
    _gist_lengths: Floats = field(init=False)
    _middle: Floats | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.alive = np.ones(len(self.keys), dtype=np.bool_)

    @classmethod
    def of(cls, texts: Mapping[K, Features], weights: Weights, gists: Floats) -> "Block[K]":
        features = list(texts.values())
        counts = [one.terms.size for one in features]
        every = np.concatenate([one.terms for one in features])
        order = np.argsort(every, kind="stable")
        owners = np.repeat(np.arange(len(features), dtype=np.uint16), counts)[order]
        terms, starts = np.unique(every[order], return_index=True)
        return cls(
            list(texts),
            terms,
            np.append(starts, every.size),
            owners,
            np.array([one.shingles.size for one in features], dtype=np.int32),
            weights.lengths_of(every, counts),
            gists,
        )

    def living(self) -> list[K]:
        return [self.keys[place] for place in np.flatnonzero(self.alive).tolist()]

    def shared(self, terms: Numbers, worth: Floats) -> Floats:
        """Return for each text the sum of the `worth` of those of `terms` that it has."""
        places = np.searchsorted(self.terms, terms)
        places[places == self.terms.size] = 0
        hit = self.terms[places] == terms if self.terms.size else np.zeros(terms.size, np.bool_)
        starts, worth = self.starts[places[hit]], worth[hit]
        counts = self.starts[places[hit] + 1] - starts
        before = np.cumsum(counts) - counts
        at = np.arange(counts.sum()) + np.repeat(starts - before, counts)
        sums = np.bincount(self.texts[at], np.repeat(worth, counts), minlength=len(self.keys))
        return sums.astype(np.float32)

    def gist_cosines(self, direction: Floats, middle: Floats) -> Floats:
        """Return for each text the cosine of its gist and `direction`, as seen from `middle`."""
        if self._middle is not middle:
            self._gist_lengths, self._middle = self._lengths_from(middle), middle
        along: Floats = self.gists @ direction - np.float32(middle @ direction)
        cosines: Floats = along / self._gist_lengths
        return cosines

    def _lengths_from(self, middle: Floats) -> Floats:
        # The middle moves with each text that is added: no direction can be kept, but many texts
        # are looked up before the next are added.
        squares = np.square(self.gists).sum(axis=1)
        away = squares - 2.0 * (self.gists @ middle) + middle @ middle
        lengths: Floats = np.sqrt(np.maximum(away, SHORTEST)).astype(np.float32)
        lengths[squares == 0.0] = np.inf
        return lengths


class TextIndex(Generic[K]):
    """Texts by key; asked which are nearly the same as, or similar to, another."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.features: dict[K, Features] = {}
        self._blocks: list[Block[K]] = []
        self._places: dict[K, tuple[Block[K], int]] = {}

    def __len__(self) -> int:
        return len(self.features)

    def __contains__(self, key: K) -> bool:
        return key in self.features

    def add(self, texts: Mapping[K, Features]) -> None:
        """Add texts of which none is there yet; many at once cost less than one by one."""
        if not texts:
            return
        features = list(texts.values())
        new = self.weights.gists_of(features)
        self.weights.add(features, new)
        self.features.update(texts)
        merged = self._taken_up(len(texts))
        keys = [*(key for one in merged for key in one.living()), *texts]
        gists = np.concatenate([*(one.gists[one.alive] for one in merged), new])
        for start in range(0, len(keys), MOST_IN_A_BLOCK):
            end = start + MOST_IN_A_BLOCK
            part = {key: self.features[key] for key in keys[start:end]}
            block = Block.of(part, self.weights, gists[start:end])
            self._blocks.append(block)
            self._places.update({key: (block, place) for place, key in enumerate(block.keys)})

    def _taken_up(self, count: int) -> list[Block[K]]:
        """Take out the blocks to be made one with `count` new texts: all that are no larger."""
        merged, total = list[Block[K]](), count
        for block in sorted(self._blocks, key=lambda one: len(one.keys)):
            if len(block.keys) > FEW * total or len(block.keys) + total > MOST_IN_A_BLOCK:
                break
            merged.append(block)
            total += len(block.keys)
        self._blocks = [one for one in self._blocks if one not in merged]
        return merged

    def remove(self, keys: Iterable[K]) -> None:
        """Forget texts; those that are not there are passed over."""
        known = [key for key in keys if key in self.features]
        self.weights.remove([self.features.pop(key) for key in known])
        for key in known:
            block, place = self._places.pop(key)
            block.alive[place] = False
        self._blocks = [one for one in self._blocks if one.alive.any()]

    def gists_of(self, keys: Iterable[K]) -> Floats:
        """Return the gists of texts that are there, a row each."""
        places = [self._places[key] for key in keys]
        return np.array([block.gists[place] for block, place in places], dtype=np.float32)

    def nearly_the_same(
        self, text: Features, at_least: float = NEARLY_THE_SAME
    ) -> list[tuple[K, float]]:
        """Return the texts with such a Jaccard index of shingles, nearest first."""
        found: list[tuple[K, float]] = []
        shingles = text.shingles
        worth = np.ones(shingles.size, dtype=np.float32)
        for block in self._blocks if shingles.size else ():
            common = block.shared(shingles, worth)
            index = common / (shingles.size + block.shingles - common)
            found += picked(block, index, at_least)
        return sorted(found, key=lambda one: -one[1])

    def similar(self, text: Features, at_least: float, most: int) -> list[tuple[K, float]]:
        """Return at most so many of the texts that are at least so similar, most similar first.

        Terms that say next to nothing are passed over: many texts have them.
        """
        found: list[tuple[K, float]] = []
        worth = self.weights.of(text.terms)
        telling = worth > FAINT
        terms, squares = text.terms[telling], np.square(worth[telling])
        length, middle = self.weights.length_of(text.terms), self.weights.middle
        direction = directions(self.weights.gists_of([text]), middle)[0]
        for block in self._blocks:
            cosines = block.shared(terms, squares) / (block.lengths * length)
            likeness = joined(cosines, block.gist_cosines(direction, middle))
            found += picked(block, likeness, at_least, most)
        return sorted(found, key=lambda one: -one[1])[:most]


def picked(
    block: Block[K], values: Floats, at_least: float, most: int = MOST_IN_A_BLOCK
) -> list[tuple[K, float]]:
    """Return the block's living texts with such a value; of more than `most` the highest."""
    places = np.flatnonzero((values >= at_least) & block.alive)
    if places.size > most:
        places = places[np.argpartition(values[places], -most)[-most:]]
    return [(block.keys[place], float(values[place])) for place in places.tolist()]
