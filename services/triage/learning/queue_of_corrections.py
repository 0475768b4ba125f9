"""Chooses which texts a person would have been shown first, as the review queue does."""

from typing import Final

import numpy as np
import numpy.typing as npt

from services.triage.learning.cold_start import Known, Start, start
from services.triage.learning.ground import Ground

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_ROUND: Final = 50  # corrections between two fits
_MOST_ROUNDS: Final = 6
_LEAST_MARGIN_SHARE: Final = 0.8  # the rest by lot, or calibration would see the hard ones alone


def corrected(
    ground: Ground, said: Floats, truth: Flags, *, wanted: int, many: bool, seed: int
) -> tuple[Known, Start]:
    """Let `wanted` rows be known, chosen round by round by a model of those before them."""
    chance = np.random.default_rng(seed)
    nothing = np.zeros(0, np.int64)
    known = Known(nothing, truth, nothing)
    begun = start(ground, said, known, many=many, draft=wanted > 0)
    size = max(_ROUND, -(-wanted // _MOST_ROUNDS))
    while known.rows.size < wanted:
        number = min(size, wanted - known.rows.size)
        blind = not said.any() and not known.rows.size
        hard = 0 if blind else int(number * _LEAST_MARGIN_SHARE)
        closeness = _closeness(begun.margins, many=many)
        closeness[known.rows] = np.inf
        first = np.argsort(closeness, kind="stable")[:hard]
        taken = np.concatenate([known.rows, first])
        rest = np.setdiff1d(np.arange(len(said)), taken)
        drawn = chance.choice(rest, number - hard, replace=False)
        by_lot = np.concatenate([known.by_lot, drawn])
        known = Known(np.concatenate([taken, drawn]), truth, by_lot)
        begun = start(ground, said, known, many=many, draft=known.rows.size < wanted)
    return known, begun


def unseen_margins(
    ground: Ground, said: Floats, known: Known, *, many: bool, folds: int = 4
) -> Floats:
    """Return margins of the rows drawn by lot, each by a fit that did not know it."""
    drawn = known.by_lot
    margins = np.zeros((drawn.size, said.shape[1]))
    for fold in range(folds):
        left_out = np.arange(drawn.size) % folds == fold
        if left_out.any():
            fitted = start(ground, said, known.without(drawn[left_out]), many=many, draft=True)
            margins[left_out] = fitted.margins[drawn[left_out]]
    return margins


def _closeness(margins: Floats, *, many: bool) -> Floats:
    closeness: Floats
    if many:
        closeness = np.abs(margins).min(axis=1)
    else:
        two_best = np.partition(margins, -2, axis=1)[:, -2:]
        closeness = two_best[:, 1] - two_best[:, 0]
    return closeness
