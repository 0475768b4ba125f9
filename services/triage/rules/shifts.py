"""Who is at work: weekly shifts in local time, past midnight too, against one moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


def on_shift(shifts: Iterable[WeeklyShift], at: datetime) -> bool:
    """Say whether any of `shifts` covers `at` (aware). The end of a shift is no longer in it."""
    return any(covers(shift, at) for shift in shifts)


def covers(shift: WeeklyShift, at: datetime) -> bool:
    """Say whether `shift` covers `at`: the part of today, or the part past last midnight.

    Wall-clock times decide, so that a shift keeps its hours when the clocks change.
    """
    local = at.astimezone(ZoneInfo(shift.timezone))
    minute = local.hour * 60 + local.minute
    if shift.ends > shift.starts:
        return shift.starts <= minute < shift.ends and starts_on(shift, local.date())
    if minute >= shift.starts:
        return starts_on(shift, local.date())
    return minute < shift.ends and starts_on(shift, local.date() - timedelta(days=1))


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
