"""China's public holidays and adjusted workdays (调休) of the years whose notice is published."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from services.followup.rules.calendar import Day, DayKind

_NOTICES: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("china.toml").read_text(encoding="utf-8")
)
PUBLISHED_YEARS: Final = tuple(int(year) for year in _NOTICES)
"""The State Council's notice of these years is out."""


def published_days(year: int) -> Iterator[tuple[date, DayKind, str]]:
    """Yield each day off and each adjusted workday of a published year: date, kind, name.

    Weekends that touch a holiday count to it, which matters to who works at weekends.
    """
    notice = _NOTICES[str(year)]
    for day, name in notice["holidays"].items():
        yield date.fromisoformat(day), "holiday", name
    for worked in notice["workdays"]:
        yield worked, "workday", "调休上班"


def as_days(year: int) -> dict[date, Day]:
    """Return the published days of a year as calendars take them."""
    return {day: Day(kind) for day, kind, _ in published_days(year)}
