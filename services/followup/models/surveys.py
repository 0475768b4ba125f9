"""Tables around surveys: how they are asked, who was asked, what vendors sent, whom to call."""

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from shared.columns import Id, Json, UtcDateTime


class SurveySetting(FollowupModel, table=True):
    """How cases of a topic are asked about: when, within which hours, and with which reasons.

    `topic` is a code, with what stands below it; the row without one holds for all others.
    """

    __tablename__ = "survey_setting"

    id: str = Field(sa_type=Id, primary_key=True)
    topic: str | None = Field(default=None, max_length=80, unique=True)
    delay_hours: float
    from_time: time = Field(sa_type=sa.Time)
    until_time: time = Field(sa_type=sa.Time)
    reminder_hours: float | None = None
    ask_nps: bool = True
    reasons: list[dict[str, str]] = Field(sa_type=Json)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class SurveyGuard(FollowupModel, table=True):
    """One row: what makes an answer one that no figure counts."""

    __tablename__ = "survey_guard"

    id: int = Field(default=1, sa_type=sa.SmallInteger, primary_key=True)
    staff_networks: list[str] = Field(sa_type=Json)
    surveys_per_device: int
    solicited_words: list[str] = Field(sa_type=Json)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class SurveyFatigue(FollowupModel, table=True):
    """When a customer was last asked by a push; holds the fatigue rule by one conditional write."""

    __tablename__ = "survey_fatigue"

    customer: str = Field(max_length=80, primary_key=True)
    pushed_at: datetime = Field(sa_type=UtcDateTime)


class SurveyProvider(FollowupModel, table=True):
    """A survey vendor that sends answers by webhook; `fields` says where its JSON holds what."""

    __tablename__ = "survey_provider"

    id: str = Field(sa_type=Id, primary_key=True)
    name: str = Field(max_length=40, unique=True)
    sealed_secret: bytes = Field(sa_type=sa.LargeBinary)
    fields: dict[str, str] = Field(sa_type=Json)
    active: bool = True
    updated_at: datetime = Field(sa_type=UtcDateTime)


class SurveyCallback(FollowupModel, table=True):
    """A vendor's message that was taken, once."""

    __tablename__ = "survey_callback"

    provider: str = Field(max_length=40, primary_key=True)
    message_id: str = Field(max_length=200, primary_key=True)
    received_at: datetime = Field(sa_type=UtcDateTime)


class CallTask(FollowupModel, table=True):
    """A result that reached nobody: a person is to call the customer of `recipient_id`.

    `because` names why, channel by channel; `said` is what the customer said on the telephone.
    """

    __tablename__ = "call_task"
    __table_args__ = (
        sa.Index("ix_call_task_case_id", "case_id", "cycle", "recipient_id", unique=True),
        sa.Index("ix_call_task_status", "status", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id)
    cycle: int
    recipient_id: str = Field(sa_type=Id)
    because: dict[str, Any] = Field(sa_type=Json)
    status: str = Field(default="open", max_length=10)
    attempts: int = 0
    said: str | None = Field(default=None, sa_type=sa.Text)
    ended_because: str | None = Field(default=None, max_length=40)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_by: str | None = Field(default=None, max_length=120)
