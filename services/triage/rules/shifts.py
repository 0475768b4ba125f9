"""Who is at work: weekly shifts in local time, past midnight too, against one moment."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

WHOLE_DAY = 24 * 60


class WeeklyShift(Protocol):
    """A shift: `weekdays` are ISO days it starts on, `starts` and `ends` minutes after midnight."""

    @property
    def weekdays(self) -> Sequence[int]: ...
    @property
    def starts(self) -> int: ...
    @property
    def ends(self) -> int: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def timezone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Hours:
    """A shift as plain values."""

    weekdays: Sequence[int]
    starts: int
    ends: int
    valid_from: date | None = None
    valid_to: date | None = None
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Override:
    """What holds on some days instead: `leave`, or `work` from `starts` to `ends`.

    A leave without hours takes the shifts that start on its days, with hours that part of each.
    """

    kind: str
    first_day: date
    last_day: date
    starts: int | None = None
    ends: int | None = None
    timezone: str = "Asia/Shanghai"

    def is_on(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def takes_whole_shifts(self) -> bool:
        return self.kind == "leave" and self.starts is None

    @property
    def hours(self) -> Hours:
        """Return its hours as a shift of every day from the first to the last."""
        return Hours(
            EVERY_DAY,
            self.starts or 0,
            WHOLE_DAY if self.ends is None else self.ends,
            self.first_day,
            self.last_day,
            self.timezone,
        )


EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)


def on_shift(
    shifts: Iterable[WeeklyShift], at: datetime, overrides: Sequence[Override] = ()
) -> bool:
    """Say whether any of `shifts` covers `at` (aware). The end of a shift is no longer in it.

    An override that gives other hours stands for the shifts that would start on its days; a leave
    goes before both.
    """
    if not overrides:
        return any(start_day(shift, at) is not None for shift in shifts)
    if any(covers(one.hours, at) for one in overrides if is_part_of_day(one)):
        return False
    days = [day for shift in shifts if (day := start_day(shift, at))]
    if any(not any(one.is_on(day) for one in overrides if replaces(one)) for day in days):
        return True
    others = [start_day(one.hours, at) for one in overrides if one.kind == "work"]
    leaves = [one for one in overrides if one.takes_whole_shifts]
    return any(day and not any(one.is_on(day) for one in leaves) for day in others)


@dataclass(slots=True)
class Timetable:
    """When somebody, or a team, is at work."""

    shifts: list[Hours] = field(default_factory=list)
    overrides: list[Override] = field(default_factory=list)

    def covers(self, at: datetime) -> bool:
        return on_shift(self.shifts, at, self.overrides)


@dataclass(slots=True)
class Timetables:
    """All timetables, by staff id and by team id."""

    own: Mapping[str, Timetable]
    of_team: Mapping[str, Timetable]

    def at(self, moment: datetime) -> Callable[[str, Collection[str]], bool]:
        """Return who is at work then, asked by staff id and the ids of their teams.

        A person's own shifts decide when there are any, else those of their teams; their own leave
        and other hours hold either way.
        """
        covered = {team_id: table.covers(moment) for team_id, table in self.of_team.items()}

        def is_at_work(staff_id: str, team_ids: Collection[str]) -> bool:
            own = self.own.get(staff_id)
            if own is None:
                return any(covered.get(team_id, False) for team_id in team_ids)
            if own.shifts:
                return own.covers(moment)
            tables = [self.of_team[one] for one in team_ids if one in self.of_team]
            return any(
                on_shift(table.shifts, moment, [*table.overrides, *own.overrides])
                for table in [*tables, Timetable()]
            )

        return is_at_work


def is_part_of_day(override: Override) -> bool:
    return override.kind == "leave" and override.starts is not None


def replaces(override: Override) -> bool:
    """Say whether shifts that start on the override's days do not take place."""
    return override.kind == "work" or override.takes_whole_shifts


def covers(shift: WeeklyShift, at: datetime) -> bool:
    return start_day(shift, at) is not None


def start_day(shift: WeeklyShift, at: datetime) -> date | None:
    """Return the day on which the shift that covers `at` starts: today, or yesterday; else None.

    Wall-clock times decide, so that a shift keeps its hours when the clocks change.
    """
    local = at.astimezone(ZoneInfo(shift.timezone))
    today, minute = local.date(), local.hour * 60 + local.minute
    if shift.ends > shift.starts:
        is_within = shift.starts <= minute < shift.ends
        return today if is_within and starts_on(shift, today) else None
    if minute >= shift.starts:
        return today if starts_on(shift, today) else None
    yesterday = today - timedelta(days=1)
    return yesterday if minute < shift.ends and starts_on(shift, yesterday) else None


def working_time_ago(
    shifts: Sequence[WeeklyShift],
    overrides: Sequence[Override],
    at: datetime,
    span: timedelta,
) -> datetime:
    """Return since when `span` of working time has passed at `at`, to the minute.

    Without any shift the time runs around the clock. Looks back LONGEST_LOOK at most: whoever has
    not worked for so long has nothing to go by, and the span counts as passed.
    """
    if not shifts and not any(one.kind == "work" for one in overrides):
        return at - span
    left, moment = span, at
    while left > timedelta() and at - moment < LONGEST_LOOK:
        step = STEP if left >= STEP else MINUTE
        moment -= step
        if on_shift(shifts, moment, overrides):
            left -= step
    return moment


STEP = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
LONGEST_LOOK = timedelta(days=30)


def starts_on(shift: WeeklyShift, day: date) -> bool:
    """Say whether the shift starts on `day`: its weekday, within its validity (both ends in)."""
    return (
        day.isoweekday() in shift.weekdays
        and (shift.valid_from is None or shift.valid_from <= day)
        and (shift.valid_to is None or day <= shift.valid_to)
    )


def is_timezone(name: str) -> bool:
    """Say whether the machine knows a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def minutes(text: str) -> int:
    """Return minutes after midnight for `HH:MM`, 00:00 to 24:00. Raises ValueError."""
    hours, _, rest = text.partition(":")
    if len(hours) != 2 or len(rest) != 2 or not (hours + rest).isascii():  # noqa: PLR2004 - HH:MM
        raise ValueError(f"not a time of day: {text}")
    total = int(hours) * 60 + int(rest)
    if int(rest) > 59 or total > WHOLE_DAY:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f"not a time of day: {text}")
    return total


def clock_text(total: int) -> str:
    """Return `HH:MM` for minutes after midnight; a whole day is 24:00."""
    return f"{total // 60:02d}:{total % 60:02d}"
