"""A head answers one question about a text: one of its labels, or any number of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from services.triage.learning.calibration import Calibration, Certainty
from services.triage.learning.figures import (
    calibration_error,
    confusion,
    f1_by_label,
    micro_f1,
    reliability,
    rounded,
)

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Head:
    """Labels with their calibration and thresholds; the weights are columns of the model's.

    `choose` is the probability from which a label is said (several may be); `assign` the certainty
    of the best label from which that label is right often enough to act without a person (above 1:
    never), `assign_any` the same for all labels together. `needs_one`: no text goes without one.
    """

    name: str
    labels: tuple[str, ...]
    is_exclusive: bool
    needs_one: bool
    calibration: Calibration
    certainty: Certainty
    choose: Floats
    assign: Floats
    assign_any: float

    def probabilities(self, margins: npt.NDArray[np.floating]) -> Floats:
        return self.calibration.probabilities(margins)

    def said(self, probabilities: Floats) -> Flags:
        """Which labels the texts are given."""
        best = best_labels(self, probabilities)
        if self.is_exclusive:
            said = np.zeros(probabilities.shape, np.bool_)
            said[np.arange(best.size), best] = True
            return said
        chosen: Flags = probabilities >= self.choose
        if self.needs_one:
            none = np.flatnonzero(~chosen.any(axis=1))
            chosen[none, best[none]] = True
        return chosen

    def sure(self, probabilities: Floats) -> Flags:
        """Whether the best label of each text may be acted on without a person."""
        best = best_labels(self, probabilities)
        sure: Flags = self.certainty.of(probabilities) >= self.assign[best]
        return sure


def best_labels(_head: Head, probabilities: Floats) -> Places:
    """Return the most probable label of each text."""
    best: Places = probabilities.argmax(axis=1)
    return best


def labelled(head: Head, probabilities: Floats) -> list[tuple[tuple[str, ...], float]]:
    """Return the labels each text is given and the certainty of its best one."""
    names: list[list[str]] = [[] for _ in range(len(probabilities))]
    for row, at in zip(
        *(place.tolist() for place in np.nonzero(head.said(probabilities))), strict=True
    ):
        names[row].append(head.labels[at])
    certain: list[float] = head.certainty.of(probabilities).tolist()
    return [(tuple(given), sure) for given, sure in zip(names, certain, strict=True)]


def measured(
    head: Head, probabilities: Floats, truth: Flags, counted: Flags | None = None
) -> dict[str, Any]:
    """Figures of a head's answers; `counted` are the labels macro-F1 is over (default: all)."""
    said = head.said(probabilities)
    best = best_labels(head, probabilities)
    rows = np.arange(best.size)
    top, right = head.certainty.of(probabilities), truth[rows, best]
    sure, strictly = top >= head.assign_any, top >= head.assign[best]
    scores = f1_by_label(said, truth)
    over: Flags = np.asarray(truth.any(axis=0)) if counted is None else counted
    figures = {
        "rows": int(best.size),
        "labels": len(head.labels),
        "accuracy": float((said == truth).all(axis=1).mean()),
        "macro_f1": float(scores[over].mean()) if over.any() else 0.0,
        "micro_f1": micro_f1(said, truth),
        "ece": calibration_error(top, right),
        "coverage_at_95": float(sure.mean()),
        "precision_at_coverage": float(right[sure].mean()) if sure.any() else 1.0,
        "coverage_by_label": float(strictly.mean()),
        "precision_by_label": float(right[strictly].mean()) if strictly.any() else 1.0,
    }
    return {**rounded(figures), "reliability": reliability(top, right)}


def confused(head: Head, probabilities: Floats, truth: Flags) -> dict[str, dict[str, int]]:
    """Count what was said for each true label; several true ones count once each."""
    best = best_labels(head, probabilities)
    rows, true = np.nonzero(truth)
    labels = head.labels
    return confusion(
        [labels[at] for at in true.tolist()], [labels[at] for at in best[rows].tolist()]
    )
