"""Which words of a text spoke for a label: the weights of its grams laid back onto its words."""

from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.features import LONGEST_GRAM, Floats, Vocabulary, columns_of, grams
from services.triage.learning.key_table import ABSENT
from services.triage.learning.prepared import prepare

_MOST: Final = 3
_LEAST_SHARE: Final = 0.15  # of what the strongest word of the text says

Span = tuple[int, int, float]  # first and last code point of the plain text, weight
Places = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


def decisive_words(
    vocabulary: Vocabulary,
    weights: Floats,
    columns: Places,
    texts: Sequence[str],
    cuts: Sequence[Sequence[str]],
) -> list[list[Span]]:
    """Return, for each text, the words that spoke most for the label in its column of `weights`.

    The weight of a word is its share of the margin: that of its characters' grams (a gram's is
    shared among its characters) and its own. At most three a text, strongest first.
    """
    words = list(chain.from_iterable(cuts))
    rows = np.repeat(np.arange(len(cuts)), _lengths(cuts))
    lengths = _lengths(words)
    ends = np.cumsum(lengths)
    summed = np.cumsum(_by_place(vocabulary, weights, columns, texts))
    said = summed[ends] - summed[ends - lengths] + _own(vocabulary, weights, columns, cuts)
    strongest = _strongest(rows, said, len(cuts))
    stops = ends - _firsts(texts)[rows]
    found: list[list[Span]] = [[] for _ in cuts]
    for at, row, stop, weight in zip(
        *(every[strongest].tolist() for every in (np.arange(said.size), rows, stops, said)),
        strict=True,
    ):
        if words[at][0].isalnum():
            found[row].append((stop - len(words[at]), stop, round(weight, 3)))
    return found


def _own(
    vocabulary: Vocabulary, weights: Floats, columns: Places, cuts: Sequence[Sequence[str]]
) -> Shares:
    """Return what each word says as a word, all texts' words in order."""
    features = columns_of(vocabulary.words, cuts)
    counts = _lengths(cuts)
    outputs, share = (
        np.repeat(columns, counts),
        np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts),
    )
    own = weights[features, outputs] * vocabulary.idf[features] * share
    found: Shares = np.where(features == ABSENT, 0.0, own)
    return found


def _by_place(
    vocabulary: Vocabulary, weights: Floats, columns: Places, texts: Sequence[str]
) -> Shares:
    """Return what each code point says, all texts laid end to end after a 0."""
    prepared = prepare(texts)
    found = grams(prepared)
    features = vocabulary.table.find(found.keys)
    known = np.flatnonzero(features != ABSENT)
    features, rows, begins = features[known], found.rows[known], found.begins[known]
    lengths = found.lengths[known]
    idf = vocabulary.idf[features]
    norms = np.sqrt(np.bincount(rows, idf * idf, prepared.count))
    said = weights[features, columns[rows]] * idf / norms[rows] / lengths
    reached = [(step, lengths > step) for step in range(LONGEST_GRAM)]
    at = _firsts(texts)[prepared.rows] + prepared.places + 1
    places = at[np.concatenate([begins[longer] + step for step, longer in reached])]
    shares = np.concatenate([said[longer] for _, longer in reached])
    by_place: Shares = np.bincount(places, shares, int(_lengths(texts).sum()) + 1).astype(
        np.float64
    )
    return by_place


def _strongest(rows: Places, said: Shares, count: int) -> Places:
    """Return the places of the few words of each row that say most, in order."""
    most = np.zeros(count)
    np.maximum.at(most, rows, said)
    places = np.flatnonzero(said > most[rows] * _LEAST_SHARE)
    places = places[np.lexsort((-said[places], rows[places]))]
    firsts = np.searchsorted(rows[places], rows[places])
    return places[np.arange(places.size) - firsts < _MOST]


def _firsts(texts: Sequence[str]) -> Places:
    lengths = _lengths(texts)
    return np.cumsum(lengths) - lengths


def _lengths(listed: Sequence[Sequence[str]]) -> Places:
    return np.fromiter(map(len, listed), np.int64, len(listed))
