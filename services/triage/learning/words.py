"""Which words of a text spoke for a label: the weights of its grams laid back onto its words."""

from collections.abc import Sequence
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
    summed: list[float] = np.cumsum(_by_place(vocabulary, weights, columns, texts)).tolist()
    return [
        _strongest(vocabulary, weights[:, column], cut, summed, first)
        for cut, column, first in zip(cuts, columns, _firsts(texts), strict=True)
    ]


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
    vocabulary: Vocabulary,
    weights: npt.NDArray[np.float32],
    cut: Sequence[str],
    summed: Sequence[float],
    first: int,
) -> list[Span]:
    spans: list[Span] = []
    share = 1.0 / max(1.0, float(len(cut))) ** 0.5
    start = 0
    for word in cut:
        end = start + len(word)
        column = vocabulary.words.get(word)
        own = 0.0 if column is None else float(weights[column] * vocabulary.idf[column]) * share
        if word[0].isalnum():
            spans.append((start, end, own + summed[first + end] - summed[first + start]))
        start = end
    spans.sort(key=lambda span: -span[2])
    least = max(0.0, spans[0][2] * _LEAST_SHARE) if spans else 0.0
    return [(begin, last, round(said, 3)) for begin, last, said in spans[:_MOST] if said > least]


def _firsts(texts: Sequence[str]) -> list[int]:
    firsts, at = [], 0
    for text in texts:
        firsts.append(at)
        at += len(text)
    return firsts
