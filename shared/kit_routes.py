"""Routes every service has: events that keep failing, and the audit log."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Query, Request
from pydantic import BaseModel

from shared import audit, inbox
from shared.auth import Principal, staff
from shared.auth.people import people_behind
from shared.database import Session
from shared.events.vocabulary import PersonRef
from shared.logs import scrubbed
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router
from shared.tables import audit_entry
from shared.tables import inbox as inbox_table
from shared.validation import Instant

router = Router(tags=["operation"])

FIRST_MOMENT, LAST_MOMENT = (datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2200))

Reader = Annotated[Principal, staff("admin", "auditor")]
Admin = Annotated[Principal, staff("admin")]
Filter = Annotated[str | None, Query(max_length=120)]
Moment = Annotated[Instant | None, Query()]


class FailingEvent(BaseModel):
    """An event that could not be handled: pending will be tried again, parked waits for a person.

    `error` names what went wrong and quotes nothing of the event.
    """

    id: str
    type: str
    subject: str
    source: str
    status: str
    attempts: int
    error: str | None
    received_at: datetime
    first_failed_at: datetime | None
    next_attempt_at: datetime | None


class Replayed(BaseModel):
    id: str
    status: str = "pending"


class AuditEntry(BaseModel):
    """An entry; `by` is who `actor` names, when that is a member of staff."""

    seq: int
    at: datetime
    actor: str
    by: PersonRef | None = None
    action: str
    subject: str
    detail: dict[str, Any]
    hash: str


class AuditVerdict(BaseModel):
    """`first_bad` is the number of the first entry altered, missing or foreign."""

    intact: bool
    first_bad: int | None
    entries: int


async def audit_filter(
    action: Filter = None,
    subject: Filter = None,
    actor: Filter = None,
    since: Moment = None,
    until: Moment = None,
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that shown entries must meet; `until` is not included."""
    wanted = {"action": action, "subject": subject, "actor": actor}
    same = [audit_entry.c[name] == value for name, value in wanted.items() if value is not None]
    if since is not None:
        same.append(audit_entry.c.at >= within_reason(since))
    if until is not None:
        same.append(audit_entry.c.at < within_reason(until))
    return same


def within_reason(moment: datetime) -> datetime:
    """Return the moment, or the nearest that every database can hold in UTC."""
    return min(max(moment, FIRST_MOMENT), LAST_MOMENT)


AuditFilter = Annotated[list[sa.ColumnElement[bool]], Depends(audit_filter)]


@router.get("/v1/parked-events", summary="Events that keep failing")
async def list_parked_events(
    request: Request, _reader: Reader, limit: Limit = 50, cursor: Cursor = None
) -> Page[FailingEvent]:
    after = None if cursor is None else event_position(cursor)
    rows = await request.app.state.database.read(
        lambda session: failing_events(session, after, limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.received_at, row.event_id), item=failing_event)


@router.post("/v1/parked-events/{event_id}/replay", status_code=202, summary="Try it again now")
async def replay_parked_event(request: Request, event_id: uuid.UUID, admin: Admin) -> Replayed:
    now = request.app.state.clock.now()

    def replay(session: Session) -> None:
        inbox.replay(session, str(event_id), now)
        audit.record(
            session,
            actor=admin,
            action="event.replay",
            subject=str(event_id),
            detail={},
            now=now,
        )

    await request.app.state.database.write(replay)
    return Replayed(id=str(event_id))


@router.get("/v1/audit", summary="The audit log, newest first")
async def list_audit_entries(
    request: Request,
    _reader: Reader,
    wanted: AuditFilter,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[AuditEntry]:
    before = None if cursor is None else decode_cursor(cursor, int)[0]

    def page(session: Session) -> Page[AuditEntry]:
        rows = audit_entries(session, wanted, before, limit + 1)
        names = people_behind(session, [row.actor for row in rows])
        return page_of(
            rows, limit, key=lambda row: (row.seq,), item=lambda row: shown_entry(row, names)
        )

    found: Page[AuditEntry] = await request.app.state.database.read(page)
    return found


@router.get("/v1/audit/verify", summary="Check the chain of the audit log")
async def verify_audit_log(request: Request, _reader: Reader) -> AuditVerdict:
    def verdict(session: Session) -> AuditVerdict:
        first_bad = audit.verify(session)
        count = session.execute(sa.select(sa.func.count()).select_from(audit_entry)).scalar_one()
        return AuditVerdict(intact=first_bad is None, first_bad=first_bad, entries=count)

    found: AuditVerdict = await request.app.state.database.read(verdict)
    return found


def failing_events(session: Session, after: tuple[Any, ...] | None, limit: int) -> list[Any]:
    """Return inbox rows that are parked or failed before, in the order they came."""
    columns = inbox_table.c
    is_failing = sa.or_(
        columns.status == "parked", sa.and_(columns.status == "pending", columns.error.is_not(None))
    )
    statement = (
        sa.select(*(column for column in columns if column.name != "message"))
        .where(is_failing)
        .order_by(columns.received_at, columns.event_id)
        .limit(limit)
    )
    if after is not None:
        received_at, event_id = after
        statement = statement.where(
            sa.or_(
                columns.received_at > received_at,
                sa.and_(columns.received_at == received_at, columns.event_id > event_id),
            )
        )
    return list(session.execute(statement).all())


def event_position(cursor: str) -> tuple[datetime, str]:
    received_at, event_id = decode_cursor(cursor, datetime, str)
    try:
        return received_at, str(uuid.UUID(event_id))
    except (ValueError, AttributeError, TypeError):
        raise BadCursor from None


def failing_event(row: Any) -> FailingEvent:
    fields = {name: getattr(row, name) for name in FailingEvent.model_fields if name != "id"}
    return FailingEvent(
        **{**fields, "id": row.event_id, "error": scrubbed(row.error) if row.error else None}
    )


def audit_entries(
    session: Session, wanted: Sequence[sa.ColumnElement[bool]], before: int | None, limit: int
) -> list[Any]:
    """Return audit rows, newest first, below number `before`, that meet what is `wanted`."""
    statement = (
        sa.select(audit_entry).where(*wanted).order_by(audit_entry.c.seq.desc()).limit(limit)
    )
    if before is not None:
        statement = statement.where(audit_entry.c.seq < before)
    return list(session.execute(statement).all())


def shown_entry(row: Any, names: Mapping[str, PersonRef]) -> AuditEntry:
    return AuditEntry(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        by=names.get(row.actor),
        action=row.action,
        subject=row.subject,
        detail=json.loads(row.detail),
        hash=row.hash,
    )
