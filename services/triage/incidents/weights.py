"""How alike texts are: by what they share, the rarer the more, and by what they mean."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from services.triage.incidents.features import (
    MEANINGS,
    TERMS,
    WORDS,
    Features,
    Numbers,
    features_of,
)
from services.triage.incidents.gists import Floats, Gists, directions
from services.triage.learning.gist_table import SHINGLES

OF_A_PAIR: Final = 0.6
OF_A_WORD: Final = 1.5
OF_A_MEANING: Final = 4.0
"""A character counts 1. What is told in other words weighs more than the words: paraphrases share
little else. Pairs and words count for less than they say, for gists tell it as well."""

_SORTS: Final = np.array([SHINGLES, WORDS, MEANINGS])
"""Where the numbers of pairs end, those of characters, those of words; the rest are meanings."""
_FACTORS: Final = np.array([OF_A_PAIR, 1.0, OF_A_WORD, OF_A_MEANING], dtype=np.float32)

PLAIN: Final = 30.0
"""The length added to each text's vector, about a usual one's: two short texts that say nothing
particular ('送的真慢') are then no incident, however alike they are."""

MOST: Final = 6.5
"""The weight of what nobody wrote before, however many texts are known."""

WORTH: Final = 300.0
"""The project's corpus counts as so many texts: it tells how people complain, not what of."""

OF_THE_GIST: Final = 0.25
"""The part of a similarity that is of the gists; the rest is of what is shared."""

USUAL_WORTH: Final = 30.0
"""The gist of the corpus counts as so many texts: what all complain of tells no two apart."""

EACH: Final = 9
"""Of so many texts of the corpus one is read, each time a helper starts: they suffice."""

CORPUS: Final = Path(__file__).parents[1] / "corpus"


class Weights:
    """Counts in how many texts each number occurs, beginning with what is known of such texts.

    `middle` is the mean gist of the texts, from which each differs its own way; another array
    after each change.
    """

    def __init__(self) -> None:
        self._texts = 0.0
        self._counts = np.zeros(TERMS, dtype=np.float32)
        self._gists = Gists.load()
        self._told = USUAL_WORTH
        self._gist_sum = self._gists.usual.astype(np.float64) * USUAL_WORTH
        self.middle = self._gists.usual

    @classmethod
    def usual(cls) -> Self:
        """Return weights that know the project's own corpus of feedback."""
        return cls.knowing(*usual_counts())

    @classmethod
    def knowing(cls, texts: int, counts: Numbers) -> Self:
        """Return weights that know some texts: so many of them have each number."""
        made = cls()
        if texts:
            made._texts = WORTH
            made._counts += counts
            made._counts *= np.float32(WORTH / texts)
        return made

    def add(self, texts: Sequence[Features], gists: Floats | None = None) -> None:
        """Count texts; `gists` are theirs, where known."""
        for one in texts:
            self._texts += 1
            self._counts[one.terms] += 1
        gists = self.gists_of(texts) if gists is None else gists
        self._move(gists.sum(axis=0), len(texts))

    def remove(self, texts: Sequence[Features]) -> None:
        for one in texts:
            self._texts -= 1
            self._counts[one.terms] -= 1
        self._move(-self.gists_of(texts).sum(axis=0), -len(texts))

    def _move(self, gists: Floats, texts: int) -> None:
        self._told += texts
        self._gist_sum += gists
        self.middle = (self._gist_sum / self._told).astype(np.float32)

    def gists_of(self, texts: Sequence[Features]) -> Floats:
        """Return the gist of each text, a row each."""
        return self._gists.of(texts)

    def of(self, terms: Numbers) -> Floats:
        """Return the weight of each of `terms`."""
        every = np.log1p(max(self._texts, 1.0))
        rarity = 1.0 - np.log1p(np.maximum(self._counts[terms], 0.0)) / every
        factors = _FACTORS[np.searchsorted(_SORTS, terms, side="right")]
        weights: Floats = np.maximum(MOST * rarity * factors, 0.0).astype(np.float32)
        return weights

    def length_of(self, terms: Numbers) -> float:
        """Return the length of a text's vector, PLAIN added."""
        return float(np.sqrt(np.square(self.of(terms)).sum() + PLAIN * PLAIN))

    def lengths_of(self, every: Numbers, counts: Sequence[int]) -> Floats:
        """Return the lengths of several texts; `every` are their terms, so many each."""
        sums = np.append(0.0, np.cumsum(np.square(self.of(every)), dtype=np.float64))
        ends = np.cumsum(counts)
        squares = sums[ends] - sums[ends - counts]
        lengths: Floats = np.sqrt(squares + PLAIN * PLAIN).astype(np.float32)
        return lengths

    def similarity(self, one: Features, other: Features) -> float:
        """Return how similar two texts are, as `similarities` does."""
        shared = np.intersect1d(one.terms, other.terms, assume_unique=True)
        dot = float(np.square(self.of(shared)).sum())
        cosine = dot / (self.length_of(one.terms) * self.length_of(other.terms))
        first, second = directions(self.gists_of([one, other]), self.middle)
        return (1.0 - OF_THE_GIST) * cosine + OF_THE_GIST * float(first @ second)

    def similarities(self, texts: Sequence[Features], gists: Floats | None = None) -> Floats:
        """Return how similar each of `texts` is to each; `gists` are theirs, where known.

        The cosine, lower for short ones, of what they share, and that of their gists.
        """
        if not texts:
            return np.zeros((0, 0), dtype=np.float32)
        terms = np.concatenate([one.terms for one in texts])
        every, columns = np.unique(terms, return_inverse=True)
        rows = np.repeat(np.arange(len(texts)), [one.terms.size for one in texts])
        vectors = np.zeros((len(texts), every.size), dtype=np.float32)
        vectors[rows, columns] = self.of(every)[columns]
        lengths = np.sqrt(np.square(vectors).sum(axis=1) + PLAIN * PLAIN)
        vectors /= lengths[:, None]
        if gists is None:
            gists = self.gists_of(texts)
        toward = directions(gists, self.middle)
        return np.asarray(joined(vectors @ vectors.T, toward @ toward.T), dtype=np.float32)


def joined(shared: Floats, gists: Floats) -> Floats:
    """Return similarities from the cosines of what is shared and of the gists."""
    made: Floats = (1.0 - OF_THE_GIST) * shared + OF_THE_GIST * gists
    return made


def usual_counts(part: int = 0, parts: int = 1) -> tuple[int, NDArray[np.int32]]:
    """Return how many of the corpus's texts were read, and how many of them have each number.

    Of `parts` parts of about the same size only `part` is read.
    """
    counts = np.zeros(TERMS, dtype=np.int32)
    texts = usual_texts()[part::parts]
    for text in texts:
        counts[features_of(text).terms] += 1
    return len(texts), counts


@cache
def usual_texts() -> list[str]:
    files = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("train*.jsonl"))]
    lines = [line for file in files for line in file.splitlines()[::EACH]]
    return [json.loads(line)["text"] for line in lines]
