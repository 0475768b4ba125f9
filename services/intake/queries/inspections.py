"""Reads of checklists and inspections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Checklist, Inspection
from services.intake.queries.scope import SEES_ALL
from shared.auth.principal import Principal
from shared.database import Session
from shared.problems import NotFound


class InspectionNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这次巡店记录。", en="There is no such inspection.")


@dataclass(frozen=True, slots=True)
class WantedInspections:
    """What a list of inspections is narrowed to; `before` is the last id of the page before."""

    store_code: str | None = None
    checklist_id: str | None = None
    since: datetime | None = None
    before: str | None = None


def checklists_after(session: Session, after: str | None, *, limit: int) -> Sequence[Checklist]:
    """Return up to `limit` checklists in the order of their ids, from behind `after` on."""
    query = select(Checklist).order_by(col(Checklist.id)).limit(limit)
    if after is not None:
        query = query.where(col(Checklist.id) > after)
    return session.exec(query).all()


def visible_inspections(reader: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that `reader` may see an inspection.

    Admins, managers and auditors see all; store managers those of their stores; everybody their
    own.
    """
    if reader.has_role(*SEES_ALL):
        return sa.true()
    own = col(Inspection.inspected_by) == reader.reference
    if reader.has_role("store_manager"):
        return sa.or_(own, col(Inspection.store_code).in_(sorted(reader.stores)))
    return own


def inspection_named(session: Session, inspection_id: str, reader: Principal) -> Inspection:
    """Return an inspection the reader may see. Raises InspectionNotFound."""
    found = session.exec(
        select(Inspection).where(Inspection.id == inspection_id, visible_inspections(reader))
    ).one_or_none()
    if found is None:
        raise InspectionNotFound
    return found


def recent_inspections(
    session: Session, reader: Principal, wanted: WantedInspections, *, limit: int
) -> Sequence[Inspection]:
    """Return up to `limit` inspections that the reader may see, the last recorded first."""
    query = select(Inspection).where(visible_inspections(reader))
    if wanted.store_code is not None:
        query = query.where(Inspection.store_code == wanted.store_code)
    if wanted.checklist_id is not None:
        query = query.where(Inspection.checklist_id == wanted.checklist_id)
    if wanted.since is not None:
        query = query.where(col(Inspection.inspected_at) >= wanted.since)
    if wanted.before is not None:
        query = query.where(col(Inspection.id) < wanted.before)
    return session.exec(query.order_by(col(Inspection.id).desc()).limit(limit)).all()
