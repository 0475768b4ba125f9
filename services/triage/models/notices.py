"""What staff were told: the notices, what became of each way of telling, and what people chose."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import Id, Json, UtcDateTime


class Notice(TriageModel, table=True):
    """One thing one person was told, at most once by its `key`.

    `facts` are codes, numbers and times, put into words when they are shown. `is_listed` says that
    the person reads it in the browser, `pops` that it came within their hours.
    """

    __table_args__ = (
        sa.UniqueConstraint("staff_id", "key", name="uq_notice_staff_id"),
        sa.Index("ix_notice_listed", "staff_id", "is_listed", "id"),
        sa.Index("ix_notice_created_at", "created_at"),
    )

    id: str = Field(primary_key=True, sa_type=Id)
    staff_id: str = Field(sa_type=Id)
    key: str = Field(max_length=200)
    occasion: str = Field(max_length=40)
    facts: dict[str, Any] = Field(sa_type=Json)
    path: str = Field(max_length=200)
    critical: bool = False
    is_listed: bool = True
    pops: bool = True
    file: dict[str, Any] | None = Field(default=None, sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_after: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticePush(TriageModel, table=True):
    """One way out of this system by which a notice is told.

    `state`: `held` until `due_at`, when the person's hours begin; `released` to intake; then as
    intake says `delivered`, `failed`, `unknown` or `expired`; or `dropped`, when it would have been
    too late by the time the hours begin.
    """

    __tablename__ = "notice_push"
    __table_args__ = (sa.Index("ix_notice_push_notice_id", "notice_id"),)

    id: str = Field(primary_key=True, sa_type=Id)
    notice_id: str = Field(sa_type=Id)
    way: str = Field(max_length=12)
    state: str = Field(max_length=12)
    reason: str | None = Field(default=None, max_length=200)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class NoticeSettings(TriageModel, table=True):
    """How a person wants to be told; who has no row is told by default."""

    __tablename__ = "notice_settings"

    staff_id: str = Field(primary_key=True, sa_type=Id)
    wishes: dict[str, Any] = Field(sa_type=Json)
    changed_at: datetime = Field(sa_type=UtcDateTime)


NOTICES = TriageModel.metadata.tables["notice"]
PUSHES = TriageModel.metadata.tables["notice_push"]
