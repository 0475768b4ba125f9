"""Routes by which an alert leads to work: an incident of its cases, tasks for its store."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Request, Response
from pydantic import BaseModel

from services.followup.models import StoreTask
from services.followup.operations import alert_work
from services.followup.operations.alert_work import TaskDraft
from services.followup.web.alerts_api import AlertId, AlertView, Judge, shown
from services.followup.web.api import last_shown
from services.followup.web.desk import Desk
from services.followup.web.schemas import Body, Reason, Words
from services.followup.web.schemas_calendars import Moment, Title
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.events.vocabulary import PersonRef
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["alerts"])

Decider = Annotated[Principal, staff("lead", "manager", "admin")]
Doer = Annotated[Principal, staff("agent", "lead", "manager", "admin", "store_manager")]
TaskId = Annotated[UUID, Path(description="The store task's id.")]
State = Literal["open", "done"]


class IncidentBody(Body):
    """Without a title it is named by the store, the topic and the day; `owner` is the caller."""

    title: Title | None = None
    owner: UUID | None = None


class StoreTaskBody(Body):
    """What is to be done until when; without an owner (an id) the store's manager does it."""

    text: Words
    due_at: Moment
    owner: UUID | None = None


class StoreTaskDoneBody(Body):
    note: Reason | None = None


class StoreTaskView(BaseModel):
    """A task for somebody of a store; `overdue_at` is when it was found not done in time."""

    id: str
    alert_id: str
    store_code: str
    state: State
    text: str
    owner: PersonRef
    due_at: datetime
    created_at: datetime
    created_by: PersonRef
    overdue_at: datetime | None
    done_at: datetime | None
    done_by: PersonRef | None
    done_note: str | None


@router.post("/alerts/{alert_id}/incident")
async def open_incident(
    *, desk: Desk, by: Decider, alert_id: AlertId, body: IncidentBody
) -> AlertView:
    """Open an incident of the alert's cases; `incident_id` is its id in triage, shortly after.

    Those of its cases that are in no incident and that the caller may move become members, and
    its owner theirs. Again changes nothing, unless triage could not open it.
    """
    now = desk.clock.now()
    owner_id = str(body.owner) if body.owner else None

    def work(session: Session) -> AlertView:
        alert = alert_work.open_incident(
            session, str(alert_id), title=body.title, owner_id=owner_id, by=by, now=now
        )
        return shown(session, alert, by)

    return await desk.database.write(work)


@router.post("/alerts/{alert_id}/tasks", status_code=201, response_model=StoreTaskView)
async def open_store_task(
    *,
    desk: Desk,
    by: Judge,
    alert_id: AlertId,
    body: StoreTaskBody,
    request: Request,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask the manager of the alert's store, or somebody named, to do something in time."""
    now = desk.clock.now()
    draft = TaskDraft(body.text, body.due_at, str(body.owner) if body.owner else None)

    def work(session: Session) -> StoreTaskView:
        return view(alert_work.open_task(session, str(alert_id), draft, by=by, now=now))

    return await idempotent(request, idempotency_key, by, desk.database, work, now=now)


@router.get("/store-tasks")
async def list_store_tasks(
    *,
    desk: Desk,
    principal: Staff,
    state: State | None = None,
    alert_id: UUID | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StoreTaskView]:
    """List tasks of one's own and of one's stores, longest open first."""
    after = last_shown(cursor) if cursor else None
    wanted = str(alert_id) if alert_id else None

    def work(session: Session) -> Page[StoreTaskView]:
        found = alert_work.store_tasks(
            session, principal, state=state, alert_id=wanted, after=after, limit=limit
        )
        return page_of(found, limit, key=lambda one: (one.id,), item=view)

    return await desk.read(work)


@router.post("/store-tasks/{store_task_id}/done")
async def finish_store_task(
    *, desk: Desk, by: Doer, store_task_id: TaskId, body: StoreTaskDoneBody
) -> StoreTaskView:
    """Say that it is done; again changes nothing."""
    now = desk.clock.now()
    return await desk.database.write(
        lambda session: view(
            alert_work.finish_task(session, str(store_task_id), body.note, by=by, now=now)
        )
    )


def view(task: StoreTask) -> StoreTaskView:
    return StoreTaskView(**task.model_dump())
