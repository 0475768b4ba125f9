"""The search route: cases by the words of their texts, or by their numbers."""

from typing import Annotated

from fastapi import Query
from pydantic import StringConstraints

from services.triage.assignment.board import Board
from services.triage.queries.search import found_cases
from services.triage.web.case_desk import Desk
from services.triage.web.cursors import after_id
from services.triage.web.schemas import CaseView
from shared.auth import Staff
from shared.database import Session
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["cases"])

MOST_TERMS = 12
Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
]


@router.get("/search")
async def search(
    *,
    desk: Desk,
    principal: Staff,
    q: Annotated[Words, Query(description="Words, a ticket number or the number of an order.")],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CaseView]:
    """Return the cases within reach that have all the words, newest first.

    A new case is found within seconds of being received.
    """
    before = after_id(cursor)
    (found,) = await desk.reader.terms([q])
    terms = found[:MOST_TERMS]
    if not terms:
        return Page(items=[])

    def work(session: Session, board: Board) -> Page[CaseView]:
        rows = found_cases(session, principal, terms, before=before, limit=limit + 1)
        return page_of(
            rows, limit, key=lambda row: (row.id,), item=lambda row: CaseView.of(row, board)
        )

    return await desk.read(work)
