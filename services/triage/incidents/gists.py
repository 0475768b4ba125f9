"""The gist of a text: a point that texts of like meaning have near, whatever their words."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import WORDS, Features, Numbers

Floats = NDArray[np.float32]

LEARNED: Final = Path(__file__).with_name("gists.npz")
"""A row of numbers for each character and pair of them, as `teaching` learned them."""


class Gists:
    """Adds up what was learned of a text's characters and of their pairs.

    Nothing has to be read anew for it: they are among the text's features.
    """

    def __init__(
        self, terms: Numbers, rows: NDArray[np.int8], scales: Floats, usual: Floats
    ) -> None:
        """Take the known `terms`, sorted, a row times a scale of each, and a usual text's gist."""
        # One row more, of zeros: what an unknown term adds.
        self._terms = np.append(terms, WORDS).astype(np.int32)
        self._rows = np.concatenate([rows, np.zeros((1, rows.shape[1]), dtype=np.int8)])
        self._scales = np.append(scales, 0.0).astype(np.float32)
        self.usual = usual

    @classmethod
    @cache
    def load(cls) -> Self:
        with np.load(LEARNED) as learned:
            return cls(learned["terms"], learned["rows"], learned["scales"], learned["usual"])

    @property
    def size(self) -> int:
        return int(self._rows.shape[1])

    def of(self, texts: Sequence[Features]) -> Floats:
        """Return a row for each text; of zeros where nothing of it is known."""
        spelled = [one.terms[: np.searchsorted(one.terms, WORDS)] for one in texts]
        sums = np.zeros((len(texts), self.size), dtype=np.float32)
        if not (every := np.concatenate([np.zeros(0, dtype=np.int32), *spelled])).size:
            return sums
        places = np.searchsorted(self._terms, every)
        places[self._terms[places] != every] = self._terms.size - 1
        owners = np.repeat(np.arange(len(texts)), [one.size for one in spelled])
        is_known = places < self._terms.size - 1
        known = np.bincount(owners, is_known, minlength=len(texts))
        weighed = self._rows[places] * self._scales[places, None]
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        sums[owners[starts]] = np.add.reduceat(weighed, starts)
        # By the root: a longer text says more, not as much more as it is longer.
        sums /= np.sqrt(np.maximum(known, 1.0)).astype(np.float32)[:, None]
        return sums


def directions(gists: Floats, middle: Floats) -> Floats:
    """Return where gists lie as seen from `middle`, each of length one; of none it is zeros."""
    away = gists - middle
    away[~gists.any(axis=1)] = 0.0
    lengths = np.linalg.norm(away, axis=1, keepdims=True)
    found: Floats = away / np.maximum(lengths, np.finfo(np.float32).tiny)
    return found
