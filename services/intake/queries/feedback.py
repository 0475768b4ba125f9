"""Reads of feedback: one, a page of them, everything its progress page shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.errors import FeedbackNotFound, PageNotFound
from services.intake.errors_files import AttachmentNotFound
from services.intake.models import (
    Attachment,
    AttachmentContent,
    Feedback,
    FeedbackMessage,
    KnownProgress,
    OutboundMessage,
    Reply,
)
from services.intake.models.feedback import EVIDENCE
from services.intake.queries.scope import newest_visible, visible_to
from services.intake.rules.identity import EPOCH, LATEST, lowest_id_at
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """A feedback with all that belongs to it."""

    feedback: Feedback
    progress: KnownProgress | None
    messages: Sequence[FeedbackMessage]
    replies: Sequence[Reply]
    attachments: Sequence[Attachment] = ()
    outbound: Sequence[OutboundMessage] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of feedback is narrowed to; `before` is the last id of the page before."""

    store_code: str | None = None
    channel: str | None = None
    since: datetime | None = None
    before: str | None = None


def feedback_seen(session: Session, feedback_id: str, reader: Principal) -> Feedback:
    """Return a feedback that the reader may see. Raises FeedbackNotFound."""
    found = session.exec(
        select(Feedback).where(Feedback.id == feedback_id, visible_to(reader))
    ).one_or_none()
    if found is None:
        raise FeedbackNotFound
    return found


def feedback_file(session: Session, feedback_id: str, reader: Principal) -> FeedbackFile:
    """Return the feedback with its messages, replies and attachments. Raises FeedbackNotFound."""
    found = feedback_seen(session, feedback_id, reader)
    replies = replies_to(session, feedback_id)
    return FeedbackFile(
        found,
        session.get(KnownProgress, feedback_id),
        messages_of(session, feedback_id),
        replies,
        attachments_of(session, feedback_id),
        session.exec(
            select(OutboundMessage)
            .where(col(OutboundMessage.request_id).in_([one.request_id for one in replies]))
            .order_by(OutboundMessage.request_id, OutboundMessage.rung)
        ).all(),
    )


def recent_feedback(
    session: Session, reader: Principal, wanted: Wanted, *, limit: int
) -> Sequence[tuple[Feedback, KnownProgress | None]]:
    """Return up to `limit` feedbacks that the reader may see, newest first."""
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.store_code is not None:
        conditions.append(col(Feedback.store_code) == wanted.store_code)
    if wanted.channel is not None:
        conditions.append(col(Feedback.channel) == wanted.channel)
    if wanted.since is not None:
        since = min(max(wanted.since, EPOCH), LATEST)
        conditions.append(col(Feedback.id) >= str(UUID(int=lowest_id_at(since))))
        conditions.append(col(Feedback.received_at) >= since)
    if wanted.before is not None:
        conditions.append(col(Feedback.id) < wanted.before)
    rows = session.exec(
        select(Feedback, KnownProgress)
        .join(KnownProgress, col(KnownProgress.feedback_id) == col(Feedback.id), isouter=True)
        .where(newest_visible(reader, conditions, limit=limit), *conditions)
        .order_by(col(Feedback.id).desc())
        .limit(limit)
    ).all()
    return [(feedback, progress) for feedback, progress in rows]


def progress_page(session: Session, feedback_id: str) -> FeedbackFile:
    """Return what the customer's own page shows. Raises PageNotFound."""
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        raise PageNotFound
    return FeedbackFile(
        feedback,
        session.get(KnownProgress, feedback_id),
        messages_of(session, feedback_id),
        [one for one in replies_to(session, feedback_id) if one.requested_at < one.not_after],
        attachments_of(session, feedback_id),
    )


def attachments_of(session: Session, feedback_id: str) -> Sequence[Attachment]:
    """Return what the customer sent, and nothing that staff put beside it."""
    return session.exec(
        select(Attachment)
        .where(
            Attachment.feedback_id == feedback_id,
            col(Attachment.message_seq).is_distinct_from(EVIDENCE),
        )
        .order_by(Attachment.id)
    ).all()


def messages_of(session: Session, feedback_id: str) -> Sequence[FeedbackMessage]:
    return session.exec(
        select(FeedbackMessage)
        .where(FeedbackMessage.feedback_id == feedback_id)
        .order_by(col(FeedbackMessage.seq))
    ).all()


def replies_to(session: Session, feedback_id: str) -> Sequence[Reply]:
    return session.exec(
        select(Reply)
        .where(Reply.feedback_id == feedback_id)
        .order_by(col(Reply.requested_at), col(Reply.request_id))
    ).all()


def uploads_of(session: Session, ids: Sequence[str], uploaded_by: str) -> Sequence[Attachment]:
    """Return those of the attachments that this sender uploaded."""
    return session.exec(
        select(Attachment)
        .where(col(Attachment.id).in_(ids), Attachment.uploaded_by == uploaded_by)
        .order_by(Attachment.id)
    ).all()


def own_attachment(
    session: Session, attachment_id: str, feedback_id: str
) -> tuple[Attachment, bytes, Feedback]:
    """Return what a customer sent with this feedback, its sealed bytes and the feedback.

    Raises AttachmentNotFound.
    """
    found = the_attachment(session, attachment_id, col(Feedback.id) == feedback_id)
    if found[0].message_seq == EVIDENCE:
        raise AttachmentNotFound
    return found


def sealed_attachment(
    session: Session, attachment_id: str, reader: Principal
) -> tuple[Attachment, bytes, Feedback]:
    """Return an attachment of a feedback the reader may see, its sealed bytes and that feedback.

    Raises AttachmentNotFound.
    """
    return the_attachment(session, attachment_id, visible_to(reader))


def the_attachment(
    session: Session, attachment_id: str, is_wanted: sa.ColumnElement[bool]
) -> tuple[Attachment, bytes, Feedback]:
    found = session.execute(
        sa.select(Attachment, col(AttachmentContent.sealed), Feedback)
        .join(AttachmentContent, col(AttachmentContent.attachment_id) == col(Attachment.id))
        .join(Feedback, col(Feedback.id) == col(Attachment.feedback_id))
        .where(col(Attachment.id) == attachment_id, is_wanted)
    ).one_or_none()
    if found is None:
        raise AttachmentNotFound
    return found[0], found[1], found[2]


def erased_cases(session: Session, case_ids: Collection[str]) -> set[str]:
    """Return those of the cases whose feedback was erased."""
    found = session.execute(
        sa.select(col(Feedback.case_id)).where(
            among(col(Feedback.case_id), case_ids), col(Feedback.erased_at).is_not(None)
        )
    )
    return set(found.scalars())
