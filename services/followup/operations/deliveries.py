"""What became of what intake was asked to tell: told, or a visible reason and a call."""

from collections.abc import Sequence
from datetime import datetime

from services.followup import queries
from services.followup.models import Case, Reply
from services.followup.operations import calls, replies, survey_pushes
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, entry, record
from shared.database import Session
from shared.events import Received, ReplyDelivered, ReplyFailed


def take_deliveries(
    session: Session, received: Sequence[Received[ReplyDelivered]], now: datetime
) -> None:
    """Note that replies arrived; the result of the present cycle makes a resolved case told."""
    replies, cases = _involved(session, [one.data.request_id for one in received])
    entries = []
    for one in received:
        data = one.data
        reply = replies.get(data.request_id)
        if reply is None or reply.delivered_at is not None:
            continue
        if reply.taken_back_at is not None and data.delivered_at <= reply.taken_back_at:
            continue
        reply.delivered_at, reply.via = data.delivered_at, data.via
        why = Why("reply_delivered", "intake", cause=reply.purpose)
        key = f"delivered:{reply.request_id}"
        entries.append(entry(reply.recipient_id, data.delivered_at, why, key=key, via=data.via))
        _arrived(session, cases[reply.case_id], reply, data.delivered_at)
    record(session, entries)
    publish(session, cases.values(), now=now, why=Why("told", "intake"))


def take_failures(
    session: Session, received: Sequence[Received[ReplyFailed]], now: datetime
) -> None:
    """Note that replies did not arrive; the case shows why, so that somebody calls instead."""
    replies, cases = _involved(session, [one.data.request_id for one in received])
    entries = []
    for one in received:
        data = one.data
        reply = replies.get(data.request_id)
        if reply is None:
            continue
        reply.failed_at, reply.reasons = data.failed_at, data.reasons
        if data.taken_back:
            _take_back(cases[reply.case_id], reply, data.failed_at)
        why = Why("reply_failed", "intake", cause=reply.purpose)
        key = f"failed:{reply.request_id}"
        entries.append(entry(reply.recipient_id, data.failed_at, why, key=key, **data.reasons))
        if reply.delivered_at is None:
            _lost(session, cases[reply.case_id], reply, data.failed_at)
    record(session, entries)
    publish(session, cases.values(), now=now, why=Why("not_told", "intake"))


def _arrived(session: Session, case: Case, reply: Reply, at: datetime) -> None:
    """Do what follows from a delivery: a result tells its customer, and nobody need call."""
    if reply.purpose == "survey":
        _note_push(session, case, reply, "delivered", None)
    if reply.purpose != "result":
        return
    calls.settle(session, reply, at)
    if reply.recipient_id == reply.case_id:
        replies.mark_told(session, case, reply.cycle, at)
    if reply.cycle == case.cycle:
        session.flush()
        survey_pushes.resume(session, case, reply.recipient_id, at)


def _take_back(case: Case, reply: Reply, at: datetime) -> None:
    """Count a delivery no more that the vendor says did not come about; a later one stands."""
    reply.taken_back_at = at
    if reply.delivered_at is None or reply.delivered_at > at:
        return
    reply.delivered_at = reply.via = None
    if (reply.purpose, reply.cycle, reply.recipient_id) == ("result", case.cycle, case.id):
        case.told_at = None


def _lost(session: Session, case: Case, reply: Reply, at: datetime) -> None:
    """Do what follows from a failure: somebody is to call about a result that still stands."""
    if reply.purpose == "survey":
        because = "; ".join(f"{rung}: {reason}" for rung, reason in (reply.reasons or {}).items())
        _note_push(session, case, reply, "failed", because)
    if reply.purpose != "result" or reply.cycle != case.cycle:
        return
    if reply.recipient_id == case.id:
        case.not_told_because = reply.reasons
    if case.progress in WAITING_TO_TELL:
        calls.open_call(session, case, reply, at)


WAITING_TO_TELL = ("resolved", "told")
"""Told too: a customer merged into the case may still wait for its result."""


def _note_push(session: Session, case: Case, reply: Reply, push: str, because: str | None) -> None:
    survey = queries.surveys_of(session, [case.id]).get((case.id, reply.cycle, reply.recipient_id))
    if survey is not None and (survey.push != "delivered" or reply.taken_back_at is not None):
        survey.push, survey.push_because = push, because


def _involved(
    session: Session, request_ids: Sequence[str]
) -> tuple[dict[str, Reply], dict[str, Case]]:
    """Return the replies and their cases; the cases are held before the replies are read."""
    cases = queries.locked_cases(session, queries.cases_replied(session, request_ids))
    return queries.replies_by_id(session, request_ids), cases
