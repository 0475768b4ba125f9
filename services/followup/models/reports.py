"""Tables of reports: facts a case amounts to, the daily figures made of them, what stores sold."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from shared.columns import BigId, Id, Json, UtcDateTime


class ReportMark(FollowupModel, table=True):
    """A case that changed since its facts were written; a row for every change, never updated."""

    __tablename__ = "report_mark"

    seq: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    case_id: str = Field(sa_type=Id)


class ReportFact(FollowupModel, table=True):
    """Something that happened to a case, on the day it happened in Shanghai: what figures count.

    `fact` says what: received, response, promise, resolved, closed, reopened, dismissed, merged or
    survey; `part` tells those of one cycle apart. `topics` are codes between bars, `|a|b|`.
    `seconds` run around the clock, `business_seconds` on the business calendar.
    """

    __tablename__ = "report_fact"
    __table_args__ = (
        sa.Index("ix_report_fact_day", "day", "fact", "case_id"),
        sa.Index("ix_report_fact_store_code", "store_code", "day"),
        sa.Index(
            "ix_report_fact_customer",
            "day",
            "customer",
            postgresql_where=sa.text("fact = 'received'"),
            sqlite_where=sa.text("fact = 'received'"),
        ),
        sa.Index(
            "ix_report_fact_open",
            "at",
            postgresql_where=sa.text("is_open"),
            sqlite_where=sa.text("is_open"),
        ),
    )

    case_id: str = Field(sa_type=Id, primary_key=True)
    fact: str = Field(max_length=12, primary_key=True)
    cycle: int = Field(primary_key=True)
    part: str = Field(max_length=40, primary_key=True)
    day: date = Field(sa_type=sa.Date)
    at: datetime = Field(sa_type=UtcDateTime)
    store_code: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, max_length=80)
    team_id: str | None = Field(default=None, max_length=80)
    person_id: str | None = Field(default=None, max_length=80)
    channel: str | None = Field(default=None, max_length=40)
    campaign: str | None = Field(default=None, max_length=80)
    topics: str = Field(default="|", sa_type=sa.Text)
    customer: str | None = Field(default=None, max_length=80)
    kind: str | None = Field(default=None, max_length=12)
    urgency: str | None = Field(default=None, max_length=10)
    state: str | None = Field(default=None, max_length=20)
    note: str | None = Field(default=None, max_length=40)
    seconds: int | None = Field(default=None, sa_type=sa.BigInteger)
    business_seconds: int | None = Field(default=None, sa_type=sa.BigInteger)
    score: int | None = Field(default=None, sa_type=sa.SmallInteger)
    nps: int | None = Field(default=None, sa_type=sa.SmallInteger)
    solved: bool | None = None
    is_open: bool = False


class ReportDay(FollowupModel, table=True):
    """A day whose facts changed: `version` counts the changes, `computed` is the one in its cells.

    `frozen_at` is when its figures were kept as the first; `settled_at` the same for those that
    people expect to move for days (surveys, reopenings).
    """

    __tablename__ = "report_day"

    day: date = Field(sa_type=sa.Date, primary_key=True)
    version: int
    computed: int = 0
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReportCell(FollowupModel, table=True):
    """The figures of one day for one store, region, topic, team, person, channel or campaign.

    Always counted anew from facts, never incremented. `times` are
    seconds and counts in turn, by name.
    """

    __tablename__ = "report_cell"
    __table_args__ = (
        sa.Index("ix_report_cell_key", "dimension", "key", "day", "received", "complaints"),
    )

    dimension: str = Field(max_length=10, primary_key=True)
    day: date = Field(sa_type=sa.Date, primary_key=True)
    key: str = Field(max_length=80, primary_key=True)
    received: int = 0
    complaints: int = 0
    figures: str = Field(default="{}", sa_type=sa.Text)
    times: str = Field(default="{}", sa_type=sa.Text)
    frozen: str | None = Field(default=None, sa_type=sa.Text)
    settled: str | None = Field(default=None, sa_type=sa.Text)


class ReportSpan(FollowupModel, table=True):
    """A week or a month of days, by its first one: added up again when a day's cells changed.

    `version` counts the changes of its days' cells, `computed` is the one its own cells were added
    up from, at `added_at`.
    """

    __tablename__ = "report_span"

    span: str = Field(max_length=5, primary_key=True)
    first: date = Field(sa_type=sa.Date, primary_key=True)
    version: int
    computed: int = 0
    added_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ReportSpanCell(FollowupModel, table=True):
    """What the cells of a week's or a month's days add up to.

    `late` are the changes after a day was closed: day, figure, what it was at first and is now.
    """

    __tablename__ = "report_span_cell"

    dimension: str = Field(max_length=10, primary_key=True)
    span: str = Field(max_length=5, primary_key=True)
    first: date = Field(sa_type=sa.Date, primary_key=True)
    key: str = Field(max_length=80, primary_key=True)
    figures: str = Field(sa_type=sa.Text)
    times: str = Field(sa_type=sa.Text)
    late: str = Field(default="[]", sa_type=sa.Text)


class StoreDaily(FollowupModel, table=True):
    """What a store sold, and how many came and ordered, on one day."""

    __tablename__ = "store_daily"

    store_code: str = Field(max_length=40, primary_key=True)
    day: date = Field(sa_type=sa.Date, primary_key=True)
    sales: float | None = None
    visitors: int | None = None
    orders: int | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)
    updated_by: str = Field(max_length=120)


class ReportFile(FollowupModel, table=True):
    """A weekly report as it was made: its figures as JSON; the page and the PDF show them."""

    __tablename__ = "report_file"

    week: str = Field(max_length=8, primary_key=True)
    region: str = Field(max_length=80, primary_key=True)
    content: dict[str, Any] = Field(sa_type=Json)
    made_at: datetime = Field(sa_type=UtcDateTime)


class CardAppeal(FollowupModel, table=True):
    """A case that was disputed on a person's monthly card, and what was decided of it."""

    __tablename__ = "card_appeal"
    __table_args__ = (
        sa.Index("ix_card_appeal_person_id", "person_id", "month", "case_id", unique=True),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    person_id: str = Field(max_length=80)
    month: str = Field(max_length=7)
    case_id: str = Field(sa_type=Id)
    reason: str = Field(sa_type=sa.Text)
    status: str = Field(default="open", max_length=10)
    made_by: str = Field(max_length=120)
    made_at: datetime = Field(sa_type=UtcDateTime)
    note: str | None = Field(default=None, sa_type=sa.Text)
    decided_by: str | None = Field(default=None, max_length=120)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


MARKS = FollowupModel.metadata.tables["report_mark"]
FACTS = FollowupModel.metadata.tables["report_fact"]
CELLS = FollowupModel.metadata.tables["report_cell"]
DAYS = FollowupModel.metadata.tables["report_day"]
SPANS = FollowupModel.metadata.tables["report_span"]
SPAN_CELLS = FollowupModel.metadata.tables["report_span_cell"]
FILES = FollowupModel.metadata.tables["report_file"]
DAILY = FollowupModel.metadata.tables["store_daily"]
