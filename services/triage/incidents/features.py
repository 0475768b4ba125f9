"""A text as sets of numbers: its pairs of characters, its characters, words and meanings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.triage.classifier.words import WordCutter
from services.triage.incidents.thesaurus import Thesaurus
from services.triage.learning.gist_table import (
    CHARACTERS,
    SHINGLES,
    numbers_of_characters,
    numbers_of_pairs,
)

if TYPE_CHECKING:
    from services.triage.classifier.normal_text import Normaliser

Numbers = NDArray[np.int32]

WORDS: Final = SHINGLES + CHARACTERS
MOST_WORDS: Final = 1 << 18
MEANINGS: Final = WORDS + MOST_WORDS
MOST_MEANINGS: Final = 4096
TERMS: Final = MEANINGS + MOST_MEANINGS
"""All numbers are below this one."""

LONGEST: Final = 600
"""Characters of a text that are compared; who writes more has said by then what it is about."""

MOST_KNOWN: Final = 20_000
"""Words of which it is remembered whether they tell anything."""


@dataclass(frozen=True, slots=True)
class Features:
    """What a text is compared by: sorted, each number once.

    `terms` are the `shingles` (pairs of neighbouring characters), single characters, groups of the
    thesaurus, and words of which it knows nothing.
    """

    terms: Numbers

    @property
    def shingles(self) -> Numbers:
        return self.terms[: np.searchsorted(self.terms, SHINGLES)]


Cut = Callable[[str], list[str]]
_LENT: Final[list[Cut]] = []


def read_with(cut: Cut | None) -> None:
    """Cut texts by a dictionary that is there anyway, from now on: one more takes 25 MB."""
    _LENT[:] = [cut] if cut else []


def tools() -> tuple["Normaliser", Cut]:
    """Return what all who compare or search read texts with."""
    return _normaliser(), _LENT[0] if _LENT else _own_cutter().cut


@cache
def _normaliser() -> "Normaliser":
    from services.triage.classifier.normal_text import Normaliser

    return Normaliser({})


@cache
def _own_cutter() -> WordCutter:
    return WordCutter()


def features_of(text: str) -> Features:
    """Return the features of any text; of one without letters and digits there are none."""
    normaliser, cut = tools()
    thesaurus = Thesaurus.load()
    normal = normaliser.normalise(text).text[:LONGEST]
    numbers = _spelled(normal)
    numbers.update([_word(one) for one in cut(normal) if tells(one)])
    numbers.update([MEANINGS + number for number in thesaurus.groups_in(normal)])
    return Features(np.array(sorted(numbers), dtype=np.int32))


@lru_cache(MOST_KNOWN)
def tells(word: str) -> bool:
    """Say whether a word may tell what a text is about, and the thesaurus does not say so."""
    return len(word) > 1 and word.isalpha() and not Thesaurus.load().groups_in(word)


def _spelled(normal: str) -> set[int]:
    """Return the numbers of the pairs of neighbouring letters and digits, and those of each."""
    codes = np.frombuffer(normal.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_told = np.array([one.isalnum() for one in normal], dtype=bool)
    pairs = numbers_of_pairs(codes[:-1], codes[1:])
    told = pairs[is_told[:-1] & is_told[1:]].tolist()
    return {*told, *numbers_of_characters(codes[is_told]).tolist()}


def _word(word: str) -> int:
    return WORDS + crc32(word.encode()) % MOST_WORDS


def jaccard(one: Features, other: Features) -> float:
    """Return which part of the shingles of two texts they share: 0 nothing … 1 all."""
    first, second = one.shingles, other.shingles
    common = np.intersect1d(first, second, assume_unique=True).size
    every = first.size + second.size - common
    if not every:
        return float(np.array_equal(one.terms, other.terms))
    return common / every
