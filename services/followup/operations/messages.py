"""A customer's further messages: noted, taken as an answer, or a reason to reopen."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.followup import queries
from services.followup.models import CASES, Case, CustomerMessage, verdict_on
from services.followup.operations import cycles, waiting
from services.followup.operations.clockwork import wind
from services.followup.operations.publishing import publish
from services.followup.operations.replies import NAMESPACE
from services.followup.operations.timeline import Why, entry, record, tell
from services.followup.promises import terms_of
from services.followup.rules import clocks
from services.followup.rules.lifecycle import ANSWERED
from services.followup.rules.policy import Policy
from services.followup.rules.reopening import VERDICT_WAIT, MessageEffect, Moment, message_effect
from shared import outbox, timers
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.events import FeedbackAppended, FollowOnRequested, Received
from shared.timers import Timer

VERDICT = "verdict"
"""The timer that ends the wait for triage's verdict on a message."""


def take_messages(
    session: Session,
    received: Sequence[Received[FeedbackAppended]],
    now: datetime,
    *,
    policy: Policy,
) -> None:
    """Keep further messages, each once, and do what each asks for."""
    appended = {(one.data.case_id, one.data.seq): one.data for one in received}
    cases = _cases_or_stubs(session, appended.values())
    fresh = appended.keys() - queries.known_messages(session, cases.keys())
    in_time = sorted(fresh, key=lambda key: (appended[key].appended_at, key))
    subjects = subjects_of(session, cases)
    record(session, [one for key in in_time for one in _entries(appended[key], subjects)])
    for key in in_time:
        data = appended[key]
        message = CustomerMessage(
            case_id=data.case_id,
            seq=data.seq,
            text=data.text,
            attachments=data.attachments,
            appended_at=data.appended_at,
            effect="wait",
        )
        session.add(message)
        case, subject = cases[data.case_id], subjects[data.case_id]
        for heard in (case,) if subject is case else (case, subject):
            heard.revision += 1
        judge(session, case, message, subjects, now=now, policy=policy)
    _finish(session, cases, subjects, now)


def subjects_of(session: Session, cases: Mapping[str, Case]) -> dict[str, Case]:
    """Return, by case id, whose owner hears what the customer of each case adds.

    It is the case itself, or the one it was merged into.
    """
    merged = {case.merged_into for case in cases.values() if case.is_merged and case.merged_into}
    known = {**cases, **queries.locked_cases(session, merged - cases.keys())}
    return {
        case_id: known.get(case.merged_into or "", case) if case.is_merged else case
        for case_id, case in cases.items()
    }


def _cases_or_stubs(session: Session, appended: Iterable[FeedbackAppended]) -> dict[str, Case]:
    wanted = {data.case_id: data for data in appended}
    cases = queries.locked_cases(session, wanted.keys())
    unknown = [data for case_id, data in wanted.items() if case_id not in cases]
    if not unknown:
        return cases
    rows = [stub_row(data.case_id, data.feedback_id, data.appended_at) for data in unknown]
    insert_rows(session, CASES, rows, conflict=IGNORED)
    return queries.locked_cases(session, wanted.keys())


def stub_row(case_id: str, feedback_id: str, at: datetime) -> dict[str, Any]:
    """Return the row of a case that is only named so far; every column, for bulk inserts."""
    blank = Case(id=case_id, feedback_id=feedback_id, received_at=at)
    return {column.name: getattr(blank, column.name) for column in Case.__table__.columns}  # type: ignore[attr-defined]


def _entries(data: FeedbackAppended, subjects: Mapping[str, Case]) -> list[dict[str, Any]]:
    why = Why("customer_message", "customer")
    detail = {"seq": data.seq, "text": data.text, "attachments": data.attachments}
    places = {data.case_id: f"message:{data.seq}"}
    places.setdefault(subjects[data.case_id].id, f"message:{data.case_id}:{data.seq}")
    return [
        entry(case_id, data.appended_at, why, key=key, of_case_id=data.case_id, **detail)
        for case_id, key in places.items()
    ]


def judge_waiting(
    session: Session, cases: Mapping[str, Case], *, now: datetime, policy: Policy
) -> list[Case]:
    """Judge messages that waited for a verdict which triage may have given by now.

    Returns the cases that they were about.
    """
    waiting = queries.waiting_messages(session, cases.keys())
    subjects = subjects_of(session, {one.case_id: cases[one.case_id] for one in waiting})
    for message in waiting:
        judge(session, cases[message.case_id], message, subjects, now=now, policy=policy)
    return list(subjects.values())


def stop_waiting(session: Session, due: Sequence[Timer], now: datetime, *, policy: Policy) -> None:
    """Reopen for messages that triage has not judged in time."""
    wanted = {(timer.payload["case_id"], timer.payload["seq"]) for timer in due}
    cases = queries.locked_cases(session, {case_id for case_id, _ in wanted})
    subjects = subjects_of(session, cases)
    for message in queries.waiting_messages(session, cases.keys()):
        if (message.case_id, message.seq) in wanted:
            case = cases[message.case_id]
            judge(session, case, message, subjects, now=now, policy=policy, waited_out=True)
    _finish(session, cases, subjects, now)


def _finish(
    session: Session, cases: Mapping[str, Case], subjects: Mapping[str, Case], now: datetime
) -> None:
    known = [case for case in (*cases.values(), *subjects.values()) if not case.is_stub]
    wind(session, known)
    publish(session, known, now=now, why=Why("customer_message", "customer"))


def judge(
    session: Session,
    case: Case,
    message: CustomerMessage,
    subjects: Mapping[str, Case],
    *,
    now: datetime,
    policy: Policy,
    waited_out: bool = False,
) -> None:
    """Decide what a message of `case` does, do it, and remember it.

    What the customer of a merged case says is about the case it was merged into.
    """
    subject = case if subjects[case.id].is_stub else subjects[case.id]
    answered = subject.progress in ANSWERED
    verdict = verdict_on(case.snapshot, message.seq) if answered else None
    moment = moment_of(subject)
    effect = message_effect(moment, message.appended_at, verdict, waited_out=waited_out)
    if effect == "answer" and not same_customer(case, subject):
        effect = "noted"
    message.effect = effect
    key = f"{message.case_id}:{message.seq}"
    if effect == "wait":
        payload = {"case_id": message.case_id, "seq": message.seq}
        timers.schedule(session, VERDICT, key, now + VERDICT_WAIT, payload)
        return
    if verdict is not None:
        timers.cancel(session, VERDICT, key)
    if effect == "follow_on":
        _request_follow_on(session, case, message, now)
    else:
        _do(session, subject, message, effect, policy=policy)


def same_customer(case: Case, subject: Case) -> bool:
    """Say whether the customer of a merged case is the one who was asked."""
    if subject is case:
        return True
    customer = case.snapshot.birth.customer
    return customer is not None and customer == subject.snapshot.birth.customer


def moment_of(case: Case) -> Moment:
    return Moment(
        case.progress,
        case.asked_at,
        case.closed_at,
        is_unanswered=case.resolved_because is not None,
    )


def _do(
    session: Session,
    case: Case,
    message: CustomerMessage,
    effect: MessageEffect,
    *,
    policy: Policy,
) -> None:
    at = message.appended_at
    why = Why("customer_message", "customer", cause=f"message:{message.seq}")
    if effect == "answer":
        case.move("answer")
        terms = terms_of(session, policy, case)
        case.clocks = clocks.resumed(case.clocks, at, terms.own)
        timers.cancel(session, waiting.WAITING, case.id)
        tell(session, case.id, at, Why("answered", "customer", why.cause))
    if effect in ("answer", "noted") and not case.is_stub:
        terms = terms_of(session, policy, case)
        case.clocks = clocks.spoken_to(case.clocks, at, terms.own)
    elif effect == "resume":
        waiting.resume(session, case, at=at, why=why, policy=policy)
    elif effect == "reopen":
        reason = f"客户又说：{message.text}"
        said = cycles.Reason(reason, message.case_id)
        after_result = max(at, case.resolved_at or at)
        cycles.reopen(session, case, said, at=after_result, why=why, policy=policy)


def _request_follow_on(
    session: Session, case: Case, message: CustomerMessage, now: datetime
) -> None:
    data = FollowOnRequested(
        cause_id=cause_of_message(case.id, message.seq),
        origin_case_id=case.id,
        origin_feedback_id=case.feedback_id,
        cause="message",
        text=message.text,
        requested_at=now,
    )
    outbox.add(session, data, now=now)
    why = Why("follow_on_requested", "customer", f"message:{message.seq}")
    tell(session, case.id, message.appended_at, why)


def cause_of_message(case_id: str, seq: int) -> str:
    """Return the id of the follow-on that a message may ask for."""
    return str(uuid.uuid5(NAMESPACE, f"message/{case_id}/{seq}"))
