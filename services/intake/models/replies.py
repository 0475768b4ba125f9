"""What we told customers and how far their case is, as far as intake has heard."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, Json, UtcDateTime


class KnownProgress(IntakeModel, table=True):
    """The newest `case.progressed` of a case; may be here before its feedback is known."""

    __tablename__ = "known_progress"
    __table_args__ = (
        sa.Index("ix_known_progress_team_id", "team_id"),
        sa.Index("ix_known_progress_owner_id", "owner_id"),
    )

    feedback_id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, unique=True)
    generation: int
    version: int
    progress: str = Field(max_length=20)
    cycle: int
    public_status: str = Field(max_length=20)
    public_words: str | None = Field(default=None, sa_type=sa.Text)
    question: str | None = Field(default=None, sa_type=sa.Text)
    survey: dict[str, Any] | None = Field(default=None, sa_type=Json)
    owner_id: str | None = Field(default=None, max_length=80)
    team_id: str | None = Field(default=None, max_length=80)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    heard_at: datetime = Field(sa_type=UtcDateTime)


class Reply(IntakeModel, table=True):
    """Something to tell the customer, once; on the progress page from `requested_at` on.

    `state`: `waiting`, `failed` (no rung worked so far), `expired` (came after `not_after`) or
    `delivered`, which beats the others.
    """

    __tablename__ = "reply"
    __table_args__ = (sa.Index("ix_reply_feedback_id", "feedback_id", "requested_at"),)

    request_id: str = Field(primary_key=True, max_length=200)
    case_id: str = Field(sa_type=Id)
    feedback_id: str = Field(sa_type=Id)
    cycle: int
    purpose: str = Field(max_length=20)
    ordinal: int
    text: str = Field(sa_type=sa.Text)
    not_after: datetime = Field(sa_type=UtcDateTime)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=12)
    via: str | None = Field(default=None, max_length=40)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    viewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OutboundMessage(IntakeModel, table=True):
    """One rung of a reply's ladder: what became of it there, and why."""

    __tablename__ = "outbound_message"

    request_id: str = Field(primary_key=True, max_length=200)
    rung: str = Field(primary_key=True, max_length=40)
    state: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=200)
    changed_at: datetime = Field(sa_type=UtcDateTime)
