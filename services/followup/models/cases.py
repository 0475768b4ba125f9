"""Followup's tables: cases, what happened to them, messages, replies, surveys and kept names."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field

from services.followup.models.base import FollowupModel
from services.followup.rules import lifecycle
from services.followup.rules.clocks import MARKS, Clock, Clocks
from shared.columns import BigId, Id, Json, UtcDateTime
from shared.events import CaseTriaged, MessageVerdict
from shared.events.vocabulary import Disposition, PersonRef, Progress, Urgency


class ClockList(sa.TypeDecorator[Clocks]):
    """A case's clocks as one JSON text: they are read and written together, never searched."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Clocks | None, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps([stored(one) for one in value]).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Clocks | None:
        return None if value is None else tuple(map(clock_of, orjson.loads(value)))


CLOCK_FIELDS = tuple((one.name, one.default) for one in fields(Clock))


def stored(clock: Clock) -> dict[str, Any]:
    """Return what of a clock is not as in every new one."""
    values = ((name, getattr(clock, name), default) for name, default in CLOCK_FIELDS)
    return {name: value for name, value, default in values if value != default}


def clock_of(stored: dict[str, Any]) -> Clock:
    if "due_at" not in stored:
        return first_kind_of_clock(stored)
    for name in ("started_at", "due_at", "next_at", "paused_at", "stopped_at", "breached_at"):
        if name in stored:
            stored[name] = datetime.fromisoformat(stored[name])
    waits = stored.pop("waits", ())
    return Clock(
        **stored,
        waits=tuple((datetime.fromisoformat(one), datetime.fromisoformat(to)) for one, to in waits),
    )


def first_kind_of_clock(stored: dict[str, Any]) -> Clock:
    """Return a clock as rows held it before there were calendars, when time ran without a break."""
    started_at = datetime.fromisoformat(stored["started_at"])
    paused, stopped = timedelta(seconds=stored["paused"]), stored["stopped_at"]
    paused_at = stored["paused_at"] and datetime.fromisoformat(stored["paused_at"])
    due_at = started_at + timedelta(seconds=stored["target"]) + paused
    is_broken = stored["status"] == "breached"
    return Clock(
        stored["kind"],
        started_at,
        stored["target"],
        due_at,
        due_at if stored["status"] == "running" else None,
        "met_late" if is_broken and stopped else stored["status"],
        ((started_at, started_at + paused),) if paused else (),
        paused_at,
        stopped and datetime.fromisoformat(stopped),
        due_at if is_broken else None,
        MARKS[-1] if stored["is_warned"] else 0,
    )


def among(column: str, condition: str) -> dict[str, Any]:
    """Return the arguments of an index over only the rows that meet `condition`."""
    where = sa.text(f"{column} {condition}")
    return {"postgresql_where": where, "sqlite_where": where}


class Case(FollowupModel, table=True):
    """One case: what triage last said of it, whole, and what followup itself decides.

    `generation`, `version` and `published` (a digest) are of followup's last snapshot; `revision`
    feeds the ETag. `resolved_because` is `no_answer` when nobody gave the result.

    `triaged` is triage's newest snapshot as JSON, empty while only a message has
    named the case; the columns beside it are what is searched and decided on. `store_code` is the
    store in charge, `reported_store` the one the customer named.
    """

    __tablename__ = "cases"
    __table_args__ = (
        sa.Index("ix_cases_feedback_id", "feedback_id", unique=True),
        sa.Index("ix_cases_ticket_no", "ticket_no"),
        sa.Index("ix_cases_owner_id", "owner_id", "id", **among("owner_id", "IS NOT NULL")),
        sa.Index("ix_cases_team_id", "team_id", "id", **among("team_id", "IS NOT NULL")),
        sa.Index("ix_cases_store_code", "store_code", "id", **among("store_code", "IS NOT NULL")),
        sa.Index("ix_cases_unfinished", "progress", "id", **among("progress", "<> 'closed'")),
        sa.Index(
            "ix_cases_incident_id", "incident_id", "id", **among("incident_id", "IS NOT NULL")
        ),
        sa.Index("ix_cases_customer", "customer", "id", **among("customer", "IS NOT NULL")),
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
    reopened_by: str = Field(max_length=120)
    clocks: Clocks = Field(default=(), sa_type=ClockList)


class TimelineEntry(FollowupModel, table=True):
    """Something that happened to a case; `key` makes an event that comes twice one entry."""

    __tablename__ = "timeline_entry"
    __table_args__ = (sa.Index("ix_timeline_entry_case_id", "case_id", "key", unique=True),)

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    case_id: str = Field(sa_type=Id)
    key: str = Field(max_length=120)
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str = Field(max_length=120)
    event: str = Field(max_length=60)
    cause: str | None = Field(default=None, sa_type=sa.Text)
    detail: str = Field(default="{}", sa_type=sa.Text)


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
