"""Shift routes, and those of leave and other hours: managers and admins write, leads read."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.triage.operations import hours
from services.triage.queries import directory
from services.triage.web.cursors import after_id
from services.triage.web.identity import Here
from services.triage.web.planners import Planner, PlanReader
from services.triage.web.schemas_hours import (
    OverrideBody,
    OverrideView,
    ShiftBody,
    ShiftPatch,
    ShiftView,
    shift_columns,
)
from services.triage.web.schemas_organisation import Uuid
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["organisation"])


@router.get("/shifts")
async def list_shifts(
    _principal: PlanReader,
    here: Here,
    staff_id: Annotated[Uuid | None, Query()] = None,
    team_id: Annotated[Uuid | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ShiftView]:
    """Return the shifts, oldest first."""
    after = after_id(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.shift_page(
                session, after=after, limit=limit, staff_id=staff_id, team_id=team_id
            ),
            limit,
            key=lambda shift: (shift.id,),
            item=ShiftView.of,
        )
    )


@router.get("/shifts/{shift_id}")
async def show_shift(shift_id: Uuid, _principal: PlanReader, here: Here) -> ShiftView:
    """Return one shift."""
    return await here.database.read(
        lambda session: ShiftView.of(directory.shift(session, shift_id))
    )


@router.post("/shifts", status_code=201, response_model=ShiftView)
async def add_shift(
    body: ShiftBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a weekly shift. A person's own shifts count instead of their teams'."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: ShiftView.of(
            hours.add_shift(session, shift_columns(body), by=principal, now=now)
        ),
        now=now,
    )


@router.patch("/shifts/{shift_id}")
async def change_shift(
    shift_id: Uuid, body: ShiftPatch, principal: Planner, here: Here
) -> ShiftView:
    """Change when a shift is."""
    now = here.now()
    return await here.database.write(
        lambda session: ShiftView.of(
            hours.change_shift(session, shift_id, shift_columns(body), by=principal, now=now)
        )
    )


@router.delete("/shifts/{shift_id}", status_code=204)
async def remove_shift(shift_id: Uuid, principal: Planner, here: Here) -> None:
    """Remove a shift."""
    now = here.now()
    await here.database.write(
        lambda session: hours.remove_shift(session, shift_id, by=principal, now=now)
    )


@router.get("/shift-overrides")
async def list_shift_overrides(
    _principal: PlanReader,
    here: Here,
    *,
    staff_id: Annotated[Uuid | None, Query()] = None,
    team_id: Annotated[Uuid | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OverrideView]:
    """Return leave and other hours, oldest first."""
    after = after_id(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.override_page(
                session, after=after, limit=limit, staff_id=staff_id, team_id=team_id
            ),
            limit,
            key=lambda override: (override.id,),
            item=OverrideView.of,
        )
    )


@router.post("/shift-overrides", status_code=201, response_model=OverrideView)
async def add_shift_override(
    body: OverrideBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a leave or other hours for some days, of a person or of a team."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: OverrideView.of(
            hours.add_override(session, body.columns(), by=principal, now=now)
        ),
        now=now,
    )


@router.delete("/shift-overrides/{override_id}", status_code=204)
async def remove_shift_override(override_id: Uuid, principal: Planner, here: Here) -> None:
    """Remove a leave or other hours."""
    now = here.now()
    await here.database.write(
        lambda session: hours.remove_override(session, override_id, by=principal, now=now)
    )
