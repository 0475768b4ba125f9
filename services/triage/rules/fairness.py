"""How evenly work was given: the spread of effort over those at work, by shift and in all."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import sqrt

from services.triage.rules.shifts import Hours, Timetables, start_day


@dataclass(frozen=True, slots=True)
class Given:
    """A case that was given to somebody."""

    at: datetime
    staff_id: str
    effort: int


ShiftKey = tuple[date, int, int] | None
"""The day a shift starts on, and its minutes after midnight; None is outside of all shifts."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How effort lies over `people`; `evenness` is Jain's index, 1 when all have the same."""

    people: int
    effort: int
    least: int
    most: int
    mean: float
    deviation: float
    evenness: float


@dataclass(slots=True)
class ShiftWork:
    """What was given within one shift, by staff id."""

    key: ShiftKey
    cases: int = 0
    effort_of: Counter[str] = field(default_factory=Counter)
    at: datetime | None = None

    def spread(self, present: Iterable[str]) -> Spread:
        """Return the spread over those who were given something or were at work."""
        people = self.effort_of.keys() | set(present)
        return spread([self.effort_of[one] for one in people])


def spread(efforts: Sequence[int]) -> Spread:
    """Return how efforts are spread (population deviation, Jain, Chiu and Hawe 1984)."""
    if not efforts:
        return Spread(0, 0, 0, 0, 0.0, 0.0, 1.0)
    total, count = sum(efforts), len(efforts)
    mean, squares = total / count, sum(one * one for one in efforts)
    return Spread(
        people=count,
        effort=total,
        least=min(efforts),
        most=max(efforts),
        mean=mean,
        deviation=sqrt(max(0.0, squares / count - mean * mean)),
        evenness=total * total / (count * squares) if squares else 1.0,
    )


def by_shift(given: Iterable[Given], hours_of: Callable[[str], Sequence[Hours]]) -> list[ShiftWork]:
    """Return what was given in each shift, in order of time; `hours_of` a person's shifts."""
    found: dict[ShiftKey, ShiftWork] = {}
    for one in given:
        key = shift_at(hours_of(one.staff_id), one.at)
        work = found.setdefault(key, ShiftWork(key))
        work.cases += 1
        work.effort_of[one.staff_id] += one.effort
        work.at = work.at or one.at
    return sorted(found.values(), key=lambda work: work.key or (date.max, 0, 0))


def shift_at(hours: Iterable[Hours], at: datetime) -> ShiftKey:
    """Return the first of these shifts that covers `at`."""
    for shift in hours:
        if day := start_day(shift, at):
            return day, shift.starts, shift.ends
    return None


def hours_in_team(found: Timetables, team_id: str) -> Callable[[str], Sequence[Hours]]:
    """Return whose shifts count for whom in the team: their own, else the team's."""
    team = found.of_team.get(team_id)
    of_team: Sequence[Hours] = team.shifts if team else ()

    def hours_of(staff_id: str) -> Sequence[Hours]:
        own = found.own.get(staff_id)
        return own.shifts if own and own.shifts else of_team

    return hours_of


def in_all(works: Iterable[ShiftWork]) -> Mapping[str, tuple[int, int]]:
    """Return by staff id the effort given in all, and in how many shifts."""
    effort: Counter[str] = Counter()
    shifts: dict[str, int] = defaultdict(int)
    for work in works:
        effort.update(work.effort_of)
        for staff_id in work.effort_of:
            shifts[staff_id] += 1
    return {staff_id: (effort[staff_id], shifts[staff_id]) for staff_id in effort}
