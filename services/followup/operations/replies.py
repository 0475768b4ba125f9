"""What intake is asked to tell the customer, and what became of it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from services.followup import queries
from services.followup.models import Case, CaseCycle, Reply
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, entry, record
from shared import outbox
from shared.database import Session
from shared.events import Received, ReplyDelivered, ReplyFailed, ReplyRequested

NAMESPACE = uuid.UUID("6f5b2c0e-3a0d-5d1a-9c64-2f6a1f0f7b11")
VALID_FOR = timedelta(days=7)

Purpose = Literal["question", "result"]


def request_id(case_id: str, cycle: int, purpose: Purpose, ordinal: int, recipient_id: str) -> str:
    """Return the id of a reply: the same for the same thing to tell, however often it is asked."""
    return str(uuid.uuid5(NAMESPACE, f"{case_id}/{cycle}/{purpose}/{ordinal}/{recipient_id}"))


def request(
    session: Session, case: Case, purpose: Purpose, *, ordinal: int, recipient: Case, now: datetime
) -> None:
    """Ask intake, once, to tell `recipient`'s customer the question or the result of `case`.

    A merged case's customer is told under their own case; its `ordinal` is the survivor's cycle.
    """
    text = case.question if purpose == "question" else case.result
    wanted = request_id(case.id, case.cycle, purpose, ordinal, recipient.id)
    if not text or session.get(Reply, wanted) is not None:
        return
    session.add(
        Reply(
            request_id=wanted,
            case_id=case.id,
            cycle=case.cycle,
            purpose=purpose,
            ordinal=ordinal,
            recipient_id=recipient.id,
            requested_at=now,
        )
    )
    data = ReplyRequested(
        request_id=wanted,
        case_id=recipient.id,
        feedback_id=recipient.feedback_id,
        cycle=recipient.cycle,
        purpose=purpose,
        ordinal=ordinal if recipient is case else case.cycle,
        text=text,
        not_after=now + VALID_FOR,
    )
    outbox.add(session, data, now=now)


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
        reply.delivered_at, reply.via = data.delivered_at, data.via
        why = Why("reply_delivered", "intake", cause=reply.purpose)
        key = f"delivered:{reply.request_id}"
        entries.append(entry(reply.recipient_id, data.delivered_at, why, key=key, via=data.via))
        if reply.purpose == "result" and reply.recipient_id == reply.case_id:
            _mark_told(session, cases[reply.case_id], reply, data.delivered_at)
    record(session, entries)
    publish(session, cases.values(), now=now, why=Why("told", "intake"))


def _mark_told(session: Session, case: Case, reply: Reply, at: datetime) -> None:
    if reply.cycle == case.cycle:
        case.told_at, case.not_told_because = at, None
        case.move("tell")
        return
    earlier = session.get(CaseCycle, (case.id, reply.cycle))
    if earlier is not None:
        earlier.told_at = at


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
        why = Why("reply_failed", "intake", cause=reply.purpose)
        key = f"failed:{reply.request_id}"
        entries.append(entry(reply.recipient_id, data.failed_at, why, key=key, **data.reasons))
        case = cases[reply.case_id]
        is_own_result = reply.purpose == "result" and reply.recipient_id == case.id
        if is_own_result and reply.cycle == case.cycle and reply.delivered_at is None:
            case.not_told_because = data.reasons
    record(session, entries)
    publish(session, cases.values(), now=now, why=Why("not_told", "intake"))


def _involved(
    session: Session, request_ids: Sequence[str]
) -> tuple[dict[str, Reply], dict[str, Case]]:
    """Return the replies and their cases; the cases are held before the replies are read."""
    cases = queries.locked_cases(session, queries.cases_replied(session, request_ids))
    return queries.replies_by_id(session, request_ids), cases
