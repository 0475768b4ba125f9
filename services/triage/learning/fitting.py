"""Fits the weights of a head: one-against-rest linear support vectors (LIBLINEAR's dual solver).

Where it can be afforded, a fit on the features as they are and one on features scaled by how much
each tells the label from the rest (naive Bayes log-count ratios, Wang and Manning 2012) are added;
where not, labels that may stand together get the second alone, others the first.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import repeat
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from sklearn import config_context
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

from services.triage.learning.calibration import (
    assign_threshold,
    calibrate_each,
    calibrate_exclusive,
    certainty,
    choose_threshold,
)
from services.triage.learning.features import Seen
from services.triage.learning.heads import Head
from services.triage.learning.side_by_side import Task, all_done
from services.triage.learning.tone import NAMES

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

STRICTNESS: Final = (0.1, 0.2, 0.4)
_USUAL: Final = 0.2
_CHEAP: Final = 25_000  # rows x labels: so few that all of STRICTNESS can be tried
_AFFORDABLE: Final = 250_000  # rows x labels: so few that two fits can be made
_FOLDS: Final = 4
_MANY_FOLDS: Final = 8  # the more, the less the thresholds are on the safe side
_COSTLY: Final = 400_000  # rows x labels from which two folds must do
_MANY_ROWS: Final = 50_000  # from which two folds must do, however few the labels
_LABELS_AT_ONCE: Final = 16
_MOST_OTHERS: Final = 4_000  # rows of other labels a rare label is told from
_OTHERS_FOR_EACH: Final = 20  # row of a label that is not so rare
_TOLERANCE: Final = 0.01
_FEWEST: Final = 2  # examples without which a label is not learned
_NEVER_SAID: Final = -1.0
_TELLING: Final = (0.05, 3.0)  # bounds of a feature's scale


@dataclass(frozen=True, slots=True)
class Rows:
    """What is fitted: a sparse matrix, the labels that stand, and how much each row counts."""

    matrix: Any
    truth: Flags
    weights: Floats


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights (columns x labels), offsets, and margins of rows by weights that never saw them."""

    weights: Floats
    offsets: Floats
    unseen: Floats
    strictness: float


def matrix_of(seen: Seen) -> Any:
    """Return the features as a scipy matrix."""
    return wide_matrix_of(seen, int(seen.columns.max(initial=-1)) + 1)


def wide_matrix_of(seen: Seen, width: int) -> Any:
    """Return the features with `width` columns before the tone's."""
    entries = (seen.values, (seen.rows, seen.columns))
    sparse = sp.csr_matrix(entries, shape=(seen.count, width))
    return sp.hstack([sparse, sp.csr_matrix(seen.tone)], format="csr").astype(np.float64)


def fit(rows: Rows, *, seed: int, many: bool, processes: int = 1) -> Fit:
    """Fit with the strictness that does best on rows left out, where trying them is cheap.

    `many`: several labels may stand at once. The fits are the same in two processes as in one.
    """
    count, labels = rows.truth.shape
    is_cheap = count * labels <= _CHEAP
    number = 2 if count > _MANY_ROWS or count * labels > _COSTLY else _FOLDS
    folds = _folds(rows.truth, seed, _MANY_FOLDS if is_cheap else number)
    tried = STRICTNESS if is_cheap else (_USUAL,)
    left_out = [one for each in tried for one in _left_out(rows, each, folds, is_scaled=many)]
    parts = iter(_done(left_out, processes))
    margins = {each: _unseen(folds, parts, labels) for each in tried}
    best = _USUAL
    if is_cheap:
        best = _strictest_of_equals({each: _losses(margins[each], rows) for each in tried})
    whole = partial(fit_each, rows, best)
    tasks = [Task("whole", count, partial(whole, is_scaled=many))]
    if count * labels > _AFFORDABLE:
        ((weights, offsets),) = _done(tasks, processes)
        return Fit(weights, offsets, margins[best], best)
    tasks.append(Task("whole", count, partial(whole, is_scaled=not many)))
    tasks += _left_out(rows, best, folds, is_scaled=not many)
    (weights, offsets), other, *rest = _done(tasks, processes)
    found = Fit(weights, offsets, margins[best], best)
    return _together(found, Fit(other[0], other[1], _unseen(folds, iter(rest), labels), best))


def _done(tasks: Sequence[Task], processes: int) -> list[Any]:
    return all_done(tasks, processes=processes, begin=lambda _name, _share: None)


def _together(one: Fit, other: Fit) -> Fit:
    """Add two fits, each label's margins brought to the same spread."""
    shares = [1 / np.maximum(fitted.unseen.std(axis=0), _TOLERANCE) for fitted in (one, other)]
    return Fit(
        one.weights * shares[0] + other.weights * shares[1],
        one.offsets * shares[0] + other.offsets * shares[1],
        one.unseen * shares[0] + other.unseen * shares[1],
        one.strictness,
    )


def fit_each(
    rows: Rows, strictness: float, *, is_balanced: bool = False, is_scaled: bool = False
) -> tuple[Floats, Floats]:
    """Fit one label against the rest, each by itself; of two that exclude each other, once.

    Balanced, a label's few rows weigh as much as the many others. Scaled, a feature weighs the
    more, the better it tells the label.
    """
    width, labels = rows.matrix.shape[1], rows.truth.shape[1]
    weights, offsets = np.zeros((width, labels)), np.full(labels, _NEVER_SAID)
    scales = _telling(rows) if is_scaled else repeat(np.ones(width), labels)
    for label, scale in enumerate(scales):
        wanted = rows.truth[:, label]
        if wanted.sum() < (1 if is_balanced else _FEWEST) or wanted.all():
            offsets[label] = 1.0 if wanted.all() else _NEVER_SAID
        elif label == 1 and _is_mirrored(rows.truth):
            weights[:, 1], offsets[1] = -weights[:, 0], -offsets[0]
        else:
            weights[:, label], offsets[label] = (
                _fit_scaled(rows, wanted, strictness, scale)
                if is_scaled
                else _fit_one(rows, wanted, strictness, is_balanced=is_balanced)
            )
    return weights, offsets


def _fit_scaled(
    rows: Rows, wanted: Flags, strictness: float, scale: Floats
) -> tuple[Floats, float]:
    """Fit on scaled features, and fold the scale into the weights."""
    rows, wanted = _without_most_others(rows, wanted)
    matrix = rows.matrix
    values = scale.take(matrix.indices)
    values *= matrix.data
    scaled = sp.csr_matrix((values, matrix.indices, matrix.indptr), shape=matrix.shape)
    rows = Rows(scaled, rows.truth, rows.weights)
    weights, offset = _fit_one(rows, wanted, strictness, is_balanced=False)
    return weights * scale, offset


def _telling(rows: Rows) -> Iterator[Floats]:
    """Yield for each label how unevenly each feature is spread over the label and the rest."""
    matrix = rows.matrix
    present = (matrix.data > 0) * np.repeat(rows.weights, np.diff(matrix.indptr))
    stands_in = sp.csr_matrix((present, matrix.indices, matrix.indptr), shape=matrix.shape).T
    everywhere = np.asarray(stands_in.sum(axis=1))
    for first in range(0, rows.truth.shape[1], _LABELS_AT_ONCE):
        among = stands_in @ rows.truth[:, first : first + _LABELS_AT_ONCE].astype(np.float64)
        hits, misses = among + 1, everywhere - among + 1
        ratios = np.abs(np.log(hits / hits.sum(axis=0)) - np.log(misses / misses.sum(axis=0)))
        ratios[-len(NAMES) :] = 1.0  # of the tone it is the value that tells, not that there is one
        usual = np.sqrt((ratios**2).mean(axis=0))
        yield from np.clip(ratios / np.maximum(usual, _TOLERANCE), *_TELLING).T


def head_of(
    name: str,
    labels: tuple[str, ...],
    margins: Floats,
    truth: Flags,
    *,
    many: bool,
    is_fair: bool = True,
) -> Head:
    """Calibrate on margins of rows the weights never saw, and choose the thresholds there.

    `is_fair`: labels are as frequent among these rows as elsewhere.
    """
    if many:
        calibration = calibrate_each(margins, truth)
    else:
        calibration = calibrate_exclusive(margins, truth, is_fair=is_fair)
    guesses = calibration.probabilities(margins)
    choose = [choose_threshold(guesses[:, at], truth[:, at]) for at in range(len(labels))]
    best = guesses.argmax(axis=1)
    right = truth[np.arange(best.size), best]
    judged = certainty(guesses, right)
    sure = judged.of(guesses)
    mine = [best == at for at in range(len(labels))]
    assign = [assign_threshold(sure[one], right[one]) for one in mine]
    return Head(
        name=name,
        labels=labels,
        is_exclusive=not many,
        needs_one=bool(truth.any(axis=1).all()),
        calibration=calibration,
        certainty=judged,
        choose=np.array(choose),
        assign=np.array(assign),
        assign_any=assign_threshold(sure, right),
    )


def _fit_one(
    rows: Rows, wanted: Flags, strictness: float, *, is_balanced: bool
) -> tuple[Floats, float]:
    rows, wanted = _without_most_others(rows, wanted)
    balance = "balanced" if is_balanced else None
    solver = LinearSVC(C=strictness, random_state=1, tol=_TOLERANCE, class_weight=balance)
    # Hundreds of small fits on the same features: to look each time whether all are finite numbers
    # took a tenth of a training.
    unchecked = config_context(assume_finite=True, skip_parameter_validation=True)
    with warnings.catch_warnings(), unchecked:
        warnings.simplefilter("ignore", ConvergenceWarning)  # close enough is good enough
        solver.fit(rows.matrix, wanted, sample_weight=rows.weights)
    return solver.coef_[0], float(solver.intercept_[0])


def _without_most_others(rows: Rows, wanted: Flags) -> tuple[Rows, Flags]:
    """Leave out some of very many others of a rare label, and let the rest weigh as much."""
    hits, others = np.flatnonzero(wanted), np.flatnonzero(~wanted)
    most = max(_MOST_OTHERS, _OTHERS_FOR_EACH * hits.size)
    if others.size <= most:
        return rows, wanted
    taken = others[np.random.default_rng(1).permutation(others.size)[:most]]
    kept = np.sort(np.concatenate([hits, taken]))
    weights = np.where(wanted, 1.0, others.size / most) * rows.weights
    return Rows(rows.matrix[kept], rows.truth[kept], weights[kept]), wanted[kept]


def _is_mirrored(truth: Flags) -> bool:
    return truth.shape[1] == 2 and bool((truth[:, 0] != truth[:, 1]).all())  # noqa: PLR2004 - two


def _left_out(
    rows: Rows, strictness: float, folds: npt.NDArray[np.int64], *, is_scaled: bool
) -> list[Task]:
    """Return for each fold what finds the margins of its rows, by weights that never saw them."""
    work = partial(_margins_of, rows, strictness, is_scaled=is_scaled)
    names = range(_number_of(folds))
    return [Task(f"fold {one}", folds.size, partial(work, folds == one)) for one in names]


def _margins_of(rows: Rows, strictness: float, left_out: Flags, *, is_scaled: bool) -> Floats:
    rest = Rows(rows.matrix[~left_out], rows.truth[~left_out], rows.weights[~left_out])
    weights, offsets = fit_each(rest, strictness, is_scaled=is_scaled)
    found: Floats = rows.matrix[left_out] @ weights + offsets
    return found


def _unseen(folds: npt.NDArray[np.int64], parts: Iterator[Floats], labels: int) -> Floats:
    """Put the margins of the folds, as many as there are, where their rows are."""
    margins = np.zeros((folds.size, labels))
    for fold in range(_number_of(folds)):
        margins[folds == fold] = next(parts)
    return margins


def _number_of(folds: npt.NDArray[np.int64]) -> int:
    return int(folds.max(initial=0)) + 1


def _folds(truth: Flags, seed: int, number: int) -> npt.NDArray[np.int64]:
    """Deal the rows out so that each fold holds its share of every label."""
    count = truth.shape[0]
    rarest_first = np.argsort(truth.sum(axis=0), kind="stable")
    rarest = truth[:, rarest_first].argmax(axis=1)
    shuffled = np.random.default_rng(seed).permutation(count)
    order = shuffled[np.argsort(rarest[shuffled], kind="stable")]
    folds = np.empty(count, np.int64)
    folds[order] = np.arange(count) % min(number, max(2, count))
    return folds


def _losses(margins: Floats, rows: Rows) -> Floats:
    """Return the log loss of each row: it tells fits apart that are wrong equally often."""
    truth = rows.truth
    is_exclusive = (truth.sum(axis=1) == 1).all()
    calibrate = calibrate_exclusive if is_exclusive else calibrate_each
    guesses = np.clip(calibrate(margins, truth).probabilities(margins), 1e-6, 1 - 1e-6)
    said = np.where(truth, np.log(guesses), 0.0 if is_exclusive else np.log(1 - guesses))
    each = -said.sum(axis=1) if is_exclusive else -said.mean(axis=1)
    found: Floats = each * rows.weights
    return found


def _strictest_of_equals(losses: Mapping[float, Floats]) -> float:
    """Return the strictest that is not clearly worse than the best, row by row."""
    best = min(losses, key=lambda strictness: float(losses[strictness].mean()))
    return min(one for one, each in losses.items() if _is_no_worse(each - losses[best]))


def _is_no_worse(excess: Floats) -> bool:
    """Tell whether the mean lies within half a standard error of 0."""
    return bool(excess.mean() <= excess.std() / max(1, excess.size) ** 0.5 / 2)
