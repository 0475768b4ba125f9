"""Which words of a text spoke for a label: the weights of its grams laid back onto its words."""

from collections.abc import Sequence
from heapq import nlargest
from operator import itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.features import Floats, Vocabulary, grams
from services.triage.learning.key_table import ABSENT
from services.triage.learning.prepared import prepare

_MOST: Final = 3
_LEAST_SHARE: Final = 0.15  # of what the strongest word of the text says

Span = tuple[int, int, float]  # first and last code point of the plain text, weight


def decisive_words(
    vocabulary: Vocabulary,
    weights: Floats,
    columns: npt.NDArray[np.int64],
    texts: Sequence[str],
    cuts: Sequence[Sequence[str]],
) -> list[list[Span]]:
    """Return, for each text, the words that spoke most for the label in its column of `weights`.

    The weight of a word is its share of the margin: that of its characters' grams (a gram's is
    shared among its characters) and its own. At most three a text, strongest first.
    """
    summed = np.cumsum(_by_place(vocabulary, weights, columns, texts))
    lengths = np.array([len(word) for cut in cuts for word in cut], np.int64)
    ends = np.cumsum(lengths)
    said = summed[ends] - summed[ends - lengths] + _own(vocabulary, weights, columns, cuts)
    strongest, at = [], 0
    listed, stops = said.tolist(), ends.tolist()
    for cut, first in zip(cuts, _firsts(texts), strict=True):
        last = at + len(cut)
        strongest.append(_strongest(cut, listed[at:last], stops[at:last], first))
        at = last
    return strongest


def _own(
    vocabulary: Vocabulary,
    weights: Floats,
    columns: npt.NDArray[np.int64],
    cuts: Sequence[Sequence[str]],
) -> npt.NDArray[np.float64]:
    """Return what each word says as a word, all texts' words in order."""
    known = vocabulary.words
    features = np.array([known.get(word, ABSENT) for cut in cuts for word in cut], np.int64)
    counts = np.array([len(cut) for cut in cuts], np.int64)
    outputs, share = (
        np.repeat(columns, counts),
        np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts),
    )
    own = weights[features, outputs] * vocabulary.idf[features] * share
    found: npt.NDArray[np.float64] = np.where(features == ABSENT, 0.0, own)
    return found


def _by_place(
    vocabulary: Vocabulary,
    weights: Floats,
    columns: npt.NDArray[np.int64],
    texts: Sequence[str],
) -> npt.NDArray[np.float64]:
    """Return what each code point says, all texts laid end to end after a 0."""
    prepared = prepare(texts)
    found = grams(prepared)
    grams_at = vocabulary.table.find(found.keys)
    known = np.flatnonzero(grams_at != ABSENT)
    rows, features = found.rows[known], grams_at[known]
    idf = vocabulary.idf[features]
    lengths = np.sqrt(np.bincount(rows, idf * idf, prepared.count))
    said = weights[features, columns[rows]] * idf / lengths[rows] / found.lengths[known]
    at = np.array(_firsts(texts), np.int64)[prepared.rows] + prepared.places + 1
    by_place = np.zeros(sum(map(len, texts)) + 1)
    for length in range(1, int(found.lengths.max(initial=0)) + 1):
        chosen = found.lengths[known] == length
        for step in range(length):
            places = at[found.begins[known][chosen] + step]
            by_place += np.bincount(places, said[chosen], by_place.size)
    return by_place


def _strongest(
    cut: Sequence[str], said: Sequence[float], stops: Sequence[int], first: int
) -> list[Span]:
    best = nlargest(_MOST, zip(said, stops, cut, strict=True), key=itemgetter(0))
    least = max(0.0, best[0][0] * _LEAST_SHARE) if best else 0.0
    return [
        (stop - len(word) - first, stop - first, round(weight, 3))
        for weight, stop, word in best
        if weight > least and word[0].isalnum()
    ]


def _firsts(texts: Sequence[str]) -> list[int]:
    firsts, at = [], 0
    for text in texts:
        firsts.append(at)
        at += len(text)
    return firsts
