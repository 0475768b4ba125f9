"""Of what people do and clocks show followup has staff told: clocks, mentions, store tasks.

Whom that is, by which ways and when, is triage's to decide; here is only what happened.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.followup.models import Case, StoreTask
from services.followup.reports.names import names_of
from services.followup.rules.clocks import Clock, Happening
from shared import outbox
from shared.database import Session
from shared.events import CaseTriaged, NoticeRequested
from shared.events.vocabulary import PersonRef

LATE_WARNING = 80
"""The percent of a target at which its owner is warned; earlier warnings stand in the timeline."""

SOON, A_DAY, SOME_DAYS = timedelta(hours=12), timedelta(hours=24), timedelta(days=3)


def of_clock(
    case: Case, triaged: CaseTriaged, what: Happening, clock: Clock, *, key: str, now: datetime
) -> NoticeRequested | None:
    """Return who is told that a clock warns, broke or goes up; None when nobody is."""
    if what == "warned" and clock.warned < LATE_WARNING:
        return None
    audience = audience_of(triaged, what, clock)
    if not audience:
        return None
    facts = {"clock": "task" if clock.task_id else clock.kind, "percent": str(clock.warned)}
    if clock.due_at is not None:
        facts["due_at"] = clock.due_at.isoformat()
    return NoticeRequested(
        key=f"{case.id}:{key}",
        occasion=what,
        case_id=case.id,
        path=f"/cases/{case.id}",
        facts=facts,
        critical=triaged.urgency == "critical",
        not_after=now + (SOON if what == "warned" else A_DAY),
        **audience,
    )


def audience_of(triaged: CaseTriaged, what: Happening, clock: Clock) -> dict[str, Any]:
    """Return whom a clock's happening concerns: its owner, or to whom it went up."""
    team, owner = triaged.team, triaged.owner
    for task in triaged.tasks:
        if task.task_id == clock.task_id:
            team, owner = task.team, task.owner
    if what == "escalated" and clock.escalated_to != "owner":
        if clock.escalated_to != "lead":
            return {"roles": (clock.escalated_to,)}
        return {"team_id": team.id} if team else {"roles": ("manager",)}
    return {"staff_ids": (owner.id,)} if owner else {}


def tell_mentioned(
    session: Session,
    case: Case,
    named: Sequence[PersonRef],
    note_key: str,
    *,
    by: str,
    now: datetime,
) -> None:
    """Have colleagues told that a note names them; its words stay in the case."""
    if named:
        wanted = NoticeRequested(
            key=f"mention:{note_key}",
            occasion="mentioned",
            case_id=case.id,
            staff_ids=tuple(one.id for one in named),
            path=f"/cases/{case.id}",
            facts={"name": by},
            not_after=now + SOME_DAYS,
        )
        outbox.add(session, wanted, now=now)


def tell_task(session: Session, task: StoreTask, now: datetime) -> None:
    """Have who is to do a store's task told of it."""
    outbox.add(session, of_task(session, task, "store_task", (task.owner_id,), now), now=now)


def tell_overdue_task(session: Session, task: StoreTask, now: datetime) -> None:
    """Have who is to do a store's task, and who asked for it, told that it is overdue."""
    people = tuple({task.owner_id, str(task.created_by["id"])})
    outbox.add(session, of_task(session, task, "store_task_overdue", people, now), now=now)


def of_task(
    session: Session, task: StoreTask, occasion: str, people: tuple[str, ...], now: datetime
) -> NoticeRequested:
    store = names_of(session, "store", [task.store_code])[task.store_code]
    return NoticeRequested(
        key=f"{occasion}:{task.id}",
        occasion=occasion,
        staff_ids=people,
        path="/alerts",
        facts={"store": store, "due_at": task.due_at.isoformat()},
        not_after=now + SOME_DAYS,
    )
