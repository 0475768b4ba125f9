"""A row of the bench: a figure, its yardstick, and the ratio that is better when larger."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median


class CannotMeasureError(RuntimeError):
    """A row cannot be measured or its check failed; the text is a sentence that says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure; `ratio` is value / yardstick, or limit / value where less is better.

    `foreign` is how many cores others on this machine used meanwhile; `lacks_data` says that there
    was nothing to measure with, which is no failure.
    """

    name: str
    value: float | None
    unit: str
    yardstick: str
    yardstick_value: float | None
    ratio: float | None
    goal: float | None
    foreign: float = 0.0
    note: str = ""
    lacks_data: bool = False

    @property
    def is_met(self) -> bool | None:
        """Say whether the goal is reached; None when there is none, or no figure."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio >= self.goal

    @property
    def has_failed(self) -> bool:
        return self.value is None and not self.lacks_data


def more_is_better(
    name: str,
    value: float,
    unit: str,
    *,
    against: str,
    yardstick: float,
    goal: float | None,
    foreign: float,
    note: str = "",
) -> Row:
    """Return a row whose ratio is value / yardstick, both in `unit`."""
    return Row(name, value, unit, against, yardstick, value / yardstick, goal, foreign, note)


def less_is_better(
    name: str,
    value: float,
    unit: str,
    *,
    limit: float,
    foreign: float,
    against: str = "limit",
    goal: float | None = 1.0,
    note: str = "",
) -> Row:
    """Return a row whose ratio is limit / value, both in `unit`."""
    ratio = limit / max(value, limit / 1000)
    return Row(name, value, unit, against, limit, ratio, goal, foreign, note)


def plain(name: str, value: float, unit: str, *, foreign: float = 0.0, note: str = "") -> Row:
    """Return a row that is itself a yardstick, or is only told."""
    return Row(name, value, unit, "", None, None, None, foreign, note)


def failed(name: str, reason: str) -> Row:
    """Return the row of what could not be measured."""
    return Row(name, None, "", "", None, None, None, 0.0, reason)


def without_data(name: str, reason: str) -> Row:
    """Return the row of what nobody gave the data for."""
    return replace(failed(name, reason), lacks_data=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest of `values` that at least `percent` % of them do not exceed."""
    ordered = sorted(values)
    if not ordered:
        raise CannotMeasureError("nothing was measured")
    rank = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(rank) - 1)]


def middle(values: Sequence[float]) -> float:
    """Return the median of some repetitions."""
    return float(median(values))
