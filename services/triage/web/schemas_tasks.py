"""The wire shape of a task (协办) in a list of them."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel

from services.triage.assignment.board import Board
from services.triage.rules.cases import urgency_of
from shared.events.vocabulary import PersonRef, TeamRef, Urgency
from shared.preconditions import etag


class OpenTaskView(BaseModel):
    """A task that is still to be done, with what its case is; `etag` is the case's, to take it."""

    id: str
    case_id: str
    ticket_no: str
    urgency: Urgency
    store_code: str | None
    team: TeamRef | None
    owner: PersonRef | None
    text: str
    opened_at: datetime
    etag: str

    @classmethod
    def of(cls, row: Any, board: Board) -> Self:
        return cls(
            id=row.id,
            case_id=row.case_id,
            ticket_no=row.birth["ticket_no"],
            urgency=urgency_of(row.urgency_order),
            store_code=row.store_code,
            team=board.team(row.team_id),
            owner=board.person(row.owner_id),
            text=row.text,
            opened_at=row.opened_at,
            etag=etag("t", row.revision),
        )
