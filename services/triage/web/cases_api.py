"""Case routes: the work queues, one case, and every move staff make."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query, Response

from services.triage.assignment.board import Board, LoadBoard
from services.triage.errors import CaseUnknown
from services.triage.models.cases import Case
from services.triage.operations import cases, dispositions, verdicts
from services.triage.operations.verdicts import Correction
from services.triage.queries import cases as queries
from services.triage.queries.cases import Filters, Position
from services.triage.queries.incidents import incident_of
from services.triage.queries.review import review_queue
from services.triage.web.case_desk import CaseDesk, Desk
from services.triage.web.review_cursors import place_offered, place_to_resume
from services.triage.web.schemas import (
    CaseView,
    CorrectBody,
    DeclineBody,
    DismissBody,
    FullCaseView,
    MergeBody,
    TaskBody,
    TransferBody,
)
from services.triage.web.schemas_organisation import TopicCode, Uuid, Word
from shared.auth import Principal, staff, staff_or_key
from shared.database import Session
from shared.events.vocabulary import URGENCY_RANK, Urgency
from shared.masking import mask_numbers
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.preconditions import IfMatch
from shared.routes import Router

router = Router(prefix="/v1/cases", tags=["cases"])

CaseId = Annotated[Uuid, Path(description="The case's id.")]
Reader = Annotated[Principal, staff_or_key("cases:read")]
Mover = Annotated[Principal, staff("agent", "lead", "manager", "admin")]
Owner = Annotated[Principal, staff("agent", "lead", "manager", "admin", "store_manager")]
QueueName = Literal["mine", "team", "unassigned", "review"]
Unit = Callable[[Session, LoadBoard, datetime], Case]


async def moved(desk: CaseDesk, response: Response, unit: Unit) -> CaseView:
    """Run a move, commit it, and answer the case with its new ETag."""

    def work(session: Session, boards: LoadBoard, now: datetime) -> CaseView:
        case = unit(session, boards, now)
        return CaseView.of(case, boards.current(session, now))

    view = await desk.write(work)
    response.headers["ETag"] = view.etag
    return view


def place_in(cursor: str) -> Position:
    """Return the place in a queue that the next page begins behind. Raises BadCursor."""
    order, received_at, case_id = decode_cursor(cursor, int, datetime, str)
    try:
        case_id = str(UUID(case_id))
    except (TypeError, ValueError, AttributeError):
        raise BadCursor from None
    if order not in range(len(URGENCY_RANK)):
        raise BadCursor
    return order, received_at, case_id


@router.get("")
async def queue(
    *,
    desk: Desk,
    principal: Reader,
    name: Annotated[
        QueueName | None, Query(alias="queue", description="Absent: all cases within reach.")
    ] = None,
    topic: Annotated[TopicCode | None, Query(description="A topic, its leaves with it.")] = None,
    urgency: Urgency | None = None,
    store_code: Annotated[Word | None, Query(description="Where the case is routed to.")] = None,
    owner: Annotated[Uuid | None, Query(description="A staff id.")] = None,
    team: Annotated[Uuid | None, Query(description="A team's id.")] = None,
    customer: Annotated[
        str | None, Query(max_length=80, description="A customer's handle, as intake finds it.")
    ] = None,
    state: Annotated[
        Literal["open", "done"] | None,
        Query(description="`open`: work is left. `done`: answered, closed, dismissed or merged."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CaseView]:
    """Return a work queue: most urgent first, then longest waiting.

    `review` offers critical cases, then four of the least certain verdicts for each one drawn by
    lot.
    """
    filters = Filters(
        topic=topic,
        urgency_order=None if urgency is None else 3 - URGENCY_RANK[urgency],
        store_code=store_code,
        owner_id=owner,
        team_id=team,
        customer=customer,
        is_open=None if state is None else state == "open",
    )
    if name == "review":
        return await offered(desk, principal, filters, limit, cursor)
    after = place_in(cursor) if cursor else None

    def work(session: Session, board: Board) -> Page[CaseView]:
        rows = queries.queue(
            session,
            principal,
            name,
            filters=filters,
            after=after,
            limit=limit + 1,
        )
        return page_of(rows, limit, key=queries.position, item=lambda row: CaseView.of(row, board))

    return await desk.read(work)


async def offered(
    desk: CaseDesk, principal: Principal, filters: Filters, limit: int, cursor: str | None
) -> Page[CaseView]:
    """Return a page of the review queue."""
    after = place_to_resume(cursor)

    def work(session: Session, board: Board) -> Page[CaseView]:
        offers = review_queue(session, principal, filters=filters, after=after, limit=limit + 1)
        return page_of(
            offers,
            limit,
            key=lambda offer: place_offered(offer[1]),
            item=lambda offer: CaseView.of(offer[0], board),
        )

    return await desk.read(work)


@router.get("/{case_id}")
async def one_case(
    case_id: CaseId, desk: Desk, principal: Reader, response: Response
) -> FullCaseView:
    """Return a case with its verdict, history and ETag."""

    def work(session: Session, board: Board) -> FullCaseView:
        row = queries.case_in_reach(session, case_id, principal)
        if row is None:
            raise CaseUnknown
        return FullCaseView.with_parts(
            row,
            board,
            history=queries.history_of(session, case_id),
            tasks=queries.tasks_of(session, case_id),
            messages=queries.messages_of(session, case_id),
            incident=incident_of(session, row.incident_id),
        )

    view = await desk.read(work)
    survey = view.followup.get("survey")
    if survey and principal.kind == "key":  # its link lets answer as the customer
        view.followup = {**view.followup, "survey": {**survey, "url": None}}
    response.headers["ETag"] = view.etag
    return view


@router.post(
    "/next",
    responses={200: {"model": CaseView}, 204: {"description": "No case waits for an owner."}},
    response_model=None,
)
async def take_next(
    desk: Desk,
    principal: Annotated[Principal, staff("agent", "lead", "manager")],
    response: Response,
) -> CaseView | Response:
    """Take the next unowned case of one's teams; nobody else gets the same one."""

    def work(session: Session, boards: LoadBoard, now: datetime) -> CaseView | None:
        case = cases.take_next(session, boards, by=principal, now=now)
        return None if case is None else CaseView.of(case, boards.current(session, now))

    view = await desk.write(work)
    if view is None:
        return Response(status_code=204)
    response.headers["ETag"] = view.etag
    return view


@router.post("/{case_id}/accept")
async def accept(
    case_id: CaseId, desk: Desk, principal: Owner, if_match: IfMatch, response: Response
) -> CaseView:
    """Accept one's case, or take one that nobody owns."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: cases.accept_case(
            session, boards, case_id, by=principal, if_match=if_match, now=now
        ),
    )


@router.post("/{case_id}/decline")
async def decline(
    *,
    case_id: CaseId,
    body: DeclineBody,
    desk: Desk,
    principal: Owner,
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Give one's case back; the next of the team is asked, after two the team's lead."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: cases.decline_case(
            session,
            boards,
            case_id,
            reason=mask_numbers(body.reason),
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/{case_id}/transfer")
async def transfer(
    *,
    case_id: CaseId,
    body: TransferBody,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Pass a case on to a person, or to a team."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: cases.transfer_case(
            session,
            boards,
            case_id,
            to_staff=body.to_staff,
            to_team=body.to_team,
            reason=mask_numbers(body.reason),
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/{case_id}/correct")
async def correct(
    *,
    case_id: CaseId,
    body: CorrectBody,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Put the verdict right; it is learned from."""
    correction = Correction(body.kind, body.topic_codes, body.urgency, body.store_code)
    return await moved(
        desk,
        response,
        lambda session, boards, now: verdicts.correct_verdict(
            session, boards, case_id, correction, by=principal, if_match=if_match, now=now
        ),
    )


@router.post("/{case_id}/confirm")
async def confirm(
    case_id: CaseId, desk: Desk, principal: Mover, if_match: IfMatch, response: Response
) -> CaseView:
    """Say that the verdict is right; it is learned from."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: verdicts.confirm_verdict(
            session, boards, case_id, by=principal, if_match=if_match, now=now
        ),
    )


@router.post("/{case_id}/dismiss")
async def dismiss(
    *,
    case_id: CaseId,
    body: DismissBody,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Say that no answer is needed; a critical case needs a lead or a manager for that."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: dispositions.dismiss_case(
            session,
            boards,
            case_id,
            reason=body.reason,
            duplicate_of=body.duplicate_of,
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/{case_id}/merge")
async def merge(
    *,
    case_id: CaseId,
    body: MergeBody,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Let another case go on in place of this one."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: dispositions.merge_case(
            session,
            boards,
            case_id,
            into=body.into,
            reason=mask_numbers(body.reason),
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/{case_id}/restore")
async def restore(
    case_id: CaseId, desk: Desk, principal: Mover, if_match: IfMatch, response: Response
) -> CaseView:
    """Undo a dismissal or a merge."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: dispositions.restore_case(
            session, boards, case_id, by=principal, if_match=if_match, now=now
        ),
    )


@router.post("/{case_id}/tasks")
async def open_task(
    *,
    case_id: CaseId,
    body: TaskBody,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Ask another team for a part of the work."""
    return await moved(
        desk,
        response,
        lambda session, boards, now: cases.open_task(
            session,
            boards,
            case_id,
            team_id=body.team,
            text=mask_numbers(body.text),
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )
