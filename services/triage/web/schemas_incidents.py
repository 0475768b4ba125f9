"""The wire shapes of incidents, proposed duplicates and what a search takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.triage.assignment.board import Board
from services.triage.models.incidents import Duplicate, Incident
from services.triage.operations.incidents import LEGAL
from services.triage.queries.incidents import Counts
from services.triage.web.schemas import Body, CaseView, IncidentRef, Reason
from services.triage.web.schemas_organisation import Uuid
from shared.events.vocabulary import PersonRef
from shared.preconditions import etag
from shared.validation import invalid

MOST_CASES = 500

State = Literal["proposed", "accepted", "rejected", "split"]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
]
CaseIds = Annotated[list[Uuid], Field(min_length=1, max_length=MOST_CASES)]


class OpenBody(Body):
    """Cases of one matter, what it is called, and its owner: the caller when nobody is named."""

    title: Title
    case_ids: CaseIds
    owner: Uuid | None = None


class AcceptBody(Body):
    """Who is to answer for the incident, the caller when nobody is named, and what it is called."""

    owner: Uuid | None = None
    title: Title | None = None


class RejectBody(Body):
    reason: Reason | None = None


class CasesBody(Body):
    """Cases to take into the incident, and cases to let go."""

    add: list[Uuid] = Field(default_factory=list, max_length=MOST_CASES)
    remove: list[Uuid] = Field(default_factory=list, max_length=MOST_CASES)

    @model_validator(mode="after")
    def names_some_cases_once(self) -> Self:
        if not {*self.add, *self.remove} or set(self.add) & set(self.remove):
            raise invalid(
                zh="add 与 remove 至少提供一个工单，且不能重复。",
                en="Name at least one case in add or remove, and none in both.",
            )
        return self


class SplitBody(Body):
    """The cases that go on alone, all when none is named, and why."""

    case_ids: CaseIds | None = None
    reason: Reason | None = None


class BurstView(BaseModel):
    """So many similar cases in so many days, so many expected, and the chance of it."""

    observed: int
    expected: float
    chance: float
    days: float


class CountsView(BaseModel):
    """Members, those proposed besides, and members that are still worked on."""

    members: int
    proposed: int
    open: int


class IncidentView(IncidentRef):
    """An incident. `scope` is where it happens: `store:…`, `campaign:…`, `region:…` or `all`.

    `etag` is what If-Match takes; `moves` are legal now.
    """

    scope: str
    topic: str | None
    burst: BurstView | None
    counts: CountsView
    opened_at: datetime
    first_at: datetime
    last_at: datetime
    decided_at: datetime | None
    reason: str | None
    etag: str
    moves: list[str]

    @classmethod
    def of(cls, incident: Incident, board: Board, counts: Counts) -> Self:
        return cls.model_validate(fields_of(incident, board, counts))


class IncidentCaseView(CaseView):
    """A case of an incident: `place` is `member` or `proposed`."""

    place: Literal["member", "proposed"]
    similarity: float | None

    @classmethod
    def placed(cls, row: Any, board: Board) -> Self:
        case = CaseView.of(row, board).model_dump()
        return cls.model_validate({**case, "place": row.place, "similarity": row.similarity})


class FullIncidentView(IncidentView):
    """An incident with its cases within reach, oldest first."""

    cases: list[IncidentCaseView]

    @classmethod
    def with_cases(
        cls, incident: Incident, board: Board, counts: Counts, rows: Sequence[Any]
    ) -> Self:
        cases = [IncidentCaseView.placed(row, board) for row in rows]
        return cls.model_validate({**fields_of(incident, board, counts), "cases": cases})


def fields_of(incident: Incident, board: Board, counts: Counts) -> dict[str, Any]:
    return {
        **incident.model_dump(exclude={"owner_id", "burst"}),
        "owner": board.person(incident.owner_id),
        "burst": incident.burst or None,
        "counts": CountsView(members=counts.members, proposed=counts.proposed, open=counts.open),
        "etag": etag("t", incident.revision),
        "moves": list(LEGAL[incident.state]),
    }


class DuplicateView(BaseModel):
    """A case that may say again what an earlier one said; accepting merges it into that one."""

    id: str
    case_id: str
    of_case_id: str
    reason: str
    similarity: float
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    decided_by: PersonRef | None
    etag: str

    @classmethod
    def of(cls, proposal: Duplicate, board: Board) -> Self:
        kind, _, staff_id = (proposal.decided_by or "").partition(":")
        by = board.person(staff_id) if kind == "staff" else None
        fields = proposal.model_dump(exclude={"decided_by", "revision"})
        return cls.model_validate(
            {**fields, "decided_by": by, "etag": etag("t", proposal.revision)}
        )
