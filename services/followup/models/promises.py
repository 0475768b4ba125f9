"""What is promised, as data: calendars, their days, who keeps them, and SLA policies."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from shared.columns import Id, Json, UtcDateTime


class BusinessCalendar(FollowupModel, table=True):
    """Weekly open hours in a time zone; `holidays` names the holiday table it follows."""

    __tablename__ = "business_calendar"

    name: str = Field(primary_key=True, max_length=40)
    title: str = Field(max_length=80)
    timezone: str = Field(max_length=60)
    weekly: list[dict[str, Any]] = Field(sa_type=Json)
    holidays: str | None = Field(default=None, max_length=40)
    is_default: bool = False
    changed_at: datetime = Field(sa_type=UtcDateTime)


class CalendarUse(FollowupModel, table=True):
    """Which calendar a team or a store keeps; `kind` says which of both `key` names."""

    __tablename__ = "calendar_use"

    kind: str = Field(primary_key=True, max_length=10)
    key: str = Field(primary_key=True, max_length=80)
    calendar: str = Field(max_length=40, index=True)


class CalendarDay(FollowupModel, table=True):
    """What one date is in a calendar or a holiday table, whatever its weekday."""

    __tablename__ = "calendar_day"

    calendar: str = Field(primary_key=True, max_length=40)
    day: date = Field(sa_type=sa.Date, primary_key=True)
    kind: str = Field(max_length=10)
    hours: list[dict[str, str]] | None = Field(default=None, sa_type=Json)
    note: str | None = Field(default=None, max_length=200)
    source: str = Field(max_length=120)
    set_at: datetime = Field(sa_type=UtcDateTime)


class CalendarYear(FollowupModel, table=True):
    """A year whose days are certain, in a calendar or a holiday table."""

    __tablename__ = "calendar_year"

    calendar: str = Field(primary_key=True, max_length=40)
    year: int = Field(primary_key=True)
    source: str = Field(max_length=120)
    confirmed_at: datetime = Field(sa_type=UtcDateTime)


class SlaPolicy(FollowupModel, table=True):
    """Targets for the cases that meet the conditions; the first that fits, by position, holds."""

    __tablename__ = "sla_policy"

    id: str = Field(sa_type=Id, primary_key=True)
    name: str = Field(max_length=80, unique=True)
    position: int
    conditions: dict[str, Any] = Field(sa_type=Json)
    targets: dict[str, int] = Field(sa_type=Json)
    escalation: list[dict[str, Any]] = Field(sa_type=Json)
    waiting: dict[str, Any] = Field(sa_type=Json)
    calendar: str | None = Field(default=None, max_length=40)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class PromiseStamp(FollowupModel, table=True):
    """One row: changes with whatever is promised, so that programs know when to read it anew."""

    __tablename__ = "promise_stamp"

    id: int = Field(primary_key=True, sa_type=sa.SmallInteger)
    stamp: str = Field(max_length=40)
