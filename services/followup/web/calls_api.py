"""Routes of call tasks: results that a person has to tell by telephone."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.followup import queries
from services.followup.models import CallTask, Case
from services.followup.operations import calls
from services.followup.operations.calls import Called
from services.followup.web.api import Worker, last_shown
from services.followup.web.desk import Desk
from services.followup.web.schemas_surveys import CallBody, CallStatus, CallView
from shared.auth import Staff
from shared.database import Session
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["calls"])

CallId = Annotated[UUID, Path(description="The call task's id.")]


@router.get("/call-tasks")
async def list_call_tasks(
    *,
    desk: Desk,
    principal: Staff,
    status: CallStatus | None = None,
    case_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CallView]:
    """List results that reached nobody, within reach, longest waiting first."""
    after = last_shown(cursor) if cursor else None
    wanted = str(case_id) if case_id else None

    def work(session: Session) -> Page[CallView]:
        found = calls.call_tasks(
            session, principal, status=status, case_id=wanted, after=after, limit=limit
        )
        return page_of(
            found, limit, key=lambda pair: (pair[0].id,), item=lambda pair: shown(session, *pair)
        )

    return await desk.read(work)


@router.get("/call-tasks/{call_id}")
async def read_call_task(*, desk: Desk, principal: Staff, call_id: CallId) -> CallView:
    """Show one call task."""

    def work(session: Session) -> CallView:
        task = calls.seen_call(session, str(call_id), principal)
        return shown(session, task, queries.cases_by_id(session, [task.case_id])[task.case_id])

    return await desk.read(work)


@router.post("/call-tasks/{call_id}/done")
async def finish_call_task(*, desk: Desk, by: Worker, call_id: CallId, body: CallBody) -> CallView:
    """Keep what came of a call; who was reached has been told, who was not stays on the list."""
    now = desk.clock.now()
    called = Called(body.reached, body.said)

    def work(session: Session) -> CallView:
        task = calls.finish_call(session, str(call_id), called, by_whom=by, now=now)
        return shown(session, task, queries.cases_by_id(session, [task.case_id])[task.case_id])

    return await desk.database.write(work)


def shown(session: Session, task: CallTask, case: Case) -> CallView:
    return CallView(
        **task.model_dump(),
        ticket_no=case.ticket_no,
        store_code=case.store_code,
        team=case.snapshot.team,
        result=queries.result_of(session, case, task.cycle),
    )
