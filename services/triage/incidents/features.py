"""A text as sets of numbers: its pairs of characters, its characters and words, its meanings."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from services.triage.classifier.normal_text import Normaliser
from services.triage.incidents.thesaurus import Thesaurus

Numbers = NDArray[np.int32]

SHINGLES: Final = 1 << 18
"""Pairs of characters are hashed to below this number; two of 100,000 texts' rarely meet there."""

CHARACTERS: Final = 1 << 17
MEANINGS: Final = SHINGLES + CHARACTERS
MOST_MEANINGS: Final = 4096
TERMS: Final = MEANINGS + MOST_MEANINGS
"""All numbers are below this one."""

LONGEST: Final = 600
"""Characters of a text that are compared; who writes more has said by then what it is about."""


@dataclass(frozen=True, slots=True)
class Features:
    """What a text is compared by: sorted, each number once.

    `shingles` are pairs of neighbouring characters; `terms` are these, single characters, and
    groups of the thesaurus.
    """

    shingles: Numbers
    terms: Numbers


@cache
def _normaliser() -> Normaliser:
    return Normaliser({})


def features_of(text: str) -> Features:
    """Return the features of any text; of one without letters and digits there are none."""
    normal = _normaliser().normalise(text).text[:LONGEST]
    shingles: set[int] = set()
    characters: set[int] = set()
    for run in "".join(one if one.isalnum() else " " for one in normal).split():
        shingles.update(_pair(*pair) for pair in pairwise(run))
        characters.update(_single(one) for one in run)
    meanings = (MEANINGS + number for number in Thesaurus.load().groups_in(normal))
    return Features(_sorted(shingles), _sorted({*shingles, *characters, *meanings}))


def _pair(first: str, second: str) -> int:
    mixed = (ord(first) * 0x9E3779B1 + ord(second) * 0x85EBCA6B) & 0xFFFFFFFF
    return (mixed ^ mixed >> 15) % SHINGLES


def _single(character: str) -> int:
    return SHINGLES + ord(character) % CHARACTERS


def _sorted(numbers: set[int]) -> Numbers:
    return np.array(sorted(numbers), dtype=np.int32)


def jaccard(one: Features, other: Features) -> float:
    """Return which part of the shingles of two texts they share: 0 nothing … 1 all."""
    common = np.intersect1d(one.shingles, other.shingles, assume_unique=True).size
    every = one.shingles.size + other.shingles.size - common
    if not every:
        return float(np.array_equal(one.terms, other.terms))
    return common / every
