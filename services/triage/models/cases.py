"""Cases as triage sees them: the birth relayed, the verdict, the disposition, who is in charge."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import BigId, Id, Json, UtcDateTime

OPEN, DONE = "is_open IS true", "is_open IS false"
WAITING, REVIEW = "is_waiting IS true", "review_rank IS NOT NULL"
IN_ORDER = ("urgency_order", "received_at", "id")
NARROWED_BY = ("topic_codes", "store_code")
"""Columns that SQLite can look at in the index, so that a rare topic is found without its rows."""


def partial(condition: str) -> dict[str, Any]:
    """Return the arguments of an index over the rows that meet `condition`, on both databases."""
    on_sqlite = condition.replace("IS true", "IS 1").replace("IS false", "IS 0")
    return {"postgresql_where": sa.text(condition), "sqlite_where": sa.text(on_sqlite)}


class Case(TriageModel, table=True):
    """One case. A row without `received_at` is a stub: its feedback has not been heard of yet.

    `birth` and `verdict` hold the current published values, in the shape of the events.
    `urgency_order` is 0 for critical … 3 for low, so that ascending order is the queue's order; it
    follows from `urgency_base` (a rank, 3 = critical, judged or corrected in `urgency_cycle`), the
    most urgent later message `urgency_of_messages`, `urgency_of_merged`, which cases merged into it
    raised it to until they are restored, and one step more for each later cycle.
    `is_open` says that work is left: born, live, and not yet answered; `is_waiting`, that nobody
    is in charge of it as well. Both follow too; the indexes are over them, each queue's in its
    order, so that even SQLite, which has no statistics of a young file, has only one to choose.
    `review_rank` is its place in the review queue, None when nobody need look at the verdict.
    `store_code` is where the case is routed to; `moved_from` the reported one when they differ.
    `effort` is what the case weighed when it was last given or put right.
    `generation`, `version` count our published changes; `revision` feeds the ETag.
    """

    __tablename__ = "triage_case"
    __table_args__ = (
        sa.Index("ix_case_open", *IN_ORDER, *NARROWED_BY, **partial(OPEN)),
        sa.Index("ix_case_done", *IN_ORDER, *NARROWED_BY, **partial(DONE)),
        sa.Index("ix_case_owner", "owner_id", *IN_ORDER, "assigned_at", "effort", **partial(OPEN)),
        sa.Index("ix_case_team_open", "team_id", *IN_ORDER, *NARROWED_BY, **partial(OPEN)),
        sa.Index("ix_case_team_done", "team_id", *IN_ORDER, *NARROWED_BY, **partial(DONE)),
        sa.Index("ix_case_store_open", "store_code", *IN_ORDER, **partial(OPEN)),
        sa.Index("ix_case_store_done", "store_code", *IN_ORDER, **partial(DONE)),
        sa.Index("ix_case_waiting", *IN_ORDER, **partial(WAITING)),
        sa.Index("ix_case_team_waiting", "team_id", *IN_ORDER, **partial(WAITING)),
        sa.Index("ix_case_review", "review_rank", "id", **partial(REVIEW)),
        sa.Index("ix_case_team_review", "team_id", "review_rank", "id", **partial(REVIEW)),
        sa.Index("ix_case_moved_from", "moved_from", **partial("moved_from IS NOT NULL")),
        sa.Index("ix_case_customer", "customer", **partial("customer IS NOT NULL")),
        sa.Index("ix_case_merged_into", "merged_into", **partial("merged_into IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 50}},  # its first progress is an update on the same page
    )

    id: str = Field(sa_type=Id, primary_key=True)
    feedback_id: str = Field(sa_type=Id)
    birth: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    channel: str | None = Field(default=None, max_length=40)
    reported_store: str | None = Field(default=None, max_length=40)
    store_code: str | None = Field(default=None, max_length=40)
    moved_from: str | None = Field(default=None, max_length=40)
    customer: str | None = Field(default=None, max_length=80)
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    verdict: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    topic_codes: str = Field(default="|", sa_type=sa.Text)
    urgency_base: int = Field(default=1, sa_type=sa.SmallInteger)
    urgency_cycle: int = 1
    urgency_of_messages: int = Field(default=0, sa_type=sa.SmallInteger)
    urgency_of_merged: int = Field(default=0, sa_type=sa.SmallInteger)
    urgency_order: int = Field(default=2, sa_type=sa.SmallInteger)
    review_rank: int | None = Field(default=None, sa_type=sa.SmallInteger)

    disposition: str = Field(default="live", max_length=12)
    disposition_reason: str | None = Field(default=None, sa_type=sa.Text)
    merged_into: str | None = Field(default=None, sa_type=Id)
    duplicate_of: str | None = Field(default=None, sa_type=Id)
    incident_id: str | None = Field(default=None, sa_type=Id)

    team_id: str | None = Field(default=None, sa_type=Id)
    owner_id: str | None = Field(default=None, sa_type=Id)
    assigned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    effort: int = Field(default=1, sa_type=sa.SmallInteger)
    cycle: int = 1
    declined_by: list[str] = Field(default_factory=list, sa_type=Json)

    is_open: bool = False
    is_waiting: bool = False
    revision: int = 1
    generation: int = 0
    version: int = 0

    progress: str = Field(default="open", max_length=20)
    progress_detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    followup_generation: int = 0
    followup_version: int = 0


class CaseHistory(TriageModel, table=True):
    """What happened to a case in triage, by whom and why; append-only."""

    __tablename__ = "case_history"
    __table_args__ = (sa.Index("ix_case_history_case_id", "case_id", "id"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    case_id: str = Field(sa_type=Id)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=80)
    event: str = Field(max_length=40)
    cause: str | None = Field(default=None, sa_type=sa.Text)
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


class CaseMessage(TriageModel, table=True):
    """A further message of the customer and what triage makes of it."""

    __tablename__ = "case_message"
    __table_args__ = (sa.Index("ix_case_message_case_id", "case_id"),)

    feedback_id: str = Field(sa_type=Id, primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    case_id: str = Field(sa_type=Id)
    text: str = Field(sa_type=sa.Text)
    appended_at: datetime = Field(sa_type=UtcDateTime)
    kind: str = Field(max_length=20)
    small_talk: bool
    urgency: str = Field(max_length=10)


class CaseTask(TriageModel, table=True):
    """A 协办 task: a part of a case that another team does; without an owner it may be taken."""

    __tablename__ = "case_task"
    __table_args__ = (
        sa.Index("ix_case_task_case_id", "case_id"),
        sa.Index("ix_case_task_owner_id", "owner_id"),
        sa.Index("ix_case_task_team_id", "team_id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id)
    team_id: str = Field(sa_type=Id)
    owner_id: str | None = Field(default=None, sa_type=Id)
    text: str = Field(sa_type=sa.Text)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    opened_by: str = Field(sa_type=Id)


class Label(TriageModel, table=True):
    """What a person said of a verdict: training data. `after` equals `before` when confirmed."""

    __tablename__ = "label"
    __table_args__ = (sa.Index("ix_label_case_id", "case_id"),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    case_id: str = Field(sa_type=Id)
    at: datetime = Field(sa_type=UtcDateTime)
    staff_id: str = Field(sa_type=Id)
    confirmed: bool
    before: dict[str, Any] = Field(sa_type=Json)
    after: dict[str, Any] = Field(sa_type=Json)


class Store(TriageModel, table=True):
    """A store as intake publishes it."""

    __tablename__ = "store"

    code: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=120)
    region: str = Field(max_length=80)
    city: str = Field(max_length=80)
    closed: bool = False
    generation: int
    version: int


class Customer(TriageModel, table=True):
    """A customer handle that intake merged, split or erased."""

    __tablename__ = "customer"

    handle: str = Field(primary_key=True, max_length=80)
    canonical: str = Field(max_length=80)
    erased: bool = False
    generation: int
    version: int


class ErasedCase(TriageModel, table=True):
    """A case whose customer was erased: what is heard of it later comes without words."""

    __tablename__ = "erased_case"

    case_id: str = Field(sa_type=Id, primary_key=True)


CASES = TriageModel.metadata.tables["triage_case"]
ERASED_CASES = TriageModel.metadata.tables["erased_case"]
HISTORY = TriageModel.metadata.tables["case_history"]
MESSAGES = TriageModel.metadata.tables["case_message"]
