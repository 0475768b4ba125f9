"""Incident and duplicate routes: what the watch proposes, and what people make and decide."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Path, Query, Request, Response

from services.triage.assignment.board import Board, LoadBoard
from services.triage.errors import DuplicateUnknown, IncidentUnknown
from services.triage.models.incidents import Duplicate, Incident
from services.triage.operations import incidents, incidents_duplicates, incidents_opened
from services.triage.queries import incidents as queries
from services.triage.queries.incidents import Counts
from services.triage.web.case_desk import CaseDesk, Desk
from services.triage.web.cursors import after_id
from services.triage.web.schemas_incidents import (
    AcceptBody,
    CasesBody,
    DuplicateView,
    FullIncidentView,
    IncidentView,
    OpenBody,
    RejectBody,
    SplitBody,
    State,
)
from services.triage.web.schemas_organisation import Uuid
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.masking import mask_numbers
from shared.paging import Cursor, Limit, Page, page_of
from shared.preconditions import IfMatch, IfMatchGiven
from shared.routes import Router

router = Router(prefix="/v1", tags=["incidents"])

IncidentId = Annotated[Uuid, Path(description="The incident's id.")]
DuplicateId = Annotated[Uuid, Path(description="The proposal's id.")]
Decider = Annotated[Principal, staff("lead", "manager", "admin")]
Mover = Annotated[Principal, staff("agent", "lead", "manager", "admin")]
AS_PROPOSED, NO_REASON, ALL_OF_THEM = AcceptBody(), RejectBody(), SplitBody()
Unit = Callable[[Session, LoadBoard, datetime], Incident]


async def decided(
    desk: CaseDesk, principal: Principal, response: Response, unit: Unit
) -> FullIncidentView:
    """Run a decision, commit it, and answer the incident with its new ETag."""

    def work(session: Session, boards: LoadBoard, now: datetime) -> FullIncidentView:
        incident = unit(session, boards, now)
        session.flush()
        return full_view(session, incident, principal, boards.current(session, now))

    view = await desk.write(work)
    response.headers["ETag"] = view.etag
    return view


def full_view(
    session: Session, incident: Incident, principal: Principal, board: Board
) -> FullIncidentView:
    counts = queries.counts_of(session, [incident.id]).get(incident.id, Counts())
    rows = queries.cases_of(session, incident.id, principal)
    return FullIncidentView.with_cases(incident, board, counts, rows)


@router.get("/incidents")
async def list_incidents(
    *,
    desk: Desk,
    principal: Staff,
    state: Annotated[State | None, Query(description="Absent: all of them.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[IncidentView]:
    """Return the incidents that hold a case within reach, newest first."""
    before = after_id(cursor)

    def work(session: Session, board: Board) -> Page[IncidentView]:
        found = queries.incidents(session, principal, state=state, before=before, limit=limit + 1)
        counts = queries.counts_of(session, [one.id for one in found])
        return page_of(
            found,
            limit,
            key=lambda one: (one.id,),
            item=lambda one: IncidentView.of(one, board, counts.get(one.id, Counts())),
        )

    return await desk.read(work)


@router.post("/incidents", status_code=201, response_model=FullIncidentView)
async def open_incident(
    *,
    body: OpenBody,
    desk: Desk,
    principal: Decider,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make an incident of cases at hand, however few: one owner, one fix, each customer told."""
    now = desk.clock.now()

    def unit(session: Session) -> FullIncidentView:
        incident = incidents_opened.open_incident(
            session,
            desk.boards,
            title=mask_numbers(body.title),
            case_ids=body.case_ids,
            owner_id=body.owner,
            by=principal,
            now=now,
        )
        session.flush()
        return full_view(session, incident, principal, desk.boards.current(session, now))

    return await idempotent(request, idempotency_key, principal, desk.database, unit, now=now)


@router.get("/incidents/{incident_id}")
async def show_incident(
    incident_id: IncidentId, desk: Desk, principal: Staff, response: Response
) -> FullIncidentView:
    """Return an incident with its cases within reach, and its ETag."""

    def work(session: Session, board: Board) -> FullIncidentView:
        incident = queries.incident(session, incident_id, principal)
        if incident is None:
            raise IncidentUnknown
        return full_view(session, incident, principal, board)

    view = await desk.read(work)
    response.headers["ETag"] = view.etag
    return view


@router.post("/incidents/{incident_id}/accept")
async def accept_incident(
    *,
    incident_id: IncidentId,
    body: AcceptBody = AS_PROPOSED,
    desk: Desk,
    principal: Decider,
    if_match: IfMatchGiven = None,
    response: Response,
) -> FullIncidentView:
    """Put one person in charge of a proposal's cases; those out of reach stay proposed."""
    title = None if body.title is None else mask_numbers(body.title)
    return await decided(
        desk,
        principal,
        response,
        lambda session, boards, now: incidents.accept_incident(
            session,
            boards,
            incident_id,
            owner_id=body.owner,
            title=title,
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/incidents/{incident_id}/reject")
async def reject_incident(
    *,
    incident_id: IncidentId,
    body: RejectBody = NO_REASON,
    desk: Desk,
    principal: Decider,
    if_match: IfMatchGiven = None,
    response: Response,
) -> FullIncidentView:
    """Say that a proposal is no incident; its cases go on as they are."""
    return await decided(
        desk,
        principal,
        response,
        lambda session, boards, now: incidents.reject_incident(
            session,
            boards,
            incident_id,
            reason=body.reason and mask_numbers(body.reason),
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/incidents/{incident_id}/cases")
async def change_cases(
    *,
    incident_id: IncidentId,
    body: CasesBody,
    desk: Desk,
    principal: Mover,
    if_match: IfMatchGiven = None,
    response: Response,
) -> FullIncidentView:
    """Take cases into an accepted incident or let some go; by its owner, a lead or a manager."""
    return await decided(
        desk,
        principal,
        response,
        lambda session, boards, now: incidents.change_cases(
            session,
            boards,
            incident_id,
            add=body.add,
            remove=body.remove,
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.post("/incidents/{incident_id}/split")
async def split_incident(
    *,
    incident_id: IncidentId,
    body: SplitBody = ALL_OF_THEM,
    desk: Desk,
    principal: Decider,
    if_match: IfMatchGiven = None,
    response: Response,
) -> FullIncidentView:
    """Undo an incident, or take some cases out of it; each goes back to who had it before."""
    return await decided(
        desk,
        principal,
        response,
        lambda session, boards, now: incidents.split_incident(
            session,
            boards,
            incident_id,
            case_ids=body.case_ids,
            reason=body.reason and mask_numbers(body.reason),
            by=principal,
            if_match=if_match,
            now=now,
        ),
    )


@router.get("/duplicates")
async def list_duplicates(
    *,
    desk: Desk,
    principal: Staff,
    case_id: Annotated[Uuid | None, Query(description="Proposals with this case.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DuplicateView]:
    """Return the cases that may say again what an earlier one said, newest first."""
    before = after_id(cursor)

    def work(session: Session, board: Board) -> Page[DuplicateView]:
        found = queries.duplicates(
            session, principal, case_id=case_id, before=before, limit=limit + 1
        )
        return page_of(
            found,
            limit,
            key=lambda one: (one.id,),
            item=lambda one: DuplicateView.of(one, board),
        )

    return await desk.read(work)


@router.get("/duplicates/{duplicate_id}")
async def show_duplicate(
    duplicate_id: DuplicateId, desk: Desk, principal: Staff, response: Response
) -> DuplicateView:
    """Return one proposal and its ETag, decided on or not."""

    def work(session: Session, board: Board) -> DuplicateView:
        proposal = queries.duplicate(session, duplicate_id, principal)
        if proposal is None:
            raise DuplicateUnknown
        return shown(proposal, board, response)

    return await desk.read(work)


@router.post("/duplicates/{duplicate_id}/accept")
async def accept_duplicate(
    *,
    duplicate_id: DuplicateId,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> DuplicateView:
    """Merge the later case into the earlier one; restoring it undoes that."""

    def work(session: Session, boards: LoadBoard, now: datetime) -> DuplicateView:
        proposal = incidents_duplicates.accept_duplicate(
            session, boards, duplicate_id, by=principal, if_match=if_match, now=now
        )
        return shown(proposal, boards.current(session, now), response)

    return await desk.write(work)


@router.post("/duplicates/{duplicate_id}/reject")
async def reject_duplicate(
    *,
    duplicate_id: DuplicateId,
    desk: Desk,
    principal: Mover,
    if_match: IfMatch,
    response: Response,
) -> DuplicateView:
    """Say that the two are not one; they are not proposed again."""

    def work(session: Session, boards: LoadBoard, now: datetime) -> DuplicateView:
        proposal = incidents_duplicates.reject_duplicate(
            session, duplicate_id, by=principal, if_match=if_match, now=now
        )
        return shown(proposal, boards.current(session, now), response)

    return await desk.write(work)


def shown(proposal: Duplicate, board: Board, response: Response) -> DuplicateView:
    view = DuplicateView.of(proposal, board)
    response.headers["ETag"] = view.etag
    return view
