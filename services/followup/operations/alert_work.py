"""What is done about an alert: an incident of its cases, or a task for somebody of the store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup import queries
from services.followup.errors_reports import (
    DueTooSoon,
    IncidentNeedsOwner,
    NoCaseFree,
    OwnerUnfit,
    StoreHasNoManager,
    StoreTaskUnknown,
)
from services.followup.models import Alert, Case, StoreTask
from services.followup.operations import notices
from services.followup.operations.alerts import seen_alert
from services.followup.operations.progress import resolver_of
from services.followup.reports.names import names_of
from services.followup.reports.weekly import ALERT_WORDS
from shared import audit, outbox, timers
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.events import IncidentRefused, IncidentRequested
from shared.events.vocabulary import PersonRef
from shared.ids import new_id
from shared.masking import mask_numbers
from shared.tables import known_staff
from shared.timers import Timer

STORE_TASK = "store_task_overdue"
"""The timer of a store task's due time."""

OWNERS = frozenset({"agent", "lead", "manager", "store_manager"})
"""Whoever has one of these roles may own cases."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What is to be done until when; without an owner it is the store manager's."""

    text: str
    due_at: datetime
    owner_id: str | None = None


def open_incident(
    session: Session,
    alert_id: str,
    *,
    title: str | None,
    owner_id: str | None,
    by: Principal,
    now: datetime,
) -> Alert:
    """Ask triage for an incident of an alert's cases; again changes nothing, unless it refused.

    Its id is known here at once. Raises AlertUnknown, NoCaseFree, IncidentNeedsOwner.
    """
    alert = seen_alert(session, alert_id, by)
    session.refresh(alert, with_for_update=True)
    if alert.incident_id is not None:
        return alert
    cases = free_cases(session, alert, by)
    if not cases:
        raise NoCaseFree
    owner = incident_owner(session, owner_id or by.id)
    alert.incident_id, alert.incident_refused = new_id(), None
    alert.acknowledge(by.reference, now)
    wanted = IncidentRequested(
        incident_id=alert.incident_id,
        alert_id=alert.id,
        title=title or title_of(session, alert),
        store_code=alert.store_code,
        topic=alert.topic or None,
        case_ids=tuple(case.id for case in cases),
        observed=alert.observed,
        expected=alert.expected,
        chance=alert.chance,
        first_at=min(case.received_at for case in cases),
        last_at=max(case.received_at for case in cases),
        owner=owner,
        requested_by=PersonRef(id=by.id, username=by.username, name=by.name),
        requested_at=now,
    )
    outbox.add(session, wanted, now=now)
    detail = {"incident": alert.incident_id, "cases": len(cases)}
    audit.record(
        session, actor=by, action="alert.open_incident", subject=alert.id, detail=detail, now=now
    )
    return alert


def take_refusals(session: Session, refused: Sequence[IncidentRefused]) -> None:
    """Let alerts whose incident does not come to be ask for another, and say why."""
    for one in refused:
        alert = session.get(Alert, one.alert_id, with_for_update=True, populate_existing=True)
        if alert is not None and alert.incident_id == one.incident_id:
            alert.incident_id, alert.incident_refused = None, one.reason


def incident_owner(session: Session, staff_id: str) -> PersonRef:
    """Return who is to answer for an incident. Raises IncidentNeedsOwner."""
    staff = known_staff.c
    row = session.execute(
        sa.select(staff.id, staff.username, staff.name, staff.roles).where(
            staff.id == staff_id, staff.active.is_(True)
        )
    ).first()
    if row is None or OWNERS.isdisjoint(row.roles):
        raise IncidentNeedsOwner
    return PersonRef(id=row.id, username=row.username, name=row.name)


def free_cases(session: Session, alert: Alert, by: Principal) -> Sequence[Case]:
    """Return the cases of an alert that the principal reaches and that can join an incident."""
    cases = session.exec(
        select(Case)
        .where(among(col(Case.id), alert.case_ids), queries.reach(by))
        .order_by(col(Case.id))
    ).all()
    return [case for case in cases if not case.is_stub and is_free(case)]


def is_free(case: Case) -> bool:
    return case.disposition == "live" and case.snapshot.incident_id is None


def title_of(session: Session, alert: Alert) -> str:
    """Return where, about what and on which day: people may change it in the incident."""
    store = names_of(session, "store", [alert.store_code])[alert.store_code]
    topic = names_of(session, "topic", [alert.topic])[alert.topic] if alert.topic else ""
    parts = (store, topic, ALERT_WORDS[alert.kind], alert.day.isoformat())
    return " · ".join(part for part in parts if part)[:200]


def open_task(
    session: Session, alert_id: str, draft: TaskDraft, *, by: Principal, now: datetime
) -> StoreTask:
    """Ask somebody of the alert's store to do something.

    Raises AlertUnknown, DueTooSoon, StoreHasNoManager, OwnerUnfit.
    """
    alert = seen_alert(session, alert_id, by)
    if draft.due_at <= now:
        raise DueTooSoon
    owner = owner_for(session, alert.store_code, draft.owner_id)
    task = StoreTask(
        id=new_id(),
        alert_id=alert.id,
        store_code=alert.store_code,
        text=mask_numbers(draft.text),
        owner=owner.model_dump(),
        owner_id=owner.id,
        due_at=draft.due_at,
        created_at=now,
        created_by=resolver_of(by),
    )
    session.add(task)
    alert.acknowledge(by.reference, now)
    timers.schedule(session, STORE_TASK, task.id, task.due_at)
    notices.tell_task(session, task, now)
    due = f"{task.due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    detail = {"alert": alert.id, "owner": owner.id, "due_at": due}
    audit.record(
        session, actor=by, action="store_task.open", subject=task.id, detail=detail, now=now
    )
    return task


def owner_for(session: Session, store_code: str, wanted: str | None) -> PersonRef:
    """Return who is to do a store's task: who is named, else its first manager by name."""
    staff = known_staff.c
    rows = session.execute(
        sa.select(staff.id, staff.username, staff.name, staff.roles, staff.stores)
        .where(staff.active.is_(True))
        .order_by(staff.username)
    ).all()
    if wanted is None:
        fit = [row for row in rows if "store_manager" in row.roles and store_code in row.stores]
        if not fit:
            raise StoreHasNoManager(store_code)
    else:
        fit = [row for row in rows if row.id == wanted and reaches(row, store_code)]
        if not fit:
            raise OwnerUnfit
    return PersonRef(id=fit[0].id, username=fit[0].username, name=fit[0].name)


def reaches(row: sa.Row[tuple[str, str, str, list[str], list[str]]], store_code: str) -> bool:
    """Say whether this person may be given work of a store: auditors only read."""
    roles = set(row.roles)
    return not roles <= {"auditor"} and (roles != {"store_manager"} or store_code in row.stores)


def store_tasks(
    session: Session,
    principal: Principal,
    *,
    state: str | None,
    alert_id: str | None,
    after: str | None,
    limit: int,
) -> Sequence[StoreTask]:
    """Return store tasks within reach, oldest first; one more than `limit` when there are more."""
    statement = select(StoreTask).where(task_reach(principal))
    if state is not None:
        statement = statement.where(StoreTask.state == state)
    if alert_id is not None:
        statement = statement.where(StoreTask.alert_id == alert_id)
    if after is not None:
        statement = statement.where(col(StoreTask.id) > after)
    return session.exec(statement.order_by(col(StoreTask.id)).limit(limit + 1)).all()


def task_reach(principal: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that a store task is within reach: one's own, or of one's stores."""
    if principal.has_role(*queries.SEES_ALL, "lead"):
        return sa.true()
    return sa.or_(
        col(StoreTask.store_code).in_(principal.stores),
        col(StoreTask.owner_id) == principal.id,
    )


def tasks_of(session: Session, alert_ids: Sequence[str]) -> dict[str, list[StoreTask]]:
    """Return the tasks of alerts, oldest first."""
    found: dict[str, list[StoreTask]] = {alert_id: [] for alert_id in alert_ids}
    rows = session.exec(
        select(StoreTask)
        .where(among(col(StoreTask.alert_id), alert_ids))
        .order_by(col(StoreTask.id))
    )
    for task in rows:
        found[task.alert_id].append(task)
    return found


def finish_task(
    session: Session, task_id: str, note: str | None, *, by: Principal, now: datetime
) -> StoreTask:
    """Say that a store task is done; again changes nothing. Raises StoreTaskUnknown."""
    task = session.exec(
        select(StoreTask).where(StoreTask.id == task_id, task_reach(by)).with_for_update()
    ).first()
    if task is None:
        raise StoreTaskUnknown
    if task.state == "open":
        task.state, task.done_at, task.done_by = "done", now, resolver_of(by)
        task.done_note = mask_numbers(note) if note else None
        timers.cancel(session, STORE_TASK, task.id)
    return task


def mark_overdue(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Note that tasks were not done in time."""
    tasks = session.exec(
        select(StoreTask).where(among(col(StoreTask.id), [timer.key for timer in due]))
    ).all()
    for task in tasks:
        if task.state == "open":
            task.overdue_at = now
            notices.tell_overdue_task(session, task, now)
