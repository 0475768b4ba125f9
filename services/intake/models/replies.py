"""What we told customers and how far their case is, as far as intake has heard."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from services.intake.rules.ladder import MOVES
from shared.columns import Id, Json, UtcDateTime

LONGEST_REASON = 200
IS_DUE = sa.text("due_at IS NOT NULL")


class KnownProgress(IntakeModel, table=True):
    """The newest `case.progressed` of a case; may be here before its feedback is known."""

    __tablename__ = "known_progress"
    __table_args__ = (
        sa.Index("ix_known_progress_team_id", "team_id", "feedback_id"),
        sa.Index("ix_known_progress_owner_id", "owner_id", "feedback_id"),
    )

    feedback_id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, unique=True)
    generation: int
    version: int
    progress: str = Field(max_length=20)
    cycle: int
    public_status: str = Field(max_length=20)
    public_words: str | None = Field(default=None, sa_type=sa.Text)
    public_words_en: str | None = Field(default=None, sa_type=sa.Text)
    question: str | None = Field(default=None, sa_type=sa.Text)
    survey: dict[str, Any] | None = Field(default=None, sa_type=Json)
    owner_id: str | None = Field(default=None, max_length=80)
    team_id: str | None = Field(default=None, max_length=80)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    heard_at: datetime = Field(sa_type=UtcDateTime)


class Reply(IntakeModel, table=True):
    """Something to tell the customer, once; on the progress page from `requested_at` on.

    The states and their moves stand in `rules/ladder.py`: `waiting` for a rung, `sending` by one,
    `failed` (no rung worked so far), `unknown` (a rung may have worked, so nobody tries again),
    `expired` (its time ran out) or `delivered`, which beats the others. `due_at` is when a worker
    looks at it next, None when none needs to; `claim` is whose attempt counts.
    """

    __tablename__ = "reply"
    __table_args__ = (
        sa.Index("ix_reply_feedback_id", "feedback_id", "requested_at"),
        sa.Index("ix_reply_requested_at", "requested_at", "request_id"),
        sa.Index("ix_reply_state", "state", "requested_at", "request_id"),
        sa.Index("ix_reply_due_at", "due_at", postgresql_where=IS_DUE, sqlite_where=IS_DUE),
    )

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
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claim: str | None = Field(default=None, sa_type=Id)

    def move(self, state: str) -> None:
        """Become `state`. Raises ValueError when the table of moves does not have it."""
        if state not in MOVES[self.state]:
            raise ValueError(f"a reply that is {self.state} cannot become {state}")
        self.state = state


class OutboundMessage(IntakeModel, table=True):
    """One rung of a reply's ladder: what became of it there, and why.

    `state`: waiting, sending, delivered, failed, unknown, skipped or expired. `attempts` counts
    what was begun, `asks` how often a vendor was asked what became of it. `reserved` is what the
    sender took for the attempt in hand.
    """

    __tablename__ = "outbound_message"

    request_id: str = Field(primary_key=True, max_length=200)
    rung: str = Field(primary_key=True, max_length=40)
    place: int = Field(default=0, sa_type=sa.SmallInteger)
    state: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=200)
    attempts: int = 0
    asks: int = 0
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    account_id: str | None = Field(default=None, sa_type=Id)
    reserved: dict[str, str] | None = Field(default=None, sa_type=Json)
    vendor_id: str | None = Field(default=None, max_length=120)
    changed_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def is_taken_back(self) -> bool:
        """The vendor took it, named it, and said later that it did not arrive."""
        return self.state == "failed" and self.vendor_id is not None

    def become(self, state: str, reason: str | None, now: datetime) -> None:
        """Note what became of this rung."""
        self.state, self.changed_at = state, now
        self.reason = reason if reason is None else reason[:LONGEST_REASON]


class SendAttempt(IntakeModel, table=True):
    """One attempt by one rung, or one question what became of it; never changed once ended."""

    __tablename__ = "send_attempt"

    request_id: str = Field(primary_key=True, max_length=200)
    rung: str = Field(primary_key=True, max_length=40)
    number: int = Field(primary_key=True)
    kind: str = Field(max_length=8)
    began_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str | None = Field(default=None, max_length=12)
    reason: str | None = Field(default=None, max_length=200)
