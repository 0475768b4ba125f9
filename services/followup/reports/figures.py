"""Every figure is a row of one table, read by counting and by drill-down: which facts it counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from services.followup.rules.statistics import Times, coarse, quantiles, share, wilson

Figures = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of facts of one sort; `where` are columns with the values they may have."""

    fact: str
    where: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    settles: bool = False
    """It is expected to move for days after its own: surveys are answered, results rejected."""

    def counts(self, fact: Mapping[str, Any]) -> bool:
        return all(fact[column] in values for column, values in self.where.items())


def counted(fact: str, *, settles: bool = False, **where: Any) -> Figure:
    values = {name: one if isinstance(one, tuple) else (one,) for name, one in where.items()}
    return Figure(fact, values, settles)


ASKED = ("waiting", "answered", "expired")

FIGURES: Mapping[str, Figure] = {
    "received": counted("received"),
    "complaints": counted("received", kind="complaint"),
    "suggestions": counted("received", kind="suggestion"),
    "praise": counted("received", kind="praise"),
    "inquiries": counted("received", kind="inquiry"),
    "others": counted("received", kind="other"),
    "anonymous": counted("received", customer=(None,)),
    "responded": counted("response"),
    "resolved": counted("resolved"),
    "resolved_reopened": counted("resolved", settles=True, state="reopened"),
    "told": counted("told"),
    "closed": counted("closed"),
    "reopened": counted("reopened"),
    "reopened_by_customer": counted("reopened", note="customer"),
    "returned": counted("reopened", state="closed"),
    "dismissed": counted("dismissed"),
    "dismissed_spam": counted("dismissed", note="spam"),
    "dismissed_duplicate": counted("dismissed", note="duplicate"),
    "dismissed_invalid": counted("dismissed", note="invalid"),
    "merged": counted("merged"),
    **{
        f"{kind}_{state}": counted("promise", part=kind, state=state)
        for kind in ("first_response", "next_response", "resolution")
        for state in ("met", "late", "missed")
    },
    "asked": counted("survey", settles=True, state=ASKED),
    "answered": counted("survey", settles=True, state="answered"),
    "excluded": counted("survey", settles=True, state="excluded"),
    "excluded_staff": counted("survey", settles=True, state="excluded", note="staff"),
    "excluded_device": counted("survey", settles=True, state="excluded", note="device"),
    "excluded_solicited": counted("survey", settles=True, state="excluded", note="solicited"),
    "satisfied": counted("survey", settles=True, state="answered", score=(4, 5)),
    "dissatisfied": counted("survey", settles=True, state="answered", score=(1, 2)),
    **{
        f"score_{score}": counted("survey", settles=True, state="answered", score=score)
        for score in range(1, 6)
    },
    "solved": counted("survey", settles=True, state="answered", solved=True),
    "unsolved": counted("survey", settles=True, state="answered", solved=False),
    "promoters": counted("survey", settles=True, state="answered", nps=(9, 10)),
    "passives": counted("survey", settles=True, state="answered", nps=(7, 8)),
    "detractors": counted("survey", settles=True, state="answered", nps=tuple(range(7))),
}

NOW_OPEN = "open"
"""The backlog as it is now; counted from cases received, whatever the period."""

BY_FACT: Mapping[str, tuple[tuple[str, Figure], ...]] = {
    fact: tuple((name, one) for name, one in FIGURES.items() if one.fact == fact)
    for fact in {one.fact for one in FIGURES.values()}
}
TIMED = {"response": "response", "resolved": "resolution"}
"""Facts whose times are kept, and what their times are called."""


COLUMNS: Mapping[str, Mapping[str, frozenset[Any]]] = {
    fact: {
        column: frozenset(value for _, one in rows for value in one.where.get(column, ()))
        for column in sorted({column for _, one in rows for column in one.where})
    }
    for fact, rows in BY_FACT.items()
}
"""By sort of fact the columns its figures look at, and the values they look for."""

READ = (
    "fact",
    "seconds",
    "business_seconds",
    *sorted({c for one in COLUMNS.values() for c in one}),
)
"""The columns of a fact that counting reads."""

Seconds = tuple[tuple[str, int], ...]


def seen(fact: Mapping[str, Any]) -> tuple[Sequence[str], Seconds]:
    """Return the figures that count a fact, and its times by name."""
    sort = fact["fact"]
    shape = tuple(
        fact[column] if fact[column] in values else OTHER
        for column, values in COLUMNS.get(sort, {}).items()
    )
    if sort not in TIMED:
        return figures_of(sort, shape), ()
    times = ((TIMED[sort], "seconds"), (TIMED[sort] + "_business", "business_seconds"))
    return figures_of(sort, shape), tuple(
        (name, fact[column]) for name, column in times if fact[column] is not None
    )


OTHER = "·"
"""Stands for every value that no figure looks for, so that few shapes of facts are different."""


@cache
def figures_of(sort: str, shape: tuple[Any, ...]) -> Sequence[str]:
    fact = dict(zip(COLUMNS.get(sort, {}), shape, strict=True))
    return [name for name, figure in BY_FACT.get(sort, ()) if figure.counts(fact)]


class Tally:
    """Counts facts into figures and times."""

    def __init__(self) -> None:
        self.figures: dict[str, int] = defaultdict(int)
        self.times: dict[str, Times] = defaultdict(lambda: defaultdict(int))

    def add(self, fact: Mapping[str, Any]) -> None:
        self.take(*seen(fact))

    def take(self, figures: Sequence[str], times: Seconds) -> None:
        """Count a fact that is known by its figures and times."""
        for name in figures:
            self.figures[name] += 1
        for name, seconds in times:
            self.times[name][seconds] += 1

    def add_counted(self, figures: Figures, times: Mapping[str, Sequence[int]]) -> None:
        """Take in what another tally counted, its times as they are kept."""
        for name, count in figures.items():
            self.figures[name] += count
        for name, pairs in times.items():
            own = self.times[name]
            if not own:
                own.update(zip(pairs[::2], pairs[1::2], strict=True))
                continue
            for value, count in zip(pairs[::2], pairs[1::2], strict=True):
                own[value] += count

    def add_tally(self, other: "Tally") -> None:
        self.add_counted(other.figures, {})
        for name, times in other.times.items():
            own = self.times[name]
            for value, count in times.items():
                own[value] += count

    def kept_times(self) -> dict[str, list[int]]:
        """Return the times as they are kept for a day: seconds and their count in turn."""
        return {name: flat(coarse(dict(times))) for name, times in self.times.items()}

    def shown(self) -> dict[str, Any]:
        """Return all figures, those derived from them included."""
        counts = {name: self.figures.get(name, 0) for name in FIGURES}
        return {**counts, **derived(counts), **durations(self.times)}


def flat(times: Mapping[int, int]) -> list[int]:
    """Return times as one list of seconds and counts in turn: less to read than a mapping."""
    return [number for pair in times.items() for number in pair]


def durations(times: Mapping[str, Times]) -> dict[str, float | None]:
    """Return median and 90th percentile of each sort of time, in seconds."""
    found: dict[str, float | None] = {}
    for name in ("response", "response_business", "resolution", "resolution_business"):
        median, ninetieth = quantiles(times.get(name, {}), (0.5, 0.9))
        found[f"{name}_median_seconds"] = median
        found[f"{name}_p90_seconds"] = ninetieth
    return found


def derived(counts: Figures) -> dict[str, Any]:
    """Return the shares and scores that counts amount to; None where there is nothing to share."""
    answered = counts["answered"]
    interval = wilson(counts["satisfied"], answered)
    rated = counts["promoters"] + counts["passives"] + counts["detractors"]
    points = sum(score * counts[f"score_{score}"] for score in range(1, 6))
    return {
        **{
            f"{kind}_attainment": attainment(counts, kind)
            for kind in ("first_response", "next_response", "resolution")
        },
        "reopen_rate": share(counts["resolved_reopened"], counts["resolved"]),
        "csat": share(counts["satisfied"], answered),
        "csat_low": interval[0] if interval else None,
        "csat_high": interval[1] if interval else None,
        "average_score": share(points, answered),
        "response_rate": share(answered, counts["asked"]),
        "solved_rate": share(counts["solved"], counts["solved"] + counts["unsolved"]),
        "nps": None if not rated else 100 * (counts["promoters"] - counts["detractors"]) / rated,
    }


def attainment(counts: Figures, kind: str) -> float | None:
    """Return the share of promises kept among those whose time has come."""
    met = counts[f"{kind}_met"]
    return share(met, met + counts[f"{kind}_late"] + counts[f"{kind}_missed"])
