"""The wire shapes of followup: what a request may hold and how a case is shown."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.events.vocabulary import (
    Disposition,
    EvidenceSpan,
    Kind,
    PersonRef,
    Progress,
    Sentiment,
    TeamRef,
    TopicConfidence,
    Urgency,
)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
ShownStatus = Literal[
    "open",
    "assigned",
    "in_progress",
    "waiting_customer",
    "resolved",
    "told",
    "closed",
    "dismissed",
    "merged",
]


class Body(BaseModel):
    """A request body: a field it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class TextBody(Body):
    text: Words


class ReasonBody(Body):
    """Why, for whoever reads the case; nothing need be said."""

    reason: Reason | None = None


class ResolveBody(Body):
    """`result` is what the customer is told; `measures` are for ourselves."""

    result: Words
    measures: Words | None = None
    tell_customer: bool = Field(default=True, strict=True)


ReasonCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Reasons = Annotated[list[ReasonCode], Field(max_length=20)]


class SurveyBody(Body):
    """A customer's answer; `nps` says how likely they are to recommend us."""

    score: int = Field(ge=1, le=5, strict=True)
    solved: bool = Field(strict=True)
    nps: int | None = Field(default=None, ge=0, le=10, strict=True)
    comment: str | None = Field(default=None, max_length=2000)
    reasons: Reasons = []


class SurveyForm(Body):
    """The same, as a browser's form sends it: every value is text."""

    score: int = Field(ge=1, le=5)
    solved: bool
    nps: int | None = Field(default=None, ge=0, le=10)
    comment: str | None = Field(default=None, max_length=2000)
    reasons: Reasons = []


class SurveyReceipt(BaseModel):
    """The answer that counts now, and how many were given."""

    status: str
    score: int | None
    solved: bool | None
    nps: int | None
    comment: str | None
    answers: int


class Versions(BaseModel):
    triage: int
    followup: int


class SurveyView(BaseModel):
    """The survey of the present cycle.

    `comment_kind` and `comment_urgency` are what triage makes of the comment, None until it has.
    `push` is what became of sending its link, `push_because` why not; `excluded` is why no figure
    counts the answer. An API key is not told the `url`: who has it answers as the customer.
    """

    status: str
    score: int | None
    solved: bool | None
    nps: int | None
    comment: str | None
    url: str | None
    expires_at: datetime
    reasons: list[str] | None
    excluded: str | None
    comment_kind: Kind | None
    comment_urgency: Urgency | None
    push: str
    push_because: str | None
    pushed_at: datetime | None


class ClockView(BaseModel):
    """A promise: `status` is running, paused, met, breached, or met_late when kept after it broke.

    `due_at` is None while paused; `warns_at` is when the owner is reminded next; `warned` the
    percent of the target last warned at; `escalation` how often it went up, last to `escalated_to`.
    `unconfirmed` says that a year up to the due time may still change its holidays.
    """

    kind: str
    due_at: datetime | None
    status: str
    warns_at: datetime | None = None
    started_at: datetime
    met_at: datetime | None = None
    breached_at: datetime | None = None
    warned: int = 0
    escalation: int = 0
    escalated_to: str | None = None
    task_id: str | None = None
    calendar: str
    unconfirmed: bool = False


class TaskView(BaseModel):
    task_id: str
    team: TeamRef
    owner: PersonRef | None
    text: str
    opened_at: datetime
    done: bool


class ActionView(BaseModel):
    """A corrective action; `state` is open, done (waiting for the check) or passed."""

    id: str
    state: str
    measures: str
    attachment_ids: list[str]
    due_at: datetime | None
    created_at: datetime
    created_by: PersonRef
    done_at: datetime | None
    done_by: PersonRef | None
    done_note: str | None
    checked_at: datetime | None
    checked_by: PersonRef | None
    check_note: str | None
    times_returned: int


class CaseSummary(BaseModel):
    """A case in a list."""

    id: str
    feedback_id: str
    ticket_no: str
    status: ShownStatus
    progress: Progress
    disposition: Disposition
    cycle: int
    kind: Kind
    topics: tuple[TopicConfidence, ...]
    urgency: Urgency
    sentiment: Sentiment
    confidence: float
    owner: PersonRef | None
    team: TeamRef | None
    store_code: str | None
    channel: str
    text: str
    received_at: datetime
    assigned_at: datetime | None
    version: int
    versions: Versions
    result: str | None
    told_at: datetime | None
    resolved_at: datetime | None
    resolved_because: str | None
    closed_at: datetime | None
    closed_reason: str | None
    reopen_count: int
    survey: SurveyView | None
    clocks: list[ClockView]


class TimelineView(BaseModel):
    """Something that happened; `detail` depends on `event`.

    `by` is the person of an `actor` that is staff, also of one who has left.
    """

    at: datetime
    actor: str
    by: PersonRef | None
    event: str
    cause: str | None
    detail: dict[str, Any]


class CycleView(BaseModel):
    """A finished cycle: its verdict and who is credited with it."""

    cycle: int
    resolver: PersonRef | None
    result: str | None
    measures: str | None
    resolved_at: datetime | None
    told_at: datetime | None
    closed_at: datetime | None
    closed_reason: str | None
    reopened_at: datetime
    reopen_reason: str
    clocks: list[ClockView]
    survey: SurveyView | None


class IncidentBrief(BaseModel):
    """The incident of a case; `result` is the one fix, which who joins later is not told yet."""

    id: str
    title: str
    state: str
    owner: PersonRef | None
    result: str | None


class CaseDetail(CaseSummary):
    """A case with everything that happened to it.

    `legal_moves` are those its state allows now; `not_told_because` says why the result did not
    reach the customer, by channel, so that somebody calls.
    """

    measures: str | None
    tell_customer: bool
    question: str | None
    reopen_reason: str | None
    attribution: PersonRef | None
    not_told_because: dict[str, str] | None
    waiting_internal: bool
    merged_into: str | None
    survey_reasons: list[dict[str, str]]
    incident: IncidentBrief | None
    incident_id: str | None
    linked_case_id: str | None
    reported_store: str | None
    rating: int | None
    evidence: tuple[EvidenceSpan, ...]
    legal_moves: list[str]
    tasks: list[TaskView]
    corrective_actions: list[ActionView]
    collaborators: list[PersonRef]
    cycles: list[CycleView]
    timeline: list[TimelineView]


class LedgerLine(BaseModel):
    """How many cases of one channel and reported store are where."""

    channel: str
    store_code: str | None
    open: int = 0
    closed: int = 0
    dismissed: int = 0
    merged: int = 0
    by_status: dict[str, int] = Field(default_factory=dict)


class Ledger(BaseModel):
    """Followup's side of the ledger: each case counted once, by its shown status."""

    service: Literal["followup"] = "followup"
    total: int
    open: int
    closed: int
    dismissed: int
    merged: int
    items: list[LedgerLine]
