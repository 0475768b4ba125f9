"""Learns from a word list and few corrections: guesses the rest, then learns from its guesses.

Words vote; naive Bayes by expectation and maximisation (Nigam et al. 2000) spreads the votes over
all texts, with what people said held fast; support vectors learn from its clearest guesses, lean on
models of the corrections alone, and teach a second generation by what all of them find clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
_COMPRESSED_STRICTNESS: Final = 10.0
_COMPRESSED_SHARE: Final = 0.7  # of the fit on singular values beside the one on all features
_GIST_SHARE: Final = 1.4  # of the fit on gists, before fading
_OWN_SHARE: Final = 1.5  # of the fits to corrections, were there any number of them
_OWN_GROWS: Final = 100.0  # corrections that are worth half of that
_CORRECTION_WEIGHT: Final = 5.0
_GUESS_SHARE: Final = 3.0  # of the guesses beside the corrections, before fading
_FIRST_SHARE: Final = 2.0  # of the first generation beside the corrections, as a teacher
_TAUGHT_SHARE: Final = 0.85  # of each label's texts, the clearest to the teachers
_OUTSIDE: Final = 0.5  # of the teachers beside the margins of rows that a fit has not seen
_FOLDS: Final = 3


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

    def scaled(self, share: float = 1.0) -> "Start":
        """Return it with margins around 0 that spread by `share`."""
        factor = share / max(1e-9, _spread_of(self.margins))
        return Start(
            _centred(self.weights) * factor,
            _centred(self.offsets) * factor,
            _centred(self.margins) * factor,
        )

    def __add__(self, other: "Start") -> "Start":
        return Start(
            self.weights + other.weights,
            self.offsets + other.offsets,
            self.margins + other.margins,
        )


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


def start(ground: Ground, said: Floats, known: Known, *, many: bool, draft: bool = False) -> Start:
    """Fit to votes (texts x labels) and to what is known; a `draft` leaves out what is dearest."""
    if many:
        return _start_each(ground, said, known)
    fading = _FADING / (_FADING + known.rows.size)
    guesses, clear = _spread(ground, said * fading, known)
    taught = Taught(ground, known)
    first = taught.fit(guesses, clear)
    teachers = first.scaled(_FIRST_SHARE)
    if known.rows.size:
        teachers = teachers + _own(ground, known)
    second = taught.fit(*_clearest(teachers.margins, _TAUGHT_SHARE))
    if draft:
        return second.scaled()
    if said.shape[1] == 2:  # noqa: PLR2004 - of two labels the guesses are good as they are
        return second.scaled(0.5) + first.scaled(0.5)
    outside = taught.unseen(*_clearest(teachers.margins, _TAUGHT_SHARE))
    mixed = _normal(outside) + _OUTSIDE * teachers.margins
    third = taught.fit(*_clearest(mixed, _TAUGHT_SHARE))
    return second.scaled(0.5) + third.scaled(0.5)


@dataclass(frozen=True, slots=True)
class Taught:
    """Fits to guesses, which what people said overrules."""

    ground: Ground
    known: Known

    def fit(self, guesses: Flags, clear: Flags) -> Start:
        rows = self._rows(guesses, clear)
        weights, offsets = fit_each(rows, _STRICTNESS)
        return Start(weights, offsets, self.ground.matrix @ weights + offsets)

    def unseen(self, guesses: Flags, clear: Flags) -> Floats:
        """Return margins of every text by a fit that was not taught it."""
        margins = np.zeros(guesses.shape)
        folds = np.arange(len(guesses)) % _FOLDS
        for fold in range(_FOLDS):
            weights, offsets = fit_each(self._rows(guesses, clear, folds != fold), _STRICTNESS)
            margins[folds == fold] = self.ground.matrix[folds == fold] @ weights + offsets
        return margins

    def _rows(self, guesses: Flags, clear: Flags, among: Flags | None = None) -> Rows:
        guesses, clear = guesses.copy(), clear.copy()
        guesses[self.known.rows] = self.known.truth[self.known.rows]
        clear[self.known.rows] = True
        importance = np.ones(len(guesses))
        importance[self.known.rows] = _CORRECTION_WEIGHT
        if among is not None:
            clear &= among
        return Rows(self.ground.matrix[clear], guesses[clear], importance[clear])


def _start_each(ground: Ground, said: Floats, known: Known) -> Start:
    """Fit labels that do not exclude each other: votes as they are, and the corrections."""
    fading = _FADING / (_FADING + known.rows.size)
    guessed = Taught(ground, known).fit(said > 0, np.ones(len(said), np.bool_))
    if not known.rows.size:
        return guessed
    share = _GUESS_SHARE * fading / max(1e-9, _spread_of(guessed.margins))
    own = _fit_own(ground.matrix, known, _OWN_STRICTNESS)
    return own + Start(
        *(share * part for part in (guessed.weights, guessed.offsets, guessed.margins))
    )


def _own(ground: Ground, known: Known) -> Start:
    """Learn from the corrections alone, the louder the more there are.

    From all features, from those pressed together and, where labels are matters, from gists, which
    tell that words are alike before anybody has used them. Polarity they do not tell (ADR 21).
    """
    number = known.rows.size
    share = _OWN_SHARE * number / (number + _OWN_GROWS)
    whole = _fit_own(ground.matrix, known, _OWN_STRICTNESS)
    pressed = _fit_own(ground.compressed, known, _COMPRESSED_STRICTNESS)
    pressed = replace(pressed, weights=ground.uncompressed(pressed.weights))
    own = whole.scaled(share) + pressed.scaled(share * _COMPRESSED_SHARE)
    if known.truth.shape[1] == 2:  # noqa: PLR2004 - as a rule the good and the bad
        return own
    meant = _fit_own(ground.gists, known, _OWN_STRICTNESS)
    meant = replace(meant, weights=ground.of_gists(meant.weights))
    return own + meant.scaled(share * _GIST_SHARE * _FADING / (_FADING + number))


def _fit_own(matrix: Any, known: Known, strictness: float) -> Start:
    own = Rows(matrix[known.rows], known.truth[known.rows], np.ones(known.rows.size))
    weights, offsets = fit_each(own, strictness, is_balanced=True)
    return Start(weights, offsets, matrix @ weights + offsets)


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
    return _clearest(chances, _GUESSED_SHARE)


def _clearest(margins: Floats, share: float) -> tuple[Flags, Flags]:
    """Return the best label of each text, and which texts are the clearest `share` of theirs."""
    best = margins.argmax(axis=1)
    two_best = np.partition(margins, -2, axis=1)[:, -2:]
    gaps = two_best[:, 1] - two_best[:, 0]
    guesses, clear = np.zeros(margins.shape, np.bool_), np.zeros(best.size, np.bool_)
    guesses[np.arange(best.size), best] = True
    for label in range(margins.shape[1]):
        mine = np.flatnonzero(best == label)
        clear[mine[np.argsort(-gaps[mine])[: int(mine.size * share)]]] = True
    return guesses, clear


def _chances(words: Any, belief: Floats) -> Floats:
    counts = np.asarray(words.T @ belief) + _SMOOTHING
    usual = np.log(counts / counts.sum(axis=0))
    prior = np.log(belief.sum(axis=0) + 1)
    chances: Floats = words @ usual + prior - logsumexp(prior)
    return chances


def _spread_of(margins: Floats) -> float:
    return float(_centred(margins).std())


def _normal(margins: Floats) -> Floats:
    normal: Floats = _centred(margins) / max(1e-9, _spread_of(margins))
    return normal


def _centred(margins: Floats) -> Floats:
    """Take from each label's margin the mean of all labels': only differences decide."""
    centred: Floats = margins - margins.mean(axis=-1, keepdims=True)
    return centred
