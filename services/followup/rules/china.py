"""China's public holidays and adjusted workdays (调休) of the years whose notice is published."""

from collections.abc import Iterator
from datetime import date, timedelta

import holidays

from services.followup.rules.calendar import Day, DayKind

PUBLISHED_YEARS = (2024, 2025, 2026)
"""The State Council's notice of these years is out; of a later year `holidays` only guesses."""

SATURDAY = 6


def published_days(year: int) -> Iterator[tuple[date, DayKind, str]]:
    """Yield each day off and each adjusted workday of a published year: date, kind, name.

    The notice counts weekends that touch a holiday to it, which matters to who works at weekends.
    """
    china = holidays.country_holidays("CN", years=year, language="zh_CN")
    named = {day: name for day, name in china.items() if day.year == year}
    worked = {day for day in getattr(china, "weekend_workdays", ()) if day.year == year}
    for day, name in list(named.items()):
        for step in (timedelta(days=1), timedelta(days=-1)):
            beside = day + step
            while beside.isoweekday() >= SATURDAY and beside not in worked:
                named.setdefault(beside, name)
                beside += step
    for day in sorted(named):
        if day.year == year:
            yield day, "holiday", named[day]
    for day in sorted(worked):
        yield day, "workday", "调休上班"


def as_days(year: int) -> dict[date, Day]:
    """Return the published days of a year as calendars take them."""
    return {day: Day(kind) for day, kind, _ in published_days(year)}
