"""Chooses the grams and words worth a weight, and how rare each is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.features import Grams, Vocabulary, grams
from services.triage.learning.halves import Floats
from services.triage.learning.key_table import Keys
from services.triage.learning.lexis import Lexis
from services.triage.learning.manner import written
from services.triage.learning.prepared import Prepared, prepare, spans_of
from services.triage.learning.tone import Sense, with_ends

_LEAST_TEXTS: Final = 2
_MANY_TEXTS: Final = 10_000  # of so many it must stand in one more
_MOST_GRAMS: Final = 400_000
_MOST_WORDS: Final = 60_000


def fit_vocabulary(
    texts: Sequence[str],
    cuts: Sequence[Sequence[str]],
    senses: Mapping[str, Sense],
    *,
    has_signs: bool = True,
) -> Vocabulary:
    """Keep what stands in two or three of the plain texts; of too much, the most frequent."""
    least = _LEAST_TEXTS + (len(texts) >= _MANY_TEXTS)
    keys, frequency = _common(prepare(texts), least)
    if has_signs:
        lexis = Lexis.of({}, with_ends(senses))
        laid, _ = written(lexis.signs[lexis.read(cuts)], spans_of(cuts).rows, len(cuts))
        signs, sign_frequency = _common(laid, least)
        keys, frequency = np.append(keys, signs), np.append(frequency, sign_frequency)
    counted = Counter(word for cut in cuts for word in set(cut))
    common = sorted(
        (-times, word)
        for word, times in counted.items()
        if times >= least and not word.isspace() and not word.isdecimal()
    )[:_MOST_WORDS]
    words = {word: keys.size + place for place, (_, word) in enumerate(common)}
    frequencies = np.append(frequency, [-times for times, _ in common])
    return Vocabulary(keys, words, _idf(frequencies, len(texts)), senses)


def _common(laid: Prepared, least: int) -> tuple[Keys, npt.NDArray[np.int64]]:
    """Return the keys that stand in `least` texts or more, and in how many each does."""
    keys, frequency = _frequencies(grams(laid))
    kept = np.flatnonzero(frequency >= least)
    if kept.size > _MOST_GRAMS:
        kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:_MOST_GRAMS]])
    return keys[kept], frequency[kept]


def _frequencies(found: Grams) -> tuple[Keys, npt.NDArray[np.int64]]:
    """Return the different keys and in how many texts each stands."""
    order = np.argsort(found.keys, kind="stable")  # so the rows of a key ascend
    keys, rows = found.keys[order], found.rows[order]
    is_new = np.ones(keys.size, np.bool_)
    is_new[1:] = keys[1:] != keys[:-1]
    counts = is_new.copy()
    counts[1:] |= rows[1:] != rows[:-1]
    firsts = np.flatnonzero(is_new)
    totals = np.add.reduceat(counts.astype(np.int64), firsts) if firsts.size else firsts
    return keys[firsts], totals


def _idf(frequencies: np.ndarray[tuple[int], np.dtype[np.float64]], count: int) -> Floats:
    """Smoothed as scikit-learn does: a text that holds everything is added."""
    return (np.log((1.0 + count) / (1.0 + frequencies)) + 1.0).astype(np.float32)
