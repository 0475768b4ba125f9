"""Followup's tables: cases, what happened to them, messages, replies, surveys and kept names."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from services.followup.models.clock_list import ClockList
from services.followup.rules import lifecycle
from services.followup.rules.clocks import Clocks
from shared.columns import BigId, Id, Json, UtcDateTime
from shared.events import CaseTriaged, MessageVerdict
from shared.events.vocabulary import Disposition, PersonRef, Progress, Urgency


def among(column: str, condition: str) -> dict[str, Any]:
    """Return the arguments of an index over only the rows that meet `condition`."""
    where = sa.text(f"{column} {condition}")
    return {"postgresql_where": where, "sqlite_where": where}


class Case(FollowupModel, table=True):
    """One case: what triage last said of it, whole, and what followup itself decides.

    `generation`, `version` and `published` (a digest) are of followup's last snapshot; `revision`
    feeds the ETag. `resolved_because` is `no_answer` when nobody gave the result. `reason_case_id`
    is the merged case whose customer's words `reopen_reason` repeats, None when it is no other's.

    `triaged` is triage's newest snapshot as JSON, empty while only a message has
    named the case; the columns beside it are what is searched and decided on. `store_code` is the
    store in charge, `reported_store` the one the customer named.
    """

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index("ix_cases_feedback_id", "feedback_id", unique=True),
        sa.Index("ix_cases_ticket_no", "ticket_no", "id"),
        sa.Index("ix_cases_owner_id", "owner_id", "id", **among("owner_id", "IS NOT NULL")),
        sa.Index("ix_cases_team_id", "team_id", "id", **among("team_id", "IS NOT NULL")),
        sa.Index("ix_cases_store_code", "store_code", "id", **among("store_code", "IS NOT NULL")),
        sa.Index("ix_cases_unfinished", "progress", "id", **among("progress", "<> 'closed'")),
        sa.Index("ix_cases_set_aside", "disposition", "id", **among("disposition", "<> 'live'")),
        sa.Index(
            "ix_cases_incident_id", "incident_id", "id", **among("incident_id", "IS NOT NULL")
        ),
        sa.Index("ix_cases_customer", "customer", "id", **among("customer", "IS NOT NULL")),
        sa.Index("ix_cases_reason", "reason_case_id", **among("reason_case_id", "IS NOT NULL")),
        sa.Index("ix_cases_merged_into", "merged_into", **among("merged_into", "IS NOT NULL")),
        {"postgresql_with": {"toast_tuple_target": 4080}},  # compressing costs as much as the rest
    )

    id: str = Field(sa_type=Id, primary_key=True)
    feedback_id: str = Field(sa_type=Id)
    ticket_no: str = Field(default="", max_length=24)
    channel: str = Field(default="", max_length=40)
    reported_store: str | None = Field(default=None, max_length=40)
    received_at: datetime = Field(sa_type=UtcDateTime)

    generation: int = 0
    version: int = 0
    published: str = Field(default="", max_length=32)
    revision: int = 0
    progress: Progress = Field(default="open", sa_type=sa.String(20))
    cycle: int = 1
    reopen_count: int = 0
    reopen_reason: str | None = Field(default=None, sa_type=sa.Text)
    reason_case_id: str | None = Field(default=None, sa_type=Id)
    questions: int = 0
    question: str | None = Field(default=None, sa_type=sa.Text)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    result: str | None = Field(default=None, sa_type=sa.Text)
    measures: str | None = Field(default=None, sa_type=sa.Text)
    tell_customer: bool = True
    resolver: dict[str, Any] | None = Field(default=None, sa_type=Json)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_because: str | None = Field(default=None, max_length=20)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_told_because: dict[str, str] | None = Field(default=None, sa_type=Json)
    closing_reason: str | None = Field(default=None, sa_type=sa.Text)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_reason: str | None = Field(default=None, sa_type=sa.Text)
    clocks: Clocks = Field(default=(), sa_type=ClockList)

    triage_generation: int = 0
    triage_version: int = 0
    triage_cycle: int = 0
    urgency: Urgency = Field(default="normal", sa_type=sa.String(10))
    disposition: Disposition = Field(default="live", sa_type=sa.String(10))
    merged_into: str | None = Field(default=None, sa_type=Id)
    incident_id: str | None = Field(default=None, sa_type=Id)
    owner_id: str | None = Field(default=None, max_length=80)
    team_id: str | None = Field(default=None, max_length=80)
    store_code: str | None = Field(default=None, max_length=40)
    customer: str | None = Field(default=None, max_length=80)
    triaged: str = Field(default="", sa_type=sa.Text)

    @property
    def is_stub(self) -> bool:
        """A message named this case before triage did."""
        return not self.triaged

    @property
    def snapshot(self) -> CaseTriaged:
        """What triage last said; not to be asked of a stub."""
        return CaseTriaged.model_validate_json(self.triaged)

    @property
    def has_owner(self) -> bool:
        """Somebody owns the present cycle, not only one before."""
        return self.owner_id is not None and self.triage_cycle >= self.cycle

    @property
    def is_merged(self) -> bool:
        return self.disposition == "merged" and self.merged_into is not None

    @property
    def order(self) -> tuple[int, int]:
        """How new triage's snapshot is."""
        return self.triage_generation, self.triage_version

    def move(self, to: lifecycle.Move) -> bool:
        """Make a move of the life cycle; False, and nothing, when it is not legal here."""
        reached = lifecycle.after(self.progress, to)
        if reached is None:
            return False
        self.progress = reached
        self.revision += 1
        return True


class CaseCycle(FollowupModel, table=True):
    """A finished cycle, kept when the case was reopened: who resolved it and what came of it."""

    __tablename__ = "case_cycle"
    __table_args__ = (
        sa.Index(
            "ix_case_cycle_reason", "reason_case_id", **among("reason_case_id", "IS NOT NULL")
        ),
    )

    case_id: str = Field(sa_type=Id, primary_key=True)
    cycle: int = Field(primary_key=True)
    resolver: dict[str, Any] | None = Field(default=None, sa_type=Json)
    result: str | None = Field(default=None, sa_type=sa.Text)
    measures: str | None = Field(default=None, sa_type=sa.Text)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_because: str | None = Field(default=None, max_length=20)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_reason: str | None = Field(default=None, sa_type=sa.Text)
    reopened_at: datetime = Field(sa_type=UtcDateTime)
    reopen_reason: str = Field(sa_type=sa.Text)
    reason_case_id: str | None = Field(default=None, sa_type=Id)
    reopened_by: str = Field(max_length=120)
    clocks: Clocks = Field(default=(), sa_type=ClockList)


class TimelineEntry(FollowupModel, table=True):
    """Something that happened to a case; `key` makes an event that comes twice one entry.

    `of_case_id` is the merged case whose customer's words it repeats, None when it is no other's.
    """

    __tablename__ = "timeline_entry"
    __table_args__ = (
        sa.Index("ix_timeline_entry_case_id", "case_id", "key", unique=True),
        sa.Index("ix_timeline_entry_of", "of_case_id", **among("of_case_id", "IS NOT NULL")),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    case_id: str = Field(sa_type=Id)
    key: str = Field(max_length=120)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    event: str = Field(max_length=60)
    cause: str | None = Field(default=None, sa_type=sa.Text)
    detail: str = Field(default="{}", sa_type=sa.Text)
    of_case_id: str | None = Field(default=None, sa_type=Id)


class CustomerMessage(FollowupModel, table=True):
    """A customer's further message and what it did; a set by (case, seq)."""

    __tablename__ = "customer_message"

    case_id: str = Field(sa_type=Id, primary_key=True)
    seq: int = Field(primary_key=True)
    text: str = Field(sa_type=sa.Text)
    attachments: int = 0
    appended_at: datetime = Field(sa_type=UtcDateTime)
    effect: str = Field(max_length=12)


class Reply(FollowupModel, table=True):
    """Something intake was asked to tell the customer of `recipient_id`, and what became of it.

    `recipient_id` is a case: this one, or one merged into it. Delivered beats failed, but for a
    delivery up to `taken_back_at`, which the vendor says did not come about.
    """

    __tablename__ = "reply"

    request_id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, index=True)
    cycle: int
    purpose: str = Field(max_length=20)
    ordinal: int
    recipient_id: str = Field(sa_type=Id)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    via: str | None = Field(default=None, max_length=40)
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    taken_back_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reasons: dict[str, str] | None = Field(default=None, sa_type=Json)


class Survey(FollowupModel, table=True):
    """The survey of one case, cycle and recipient; score and comment are those that count.

    `push` is what became of sending it, `push_because` why it was not sent; its link stands on the
    progress page whatever becomes of that. `excluded` is why no figure counts it.
    """

    __tablename__ = "survey"
    __table_args__ = (
        sa.Index("ix_survey_case_id", "case_id", "cycle", "recipient_id", unique=True),
        sa.Index("ix_survey_merged", "recipient_id", **among("recipient_id", "<> case_id")),
    )
    id: str = Field(sa_type=Id, primary_key=True)
    token: str = Field(max_length=64, unique=True)
    url: str = Field(max_length=300)
    case_id: str = Field(sa_type=Id)
    cycle: int
    recipient_id: str = Field(sa_type=Id)
    status: str = Field(default="open", max_length=10)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    first_answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answers: int = 0
    score: int | None = Field(default=None, sa_type=sa.SmallInteger)
    solved: bool | None = None
    nps: int | None = Field(default=None, sa_type=sa.SmallInteger)
    comment: str | None = Field(default=None, sa_type=sa.Text)
    reasons: list[str] | None = Field(default=None, sa_type=Json)
    excluded: str | None = Field(default=None, max_length=30)
    push: str = Field(default="waiting", max_length=12)
    push_because: str | None = Field(default=None, sa_type=sa.Text)
    pushed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SurveyAnswer(FollowupModel, table=True):
    """One answer as it was given; every one is kept, `counted` when it replaced the one before.

    `device` is a keyed digest of address and browser.
    """

    __tablename__ = "survey_answer"
    __table_args__ = (
        sa.Index(
            "ix_survey_answer_device", "device", "answered_at", **among("device", "IS NOT NULL")
        ),
    )

    survey_id: str = Field(sa_type=Id, primary_key=True)
    ordinal: int = Field(primary_key=True)
    answered_at: datetime = Field(sa_type=UtcDateTime)
    score: int = Field(sa_type=sa.SmallInteger)
    solved: bool
    nps: int | None = Field(default=None, sa_type=sa.SmallInteger)
    comment: str | None = Field(default=None, sa_type=sa.Text)
    counted: bool
    effect: str = Field(max_length=12)
    reasons: list[str] | None = Field(default=None, sa_type=Json)
    via: str = Field(default="page", max_length=40)
    device: str | None = Field(default=None, max_length=64)
    excluded: str | None = Field(default=None, max_length=30)


class TaskDone(FollowupModel, table=True):
    """A 协办 task that its owner has done; the task itself is triage's."""

    __tablename__ = "task_done"

    case_id: str = Field(sa_type=Id, primary_key=True)
    task_id: str = Field(primary_key=True, max_length=80)
    done_at: datetime = Field(sa_type=UtcDateTime)
    done_by: str = Field(max_length=120)


class Incident(FollowupModel, table=True):
    """An incident as triage publishes it, and the one fix its owner gave to all its cases.

    `fix` counts the fixes given, 0 before the first; `revision` feeds the ETag.
    """

    id: str = Field(sa_type=Id, primary_key=True)
    title: str = Field(max_length=200)
    state: str = Field(max_length=10)
    owner: dict[str, Any] | None = Field(default=None, sa_type=Json)
    generation: int
    version: int
    revision: int = 1
    fix: int = 0
    result: str | None = Field(default=None, sa_type=sa.Text)
    measures: str | None = Field(default=None, sa_type=sa.Text)
    tell_customer: bool = True
    resolver: dict[str, Any] | None = Field(default=None, sa_type=Json)
    fixed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class IncidentFixCase(FollowupModel, table=True):
    """What a fix did to a case that was in the incident when it was given.

    `outcome` is `pending` until the job comes to it.
    """

    __tablename__ = "incident_fix_case"

    incident_id: str = Field(sa_type=Id, primary_key=True)
    fix: int = Field(primary_key=True)
    case_id: str = Field(sa_type=Id, primary_key=True)
    outcome: str = Field(default="pending", max_length=20)
    at: datetime = Field(sa_type=UtcDateTime)


class KeptName(FollowupModel, table=True):
    """The newest snapshot of a team, topic, store or customer, for names and reports."""

    __tablename__ = "kept_name"

    kind: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=80)
    generation: int
    version: int
    snapshot: dict[str, Any] = Field(sa_type=Json)


def owner_of(snapshot: CaseTriaged, cycle: int) -> PersonRef | None:
    """Return who owns `cycle`: an owner named before triage knew of it is no owner of it."""
    return snapshot.owner if snapshot.cycle >= cycle else None


def verdict_on(snapshot: CaseTriaged, seq: int) -> MessageVerdict | None:
    """Return what triage made of a further message, None while it has not said."""
    return next((one for one in snapshot.messages if one.seq == seq), None)


CASES = FollowupModel.metadata.tables["cases"]
FIX_CASES = FollowupModel.metadata.tables["incident_fix_case"]
INCIDENTS = FollowupModel.metadata.tables["incident"]
TIMELINE = FollowupModel.metadata.tables["timeline_entry"]
