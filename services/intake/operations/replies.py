"""Replies: one row for each thing to tell a customer, whatever rung it reaches them by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import OutboundMessage, Reply
from services.intake.models.replies import LONGEST_REASON
from services.intake.models.tables import FEEDBACK, OUTBOUND_MESSAGE, REPLY
from services.intake.operations.receipts import is_own
from services.intake.rules.ladder import (
    NO_PROVIDER,
    NOT_NEEDED,
    NOT_VIEWED,
    PAGE,
    TOO_LATE,
    Rung,
)
from shared import outbox
from shared.among import among
from shared.database import Session, wake
from shared.events import EventData, ReplyDelivered, ReplyFailed, ReplyRequested

UNKNOWN_FEEDBACK = "feedback unknown"
SENDING_SIGNAL = "replies"


class Ladder(Protocol):
    """The rungs by which customers are reached, besides the progress page."""

    def rungs(self, session: Session) -> Sequence[Rung]:
        """Return the rungs in their order, and which of them can be tried just now."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """How a rung of one reply begins."""

    rung: str
    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a reply at first: its state, its rungs, and what followup is told, if so."""

    state: str
    steps: Sequence[Step]
    event: EventData | None = None


def request_replies(
    session: Session, requests: Sequence[ReplyRequested], ladder: Ladder, *, now: datetime
) -> None:
    """Put each reply on its progress page and at the foot of its ladder, once a request."""
    fresh = unknown_requests(session, requests)
    if not fresh:
        return
    contacts = contact_kinds(session, [one.feedback_id for one in fresh])
    rungs = ladder.rungs(session) if any(contacts.values()) else ()
    outcomes = [first_outcome(one, contacts.get(one.feedback_id), rungs, now) for one in fresh]
    connection = session.connection()
    connection.execute(
        sa.insert(REPLY), [reply_row(*pair, now) for pair in zip(fresh, outcomes, strict=True)]
    )
    rows = [
        rung_row(request.request_id, place, step, now)
        for request, outcome in zip(fresh, outcomes, strict=True)
        for place, step in enumerate(outcome.steps)
    ]
    connection.execute(sa.insert(OUTBOUND_MESSAGE), rows)
    outbox.add_many(session, [one.event for one in outcomes if one.event], now=now)
    if any(one.state == "waiting" for one in outcomes):
        wake(session, SENDING_SIGNAL)


def unknown_requests(session: Session, requests: Sequence[ReplyRequested]) -> list[ReplyRequested]:
    wanted = {one.request_id: one for one in requests}
    known = session.execute(sa.select(REPLY.c.request_id).where(among(REPLY.c.request_id, wanted)))
    for request_id in known.scalars():
        del wanted[request_id]
    return [wanted[request_id] for request_id in sorted(wanted)]


def contact_kinds(session: Session, feedback_ids: Iterable[str]) -> dict[str, str]:
    rows = session.execute(
        sa.select(FEEDBACK.c.id, FEEDBACK.c.contact_kinds).where(
            among(FEEDBACK.c.id, set(feedback_ids))
        )
    )
    return {row[0]: row[1] for row in rows}


def first_outcome(
    request: ReplyRequested, kinds: str | None, rungs: Sequence[Rung], now: datetime
) -> Outcome:
    """Decide what becomes of a reply: the page is enough for whom nothing else can reach.

    `kinds` are the contacts of its feedback, None when there is no such feedback.
    """
    if kinds is None or request.not_after <= now:
        reason = UNKNOWN_FEEDBACK if kinds is None else TOO_LATE
        failed = reply_failed(request.request_id, request.case_id, {PAGE: reason}, now)
        return Outcome("expired", [Step(PAGE, "expired", reason)], failed)
    given = set(kinds.split(",")) if kinds else set()
    steps = [first_step(rung) for rung in rungs if rung.needs in given]
    if not steps:
        done = reply_delivered(request.request_id, request.case_id, now)
        return Outcome("delivered", [Step(PAGE, "delivered")], done)
    steps.append(Step(PAGE, "waiting", NOT_VIEWED))
    if any(step.state == "waiting" for step in steps[:-1]):
        return Outcome("waiting", steps)
    reasons = {step.rung: str(step.reason) for step in steps}
    failed = reply_failed(request.request_id, request.case_id, reasons, now)
    return Outcome("failed", steps, failed)


def first_step(rung: Rung) -> Step:
    return (
        Step(rung.name, "waiting") if rung.is_configured else Step(rung.name, "failed", NO_PROVIDER)
    )


def reply_delivered(
    request_id: str, case_id: str, now: datetime, via: str = PAGE
) -> ReplyDelivered:
    return ReplyDelivered(request_id=request_id, case_id=case_id, via=via, delivered_at=now)


def reply_failed(
    request_id: str,
    case_id: str,
    reasons: dict[str, str],
    now: datetime,
    *,
    taken_back: bool = False,
) -> ReplyFailed:
    return ReplyFailed(
        request_id=request_id,
        case_id=case_id,
        reasons=reasons,
        failed_at=now,
        taken_back=taken_back,
    )


def reply_row(request: ReplyRequested, outcome: Outcome, now: datetime) -> dict[str, Any]:
    is_delivered = outcome.state == "delivered"
    return {
        "request_id": request.request_id,
        "case_id": request.case_id,
        "feedback_id": request.feedback_id,
        "cycle": request.cycle,
        "purpose": request.purpose,
        "ordinal": request.ordinal,
        "text": request.text,
        "not_after": request.not_after,
        "requested_at": now,
        "state": outcome.state,
        "via": PAGE if is_delivered else None,
        "delivered_at": now if is_delivered else None,
        "due_at": now if outcome.state == "waiting" else None,
    }


def rung_row(request_id: str, place: int, step: Step, now: datetime) -> dict[str, Any]:
    return {
        "request_id": request_id,
        "rung": step.rung,
        "place": place,
        "state": step.state,
        "reason": step.reason,
        "changed_at": now,
    }


def rungs_of(session: Session, request_id: str) -> Sequence[OutboundMessage]:
    """Return the rungs of a reply in their order, the page last."""
    return session.exec(
        select(OutboundMessage)
        .where(OutboundMessage.request_id == request_id)
        .order_by(col(OutboundMessage.place), col(OutboundMessage.rung))
    ).all()


def mark_viewed(session: Session, feedback_id: str, *, now: datetime) -> list[str]:
    """Remember that the page was looked at, and tell followup of each reply that this delivered.

    Delivered beats failed, and who has read it is not told again by another rung; what was
    delivered already, or came too late to be shown, is left. Returns the ids of the requests
    delivered by this view.
    """
    unseen = session.exec(
        select(Reply)
        .where(
            Reply.feedback_id == feedback_id,
            col(Reply.viewed_at).is_(None),
            Reply.requested_at < Reply.not_after,
        )
        .order_by(Reply.request_id)
        .with_for_update()
    ).all()
    delivered = [reply for reply in unseen if reply.state != "delivered"]
    for reply in unseen:
        reply.viewed_at = now
    for reply in delivered:
        deliver(session, reply, PAGE, now=now)
    return [reply.request_id for reply in delivered]


def deliver(session: Session, reply: Reply, via: str, *, now: datetime) -> None:
    """Make the reply delivered by the rung `via`, and tell followup; no other rung is begun.

    A rung that is being tried at this moment stays due: what became of it will be noted.
    """
    is_sending = False
    for step in rungs_of(session, reply.request_id):
        if step.rung == via:
            step.become("delivered", None, now)
        elif step.state == "waiting":
            step.become("skipped", NOT_NEEDED, now)
        is_sending = is_sending or step.state == "sending"
    if not is_sending:
        reply.due_at = None
    reply.move("delivered")
    reply.via, reply.delivered_at = via, now
    if not is_own(reply):
        outbox.add(session, reply_delivered(reply.request_id, reply.case_id, now, via), now=now)


def take_back(session: Session, rung: str, vendor_id: str, reason: str, *, now: datetime) -> None:
    """Let a delivery that did not come about be the failure of its rung: the next one is begun.

    Who has viewed the page since was told: then the reason only stands beside the rung.
    """
    found = session.exec(
        select(OutboundMessage.request_id).where(
            OutboundMessage.rung == rung, OutboundMessage.vendor_id == vendor_id
        )
    ).first()
    if found is None:
        return
    reply = session.get_one(Reply, found, with_for_update=True)
    steps = rungs_of(session, found)
    failed = next(step for step in steps if step.rung == rung)
    if failed.state != "delivered":
        return
    if reply.via != rung or reply.viewed_at is not None:
        failed.reason = reason[:LONGEST_REASON]
        return
    failed.become("failed", reason, now)
    for step in steps:
        if step.state == "skipped" and step.reason == NOT_NEEDED:
            step.become("waiting", NOT_VIEWED if step.rung == PAGE else None, now)
    reply.move("waiting")
    reply.via, reply.delivered_at, reply.due_at = None, None, now
    wake(session, SENDING_SIGNAL)
