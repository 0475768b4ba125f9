"""The routes of canned answers and macros, and one filled for a case."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response

from services.followup.operations import access, macros
from services.followup.web.desk import Desk
from services.followup.web.schemas_working import MacroBody, MacroView, PreviewBody, PreviewView
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["working"])

Planner = Annotated[Principal, staff("admin", "manager")]
Worker = Annotated[Principal, staff("agent", "lead", "manager", "store_manager")]
MacroId = Annotated[UUID, Path(description="The macro's id.")]


@router.get("/macros")
async def list_macros(
    by: Staff, desk: Desk, limit: Limit = 50, cursor: Cursor = None
) -> Page[MacroView]:
    """Return the macros of my teams and everybody's, by title."""
    title, last = decode_cursor(cursor, str, str) if cursor else ("", "")
    after = (title or "", last or "")

    def work(session: Session) -> Page[MacroView]:
        found = [one for one in macros.usable(session, by) if (one.title, one.id) > after]
        return page_of(found, limit, key=lambda one: (one.title, one.id), item=MacroView.of)

    return await desk.read(work)


@router.post("/macros", status_code=201, response_model=MacroView)
async def add_macro(
    body: MacroBody,
    by: Planner,
    request: Request,
    desk: Desk,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a macro; placeholders that nobody knows are refused."""
    now = desk.clock.now()
    return await idempotent(
        request,
        idempotency_key,
        by,
        desk.database,
        lambda session: MacroView.of(
            macros.write_macro(session, None, body.draft(), by=by, now=now)
        ),
        now=now,
    )


@router.get("/macros/{macro_id}")
async def show_macro(macro_id: MacroId, by: Staff, desk: Desk) -> MacroView:
    """Return one macro."""
    return await desk.read(
        lambda session: MacroView.of(macros.usable_macro(session, str(macro_id), by))
    )


@router.put("/macros/{macro_id}")
async def change_macro(macro_id: MacroId, body: MacroBody, by: Planner, desk: Desk) -> MacroView:
    """Replace a macro."""
    now = desk.clock.now()
    return await desk.database.write(
        lambda session: MacroView.of(
            macros.write_macro(session, str(macro_id), body.draft(), by=by, now=now)
        )
    )


@router.delete("/macros/{macro_id}", status_code=204)
async def remove_macro(macro_id: MacroId, by: Planner, desk: Desk) -> None:
    """Remove a macro."""
    now = desk.clock.now()
    await desk.database.write(
        lambda session: macros.remove_macro(session, str(macro_id), by=by, now=now)
    )


@router.post("/cases/{case_id}/macro-preview")
async def preview_macro(
    case_id: Annotated[UUID, Path(description="The case's id.")],
    body: PreviewBody,
    by: Worker,
    desk: Desk,
) -> PreviewView:
    """Fill a macro for a case; nothing is changed or sent."""

    def work(session: Session) -> PreviewView:
        case = access.seen_case(session, str(case_id), by)
        filled = macros.fill(session, macros.usable_macro(session, str(body.macro_id), by), case)
        return PreviewView(
            text=filled.text, actions=list(filled.actions), missing=list(filled.missing)
        )

    return await desk.read(work)
