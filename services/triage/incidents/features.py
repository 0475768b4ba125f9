"""A text as sets of numbers: its pairs of characters, its characters, words and meanings."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from services.triage.classifier.normal_text import Normaliser
from services.triage.classifier.words import WordCutter
from services.triage.incidents.thesaurus import Thesaurus

Numbers = NDArray[np.int32]

SHINGLES: Final = 1 << 18
"""Pairs of characters are hashed to below this number; two of 100,000 texts' rarely meet there."""

CHARACTERS: Final = 1 << 17
WORDS: Final = SHINGLES + CHARACTERS
MOST_WORDS: Final = 1 << 18
MEANINGS: Final = WORDS + MOST_WORDS
MOST_MEANINGS: Final = 4096
TERMS: Final = MEANINGS + MOST_MEANINGS
"""All numbers are below this one."""

LONGEST: Final = 600
"""Characters of a text that are compared; who writes more has said by then what it is about."""


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


@cache
def tools() -> tuple[Normaliser, WordCutter]:
    """Return one pair for all who compare or search: a cutter's dictionary takes 20 MB."""
    return Normaliser({}), WordCutter()


def features_of(text: str) -> Features:
    """Return the features of any text; of one without letters and digits there are none."""
    normaliser, cutter = tools()
    thesaurus = Thesaurus.load()
    normal = normaliser.normalise(text).text[:LONGEST]
    shingles: set[int] = set()
    characters: set[int] = set()
    for run in "".join(one if one.isalnum() else " " for one in normal).split():
        shingles.update(_pair(*pair) for pair in pairwise(run))
        characters.update(_single(one) for one in run)
    words = {_word(one) for one in cutter.cut(normal) if tells(one, thesaurus)}
    meanings = {MEANINGS + number for number in thesaurus.groups_in(normal)}
    return Features(_sorted(shingles | characters | words | meanings))


def tells(word: str, thesaurus: Thesaurus) -> bool:
    """Say whether a word may tell what a text is about, and the thesaurus does not say so."""
    return len(word) > 1 and word.isalpha() and not thesaurus.groups_in(word)


def _pair(first: str, second: str) -> int:
    mixed = (ord(first) * 0x9E3779B1 + ord(second) * 0x85EBCA6B) & 0xFFFFFFFF
    return (mixed ^ mixed >> 15) % SHINGLES


def _single(character: str) -> int:
    return SHINGLES + ord(character) % CHARACTERS


def _word(word: str) -> int:
    return WORDS + crc32(word.encode()) % MOST_WORDS


def _sorted(numbers: set[int]) -> Numbers:
    return np.array(sorted(numbers), dtype=np.int32)


def jaccard(one: Features, other: Features) -> float:
    """Return which part of the shingles of two texts they share: 0 nothing … 1 all."""
    first, second = one.shingles, other.shingles
    common = np.intersect1d(first, second, assume_unique=True).size
    every = first.size + second.size - common
    if not every:
        return float(np.array_equal(one.terms, other.terms))
    return common / every
