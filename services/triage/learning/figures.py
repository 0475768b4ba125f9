"""How good answers are: accuracy, F1, calibration error, coverage at a kept promise, confusion."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_BINS: Final = 15


def f1_by_label(said: Flags, truth: Flags) -> Floats:
    """Return 2·tp / (said + true) for each label; 0 where a label neither stands nor is said."""
    hits = (said & truth).sum(axis=0)
    scores: Floats = 2 * hits / np.maximum(1, said.sum(axis=0) + truth.sum(axis=0))
    return scores


def micro_f1(said: Flags, truth: Flags) -> float:
    return float(2 * (said & truth).sum() / max(1, said.sum() + truth.sum()))


def calibration_error(confidences: Floats, right: Flags) -> float:
    """Return the expected calibration error over bins of equal width (Naeini et al. 2015)."""
    if not right.size:
        return 0.0
    bins = np.minimum((confidences * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, confidences - right, _BINS)
    return float(np.abs(gaps).sum() / right.size)


def reliability(confidences: Floats, right: Flags) -> list[dict[str, float]]:
    """Return the reliability diagram: mean confidence, share right and rows of each filled bin."""
    bins = np.minimum((confidences * _BINS).astype(int), _BINS - 1)
    return [
        {
            "confidence": round(float(confidences[bins == place].mean()), 4),
            "right": round(float(right[bins == place].mean()), 4),
            "rows": int((bins == place).sum()),
        }
        for place in np.unique(bins)
    ]


def confusion(truth: Sequence[str], said: Sequence[str]) -> dict[str, dict[str, int]]:
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for true, one in zip(truth, said, strict=True):
        table[true][one] += 1
    return {true: dict(counts) for true, counts in sorted(table.items())}


def rounded(figures: dict[str, Any]) -> dict[str, Any]:
    """Round to the four digits that mean something."""
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in figures.items()
    }
