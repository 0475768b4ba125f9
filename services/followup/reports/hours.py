"""Business time for figures: what a case's own calendar makes of two moments."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import col, select

from services.followup.models import CalendarDay, Case
from services.followup.promises import promises
from services.followup.reports.facts import BusinessSeconds
from services.followup.rules.policy import Policy
from services.followup.rules.promises import CHINA, facts_of
from shared.database import Session


def business_of(session: Session, *, policy: Policy) -> BusinessSeconds:
    """Return what counts business seconds, in the hours each case is promised in now."""
    found = promises(session, policy)

    def seconds(case: Case, start: datetime, end: datetime) -> int | None:
        hours = found.terms(facts_of(case.snapshot)).hours
        return max(0, round(hours.between(start, end).total_seconds()))

    return seconds


def special_days(
    session: Session, first: date, last: date
) -> tuple[Collection[date], Collection[date]]:
    """Return the holidays and the adjusted workdays of a period."""
    rows = session.exec(
        select(CalendarDay).where(
            CalendarDay.calendar == CHINA, col(CalendarDay.day).between(first, last)
        )
    ).all()
    holidays, workdays = (
        [one.day for one in rows if one.kind == wanted] for wanted in ("holiday", "workday")
    )
    return holidays, workdays
