"""Chooses the grams and words worth a weight, and how rare each is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from services.triage.learning.features import Floats, Vocabulary, grams
from services.triage.learning.prepared import prepare
from services.triage.learning.tone import Sense

_LEAST_TEXTS: Final = 2
_MOST_GRAMS: Final = 400_000
_MOST_WORDS: Final = 60_000


def fit_vocabulary(
    texts: Sequence[str], cuts: Sequence[Sequence[str]], senses: Mapping[str, Sense]
) -> Vocabulary:
    """Keep what stands in at least two of the plain texts; of too much, the most frequent."""
    found = grams(prepare(texts))
    keys, of_key = np.unique(found.keys, return_inverse=True)
    pairs = np.unique(of_key * len(texts) + found.rows)
    frequency = np.bincount(pairs // max(1, len(texts)), minlength=keys.size)
    kept = np.flatnonzero(frequency >= _LEAST_TEXTS)
    if kept.size > _MOST_GRAMS:
        kept = np.sort(kept[np.argsort(-frequency[kept], kind="stable")[:_MOST_GRAMS]])
    counted = Counter(word for cut in cuts for word in set(cut))
    common = [
        (word, times)
        for word, times in counted.most_common(_MOST_WORDS)
        if times >= _LEAST_TEXTS and not word.isspace() and not word.isdecimal()
    ]
    words = {word: kept.size + place for place, (word, _) in enumerate(common)}
    frequencies = np.append(frequency[kept], [times for _, times in common])
    return Vocabulary(keys[kept], words, _idf(frequencies, len(texts)), senses)


def _idf(frequencies: np.ndarray[tuple[int], np.dtype[np.float64]], count: int) -> Floats:
    """Smoothed as scikit-learn does: a text that holds everything is added."""
    return (np.log((1.0 + count) / (1.0 + frequencies)) + 1.0).astype(np.float32)
