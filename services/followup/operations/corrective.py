"""Corrective action (整改): the cause put right, shown by evidence, checked by the lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup.errors import (
    ActionNotDone,
    ActionUnknown,
    OwnWorkChecked,
    UnfitValue,
)
from services.followup.errors_reports import DueTooSoon
from services.followup.models import Case, CorrectiveAction, CorrectiveTopic, KeptName
from services.followup.operations import access, cycles
from services.followup.operations.progress import Request, held_as_seen, resolver_of
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, by, entry, record, tell
from shared import audit, timers
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.masking import mask_numbers
from shared.timers import Timer

OVERDUE = "corrective_overdue"
"""The timer of a corrective action's due time."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What is to be done until when; `attachment_ids` are pictures of how it was."""

    text: str
    due_at: datetime | None = None
    attachment_ids: Sequence[str] = ()


def plan_action(session: Session, request: Request, measures: Measures) -> Case:
    """Write down what is to be put right.

    Raises CaseUnknown, StaleETag, NotYours, MergedAway, DismissedCase, DueTooSoon.
    """
    case = held_as_seen(session, request)
    require_worker(request.by, case)
    access.require_live(case)
    if measures.due_at is not None and measures.due_at <= request.now:
        raise DueTooSoon
    action = CorrectiveAction(
        id=new_id(),
        case_id=case.id,
        measures=mask_numbers(measures.text),
        attachment_ids=list(measures.attachment_ids),
        due_at=measures.due_at,
        created_at=request.now,
        created_by=resolver_of(request.by),
    )
    session.add(action)
    session.flush()
    if measures.due_at is not None:
        timers.schedule(session, OVERDUE, action.id, measures.due_at)
    why = by(request.by, "corrective_action_planned")
    tell(session, case.id, request.now, why, action_id=action.id, measures=action.measures)
    case.revision += 1
    return case


def require_worker(principal: Principal, case: Case) -> None:
    """Raise NotYours unless the principal works on the case, or keeps the store it is about."""
    if principal.has_role("store_manager") and case.store_code in principal.stores:
        return
    access.require_owner_or_lead(principal, case)


def finish_action(
    session: Session,
    request: Request,
    action_id: str,
    *,
    note: str | None,
    attachment_ids: Sequence[str],
) -> Case:
    """Say that it was done, with evidence; then it waits for the lead's check.

    Raises ActionUnknown too. Doing it again changes nothing.
    """
    case = held_as_seen(session, request)
    require_worker(request.by, case)
    action = action_of(session, case, action_id)
    if action.state != "open":
        return case
    access.require_live(case)
    action.state, action.done_at, action.done_by = "done", request.now, resolver_of(request.by)
    action.done_note = mask_numbers(note) if note else None
    action.attachment_ids = [*action.attachment_ids, *attachment_ids]
    timers.cancel(session, OVERDUE, action.id)
    why = by(request.by, "corrective_action_done")
    detail = {"action_id": action.id, "note": action.done_note, "pictures": list(attachment_ids)}
    tell(session, case.id, request.now, why, **detail)
    case.revision += 1
    return case


def check_action(
    session: Session, request: Request, action_id: str, *, passed: bool, note: str | None
) -> Case:
    """Accept what was done, or send it back; by a lead or manager who has not done it.

    Raises ActionUnknown, ActionNotDone, OwnWorkChecked too.
    """
    case = held_as_seen(session, request)
    access.require_lead(request.by, case)
    access.require_live(case)
    action = action_of(session, case, action_id)
    if action.state != "done":
        raise ActionNotDone
    if (action.done_by or {}).get("id") == request.by.id:
        raise OwnWorkChecked
    action.state = "passed" if passed else "open"
    action.checked_at, action.checked_by = request.now, resolver_of(request.by)
    action.check_note = mask_numbers(note) if note else None
    action.times_returned += not passed
    change = "corrective_action_passed" if passed else "corrective_action_returned"
    why = by(request.by, change)
    tell(session, case.id, request.now, why, action_id=action.id, note=action.check_note)
    session.flush()
    case.revision += 1
    cycles.close_if_nothing_is_left(session, case, at=request.now)
    publish(session, [case], now=request.now, why=why)
    return case


def action_of(session: Session, case: Case, action_id: str) -> CorrectiveAction:
    """Return an action of this case, held. Raises ActionUnknown."""
    action = session.get(CorrectiveAction, action_id, with_for_update=True, populate_existing=True)
    if action is None or action.case_id != case.id:
        raise ActionUnknown
    return action


def tell_overdue(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Tell the timeline, once, that an action is not done in time."""
    ids = [timer.key for timer in due]
    actions = session.exec(
        select(CorrectiveAction).where(among(col(CorrectiveAction.id), ids))
    ).all()
    record(
        session,
        [
            entry(
                one.case_id,
                now,
                Why("corrective_action_overdue"),
                key=f"overdue:{one.id}",
                action_id=one.id,
                due_at=one.due_at,
            )
            for one in actions
            if one.state == "open"
        ],
    )


def flagged_topics(session: Session) -> list[str]:
    """Return the topics whose cases close only with a corrective action."""
    return sorted(session.exec(select(CorrectiveTopic.code)))


def flag_topics(
    session: Session, codes: Iterable[str], *, by: Principal, now: datetime
) -> list[str]:
    """Let exactly these topics ask for corrective action. Raises UnfitValue."""
    wanted = sorted(set(codes))
    known = session.exec(
        select(KeptName.key).where(KeptName.kind == "topic", among(col(KeptName.key), wanted))
    )
    missing = sorted(set(wanted) - set(known))
    if missing:
        raise UnfitValue(
            f"没有主题 {missing[0]}。", f"There is no topic {missing[0]}.", pointer="/codes"
        )
    before = flagged_topics(session)
    session.execute(sa.delete(CorrectiveTopic))
    session.add_all(CorrectiveTopic(code=code) for code in wanted)
    audit.record(
        session,
        actor=by,
        action="corrective_topics.set",
        subject="corrective_topics",
        detail=audit.altered({"codes": before}, {"codes": wanted}),
        now=now,
    )
    return wanted
