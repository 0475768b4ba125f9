"""What a language model once said of characters and of pairs of them: a row of numbers for each.

`services.triage.incidents.teaching` learned the table; the model itself stayed behind (ADR 19).
"""

from functools import cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

SHINGLES: Final = 1 << 20
"""Pairs of characters are hashed to below this number; two of 100,000 texts' rarely meet there."""

CHARACTERS: Final = 1 << 17
"""Numbers of characters follow those of pairs; so many there are."""

LEARNED: Final = Path(__file__).with_name("gists.npz")

Codes = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


def numbers_of_pairs(first: Codes, second: Codes) -> Codes:
    """Return the number of each pair of code points, which are mixed modulo 2**32."""
    mixed: Codes = first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B)
    numbers: Codes = (mixed ^ mixed >> np.uint32(15)) % np.uint32(SHINGLES)
    return numbers


def numbers_of_characters(codes: Codes) -> Codes:
    numbers: Codes = np.uint32(SHINGLES) + codes % np.uint32(CHARACTERS)
    return numbers


class GistTable:
    """Rows by the numbers of their terms; a term nobody has learned has a row of zeros."""

    def __init__(
        self, terms: npt.NDArray[np.int32], rows: npt.NDArray[np.int8], scales: Floats
    ) -> None:
        """Take the known `terms`, sorted, and of each a row and what it is to be multiplied by."""
        self._terms = np.append(terms, SHINGLES + CHARACTERS).astype(np.int32)
        self._rows = np.concatenate([rows, np.zeros((1, rows.shape[1]), dtype=np.int8)])
        self._scales = np.append(scales, 0.0).astype(np.float32)

    @classmethod
    @cache
    def load(cls) -> Self:
        with np.load(LEARNED) as learned:
            return cls(learned["terms"], learned["rows"], learned["scales"])

    @property
    def size(self) -> int:
        return int(self._rows.shape[1])

    def places_of(self, terms: npt.NDArray[Any]) -> Places:
        """Return where the rows of terms are; `is_known` tells of which there is one."""
        places: Places = np.searchsorted(self._terms, terms)
        places[self._terms[places] != terms] = self._terms.size - 1
        return places

    def is_known(self, places: Places) -> npt.NDArray[np.bool_]:
        known: npt.NDArray[np.bool_] = places < self._terms.size - 1
        return known

    def rows_at(self, places: Places) -> Floats:
        rows: Floats = self._rows[places] * self._scales[places, None]
        return rows
