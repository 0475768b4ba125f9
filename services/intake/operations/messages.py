"""Further words of a customer on the progress page."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.intake.errors import PageNotFound
from services.intake.models import Feedback, FeedbackMessage
from services.intake.operations.submissions import KeyedRequest, sealed_as
from services.intake.rules.masking import mask_numbers
from shared import idempotency, outbox
from shared.database import Session
from shared.events import FeedbackAppended
from shared.idempotency import FirstAnswer
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Words:
    """What the customer adds, masked and sealed."""

    feedback_id: str
    text: str
    sealed_text: bytes


def words(feedback_id: str, text: str, sealer: Sealer) -> Words:
    """Return `text`, trimmed and within its limits, ready to be appended."""
    sealed = sealer.seal(text.encode(), sealed_as(feedback_id, "message"))
    return Words(feedback_id, mask_numbers(text), sealed)


def append_message(
    session: Session,
    said: Words,
    *,
    now: datetime,
    keyed: KeyedRequest | None = None,
    attachments: int = 0,
) -> FeedbackMessage:
    """Append to the feedback and publish it; repeated with the same key, return the first row.

    `attachments` is how many files came with the words.

    Raises PageNotFound, IdempotencyKeyReused.
    """
    feedback = session.get(Feedback, said.feedback_id, with_for_update=True)
    if feedback is None:
        raise PageNotFound
    if keyed and (first := idempotency.recall(session, keyed.digest)):
        first.must_match(keyed.fingerprint)
        return session.get_one(FeedbackMessage, (said.feedback_id, int(first.body)))
    message = FeedbackMessage(
        feedback_id=said.feedback_id,
        seq=last_seq(session, said.feedback_id) + 1,
        text=said.text,
        sealed_text=said.sealed_text,
        appended_at=now,
    )
    session.add(message)
    if keyed:
        answer = FirstAnswer(keyed.digest, keyed.fingerprint, 201, str(message.seq))
        idempotency.remember(session, answer, now=now)
    outbox.add(
        session,
        FeedbackAppended(
            case_id=feedback.case_id,
            feedback_id=feedback.id,
            seq=message.seq,
            text=message.text,
            attachments=attachments,
            appended_at=now,
        ),
        now=now,
    )
    return message


def last_seq(session: Session, feedback_id: str) -> int:
    highest = sa.select(sa.func.max(FeedbackMessage.seq)).where(
        col(FeedbackMessage.feedback_id) == feedback_id
    )
    return session.execute(highest).scalar_one() or 0
