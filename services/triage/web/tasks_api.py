"""Tasks (协办): those that are to be done, and taking one."""

from typing import Annotated, Literal

from fastapi import Path, Query, Response

from services.triage.assignment.board import Board
from services.triage.operations import tasks
from services.triage.queries.tasks import open_tasks, within_reach
from services.triage.web.case_desk import Desk
from services.triage.web.cases_api import CaseId, moved
from services.triage.web.cursors import after_id
from services.triage.web.schemas import CaseView
from services.triage.web.schemas_organisation import Uuid
from services.triage.web.schemas_tasks import OpenTaskView
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.paging import Cursor, Limit, Page, page_of
from shared.preconditions import IfMatch
from shared.routes import Router

router = Router(prefix="/v1", tags=["cases"])

TaskId = Annotated[Uuid, Path(description="The task's id.")]


@router.get("/tasks")
async def list_tasks(
    *,
    desk: Desk,
    principal: Staff,
    name: Annotated[
        Literal["mine", "team", "unassigned"] | None,
        Query(alias="queue", description="Absent: all tasks within reach."),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[OpenTaskView]:
    """Return tasks (协办) that are still to be done, oldest first: one's own, or of one's teams."""
    after = after_id(cursor)

    def work(session: Session, board: Board) -> Page[OpenTaskView]:
        reach = within_reach(principal, name)
        rows = open_tasks(session, *reach, after=after, limit=limit + 1)
        return page_of(
            rows, limit, key=lambda row: (row.id,), item=lambda row: OpenTaskView.of(row, board)
        )

    return await desk.read(work)


@router.post("/cases/{case_id}/tasks/{task_id}/take")
async def take_task(
    *,
    case_id: CaseId,
    task_id: TaskId,
    desk: Desk,
    principal: Annotated[Principal, staff("agent", "lead", "manager")],
    if_match: IfMatch,
    response: Response,
) -> CaseView:
    """Take a task of one's team that nobody has, or whose owner is not at work.

    Leads of the team and managers take any over.
    """
    return await moved(
        desk,
        response,
        lambda session, boards, now: tasks.take_task(
            session, boards, case_id, task_id, by=principal, if_match=if_match, now=now
        ),
    )
