"""Days, ISO weeks and months of the calendar that reports are split by; pure arithmetic."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal

Group = Literal["day", "week", "month"]
DECEMBER = 12
DAY = timedelta(days=1)


def first_of(day: date, group: Group) -> date:
    """Return the first day of the day, ISO week or month that `day` lies in."""
    if group == "day":
        return day
    if group == "week":
        return day - timedelta(days=day.isoweekday() - 1)
    return day.replace(day=1)


def last_of(day: date, group: Group) -> date:
    """Return the last day of the day, ISO week or month that `day` lies in."""
    if group == "day":
        return day
    if group == "week":
        return day + timedelta(days=7 - day.isoweekday())
    following = date(day.year + day.month // DECEMBER, day.month % DECEMBER + 1, 1)
    return following - DAY


def gaps(
    first: date, last: date, taken: Iterable[tuple[date, date]]
) -> Iterator[tuple[date, date]]:
    """Yield the parts of a period outside `taken`, which lie in it and do not overlap."""
    for begin, end in sorted(taken):
        if first < begin:
            yield first, begin - DAY
        first = end + DAY
    if first <= last:
        yield first, last
