"""Store inspections: checklists for managers, visits by whoever inspects."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.intake.operations import checklists
from services.intake.operations.accounts import revision_in
from services.intake.operations.inspections import Recorder
from services.intake.queries import inspections as queries
from services.intake.queries.inspections import WantedInspections
from services.intake.rules.identity import EPOCH, LATEST
from services.intake.web.api import before
from services.intake.web.channels_api import IfRead
from services.intake.web.desk import Desk, desk_of
from services.intake.web.schemas_inspections import (
    ChecklistIn,
    ChecklistOut,
    InspectionBrief,
    InspectionIn,
    InspectionOut,
    inspection_out,
)
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_of
from shared.preconditions import etag
from shared.request_body import body_limit
from shared.routes import Router
from shared.validation import Instant

router = Router(prefix="/v1", tags=["inspections"])

ListKeeper = Annotated[Principal, staff("manager", "admin")]
Inspector = Annotated[Principal, staff("agent", "lead", "manager", "store_manager", "admin")]
MOST_BYTES = 2 * 1024 * 1024


@router.get("/checklists")
async def list_checklists(
    request: Request, _reader: Staff, limit: Limit = 50, cursor: Cursor = None
) -> Page[ChecklistOut]:
    """List the checklists in the order in which they were made."""
    after = before(cursor)
    rows = await desk_of(request).database.read(
        lambda session: queries.checklists_after(session, after, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=ChecklistOut.model_validate)


@router.post(
    "/checklists", status_code=201, responses={201: {"model": ChecklistOut}}, response_model=None
)
async def post_checklist(
    request: Request, new: ChecklistIn, principal: ListKeeper, key: IdempotencyKey = None
) -> Response:
    """Add a checklist."""
    desk = desk_of(request)
    now = desk.clock.now()
    return await idempotent(
        request,
        key,
        principal,
        desk.database,
        lambda session: ChecklistOut.model_validate(
            checklists.add_checklist(
                session,
                new.name,
                new.parts(),
                is_active=new.is_active,
                by=principal,
                now=now,
            )
        ),
        now=now,
        headers={"ETag": etag("r", 1)},
    )


@router.get("/checklists/{checklist_id}")
async def get_checklist(
    request: Request, response: Response, checklist_id: UUID, _reader: Staff
) -> ChecklistOut:
    """Show one checklist."""
    found = await desk_of(request).database.read(
        lambda session: checklists.checklist_named(session, str(checklist_id))
    )
    response.headers["ETag"] = etag("r", found.revision)
    return ChecklistOut.model_validate(found)


@router.put("/checklists/{checklist_id}")
async def put_checklist(  # noqa: PLR0917  # what a request brings
    request: Request,
    response: Response,
    checklist_id: UUID,
    changed: ChecklistIn,
    principal: ListKeeper,
    if_match: IfRead = None,
) -> ChecklistOut:
    """Replace a checklist; inspections keep what they found."""
    desk = desk_of(request)
    now, seen = desk.clock.now(), revision_in(if_match)
    found = await desk.database.write(
        lambda session: checklists.change_checklist(
            session,
            str(checklist_id),
            changed.name,
            changed.parts(),
            is_active=changed.is_active,
            by=principal,
            now=now,
            seen=seen,
        )
    )
    response.headers["ETag"] = etag("r", found.revision)
    return ChecklistOut.model_validate(found)


@router.delete("/checklists/{checklist_id}", status_code=204)
async def delete_checklist(
    request: Request, checklist_id: UUID, principal: ListKeeper, if_match: IfRead = None
) -> None:
    """Remove a checklist; its inspections stay."""
    desk = desk_of(request)
    now, seen = desk.clock.now(), revision_in(if_match)
    await desk.database.write(
        lambda session: checklists.remove_checklist(
            session, str(checklist_id), by=principal, now=now, seen=seen
        )
    )


@router.post(
    "/inspections", status_code=201, responses={201: {"model": InspectionOut}}, response_model=None
)
@body_limit(MOST_BYTES)
async def post_inspection(
    request: Request, new: InspectionIn, principal: Inspector, key: IdempotencyKey = None
) -> Response:
    """Record a visit to a store; each failed item becomes a feedback of that store."""
    desk = desk_of(request)
    now, recorder = desk.clock.now(), recorder_at(desk)

    def work(session: Session) -> InspectionOut:
        made = recorder.record(session, new.visit(), by=principal, now=now)
        return inspection_out(made, recorder.findings(made))

    return await idempotent(request, key, principal, desk.database, work, now=now)


@router.get("/inspections")
async def list_inspections(  # noqa: PLR0917  # query parameters
    request: Request,
    reader: Staff,
    store_code: Annotated[str | None, Query(max_length=40)] = None,
    checklist_id: UUID | None = None,
    since: Annotated[Instant | None, Query(description="Inspected then or later.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[InspectionBrief]:
    """List the inspections the caller may see, the last recorded first."""
    wanted = WantedInspections(
        store_code,
        str(checklist_id) if checklist_id else None,
        min(max(since, EPOCH), LATEST) if since else None,
        before(cursor),
    )
    rows = await desk_of(request).database.read(
        lambda session: queries.recent_inspections(session, reader, wanted, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row.id,), item=InspectionBrief.model_validate)


@router.get("/inspections/{inspection_id}")
async def get_inspection(request: Request, inspection_id: UUID, reader: Staff) -> InspectionOut:
    """Show one inspection with what was found."""
    desk = desk_of(request)
    found = await desk.database.read(
        lambda session: queries.inspection_named(session, str(inspection_id), reader)
    )
    return inspection_out(found, recorder_at(desk).findings(found))


def recorder_at(desk: Desk) -> Recorder:
    return Recorder(desk.preparer, desk.links)
