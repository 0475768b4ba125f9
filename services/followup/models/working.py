"""What staff work with on a case: corrective actions, macros, collaborators and mentions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from shared.columns import Id, Json, UtcDateTime


class CorrectiveAction(FollowupModel, table=True):
    """A measure that puts right what caused a case (整改), with its evidence and the lead's check.

    `state` is open, done, or passed once checked; a check that does not pass opens it again.
    """

    __tablename__ = "corrective_action"

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, index=True)
    state: str = Field(default="open", max_length=10)
    measures: str = Field(sa_type=sa.Text)
    attachment_ids: list[str] = Field(sa_type=Json)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: dict[str, Any] = Field(sa_type=Json)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: dict[str, Any] | None = Field(default=None, sa_type=Json)
    done_note: str | None = Field(default=None, sa_type=sa.Text)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_by: dict[str, Any] | None = Field(default=None, sa_type=Json)
    check_note: str | None = Field(default=None, sa_type=sa.Text)
    times_returned: int = 0


class CorrectiveTopic(FollowupModel, table=True):
    """A topic whose cases close only with a corrective action; those below it too."""

    __tablename__ = "corrective_topic"

    code: str = Field(primary_key=True, max_length=80)


class Macro(FollowupModel, table=True):
    """A canned answer: words with placeholders, the moves that go with them, for some teams."""

    id: str = Field(sa_type=Id, primary_key=True)
    title: str = Field(max_length=80)
    text: str = Field(sa_type=sa.Text)
    actions: list[str] = Field(sa_type=Json)
    team_ids: list[str] = Field(sa_type=Json)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class Collaborator(FollowupModel, table=True):
    """Somebody who was asked to look at a case of others."""

    case_id: str = Field(sa_type=Id, primary_key=True)
    staff_id: str = Field(primary_key=True, max_length=80, index=True)
    added_at: datetime = Field(sa_type=UtcDateTime)
    added_by: str = Field(max_length=120)


class Mention(FollowupModel, table=True):
    """Somebody named by @username in a note."""

    __table_args__ = (sa.Index("ix_mention_staff_id", "staff_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    staff_id: str = Field(max_length=80)
    case_id: str = Field(sa_type=Id)
    text: str = Field(sa_type=sa.Text)
    by: dict[str, Any] = Field(sa_type=Json)
    mentioned_at: datetime = Field(sa_type=UtcDateTime)
