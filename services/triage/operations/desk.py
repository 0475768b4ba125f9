"""What people keep on their own desk: saved views of the queues."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors_desk import FilterExists, FilterUnknown, TooManyFilters
from services.triage.models import SavedFilter
from services.triage.queries.desk import filters_of
from shared.database import Session
from shared.ids import new_id

MOST_FILTERS: Final = 50


def save_filter(
    session: Session, staff_id: str, *, name: str, query: str, now: datetime
) -> SavedFilter:
    """Save a view under a name of one's own. Raises FilterExists and TooManyFilters."""
    own = filters_of(session, staff_id)
    if len(own) >= MOST_FILTERS:
        raise TooManyFilters(MOST_FILTERS)
    check_name(own, name, but_for=None)
    saved = SavedFilter(id=new_id(), staff_id=staff_id, name=name, query=query, created_at=now)
    session.add(saved)
    session.flush()
    return saved


def change_filter(
    session: Session, staff_id: str, filter_id: str, *, name: str, query: str
) -> SavedFilter:
    """Replace a view of one's own. Raises FilterUnknown and FilterExists."""
    saved = own_filter(session, staff_id, filter_id)
    check_name(filters_of(session, staff_id), name, but_for=filter_id)
    saved.name, saved.query = name, query
    return saved


def forget_filter(session: Session, staff_id: str, filter_id: str) -> None:
    """Delete a view of one's own. Raises FilterUnknown."""
    session.delete(own_filter(session, staff_id, filter_id))


def own_filter(session: Session, staff_id: str, filter_id: str) -> SavedFilter:
    """Return a view of the person's own. Raises FilterUnknown, for somebody else's too."""
    found: SavedFilter | None = session.execute(
        sa.select(SavedFilter).where(
            col(SavedFilter.id) == filter_id, col(SavedFilter.staff_id) == staff_id
        )
    ).scalar_one_or_none()
    if found is None:
        raise FilterUnknown
    return found


def check_name(own: Sequence[SavedFilter], name: str, *, but_for: str | None) -> None:
    if any(one.name == name and one.id != but_for for one in own):
        raise FilterExists(name)
