"""Further words and pictures of a customer on the progress page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.intake.errors import PageNotFound, TooManyPictures
from services.intake.models import Attachment, Feedback, FeedbackMessage
from services.intake.operations.attachments import Upload, keep_attachment
from services.intake.operations.envelopes import sealed_as
from services.intake.operations.submissions import KeyedRequest
from services.intake.rules.masking import mask_numbers
from shared import idempotency, outbox
from shared.database import Session
from shared.events import FeedbackAppended
from shared.idempotency import FirstAnswer
from shared.sealing import Sealer

ONLY_PICTURES = "（图片）"
MOST_OF_A_FEEDBACK = 30


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
    uploads: Sequence[Upload] = (),
) -> FeedbackMessage:
    """Append to the feedback and publish it; repeated with the same key, return the first row.

    `uploads` are the pictures that come with the words, to be kept; `attachments` is how many
    files are kept with it already. Raises PageNotFound, TooManyPictures, IdempotencyKeyReused.
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
    claim(session, message, uploads, now)
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
            attachments=attachments + len(uploads),
            appended_at=now,
        ),
        now=now,
    )
    return message


def claim(
    session: Session, message: FeedbackMessage, uploads: Sequence[Upload], now: datetime
) -> None:
    """Keep the pictures of a message with it. Raises TooManyPictures."""
    if not uploads:
        return
    kept = sa.select(sa.func.count()).where(col(Attachment.feedback_id) == message.feedback_id)
    if session.execute(kept).scalar_one() + len(uploads) > MOST_OF_A_FEEDBACK:
        raise TooManyPictures(MOST_OF_A_FEEDBACK)
    for upload in uploads:
        by = f"customer:{message.feedback_id}"
        attachment, _ = keep_attachment(session, upload, uploaded_by=by, now=now)
        attachment.feedback_id, attachment.message_seq = message.feedback_id, message.seq


def last_seq(session: Session, feedback_id: str) -> int:
    highest = sa.select(sa.func.max(FeedbackMessage.seq)).where(
        col(FeedbackMessage.feedback_id) == feedback_id
    )
    return session.execute(highest).scalar_one() or 0
