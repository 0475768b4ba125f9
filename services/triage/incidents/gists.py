"""The gist of a text: a point that texts of like meaning have near, whatever their words."""

from collections.abc import Sequence
from functools import cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import WORDS, Features
from services.triage.learning.gist_table import LEARNED, GistTable

Floats = NDArray[np.float32]


class Gists:
    """Adds up what was learned of a text's characters and of their pairs.

    Nothing has to be read anew for it: they are among the text's features.
    """

    def __init__(self, table: GistTable, usual: Floats) -> None:
        """Take the rows of the known terms, and a usual text's gist."""
        self._table = table
        self.usual = usual

    @classmethod
    @cache
    def load(cls) -> Self:
        with np.load(LEARNED) as learned:
            return cls(GistTable.load(), learned["usual"])

    @property
    def size(self) -> int:
        return self._table.size

    def of(self, texts: Sequence[Features]) -> Floats:
        """Return a row for each text; of zeros where nothing of it is known."""
        spelled = [one.terms[: np.searchsorted(one.terms, WORDS)] for one in texts]
        sums = np.zeros((len(texts), self.size), dtype=np.float32)
        if not (every := np.concatenate([np.zeros(0, dtype=np.int32), *spelled])).size:
            return sums
        places = self._table.places_of(every)
        owners = np.repeat(np.arange(len(texts)), [one.size for one in spelled])
        known = np.bincount(owners, self._table.is_known(places), minlength=len(texts))
        weighed = self._table.rows_at(places)
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
