"""Replies: one row for each thing to tell a customer, whatever rung it reaches them by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import OutboundMessage, Reply
from services.intake.models.tables import FEEDBACK, OUTBOUND_MESSAGE, REPLY
from shared import outbox
from shared.among import among
from shared.database import Session
from shared.events import EventData, ReplyDelivered, ReplyFailed, ReplyRequested

PAGE = "page"
NOT_VIEWED = "not viewed yet"
EXPIRED = "expired"
UNKNOWN = "feedback unknown"


class Ladder(Protocol):
    """The rungs by which customers are reached, besides the progress page."""

    def reasons(self, contact_kinds: Iterable[str]) -> Mapping[str, str]:
        """Return, by rung, why it cannot reach a customer with these contacts."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a reply at first: its state, its rungs, and what followup is told."""

    state: str
    rungs: Mapping[str, tuple[str, str | None]]
    event: EventData


def request_replies(
    session: Session, requests: Sequence[ReplyRequested], ladder: Ladder, *, now: datetime
) -> None:
    """Put each reply on its progress page and climb its ladder, once a request."""
    fresh = unknown_requests(session, requests)
    if not fresh:
        return
    contacts = contact_kinds(session, [one.feedback_id for one in fresh])
    outcomes = [first_outcome(one, contacts.get(one.feedback_id), ladder, now) for one in fresh]
    connection = session.connection()
    connection.execute(
        sa.insert(REPLY), [reply_row(*pair, now) for pair in zip(fresh, outcomes, strict=True)]
    )
    rungs = [
        rung_row(request.request_id, rung, state, reason, now)
        for request, outcome in zip(fresh, outcomes, strict=True)
        for rung, (state, reason) in outcome.rungs.items()
    ]
    if rungs:
        connection.execute(sa.insert(OUTBOUND_MESSAGE), rungs)
    outbox.add_many(session, [outcome.event for outcome in outcomes], now=now)


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
    request: ReplyRequested, kinds: str | None, ladder: Ladder, now: datetime
) -> Outcome:
    """Decide what becomes of a reply: the page is enough for whom nothing else can reach.

    `kinds` are the contacts of its feedback, None when there is no such feedback.
    """
    if kinds is None or request.not_after <= now:
        reason = UNKNOWN if kinds is None else EXPIRED
        failed = reply_failed(request.request_id, request.case_id, {PAGE: reason}, now)
        return Outcome("expired", {PAGE: ("expired", reason)}, failed)
    reasons = dict(ladder.reasons(kinds.split(","))) if kinds else {}
    if not reasons:
        done = reply_delivered(request.request_id, request.case_id, now)
        return Outcome("delivered", {PAGE: ("delivered", None)}, done)
    reasons[PAGE] = NOT_VIEWED
    rungs: dict[str, tuple[str, str | None]] = {
        rung: ("failed", reason) for rung, reason in reasons.items()
    }
    rungs[PAGE] = ("waiting", NOT_VIEWED)
    return Outcome("failed", rungs, reply_failed(request.request_id, request.case_id, reasons, now))


def reply_delivered(request_id: str, case_id: str, now: datetime) -> ReplyDelivered:
    return ReplyDelivered(request_id=request_id, case_id=case_id, via=PAGE, delivered_at=now)


def reply_failed(
    request_id: str, case_id: str, reasons: dict[str, str], now: datetime
) -> ReplyFailed:
    return ReplyFailed(request_id=request_id, case_id=case_id, reasons=reasons, failed_at=now)


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
        "viewed_at": None,
    }


def rung_row(
    request_id: str, rung: str, state: str, reason: str | None, now: datetime
) -> dict[str, Any]:
    return {
        "request_id": request_id,
        "rung": rung,
        "state": state,
        "reason": reason,
        "changed_at": now,
    }


def mark_viewed(session: Session, feedback_id: str, *, now: datetime) -> list[str]:
    """Remember that the page was looked at, and tell followup of each reply that this delivered.

    Delivered beats failed; what was delivered already, or came too late to be shown, is left.
    Returns the ids of the requests delivered by this view.
    """
    unseen = session.exec(
        select(Reply)
        .where(
            Reply.feedback_id == feedback_id,
            col(Reply.viewed_at).is_(None),
            Reply.state != "expired",
        )
        .order_by(Reply.request_id)
        .with_for_update()
    ).all()
    delivered = [reply for reply in unseen if reply.state != "delivered"]
    for reply in unseen:
        reply.viewed_at = now
    for reply in delivered:
        reply.state, reply.via, reply.delivered_at = "delivered", PAGE, now
        rung = session.get(OutboundMessage, (reply.request_id, PAGE))
        if rung is not None:
            rung.state, rung.reason, rung.changed_at = "delivered", None, now
    events = [reply_delivered(reply.request_id, reply.case_id, now) for reply in delivered]
    outbox.add_many(session, events, now=now)
    return [reply.request_id for reply in delivered]
