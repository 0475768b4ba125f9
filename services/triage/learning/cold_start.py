"""Learns from a word list and few corrections: guesses the rest, then learns from its guesses.

Words vote; naive Bayes by expectation and maximisation (Nigam et al. 2000) spreads the votes over
all texts, with what people said held fast; support vectors learn from its clearest guesses. A model
of the corrections alone is added, and counts the more, the more corrections there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.special import logsumexp

from services.triage.learning.fitting import Rows, fit_each
from services.triage.learning.ground import Ground

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

_NEGATIONS: Final = ("不", "没", "不太", "没有", "不是很", "不够", "不怎么")
_STEPS: Final = 3
_SMOOTHING: Final = 0.1
_FADING: Final = 200.0  # corrections at which the guesses count half
_GUESSED_SHARE: Final = 0.6  # of each label's texts, the clearest
_STRICTNESS: Final = 0.1
_OWN_STRICTNESS: Final = 1.0
_CORRECTION_WEIGHT: Final = 5.0
_GUESS_SHARE: Final = 3.0  # of the guesses beside the corrections, before fading


@dataclass(frozen=True, slots=True)
class Known:
    """What people said: `truth` (rows x labels) holds for `rows` alone.

    `by_lot` are those of the rows that were drawn, and so speak for all.
    """

    rows: Places
    truth: Flags
    by_lot: Places

    def without(self, left_out: Places) -> "Known":
        return Known(np.setdiff1d(self.rows, left_out), self.truth, self.by_lot)


@dataclass(frozen=True, slots=True)
class Start:
    """Weights (columns x labels) and offsets, and their margins for every text."""

    weights: Floats
    offsets: Floats
    margins: Floats


def votes(
    texts: Sequence[str], labels: Sequence[str], words: Mapping[str, Sequence[str]]
) -> Floats:
    """Count the words of each label in plain texts; a rare word says more, a negated one nothing.

    Between two labels a negated word of one speaks for the other.
    """
    counted = np.zeros((len(texts), len(labels)))
    for at, label in enumerate(labels):
        for word in words.get(label, ()):
            found = np.array([_hit(word, text) for text in texts])
            rarity = np.log((len(texts) + 2) / (np.count_nonzero(found) + 1))
            counted[:, at] += np.maximum(found, 0) * rarity
            if len(labels) == 2:  # noqa: PLR2004 - the other one
                counted[:, 1 - at] += np.maximum(-found, 0) * rarity
    return counted


def start(ground: Ground, said: Floats, known: Known, *, many: bool) -> Start:
    """Fit to votes (texts x labels) and to what is known."""
    fading = _FADING / (_FADING + known.rows.size)
    if many:
        guesses, clear = said > 0, np.ones(len(said), np.bool_)
    else:
        guesses, clear = _spread(ground, said * fading, known)
    guesses[known.rows] = known.truth[known.rows]
    clear[known.rows] = True
    importance = np.ones(len(said))
    importance[known.rows] = _CORRECTION_WEIGHT
    rows = Rows(ground.matrix[clear], guesses[clear], importance[clear])
    weights, offsets = fit_each(rows, _STRICTNESS)
    if known.rows.size:
        share = _GUESS_SHARE * fading / max(1e-9, _spread_of(ground.matrix @ weights + offsets))
        own = Rows(ground.matrix[known.rows], known.truth[known.rows], np.ones(known.rows.size))
        own_weights, own_offsets = fit_each(own, _OWN_STRICTNESS, is_balanced=True)
        weights, offsets = own_weights + share * weights, own_offsets + share * offsets
    return Start(weights, offsets, ground.matrix @ weights + offsets)


def _hit(word: str, text: str) -> int:
    times = text.count(word)
    if not times:
        return 0
    negated = sum(text.count(negation + word) for negation in _NEGATIONS)
    return 1 if times > negated else -1


def _spread(ground: Ground, said: Floats, known: Known) -> tuple[Flags, Flags]:
    """Guess the label of every text; tell which guesses are clear."""
    vocabulary = ground.vocabulary
    words = ground.matrix[:, vocabulary.keys.size : vocabulary.idf.size] > 0
    belief = np.exp(said - logsumexp(said, axis=1, keepdims=True))
    belief *= (said.max(axis=1) > 0)[:, None]
    chances = said
    for _ in range(_STEPS):
        belief[known.rows] = known.truth[known.rows] * _CORRECTION_WEIGHT
        chances = _chances(words, belief) + said
        belief = np.exp(chances - logsumexp(chances, axis=1, keepdims=True))
    best = chances.argmax(axis=1)
    two_best = np.partition(chances, -2, axis=1)[:, -2:]
    gaps = two_best[:, 1] - two_best[:, 0]
    guesses, clear = np.zeros(chances.shape, np.bool_), np.zeros(best.size, np.bool_)
    guesses[np.arange(best.size), best] = True
    for label in range(chances.shape[1]):
        mine = np.flatnonzero(best == label)
        clear[mine[np.argsort(-gaps[mine])[: int(mine.size * _GUESSED_SHARE)]]] = True
    return guesses, clear


def _chances(words: Any, belief: Floats) -> Floats:
    counts = np.asarray(words.T @ belief) + _SMOOTHING
    usual = np.log(counts / counts.sum(axis=0))
    prior = np.log(belief.sum(axis=0) + 1)
    chances: Floats = words @ usual + prior - logsumexp(prior)
    return chances


def _spread_of(margins: Floats) -> float:
    return float((margins - margins.mean(axis=1, keepdims=True)).std())
