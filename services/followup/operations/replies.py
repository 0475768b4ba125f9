"""What intake is asked to tell the customer: each thing once, under an id of its own."""

import uuid
from datetime import datetime, timedelta
from typing import Literal

from sqlmodel import col, select

from services.followup.models import Case, CaseCycle, Reply
from shared import outbox
from shared.database import Session
from shared.events import ReplyRequested

NAMESPACE = uuid.UUID("6f5b2c0e-3a0d-5d1a-9c64-2f6a1f0f7b11")
VALID_FOR = timedelta(days=7)

Purpose = Literal["question", "result", "survey", "reminder", "notice"]


def request_id(case_id: str, cycle: int, purpose: Purpose, ordinal: int, recipient_id: str) -> str:
    """Return the id of a reply: the same for the same thing to tell, however often it is asked."""
    return str(uuid.uuid5(NAMESPACE, f"{case_id}/{cycle}/{purpose}/{ordinal}/{recipient_id}"))


def request(
    session: Session,
    case: Case,
    purpose: Purpose,
    *,
    ordinal: int,
    recipient: Case,
    now: datetime,
    text: str | None = None,
) -> None:
    """Ask intake, once, to tell `recipient`'s customer the question or the result of `case`.

    `text` is what else they are told. A merged case's customer is told under their own case; its
    `ordinal` is the survivor's cycle.
    """
    text = text or (case.question if purpose == "question" else case.result)
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


def mark_told(session: Session, case: Case, cycle: int, at: datetime) -> None:
    """Note that a cycle's result reached its customer; a case resolved in it becomes told."""
    if cycle == case.cycle:
        case.told_at, case.not_told_because = at, None
        case.move("tell")
        return
    earlier = session.get(CaseCycle, (case.id, cycle))
    if earlier is not None:
        earlier.told_at = at


def is_delivered(session: Session, case: Case, purpose: Purpose, recipient_id: str) -> bool:
    """Say whether something of the present cycle has reached a recipient."""
    found = session.exec(
        select(Reply.request_id).where(
            Reply.case_id == case.id,
            Reply.cycle == case.cycle,
            Reply.purpose == purpose,
            Reply.recipient_id == recipient_id,
            col(Reply.delivered_at).is_not(None),
        )
    )
    return found.first() is not None
