"""Business time: what a calendar's weekly hours, holidays and adjusted workdays make of a moment.

A calendar's open time is laid out once as merged intervals with the open time before each; every
question is then a bisection. Moments are whole microseconds, so that adding and subtracting are
each other's exact opposite. Wall-clock times decide, so that hours stay when the clocks change.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WHOLE_DAY = 24 * 60
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LAST_WORKING_WEEKDAY = 5
YEARS_LAID_OUT = 2
LAST_YEAR = 9990

DayKind = Literal["workday", "holiday"]


class EmptyCalendarError(Exception):
    """The calendar has no open time: a mistake of whoever set it up, never 'not due'."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open hours that start on an ISO weekday; minutes after midnight, 24:00 is 1440.

    With `ends` no later than `starts` they end on the next day.
    """

    weekday: int
    starts: int
    ends: int


@dataclass(frozen=True, slots=True)
class Day:
    """What one date is, whatever its weekday; `hours` are (starts, ends) when it has its own."""

    kind: DayKind
    hours: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A calendar as data.

    `days` are its own overrides laid over the holiday table it follows; `confirmed` the years of
    that table that are certain, None when it follows none and nothing can change.
    """

    timezone: str
    weekly: tuple[Opening, ...]
    days: Mapping[date, Day] = field(default_factory=dict)
    confirmed: frozenset[int] | None = None

    def hours_of(self, day: date) -> Iterable[tuple[int, int]]:
        """Return the hours that start on `day`, as (starts, ends).

        An adjusted workday at a weekend has the hours of the first weekday that has any, as the
        notice means it; a workday within the week its own.
        """
        special = self.days.get(day)
        if special is None:
            return self._on(day.isoweekday())
        if special.kind == "holiday":
            return ()
        if special.hours:
            return special.hours
        own = self._on(day.isoweekday())
        if own and day.isoweekday() <= LAST_WORKING_WEEKDAY:
            return own
        return next((hours for one in range(1, 8) if (hours := self._on(one))), ())

    def _on(self, weekday: int) -> tuple[tuple[int, int], ...]:
        return tuple((one.starts, one.ends) for one in self.weekly if one.weekday == weekday)


class BusinessTime(Protocol):
    """How open time runs."""

    def add(self, at: datetime, span: timedelta) -> datetime: ...
    def subtract(self, at: datetime, span: timedelta) -> datetime: ...
    def between(self, start: datetime, end: datetime) -> timedelta: ...
    def next_open(self, at: datetime) -> datetime: ...
    def is_open(self, at: datetime) -> bool: ...
    def is_confirmed(self, start: datetime, end: datetime) -> bool: ...


class AroundTheClock:
    """Open time that never closes: wall time."""

    def add(self, at: datetime, span: timedelta) -> datetime:
        return at + span

    def subtract(self, at: datetime, span: timedelta) -> datetime:
        return at - span

    def between(self, start: datetime, end: datetime) -> timedelta:
        return end - start

    def next_open(self, at: datetime) -> datetime:
        return at

    def is_open(self, at: datetime) -> bool:
        return True

    def is_confirmed(self, start: datetime, end: datetime) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Layout:
    """Open intervals of some years: starts, ends and the open time before each, microseconds."""

    first_year: int
    last_year: int
    starts: list[int]
    ends: list[int]
    before: list[int]

    def elapsed(self, moment: int) -> int:
        """Return the open time from the layout's beginning to `moment`."""
        at = bisect_right(self.starts, moment) - 1
        if at < 0:
            return 0
        return self.before[at] + min(moment, self.ends[at]) - self.starts[at]

    @property
    def total(self) -> int:
        return self.before[-1] + self.ends[-1] - self.starts[-1] if self.starts else 0


class OpenHours:
    """The open time of a plan, laid out for the years that were asked about so far."""

    def __init__(self, plan: Plan) -> None:
        """Raise EmptyCalendarError when nothing is ever open."""
        if not plan.weekly:
            raise EmptyCalendarError
        self.plan = plan
        self._zone = ZoneInfo(plan.timezone)
        self._layout: Layout | None = None

    def add(self, at: datetime, span: timedelta) -> datetime:
        """Return the first moment at which `span` of open time has passed since `at`.

        It lies in open time or ends it; without any span it is the next open moment.
        """
        wanted = span // MICROSECOND
        if wanted <= 0:
            return self.next_open(at)
        moment = (at - EPOCH) // MICROSECOND
        layout = self._covering(at.year, at.year)
        while (target := layout.elapsed(moment) + wanted) > layout.total:
            layout = self._covering(at.year, self._later(layout))
        index = bisect_left(layout.before, target) - 1
        return instant(layout.starts[index] + target - layout.before[index])

    def subtract(self, at: datetime, span: timedelta) -> datetime:
        """Return the last open moment from which `span` of open time leads to `at`."""
        moment = (at - EPOCH) // MICROSECOND
        layout = self._covering(at.year, at.year)
        while (target := layout.elapsed(moment) - span // MICROSECOND) < 0:
            layout = self._covering(layout.first_year - YEARS_LAID_OUT, at.year)
        index = bisect_right(layout.before, target) - 1
        return self.next_open(instant(layout.starts[index] + target - layout.before[index]))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from `start` to `end`; negative when `end` is earlier."""
        layout = self._covering(min(start.year, end.year), max(start.year, end.year))
        first, last = ((at - EPOCH) // MICROSECOND for at in (start, end))
        return timedelta(microseconds=layout.elapsed(last) - layout.elapsed(first))

    def next_open(self, at: datetime) -> datetime:
        """Return `at` when it is open, else when it opens next."""
        moment = (at - EPOCH) // MICROSECOND
        layout = self._covering(at.year, at.year)
        while (index := bisect_right(layout.ends, moment)) == len(layout.starts):
            layout = self._covering(at.year, self._later(layout))
        return max(at, instant(layout.starts[index]))

    def is_open(self, at: datetime) -> bool:
        return self.next_open(at) == at

    def is_confirmed(self, start: datetime, end: datetime) -> bool:
        """Say whether the holidays of every year from `start` to `end` are certain."""
        if self.plan.confirmed is None:
            return True
        years = range(start.astimezone(self._zone).year, end.astimezone(self._zone).year + 1)
        return self.plan.confirmed.issuperset(years)

    def _later(self, layout: Layout) -> int:
        """Return a year to lay out as well; the longer the search, the larger the steps."""
        return min(LAST_YEAR, 2 * layout.last_year - layout.first_year)

    def _covering(self, first: int, last: int) -> Layout:
        """Return a layout that holds these years with one before and after; it only grows."""
        layout = self._layout
        if layout and layout.first_year < first and last < layout.last_year:
            return layout
        first, last = first - 1, last + YEARS_LAID_OUT
        if layout:
            first, last = min(first, layout.first_year), max(last, layout.last_year)
        layout = self._layout = laid_out(self.plan, self._zone, first, last)
        return layout


def laid_out(plan: Plan, zone: ZoneInfo, first_year: int, last_year: int) -> Layout:
    """Return the merged open intervals of these years, both counted in."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(intervals(plan, zone, first_year, last_year)):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    before, passed = [], 0
    for start, end in zip(starts, ends, strict=True):
        before.append(passed)
        passed += end - start
    return Layout(first_year, last_year, starts, ends, before)


def intervals(
    plan: Plan, zone: ZoneInfo, first_year: int, last_year: int
) -> Iterator[tuple[int, int]]:
    """Yield the open intervals day by day; one that the clocks' change swallows is left out."""
    day, last = date(first_year, 1, 1), date(last_year, 12, 31)
    while day <= last:
        for starts, ends in plan.hours_of(day):
            start = moment_of(day, starts, zone)
            end = moment_of(day, ends if ends > starts else ends + WHOLE_DAY, zone)
            if start < end:
                yield start, end
        day += timedelta(days=1)


def moment_of(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Return the moment of a wall-clock time, minutes after midnight of `day`, microseconds."""
    days, rest = divmod(minutes, WHOLE_DAY)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), tzinfo=zone)
    return (wall.astimezone(UTC) - EPOCH) // MICROSECOND


def instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def is_timezone(name: str) -> bool:
    """Say whether the machine knows a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
