"""From margins to probabilities that keep their promise, and the thresholds above which to act."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PROMISED: Final = 0.95  # share of automatic assignments that must be right
_ONE_SIDED_95: Final = 1.6449  # quantile of the normal distribution
_STEPS: Final = 50
_CLOSE: Final = 1e-6
_ENOUGH_ROWS: Final = 20_000  # for a temperature and a few offsets
_SMOOTHED: Final = 7  # neighbouring cuts a threshold must do well at, not one lucky one
NEVER: Final = 2.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """For each label: probability = sigmoid(slope · margin + offset), or the softmax of these."""

    slopes: Floats
    offsets: Floats
    is_exclusive: bool

    def probabilities(self, margins: npt.NDArray[np.floating]) -> Floats:
        scores = margins * self.slopes + self.offsets
        if not self.is_exclusive:
            return sigmoid(scores)
        powers = np.exp(scores - np.maximum.reduce(scores, axis=1, keepdims=True))
        shares: Floats = powers / np.add.reduce(powers, axis=1, keepdims=True)
        return shares


def sigmoid(scores: Floats) -> Floats:
    kept = np.minimum(
        np.maximum(scores, -40.0), 40.0
    )  # of few numbers `clip` takes five times as long
    positive: Floats = 1.0 / (1.0 + np.exp(-kept))
    return positive


def platt(margins: Floats, truth: Flags) -> tuple[float, float]:
    """Return slope and offset on Platt's smoothed targets (Lin et al. 2007)."""
    design = np.column_stack([margins, np.ones_like(margins)])
    slope, offset = _logistic(design, truth)
    return max(0.05, float(slope)), float(offset)


@dataclass(frozen=True, slots=True)
class Certainty:
    """How probably the best label is right, by its own log odds and those of the runner-up."""

    best: float
    second: float
    offset: float

    def of(self, probabilities: Floats) -> Floats:
        return self.of_best(two_best(probabilities))

    def of_best(self, best: Floats) -> Floats:
        """Say the same of the `two_best` probabilities."""
        leading = log_odds(best)
        return sigmoid(leading @ np.array([self.best, self.second]) + self.offset)


def certainty(probabilities: Floats, right: Flags) -> Certainty:
    """Fit on answers whose rightness is known."""
    leading = log_odds(two_best(probabilities))
    found = _logistic(np.column_stack([leading, np.ones(right.size)]), right)
    return Certainty(*(float(one) for one in found))


def log_odds(probabilities: Floats) -> Floats:
    kept = np.minimum(np.maximum(probabilities, 1e-6), 1 - 1e-6)
    odds: Floats = np.log(kept / (1 - kept))
    return odds


def two_best(probabilities: Floats) -> Floats:
    """Return the greatest two of each row; of one label, its probability and what is left."""
    if probabilities.shape[1] == 1:
        return np.column_stack([probabilities, 1 - probabilities])
    best: Floats = -np.partition(-probabilities, 1, axis=1)[:, :2]
    return best


def _logistic(design: Floats, truth: Flags) -> Floats:
    """Fit a little logistic regression by Newton's method, slightly held to where it begins.

    A step that makes things worse is halved, so that it cannot run away.
    """
    hits, misses = truth.sum(), (~truth).sum()
    targets = np.where(truth, (hits + 1) / (hits + 2), 1 / (misses + 2))
    start = np.zeros(design.shape[1])
    start[0] = 1.0
    hold = np.full(start.size, 1e-2)

    def loss(weights: Floats) -> float:
        scores = design @ weights
        held = hold @ (weights - start) ** 2 / 2
        return float((np.logaddexp(0, scores) - targets * scores).sum() + held)

    found, now = start, loss(start)
    for _ in range(_STEPS):
        guess = sigmoid(design @ found)
        gradient = design.T @ (guess - targets) + hold * (found - start)
        curve = (design * (guess * (1 - guess))[:, None]).T @ design + np.diag(hold)
        step = np.linalg.solve(curve, gradient)
        while (after := loss(found - step)) > now and np.abs(step).max() > _CLOSE:
            step = step / 2
        if np.abs(step).max() <= _CLOSE:
            break
        found, now = found - step, after
    return found


def calibrate_each(margins: Floats, truth: Flags) -> Calibration:
    """Platt for each label by itself."""
    pairs = [platt(margins[:, label], truth[:, label]) for label in range(truth.shape[1])]
    slopes, offsets = np.array(pairs).reshape(-1, 2).T
    return Calibration(slopes, offsets, is_exclusive=False)


def calibrate_exclusive(margins: Floats, truth: Flags, *, is_fair: bool = True) -> Calibration:
    """One temperature and an offset for each label, by gradient descent with momentum on log loss.

    Offsets are held near 0: a rare label must not be talked away by few rows. They stay 0 where the
    rows are not a fair sample.
    """
    if len(margins) > _ENOUGH_ROWS:
        drawn = np.random.default_rng(1).permutation(len(margins))[:_ENOUGH_ROWS]
        margins, truth = margins[drawn], truth[drawn]
    count, labels = margins.shape
    temperature, offsets = 2.0, np.zeros(labels)
    speed, speeds = 0.0, np.zeros(labels)
    for _ in range(300):
        guess = Calibration(np.full(labels, temperature), offsets, True).probabilities(margins)
        error = (guess - truth) / count
        slope = float((error * margins).sum())
        slopes = error.sum(axis=0) + 1e-3 * offsets
        speed, speeds = 0.9 * speed - 0.5 * slope, 0.9 * speeds - 0.5 * slopes
        temperature = max(0.05, temperature + speed)
        offsets = offsets + speeds if is_fair else offsets
    return Calibration(np.full(labels, temperature), offsets, is_exclusive=True)


def wilson_lower(right: npt.ArrayLike, total: npt.ArrayLike) -> Floats:
    """Return the one-sided 95 % lower bound of a share (Wilson 1927)."""
    right, total = np.asarray(right, np.float64), np.maximum(np.asarray(total, np.float64), 1e-9)
    share, square = right / total, _ONE_SIDED_95**2
    spread = _ONE_SIDED_95 * np.sqrt(share * (1 - share) / total + square / (4 * total**2))
    bound: Floats = (share + square / (2 * total) - spread) / (1 + square / total)
    return bound


def assign_threshold(confidences: Floats, right: Flags) -> float:
    """Return the least confidence from which the bound keeps the promise; above 1 if none does."""
    order = np.argsort(-confidences, kind="stable")
    kept = wilson_lower(np.cumsum(right[order]), np.arange(1, order.size + 1)) >= PROMISED
    if not kept.any():
        return NEVER
    return float(confidences[order[np.flatnonzero(kept)[-1]]])


def choose_threshold(confidences: Floats, truth: Flags) -> float:
    """Return the threshold of best F1, smoothed over neighbouring cuts."""
    wanted = int(truth.sum())
    if not wanted or np.ptp(confidences) == 0:
        return NEVER
    order = np.argsort(-confidences, kind="stable")
    scores = 2 * np.cumsum(truth[order]) / (np.arange(1, order.size + 1) + wanted)
    width = min(_SMOOTHED, max(1, wanted // 4))
    smooth = np.convolve(scores, np.ones(width) / width, "same")
    best = int(smooth[: 3 * wanted + 2].argmax())
    after = min(best + 1, order.size - 1)
    return float((confidences[order[best]] + confidences[order[after]]) / 2)
