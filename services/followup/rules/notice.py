"""Reads the State Council's yearly notice of holidays (国务院办公厅关于节假日安排的通知)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from services.followup.rules.calendar import DayKind

DAY = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日")
SENTENCE, PART = re.compile(r"[。；;\n]"), re.compile(r"[，,]")
ASIDE = re.compile(r"（[^）]*）|\([^)]*\)|[ \t\r\u3000]")
LONGEST = timedelta(days=20)


class NoticeError(Exception):
    """The text names no holiday, or a date that is none."""


def days_in(text: str, year: int | None) -> dict[date, DayKind]:
    """Return what the notice for `year` says of each date: 放假 a holiday, 上班 a workday.

    A sentence names one date or several, or a range by 至; a month is said once and holds on.
    Raises NoticeError.
    """
    year = year or year_named(text)
    found: dict[date, DayKind] = {}
    month: int | None = None
    for sentence in SENTENCE.split(ASIDE.sub("", text)):
        pending: list[date] = []
        for part in PART.split(sentence):
            days, month = dates_in(part, year, month)
            pending += days
            kind = kind_of(part)
            if kind is not None:
                found.update(dict.fromkeys(pending, kind))
                pending = []
    if not any(kind == "holiday" for kind in found.values()):
        raise NoticeError
    return dict(sorted(found.items()))


def year_named(text: str) -> int:
    """Return the year the notice is for: the one it arranges holidays of. Raises NoticeError."""
    named = re.search(r"(\d{4})年[^。\n]*(?:放假|节假日)", text)
    if named is None:
        raise NoticeError
    return int(named[1])


def kind_of(part: str) -> DayKind | None:
    if "上班" in part:
        return "workday"
    return "holiday" if re.search(r"放假|休息|调休|补休", part) else None


def dates_in(part: str, year: int, month: int | None) -> tuple[list[date], int | None]:
    """Return the dates a part names, in order, and the month last said."""
    found: list[date] = []
    last_end = 0
    for match in DAY.finditer(part):
        month = int(match[2]) if match[2] else month
        if month is None:
            continue
        day = real_date(int(match[1] or year), month, int(match[3]))
        is_range = found and re.search(r"至|到|—|-|~", part[last_end : match.start()])
        found += list(after(found[-1], day)) if is_range else [day]
        last_end = match.end()
    return found, month


def after(first: date, last: date) -> Iterator[date]:
    """Yield the days after `first` up to `last`."""
    if not timedelta() < last - first <= LONGEST:
        raise NoticeError
    day = first
    while day < last:
        day += timedelta(days=1)
        yield day


def real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoticeError from None
