"""Fits a model to examples. Needs scikit-learn: import it only in a process of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.triage.learning.examples import Example
from services.triage.learning.model import Model

Progress = Callable[[str, float], None]  # what is being done, share done


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model and its report.

    The report is JSON-able and measured by cross-validation: `{version, rows, seconds, tasks:
    {kind|topic|sentiment: {rows, labels, accuracy, macro_f1, micro_f1, ece, coverage_at_95,
    precision_at_coverage, confusion: {truth: {said: count}}, thresholds: {label: {choose, assign,
    coverage, precision, rows}}}}}`.
    """

    model: Model
    report: dict[str, Any]

    def save(self, target: Path) -> None:
        """Write the model file; a reader sees the old one or the new one, never half of it."""
        raise NotImplementedError


def train(
    examples: Sequence[Example],
    *,
    base: Path | None,
    unlabelled: Sequence[str] = (),
    seed: int = 20261122,
    report_progress: Progress = lambda _stage, _share: None,
) -> Trained:
    """Fit a model to what people said, leaning on `base` the more the fewer they are."""
    raise NotImplementedError


def measure(model: Model, examples: Sequence[Example]) -> dict[str, Any]:
    """Figures of `model` on examples it has not seen, in the form of a report's `tasks`."""
    raise NotImplementedError
