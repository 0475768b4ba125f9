"""What staff do with a case: start, ask, resolve, close, reopen, and do its tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.followup import queries
from services.followup.errors import (
    ActionsOpen,
    IllegalMove,
    NotYours,
    TasksOpen,
    TaskUnknown,
)
from services.followup.models import Case, TaskDone
from services.followup.operations import access, cycles, merging, replies, waiting
from services.followup.operations.clockwork import wind
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, by, tell
from services.followup.promises import terms_of
from services.followup.rules import clocks, lifecycle
from services.followup.rules.policy import Policy
from services.followup.rules.surveys import NOT_TOLD_CLOSES_AFTER
from shared import audit, timers
from shared.auth.principal import Principal
from shared.database import Session
from shared.masking import mask_numbers
from shared.preconditions import check_etag
from shared.timers import Timer


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants to change which case, having seen which ETag, and when."""

    case_id: str
    by: Principal
    if_match: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Resolution:
    """The result the customer is told, and measures for ourselves."""

    result: str
    measures: str | None = None
    tell_customer: bool = True


def start(session: Session, request: Request) -> Case:
    """Begin work on an assigned case; implies accepting it.

    Raises CaseUnknown, StaleETag, NotYours, MergedAway, DismissedCase, IllegalMove; so do all
    moves below.
    """
    case = held_as_seen(session, request)
    access.require_owner_or_lead(request.by, case)
    _move(case, "start")
    return _done(session, case, request, by(request.by, "started"))


def ask(session: Session, request: Request, text: str, *, policy: Policy) -> Case:
    """Ask the customer something and wait; the resolution clock pauses."""
    case = held_as_seen(session, request)
    access.require_owner_or_lead(request.by, case)
    _move(case, "ask")
    case.question, case.asked_at = mask_numbers(text), request.now
    case.questions += 1
    terms = terms_of(session, policy, case).own
    case.clocks = clocks.awaiting_answer(case.clocks, request.now, terms)
    waiting.begin(session, case, terms=terms)
    replies.request(
        session, case, "question", ordinal=case.questions, recipient=case, now=request.now
    )
    return _done(session, case, request, by(request.by, "asked"), text=case.question)


def resolve(session: Session, request: Request, resolution: Resolution, *, policy: Policy) -> Case:
    """Give a case its result; the customer is told and asked, unless they are not to be told."""
    case = held_as_seen(session, request)
    access.require_owner_or_lead(request.by, case)
    _move(case, "resolve")
    give_result(session, case, resolution, resolver_of(request.by), now=request.now, policy=policy)
    why = by(request.by, "resolved")
    return _done(session, case, request, why, result=case.result, told=case.tell_customer)


def resolver_of(principal: Principal) -> dict[str, str]:
    """Return whom a result is credited to, as rows keep it."""
    return {"id": principal.id, "username": principal.username, "name": principal.name}


def give_result(
    session: Session,
    case: Case,
    resolution: Resolution,
    resolver: dict[str, str],
    *,
    now: datetime,
    policy: Policy,
) -> None:
    """Put the result on a case that has just become resolved, and have its customers told."""
    case.result = mask_numbers(resolution.result)
    case.measures = mask_numbers(resolution.measures) if resolution.measures else None
    case.tell_customer = resolution.tell_customer
    case.resolved_at = now
    case.resolver = {**resolver, **cycles.credited(case)}
    terms = terms_of(session, policy, case).own
    case.clocks = clocks.resolved(case.clocks, now, terms, told=resolution.tell_customer)
    if resolution.tell_customer:
        session.flush()
        merging.tell_result(session, case, now=now, policy=policy)
    else:
        timers.schedule(session, cycles.CLOSE, case.id, now + NOT_TOLD_CLOSES_AFTER)


def reopen(session: Session, request: Request, reason: str, *, policy: Policy) -> Case:
    """Start the next cycle of an answered case."""
    case = held_as_seen(session, request)
    access.require_owner_or_lead(request.by, case)
    _require_legal(case, "reopen")
    reason = mask_numbers(reason)
    why = by(request.by, "reopened", reason)
    _audit(session, case, request, "case.reopen")
    said = cycles.Reason(reason, case.id)
    cycles.reopen(session, case, said, at=request.now, why=why, policy=policy)
    publish(session, [case], now=request.now, why=why)
    return case


def close(session: Session, request: Request, reason: str) -> Case:
    """Close an answered case without waiting for the customer. Raises TasksOpen, ActionsOpen."""
    case = held_as_seen(session, request)
    access.require_lead(request.by, case)
    _require_legal(case, "close")
    tasks = cycles.open_tasks(session, case)
    if tasks:
        raise TasksOpen([task.text for task in tasks])
    actions = cycles.open_actions(session, case)
    if actions is not None:
        raise ActionsOpen(actions)
    why = by(request.by, "closed", mask_numbers(reason))
    _audit(session, case, request, "case.close")
    cycles.close(session, case, reason=mask_numbers(reason), at=request.now, why=why)
    publish(session, [case], now=request.now, why=why)
    return case


def finish_task(session: Session, request: Request, task_id: str, *, policy: Policy) -> Case:
    """Mark a 协办 task done, by its owner, a lead of its team or a manager.

    Raises TaskUnknown too. Doing it again changes nothing.
    """
    case = held_as_seen(session, request)
    task = next((one for one in case.snapshot.tasks if one.task_id == task_id), None)
    if task is None:
        raise TaskUnknown
    is_owner = task.owner is not None and task.owner.id == request.by.id
    is_lead = request.by.has_role("lead") and task.team.id in request.by.teams
    if not (is_owner or is_lead or request.by.has_role("manager")):
        raise NotYours(
            f"任务负责人、{task.team.name} 的组长或经理",
            f"the task's owner, a lead of {task.team.name} or a manager",
        )
    if session.get(TaskDone, (case.id, task_id)) is not None:
        return case
    access.require_live(case)
    session.add(
        TaskDone(
            case_id=case.id,
            task_id=task_id,
            done_at=request.now,
            done_by=request.by.reference,
        )
    )
    session.flush()
    case.revision += 1
    terms = terms_of(session, policy, case).of_task(task_id)
    case.clocks = clocks.task_done(case.clocks, task_id, request.now, terms)
    cycles.close_if_nothing_is_left(session, case, at=request.now)
    return _done(session, case, request, by(request.by, "task_done", task.text), task_id=task_id)


def close_untold(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Close cases whose customer was not to be told, or did not answer."""
    cases = queries.locked_cases(session, [timer.key for timer in due])
    for case in cases.values():
        reason = case.resolved_because or ("" if case.tell_customer else "not_told")
        if reason:
            cycles.close(session, case, reason=reason, at=now, why=Why("closed"))
    publish(session, cases.values(), now=now, why=Why("closed"))


def held_as_seen(session: Session, request: Request) -> Case:
    """Return the case as the asker has seen it; who has not gets 412 before anything else."""
    case = access.held_case(session, request.case_id, request.by)
    check_etag(request.if_match, prefix="f", revision=case.revision)
    return case


def _audit(session: Session, case: Case, request: Request, action: str) -> None:
    """Keep in the audit log what goes around the customer's own verdict."""
    detail = {"cycle": case.cycle, "progress": case.progress}
    audit.record(
        session, actor=request.by, action=action, subject=case.id, detail=detail, now=request.now
    )


def _require_legal(case: Case, move: lifecycle.Move) -> None:
    access.require_live(case)
    if lifecycle.after(case.progress, move) is None:
        raise IllegalMove(move, case.progress, lifecycle.legal_moves(case.progress))


def _move(case: Case, move: lifecycle.Move) -> None:
    _require_legal(case, move)
    case.move(move)


def _done(session: Session, case: Case, request: Request, why: Why, **detail: object) -> Case:
    tell(session, case.id, request.now, why, **detail)
    wind(session, [case])
    publish(session, [case], now=request.now, why=why)
    return case
