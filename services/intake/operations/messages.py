"""Further words and pictures of a customer on the progress page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.intake.errors import FeedbackErased, PageNotFound
from services.intake.errors_files import TooManyPictures
from services.intake.models import Attachment, Feedback, FeedbackMessage
from services.intake.operations.attachments import Upload, hand_over, keep_attachment
from services.intake.operations.envelopes import Envelope, keeper, of_message, sealed_as
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
    envelope: Envelope


def words(feedback_id: str, text: str, sealer: Sealer) -> Words:
    """Return `text`, trimmed and within its limits, ready to be appended."""
    envelope = Envelope(sealer)
    sealed = envelope.seal(text.encode(), sealed_as(feedback_id, "message"))
    return Words(feedback_id, mask_numbers(text), sealed, envelope)


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
    files are kept with it already. Raises PageNotFound, FeedbackErased, TooManyPictures,
    IdempotencyKeyReused.
    """
    feedback = session.get(Feedback, said.feedback_id, with_for_update=True)
    if feedback is None:
        raise PageNotFound
    sealer = said.envelope.sealer
    if keyed and (first := idempotency.recall(session, keyed.digest)):
        first.must_match(keyed.fingerprint)
        return session.get_one(FeedbackMessage, (said.feedback_id, int(first.body)))
    if feedback.erased_at is not None:
        raise FeedbackErased
    message = FeedbackMessage(
        feedback_id=said.feedback_id,
        seq=last_seq(session, said.feedback_id) + 1,
        text=said.text,
        sealed_text=said.sealed_text,
        data_key=keeper(feedback, sealer).seal(said.envelope.raw, of_message(feedback.id)),
        appended_at=now,
    )
    session.add(message)
    must_have_room(session, feedback.id, len(uploads))
    for upload in uploads:
        kept, _ = keep_attachment(session, upload, uploaded_by=f"customer:{feedback.id}", now=now)
        hand_over(kept, feedback, sealer)
        kept.message_seq = message.seq
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


def must_have_room(session: Session, feedback_id: str, more: int) -> None:
    """Refuse more files than a feedback may have. Raises TooManyPictures."""
    kept = sa.select(sa.func.count()).where(col(Attachment.feedback_id) == feedback_id)
    if more and session.execute(kept).scalar_one() + more > MOST_OF_A_FEEDBACK:
        raise TooManyPictures(MOST_OF_A_FEEDBACK)


def last_seq(session: Session, feedback_id: str) -> int:
    highest = sa.select(sa.func.max(FeedbackMessage.seq)).where(
        col(FeedbackMessage.feedback_id) == feedback_id
    )
    return session.execute(highest).scalar_one() or 0
