"""The wire shapes of cases: what staff send, and a case as triage shows it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from services.triage.assignment.board import Board
from services.triage.classifier.verdict import Verdict
from services.triage.models.cases import CaseMessage, CaseTask
from services.triage.models.incidents import Incident
from services.triage.operations.moves import legal_moves
from services.triage.rules.cases import status, urgency_of
from services.triage.web.schemas_assignment import AssignmentView, proposed_teams
from services.triage.web.schemas_organisation import GivenTopic, Uuid, Word
from shared.events.vocabulary import (
    EvidenceSpan,
    Kind,
    PersonRef,
    Sentiment,
    TeamRef,
    TopicConfidence,
    Urgency,
)
from shared.preconditions import etag
from shared.validation import invalid

Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$"),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5000, pattern=r"^[^\x00]*$"),
]
# As it came, and maybe empty: evidence counts its code points.
TextToJudge = Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\x00]*$")]


class Body(BaseModel):
    """What staff send; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class TransferBody(Body):
    """Whom the case is for: exactly one of a person and a team, by id."""

    to_staff: Uuid | None = None
    to_team: Uuid | None = None
    reason: Reason

    @model_validator(mode="after")
    def names_one_target(self) -> Self:
        if (self.to_staff is None) == (self.to_team is None):
            raise invalid(
                zh="to_staff 与 to_team 须提供其中一个，且只提供一个。",
                en="Give either to_staff or to_team, one of them.",
            )
        return self


class CorrectBody(Body):
    """What the verdict should have been; parts that are left out were right."""

    kind: Kind | None = None
    topics: Annotated[list[GivenTopic], Field(max_length=20)] | None = None
    urgency: Urgency | None = None
    store_code: Word | None = None

    @model_validator(mode="after")
    def corrects_something(self) -> Self:
        if all(value is None for value in (self.kind, self.topics, self.urgency, self.store_code)):
            raise invalid(
                zh="kind、topics、urgency、store_code 至少提供一个。",
                en="Give at least one of kind, topics, urgency and store_code.",
            )
        return self

    @property
    def topic_codes(self) -> list[str] | None:
        return self.topics


class DismissBody(Body):
    """Why no answer is needed: spam, duplicate (of which case) or invalid."""

    reason: Word
    duplicate_of: Uuid | None = None


class MergeBody(Body):
    """The case to go on, and why the two are one."""

    into: Uuid
    reason: Reason


class DeclineBody(Body):
    reason: Reason


class TaskBody(Body):
    """A part of the work for another team, by id."""

    team: Uuid
    text: Annotated[Text, Field(max_length=2000)]


class ClassifyBody(Body):
    """One text, or up to 1,000."""

    text: TextToJudge | None = None
    texts: Annotated[list[TextToJudge], Field(min_length=1, max_length=1000)] | None = None

    @model_validator(mode="after")
    def holds_one_of_both(self) -> Self:
        if (self.text is None) == (self.texts is None):
            raise invalid(
                zh="text 与 texts 须提供其中一个，且只提供一个。",
                en="Give either text or texts, one of them.",
            )
        return self


class AspectView(BaseModel):
    """A stretch of the text that complains about a topic or praises it, in code points."""

    topic: str
    polarity: str
    text: str
    start: int
    end: int
    confidence: float


class VerdictView(BaseModel):
    kind: str
    topics: list[TopicConfidence]
    sentiment: Sentiment
    urgency: str
    confidence: float
    evidence: list[EvidenceSpan]
    aspects: list[AspectView]
    model_version: str

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        return cls.model_validate(
            {
                "kind": verdict.kind,
                "topics": [{"code": t.code, "confidence": t.confidence} for t in verdict.topics],
                "sentiment": {"label": verdict.sentiment_label, "score": verdict.sentiment_score},
                "urgency": verdict.urgency,
                "confidence": verdict.confidence,
                "evidence": [one.as_dict() for one in verdict.evidence],
                "aspects": [one.as_dict() for one in verdict.aspects],
                "model_version": verdict.model_version,
            }
        )


class Versions(BaseModel):
    triage: int
    followup: int


class ClockView(BaseModel):
    """A promise that runs, as followup last said; `due_at` is empty while it is paused."""

    kind: str
    due_at: datetime | None
    status: str


class CaseView(BaseModel):
    """A case. `status` is the shown one; `etag` is what If-Match takes; `moves` are legal now."""

    id: str
    feedback_id: str
    ticket_no: str
    status: str
    disposition: str
    disposition_reason: str | None
    merged_into: str | None
    duplicate_of: str | None
    incident_id: str | None
    progress: str
    cycle: int
    kind: str
    topics: list[TopicConfidence]
    urgency: str
    sentiment: Sentiment
    confidence: float
    needs_review: bool
    owner: PersonRef | None
    team: TeamRef | None
    store_code: str | None
    channel: str
    text: str
    rating: int | None
    received_at: datetime
    assigned_at: datetime | None
    accepted_at: datetime | None
    version: int
    versions: Versions
    clocks: list[ClockView]
    etag: str
    moves: list[str]

    @classmethod
    def of(cls, case: Any, board: Board) -> Self:
        """Return the view of a case, or of a row with its columns."""
        return cls.model_validate(fields_of(case, board))


class HistoryEntry(BaseModel):
    """What happened; `actor` is `system`, `customer` or `staff:<id>`, `by` that person."""

    at: datetime
    actor: str
    by: PersonRef | None
    event: str
    cause: str | None
    detail: dict[str, Any]


class TaskView(BaseModel):
    """A 协办 task; `is_done` as followup last said."""

    id: str
    team: TeamRef | None
    owner: PersonRef | None
    text: str
    opened_at: datetime
    is_done: bool


class MessageView(BaseModel):
    seq: int
    text: str
    appended_at: datetime
    kind: str
    urgency: str
    small_talk: bool


class IncidentRef(BaseModel):
    """The incident a case belongs to, and who answers for it."""

    id: str
    title: str
    state: str
    owner: PersonRef | None


class FullCaseView(CaseView):
    """One case with what decided its verdict, what happened to it, and followup's side of it.

    `proposed_teams` are candidates for tasks: those that the routing rule names, and those whose
    topics the text touches as well. `assignment` says how the owner was last chosen.
    """

    incident: IncidentRef | None
    customer: str | None
    attachments: int
    order_no: str | None
    campaign: str | None
    linked_case_id: str | None
    evidence: list[EvidenceSpan]
    aspects: list[AspectView]
    model_version: str
    followup: dict[str, Any]
    messages: list[MessageView]
    tasks: list[TaskView]
    proposed_teams: list[TeamRef]
    assignment: AssignmentView | None
    history: list[HistoryEntry]

    @classmethod
    def with_parts(
        cls,
        case: Any,
        board: Board,
        *,
        history: Sequence[Any],
        tasks: Sequence[CaseTask],
        messages: Sequence[CaseMessage],
        incident: Incident | None = None,
    ) -> Self:
        done = set(case.progress_detail.get("tasks_done", ()))
        asked = {case.team_id, *(task.team_id for task in tasks)}
        return cls.model_validate(
            {
                **fields_of(case, board),
                "incident": incident and incident_ref(incident, board),
                "customer": case.customer,
                **{name: case.birth.get(name) for name in OF_BIRTH},
                "evidence": case.verdict["evidence"],
                "aspects": case.verdict.get("aspects", []),
                "model_version": case.verdict["model_version"],
                "followup": case.progress_detail,
                "messages": [one.model_dump() for one in messages],
                "tasks": [{**task_of(one, board), "is_done": one.id in done} for one in tasks],
                "proposed_teams": proposed_teams(case, board, history, asked),
                "assignment": AssignmentView.last(history, board),
                "history": [entry_of(one, board) for one in history],
            }
        )


class LedgerRow(BaseModel):
    """How many cases of a channel and reported store stand where."""

    channel: str | None
    store_code: str | None
    disposition: str
    progress: str
    status: str
    cases: int


class LedgerView(BaseModel):
    """Triage's side of the ledger. `open` and `closed` count live cases."""

    received: int
    dismissed: int
    merged: int
    open: int
    closed: int
    rows: list[LedgerRow]


def fields_of(case: Any, board: Board) -> dict[str, Any]:
    birth, verdict = case.birth, case.verdict
    return {
        **{name: getattr(case, name) for name in SAME_NAME},
        **{name: birth[name] for name in ("ticket_no", "channel", "text", "rating")},
        **{name: verdict[name] for name in ("kind", "topics", "sentiment", "confidence")},
        "status": status(case.disposition, case.progress),
        "urgency": urgency_of(case.urgency_order),
        "clocks": case.progress_detail.get("clocks", []),
        "needs_review": case.review_rank is not None,
        "owner": board.person(case.owner_id),
        "team": board.team(case.team_id),
        "versions": Versions(triage=case.version, followup=case.followup_version),
        "etag": etag("t", case.revision),
        "moves": list(legal_moves(case)),
    }


OF_BIRTH = ("attachments", "order_no", "campaign", "linked_case_id")
SAME_NAME = (
    *("id", "feedback_id", "disposition", "disposition_reason", "merged_into", "duplicate_of"),
    "incident_id",
    *("progress", "cycle", "store_code", "received_at", "assigned_at"),
    *("accepted_at", "version"),
)


def incident_ref(incident: Incident, board: Board) -> IncidentRef:
    return IncidentRef(
        id=incident.id,
        title=incident.title,
        state=incident.state,
        owner=board.person(incident.owner_id),
    )


def task_of(task: CaseTask, board: Board) -> dict[str, Any]:
    return {
        "id": task.id,
        "team": board.team(task.team_id),
        "owner": board.person(task.owner_id),
        "text": task.text,
        "opened_at": task.opened_at,
    }


def entry_of(row: Any, board: Board) -> dict[str, Any]:
    kind, _, staff_id = row.actor.partition(":")
    by = board.names.get(staff_id) if kind == "staff" else None
    return {
        "at": row.at,
        "actor": row.actor,
        "by": by,
        "event": row.event,
        "cause": row.cause,
        "detail": row.detail,
    }
