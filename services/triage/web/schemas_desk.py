"""The wire shapes of a person's own desk, the queues' lengths, the board and bulk moves."""

from datetime import datetime
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from services.triage.assignment.board import Board
from services.triage.models import SavedFilter, Staff
from services.triage.queries.desk import Held, QueueCount
from services.triage.queries.directory import Places
from services.triage.queries.organisation import RosterEntry
from services.triage.rules.permissions import permissions_of
from services.triage.web.schemas import (
    Body,
    CaseView,
    CorrectBody,
    DeclineBody,
    DismissBody,
    MergeBody,
    Reason,
    TransferBody,
)
from services.triage.web.schemas_organisation import PRINTABLE, GivenTopic, Name, Uuid, Word
from shared.events.vocabulary import Kind, PersonRef, TeamRef, Urgency
from shared.validation import InvalidFields, field_errors

Presence = Literal["available", "away"]
QueryText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=PRINTABLE)
]


class MeView(BaseModel):
    """Who is signed in, where their work is, and what screens may offer them."""

    id: str
    username: str
    name: str
    roles: list[str]
    teams: list[TeamRef]
    leads: list[TeamRef]
    stores: list[str]
    presence: Presence
    capacity: int
    permissions: list[str]

    @classmethod
    def of(cls, person: Staff, places: Places) -> Self:
        same = {"id", "username", "name", "roles", "stores", "capacity"}
        return cls(
            **person.model_dump(include=same),
            teams=places.teams,
            leads=places.leads,
            presence="away" if person.away else "available",
            permissions=permissions_of(person.roles),
        )


class PresenceBody(Body):
    presence: Presence


class FilterBody(Body):
    """A name, and what the console's address holds after `?`."""

    name: Name
    query: QueryText


class FilterView(BaseModel):
    id: str
    name: str
    query: str
    created_at: datetime

    @classmethod
    def of(cls, saved: SavedFilter) -> Self:
        return cls(**saved.model_dump(include=set(cls.model_fields)))


class FiltersView(BaseModel):
    items: list[FilterView]


class QueueView(BaseModel):
    """How long a queue is; `more` says that counting stopped at `cases`."""

    queue: str
    cases: int
    critical: int
    more: bool

    @classmethod
    def of(cls, count: QueueCount) -> Self:
        return cls(queue=count.name, cases=count.cases, critical=count.critical, more=count.is_more)


class QueuesView(BaseModel):
    items: list[QueueView]


class HeldView(BaseModel):
    """Open cases: how many, how heavy, how late. `at_risk` are due soon, not late yet."""

    cases: int = 0
    critical: int = 0
    effort: int = 0
    breached: int = 0
    at_risk: int = 0
    oldest_received_at: datetime | None = None
    by_progress: dict[str, int] = Field(default_factory=dict)

    @classmethod
    def of(cls, held: Held | None) -> Self:
        if held is None:
            return cls()
        return cls(
            **{name: getattr(held, name) for name in ("cases", "critical", "effort")},
            **{name: getattr(held, name) for name in ("breached", "at_risk")},
            oldest_received_at=held.oldest_at,
            by_progress=dict(held.by_state),
        )


class PersonLoad(HeldView):
    """What one person holds in the team. `load` of `capacity` counts all their teams' cases."""

    person: PersonRef
    presence: Literal["available", "away", "off_shift"]
    roles: list[str]
    load: int
    capacity: int

    @classmethod
    def at(cls, entry: RosterEntry, held: Held | None, board: Board) -> Self:
        here = "available" if entry.on_shift else "off_shift"
        return cls(
            **HeldView.of(held).model_dump(),
            person=entry.staff,
            presence="away" if entry.away else here,
            roles=sorted(entry.roles),
            load=board.tally.loads.get(entry.staff.id, 0),
            capacity=entry.capacity,
        )


class TeamBoard(BaseModel):
    """A team's people with what they hold, what waits for nobody, and what others hold of it."""

    team: TeamRef | None
    unassigned: HeldView
    elsewhere: HeldView
    people: list[PersonLoad]


class BoardView(BaseModel):
    """`is_cut` says that only the most urgent cases were counted: there are very many."""

    teams: list[TeamBoard]
    at_risk_minutes: int
    is_cut: bool


class RelatedCase(CaseView):
    """A case like another; `likeness` is the share of telling words they have in common."""

    likeness: float


class RelatedView(BaseModel):
    """Beside a case: what the same customer said, and cases like it, within reach."""

    customer: str | None
    same_customer: list[CaseView]
    similar: list[RelatedCase]


class BulkItem(Body):
    """A case and the ETag that was seen of it."""

    id: Uuid
    etag: Annotated[str, StringConstraints(max_length=80)]


BulkAction = Literal[
    "accept", "confirm", "restore", "decline", "transfer", "correct", "dismiss", "merge"
]
DETAILS: Final[dict[str, type[Body]]] = {
    "decline": DeclineBody,
    "transfer": TransferBody,
    "correct": CorrectBody,
    "dismiss": DismissBody,
    "merge": MergeBody,
}
"""What the moves that need more than the case take, as alone."""


class BulkDetails(Body):
    """What the move takes besides the case, as it does alone; nothing for accept and the like."""

    reason: Reason | None = None
    to_staff: Uuid | None = None
    to_team: Uuid | None = None
    into: Uuid | None = None
    duplicate_of: Uuid | None = None
    kind: Kind | None = None
    topics: Annotated[list[GivenTopic], Field(max_length=20)] | None = None
    urgency: Urgency | None = None
    store_code: Word | None = None


class BulkBody(Body):
    """A move on many cases, each with the ETag that was seen of it."""

    action: BulkAction
    items: Annotated[list[BulkItem], Field(min_length=1, max_length=100)]
    details: BulkDetails = Field(default_factory=BulkDetails)

    @property
    def given(self) -> Body | None:
        """Return the details as the move alone reads them. Raises InvalidFields."""
        sent = self.details.model_dump(exclude_unset=True)
        form = DETAILS.get(self.action)
        if form is None and not sent:
            return None
        try:
            return (form or Nothing).model_validate(sent)
        except ValidationError as error:
            found = error.errors(include_url=False)
            placed = [{**one, "loc": ("body", "details", *one["loc"])} for one in found]
            raise InvalidFields(field_errors(placed)) from None


class Nothing(Body):
    """The details of a move that takes none."""


class BulkResult(BaseModel):
    """What became of one case: the case as it is now, or the refusal, as alone it would be."""

    id: str
    status: int
    case: CaseView | None = None
    problem: dict[str, Any] | None = None


class Undo(BaseModel):
    """A body to be sent to the same route that takes back what was done."""

    action: Literal["restore"] = "restore"
    items: list[BulkItem]


class BulkView(BaseModel):
    done: int
    refused: int
    items: list[BulkResult]
    undo: Undo | None
