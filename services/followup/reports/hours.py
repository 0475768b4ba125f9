"""Business time for figures: what a case's own calendar makes of two moments."""

from collections.abc import Collection
from datetime import date, datetime

from services.followup.models import Case
from services.followup.reports.facts import BusinessSeconds
from shared.database import Session


def business_of(_session: Session) -> BusinessSeconds:
    """Return what counts business seconds; None while no calendar is kept."""

    def seconds(_case: Case, _start: datetime, _end: datetime) -> int | None:
        return None

    return seconds


def special_days(
    _session: Session, _first: date, _last: date
) -> tuple[Collection[date], Collection[date]]:
    """Return the holidays and the adjusted workdays of a period."""
    return (), ()
