"""Call tasks: a result that no channel could deliver is told by a person on the telephone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from services.followup import queries
from services.followup.errors import CallOver, CallUnknown
from services.followup.models import CallTask, Case, Reply
from services.followup.operations import access, replies, survey_pushes
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, by, tell
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.masking import mask_numbers

TELEPHONE = "telephone"


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call: whether the customer was reached, and what they said."""

    reached: bool
    said: str


def open_call(session: Session, case: Case, reply: Reply, now: datetime) -> None:
    """Ask for a call about a result that did not arrive; once a cycle and recipient."""
    because = dict(reply.reasons or {})
    held = _call_about(session, case.id, reply.cycle, reply.recipient_id)
    if held is not None:
        held.because = because
        return
    task = CallTask(
        id=new_id(),
        case_id=case.id,
        cycle=reply.cycle,
        recipient_id=reply.recipient_id,
        because=because,
        opened_at=now,
    )
    session.add(task)
    tell(session, case.id, now, Why("call_wanted", "intake", "not_told"), call_task=task.id)


def settle(session: Session, reply: Reply, now: datetime) -> None:
    """End the call about a result that has reached its customer after all."""
    held = _call_about(session, reply.case_id, reply.cycle, reply.recipient_id)
    if held is not None and held.status == "open":
        _end(held, "cancelled", "delivered", "intake", now)


def end_calls(session: Session, case: Case, because: str, now: datetime) -> None:
    """End the open calls of a case's present cycle, which has ended otherwise."""
    for task in session.exec(
        select(CallTask).where(
            CallTask.case_id == case.id, CallTask.cycle == case.cycle, CallTask.status == "open"
        )
    ):
        _end(task, "cancelled", because, "system", now)


def finish_call(
    session: Session, call_id: str, called: Called, *, by_whom: Principal, now: datetime
) -> CallTask:
    """Keep what came of a call; a customer who was reached has been told.

    Nobody answering leaves the task open, with one more attempt.

    Raises CallUnknown, CallOver, MergedAway, DismissedCase.
    """
    task = seen_call(session, call_id, by_whom)
    case = queries.locked_cases(session, [task.case_id])[task.case_id]
    session.refresh(task)
    if task.status != "open":
        raise CallOver(task.ended_because or task.status)
    access.require_live(case)
    task.attempts += 1
    task.said = mask_numbers(called.said)
    why = by(by_whom, "called" if called.reached else "call_unanswered")
    detail = {"call_task": task.id, "said": task.said}
    tell(session, case.id, now, why, of_case_id=task.recipient_id, **detail)
    case.revision += 1
    if called.reached:
        _end(task, "done", "reached", by_whom.reference, now)
        _deliver(session, task, now)
        if task.recipient_id == case.id:
            replies.mark_told(session, case, task.cycle, now)
        survey_pushes.resume(session, case, task.recipient_id, now)
    publish(session, [case], now=now, why=why)
    return task


def seen_call(session: Session, call_id: str, principal: Principal) -> CallTask:
    """Return a call task of a case within the principal's reach. Raises CallUnknown."""
    task = session.get(CallTask, call_id)
    case = None if task is None else queries.cases_by_id(session, [task.case_id]).get(task.case_id)
    if task is None or case is None or not access.sees(principal, case):
        raise CallUnknown
    return task


def call_tasks(
    session: Session,
    principal: Principal,
    *,
    status: str | None,
    case_id: str | None,
    after: str | None,
    limit: int,
) -> Sequence[tuple[CallTask, Case]]:
    """Return call tasks within the principal's reach with their cases, oldest first.

    Those to be made are of live cases: a dismissed or merged case's waits until it is restored.
    One more than `limit`, when there are more.
    """
    statement = (
        select(CallTask, Case)
        .join(Case, col(Case.id) == col(CallTask.case_id))
        .where(queries.reach(principal))
    )
    if status is not None:
        statement = statement.where(CallTask.status == status)
    if status == "open":
        statement = statement.where(Case.disposition == "live")
    if case_id is not None:
        statement = statement.where(CallTask.case_id == case_id)
    if after is not None:
        statement = statement.where(col(CallTask.id) > after)
    return session.exec(statement.order_by(col(CallTask.id)).limit(limit + 1)).all()


def _call_about(session: Session, case_id: str, cycle: int, recipient_id: str) -> CallTask | None:
    return session.exec(
        select(CallTask).where(
            CallTask.case_id == case_id,
            CallTask.cycle == cycle,
            CallTask.recipient_id == recipient_id,
        )
    ).first()


def _deliver(session: Session, task: CallTask, now: datetime) -> None:
    """Note that the result which no channel delivered has reached whoever was called."""
    wanted = replies.request_id(task.case_id, task.cycle, "result", 1, task.recipient_id)
    reply = session.get_one(Reply, wanted)
    if reply.delivered_at is None:
        reply.delivered_at, reply.via = now, TELEPHONE


def _end(task: CallTask, status: str, because: str, by_whom: str, now: datetime) -> None:
    task.status, task.ended_because = status, because[:40]
    task.ended_by, task.ended_at = by_whom, now
