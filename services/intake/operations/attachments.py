"""Attachments: kept sealed from the moment they arrive, claimed by the feedback that names them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from services.intake.errors_files import AttachmentTooLarge, AttachmentTypeRefused
from services.intake.models import Attachment, AttachmentContent, Feedback
from services.intake.models.tables import ATTACHMENT, TABLES
from services.intake.operations.envelopes import Seal, keeper
from services.intake.operations.submissions import KeyedRequest
from services.intake.rules.files import EXTENSIONS, MOST_BYTES, PICTURES, media_type_of
from shared import idempotency, timers
from shared.among import among
from shared.database import Session
from shared.idempotency import FirstAnswer
from shared.ids import new_id
from shared.sealing import DataKey, Sealer

UNCLAIMED_TIMER = "attachment.unclaimed"
UNCLAIMED_FOR = timedelta(hours=24)
CONTENT = TABLES["attachment_content"]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept, its content sealed with a key of its own, sealed by the secret."""

    attachment_id: str
    sha256: str
    media_type: str
    size: int
    sealed: bytes
    data_key: bytes


def upload_of(content: bytes, sealer: Sealer) -> Upload:
    """Return what to keep of a file: a picture encoded anew, a document as it is.

    Takes the CPU for up to a second. Raises AttachmentTooLarge, AttachmentTypeRefused,
    PictureBroken or PictureTooLarge.
    """
    if len(content) > MOST_BYTES:
        raise AttachmentTooLarge
    media_type = media_type_of(content)
    if media_type not in EXTENSIONS:
        raise AttachmentTypeRefused(media_type)
    if media_type in PICTURES:
        from services.intake.operations.pictures import encoded_anew  # loads Pillow

        content = encoded_anew(content, media_type)
    attachment_id, key = new_id(), DataKey()
    return Upload(
        attachment_id,
        hashlib.sha256(content).hexdigest(),
        media_type,
        len(content),
        key.seal(content, context(attachment_id)),
        sealer.seal(key.raw, of_file(attachment_id)),
    )


def context(attachment_id: str) -> str:
    return f"attachment/{attachment_id}"


def of_file(attachment_id: str) -> str:
    return f"attachment/{attachment_id}/key"


def handed_over(
    attachment_id: str, data_key: bytes | None, to: Seal, sealer: Sealer
) -> bytes | None:
    """Return the key of an unclaimed file, sealed by who keeps the keys of its feedback."""
    if data_key is None:
        return None
    return to.seal(sealer.open(data_key, of_file(attachment_id)), of_file(attachment_id))


def hand_over(attachment: Attachment, feedback: Feedback, sealer: Sealer) -> None:
    """Let an unclaimed file be the feedback's, and its key be kept as the feedback's own are."""
    to = keeper(feedback, sealer)
    attachment.data_key = handed_over(attachment.id, attachment.data_key, to, sealer)
    attachment.feedback_id = feedback.id


def opened_file(attachment: Attachment, sealed: bytes, feedback: Feedback, sealer: Sealer) -> bytes:
    """Return the bytes of a file of this feedback. Raises SealBroken, also when its key is gone."""
    if attachment.data_key is None:
        return sealer.open(sealed, context(attachment.id))
    key = keeper(feedback, sealer).open(attachment.data_key, of_file(attachment.id))
    return DataKey(key).open(sealed, context(attachment.id))


def keep_attachment(
    session: Session,
    upload: Upload,
    *,
    uploaded_by: str,
    now: datetime,
    keyed: KeyedRequest | None = None,
) -> tuple[Attachment, bool]:
    """Keep the file, unclaimed; it is removed when nobody claims it in a day.

    Returns it, and whether it was kept before under the same key: what is gone since then is told
    as it was told first, the same bytes making the same file. Raises IdempotencyKeyReused.
    """
    if keyed and (first := idempotency.recall(session, keyed.digest)):
        first.must_match(keyed.fingerprint)
        kept = session.get(Attachment, first.body)
        return kept or described(upload, first.body, uploaded_by, now), True
    attachment = described(upload, upload.attachment_id, uploaded_by, now)
    session.add(attachment)
    session.add(AttachmentContent(attachment_id=upload.attachment_id, sealed=upload.sealed))
    timers.schedule(session, UNCLAIMED_TIMER, upload.attachment_id, now + UNCLAIMED_FOR)
    if keyed:
        answer = FirstAnswer(keyed.digest, keyed.fingerprint, 201, attachment.id)
        idempotency.remember(session, answer, now=now)
    return attachment, False


def described(upload: Upload, attachment_id: str, uploaded_by: str, now: datetime) -> Attachment:
    return Attachment(
        id=attachment_id,
        uploaded_by=uploaded_by,
        sha256=upload.sha256,
        media_type=upload.media_type,
        size=upload.size,
        uploaded_at=now,
        data_key=upload.data_key,
    )


def remove_unclaimed(session: Session, attachment_ids: Sequence[str]) -> int:
    """Remove those of the attachments that no feedback has claimed; return how many."""
    found = session.execute(
        sa.select(ATTACHMENT.c.id)
        .where(among(ATTACHMENT.c.id, attachment_ids), ATTACHMENT.c.feedback_id.is_(None))
        .with_for_update()
    )
    ids = list(found.scalars())
    session.execute(sa.delete(CONTENT).where(among(CONTENT.c.attachment_id, ids)))
    session.execute(sa.delete(ATTACHMENT).where(among(ATTACHMENT.c.id, ids)))
    return len(ids)
