"""Tables of the daily watch: what it found, and how far it has come."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from shared.columns import Id, Json, UtcDateTime


class Alert(FollowupModel, table=True):
    """A day on which a store, or one topic of it, lay outside of its usual range.

    `chance` is how likely so unusual a day is; `useful` is what a person said of the alert, which
    is counted and changes nothing by itself. `incident_refused` is why triage did not open the
    incident that it was last asked for.
    """

    __tablename__ = "alert"
    __table_args__ = (
        sa.Index("ix_alert_day", "day", "kind", "store_code", "topic", unique=True),
        sa.Index("ix_alert_store_code", "store_code", "day"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    day: date = Field(sa_type=sa.Date)
    kind: str = Field(max_length=20)
    store_code: str = Field(max_length=40)
    region: str = Field(max_length=80)
    topic: str = Field(max_length=80)
    observed: float
    expected: float
    highest_usual: float | None = None
    chance: float
    case_ids: list[str] = Field(sa_type=Json)
    status: str = Field(default="open", max_length=14)
    raised_at: datetime = Field(sa_type=UtcDateTime)
    acknowledged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    acknowledged_by: str | None = Field(default=None, max_length=120)
    useful: bool | None = None
    note: str | None = Field(default=None, sa_type=sa.Text)
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    judged_by: str | None = Field(default=None, max_length=120)
    incident_id: str | None = Field(default=None, sa_type=Id)
    incident_refused: str | None = Field(default=None, sa_type=sa.Text)

    def acknowledge(self, by: str, now: datetime) -> None:
        """Note who looks after it; the first one stands."""
        if self.status == "open":
            self.status, self.acknowledged_at, self.acknowledged_by = "acknowledged", now, by


class StoreTask(FollowupModel, table=True):
    """What somebody of a store is asked to do about an alert, until when; open or done."""

    __tablename__ = "store_task"
    __table_args__ = (
        sa.Index("ix_store_task_alert_id", "alert_id"),
        sa.Index("ix_store_task_store_code", "store_code", "state"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    alert_id: str = Field(sa_type=Id)
    store_code: str = Field(max_length=40)
    state: str = Field(default="open", max_length=10)
    text: str = Field(sa_type=sa.Text)
    owner: dict[str, Any] = Field(sa_type=Json)
    owner_id: str = Field(max_length=80)
    due_at: datetime = Field(sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: dict[str, Any] = Field(sa_type=Json)
    overdue_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    done_by: dict[str, Any] | None = Field(default=None, sa_type=Json)
    done_note: str | None = Field(default=None, sa_type=sa.Text)


class WatchPosition(FollowupModel, table=True):
    """One row: the last day that was watched over."""

    __tablename__ = "watch_position"

    id: int = Field(default=1, sa_type=sa.SmallInteger, primary_key=True)
    day: date = Field(sa_type=sa.Date)
    at: datetime = Field(sa_type=UtcDateTime)


ALERTS = FollowupModel.metadata.tables["alert"]
WATCHED = FollowupModel.metadata.tables["watch_position"]
