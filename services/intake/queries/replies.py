"""Reads of replies, for staff: each with its rungs and every attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.errors_replies import ReplyNotFound
from services.intake.models import Feedback, OutboundMessage, Reply, SendAttempt
from services.intake.queries.scope import visible_to
from shared.auth.principal import Principal
from shared.columns import UtcDateTime
from shared.database import Session


@dataclass(frozen=True, slots=True)
class WantedReplies:
    """What a list of replies is narrowed to; `before` is the sort key of the page before."""

    feedback_id: str | None = None
    state: str | None = None
    before: tuple[datetime, str] | None = None


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """A reply with all that was tried; `contact_kinds` are what its feedback has."""

    reply: Reply
    contact_kinds: str
    rungs: Sequence[OutboundMessage]
    attempts: Sequence[SendAttempt]


def reply_file(session: Session, request_id: str, reader: Principal) -> ReplyFile:
    """Return a reply of a feedback that the reader may see. Raises ReplyNotFound."""
    found = session.execute(visible_replies(reader).where(col(Reply.request_id) == request_id))
    row = found.one_or_none()
    if row is None:
        raise ReplyNotFound
    return with_attempts(session, [(row[0], row[1])])[0]


def recent_replies(
    session: Session, reader: Principal, wanted: WantedReplies, *, limit: int
) -> Sequence[ReplyFile]:
    """Return up to `limit` replies of feedback that the reader may see, newest first."""
    query = visible_replies(reader)
    if wanted.feedback_id is not None:
        query = query.where(col(Reply.feedback_id) == wanted.feedback_id)
    if wanted.state is not None:
        query = query.where(col(Reply.state) == wanted.state)
    if wanted.before is not None:
        place = sa.tuple_(col(Reply.requested_at), col(Reply.request_id))
        at, request_id = wanted.before
        query = query.where(place < sa.tuple_(sa.literal(at, UtcDateTime()), request_id))
    newest = (col(Reply.requested_at).desc(), col(Reply.request_id).desc())
    rows = session.execute(query.order_by(*newest).limit(limit)).all()
    return with_attempts(session, [(row[0], row[1]) for row in rows])


def visible_replies(reader: Principal) -> sa.Select[Reply, str]:
    return (
        sa.select(Reply, col(Feedback.contact_kinds))
        .join(Feedback, col(Feedback.id) == col(Reply.feedback_id))
        .where(visible_to(reader))
    )


def with_attempts(session: Session, replies: Sequence[tuple[Reply, str]]) -> Sequence[ReplyFile]:
    ids = [reply.request_id for reply, _ in replies]
    rungs = session.exec(
        select(OutboundMessage)
        .where(col(OutboundMessage.request_id).in_(ids))
        .order_by(col(OutboundMessage.place), col(OutboundMessage.rung))
    ).all()
    attempts = session.exec(
        select(SendAttempt)
        .where(col(SendAttempt.request_id).in_(ids))
        .order_by(col(SendAttempt.began_at), col(SendAttempt.number))
    ).all()
    return [
        ReplyFile(
            reply,
            kinds,
            [one for one in rungs if one.request_id == reply.request_id],
            [one for one in attempts if one.request_id == reply.request_id],
        )
        for reply, kinds in replies
    ]
