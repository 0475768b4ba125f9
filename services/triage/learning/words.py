"""Which words of a text spoke for a label: the weights of its grams laid back onto its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.features import LONGEST_GRAM, Seen, Vocabulary
from services.triage.learning.key_table import ABSENT
from services.triage.learning.prepared import Spans, sizes_of, spans_of
from services.triage.learning.weights import Block

_MOST: Final = 3
_LEAST_SHARE: Final = 0.15  # of what the strongest word of the text says

Span = tuple[int, int, float]  # first and last code point of the plain text, weight
Places = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions: of the text in which row of what is seen, ascending, and for which output."""

    rows: Places
    columns: Places


@dataclass(frozen=True, slots=True)
class _Laid:
    """The texts of the questions laid end to end: the word of each character, and the firsts."""

    words_at: Places
    firsts: Places


def decisive_words(
    vocabulary: Vocabulary,
    weights: Block,
    asked: Asked,
    seen: Seen,
    cuts: Sequence[Sequence[str]],
) -> list[list[Span]]:
    """Return, for each question, the words that spoke most for its column of `weights`.

    `cuts` are the words of the text it is asked of. The weight of a word is its share of the
    margin: that of its characters' grams (a gram's is shared among its characters) and its own. At
    most three a question, strongest first.
    """
    words = list(chain.from_iterable(cuts))
    spans, lengths = spans_of(cuts), sizes_of(words)
    ends = lengths.cumsum()
    firsts = np.concatenate(([0], ends))[spans.firsts]
    rows = spans.rows
    laid = _Laid(np.arange(len(words)).repeat(lengths), firsts)
    said = _by_word(vocabulary, weights, asked, seen, laid)
    said += _own(vocabulary, weights, asked, seen)
    strongest = _strongest(rows, said, len(cuts))
    stops = ends - firsts[rows]
    found: list[list[Span]] = [[] for _ in cuts]
    for at, row, stop, weight in zip(
        *(every[strongest].tolist() for every in (np.arange(said.size), rows, stops, said)),
        strict=True,
    ):
        if words[at][0].isalnum():
            found[row].append((stop - len(words[at]), stop, round(weight, 3)))
    return found


def _own(vocabulary: Vocabulary, weights: Block, asked: Asked, seen: Seen) -> Shares:
    """Return what each word says as a word, all texts' words in order."""
    spans = Spans(seen.words.firsts[asked.rows], seen.words.lasts[asked.rows])
    features, counts = seen.word_columns[spans.laid()], spans.sizes
    outputs, share = (
        asked.columns.repeat(counts),
        (1 / np.sqrt(np.maximum(counts, 1))).repeat(counts),
    )
    own = weights.single(features, outputs) * vocabulary.idf[features] * share
    found: Shares = np.where(features == ABSENT, 0.0, own)
    return found


def _by_word(
    vocabulary: Vocabulary, weights: Block, asked: Asked, seen: Seen, laid: _Laid
) -> Shares:
    """Return what the characters of each word say."""
    grams = seen.grams
    at, of = _grams_of(seen, asked.rows)
    features, lengths, begins = seen.gram_columns[at], grams.lengths[at], grams.begins[at]
    idf = vocabulary.idf[features]
    norms = np.sqrt(np.bincount(of, idf * idf, asked.rows.size))
    said = weights.single(features, asked.columns[of]) * idf / norms[of] / lengths
    reached = [(step, lengths > step) for step in range(LONGEST_GRAM)]
    places = grams.places[np.concatenate([begins[longer] + step for step, longer in reached])]
    firsts = laid.firsts[np.concatenate([of[longer] for _, longer in reached])]
    shares = np.concatenate([said[longer] for _, longer in reached])
    words = laid.words_at[firsts + places]
    return np.bincount(words, shares, laid.words_at[-1] + 1).astype(np.float64)


def _grams_of(seen: Seen, rows: Places) -> tuple[Places, Places]:
    """Return the known grams of the texts in these rows, question by question, and that."""
    is_asked = np.zeros(2 * seen.count, np.bool_)  # those of signs come behind
    is_asked[rows] = True
    mine = (is_asked[seen.grams.rows] & (seen.gram_columns != ABSENT)).nonzero()[0]
    mine = mine[seen.grams.rows[mine].argsort(kind="stable")]
    theirs = seen.grams.rows[mine]
    spans = Spans(theirs.searchsorted(rows), theirs.searchsorted(rows, "right"))
    return mine[spans.laid()], spans.rows


def _strongest(rows: Places, said: Shares, count: int) -> Places:
    """Return the places of the few words of each row that say most, in order."""
    most = np.zeros(count)
    np.maximum.at(most, rows, said)
    places = (said > most[rows] * _LEAST_SHARE).nonzero()[0]
    places = places[np.lexsort((-said[places], rows[places]))]
    firsts = rows[places].searchsorted(rows[places])
    return places[np.arange(places.size) - firsts < _MOST]
