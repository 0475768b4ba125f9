"""The routes of working together on a case: corrective actions, collaborators, mentions."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Response

from services.followup import queries
from services.followup.operations import access, collaboration, corrective
from services.followup.operations.corrective import Measures
from services.followup.web import views
from services.followup.web.desk import Desk
from services.followup.web.schemas import ActionView, CaseDetail
from services.followup.web.schemas_working import (
    ActionBody,
    ActionCheckBody,
    ActionDoneBody,
    CollaboratorBody,
    MentionView,
    TopicsBody,
    TopicsView,
)
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.paging import Cursor, Limit, Page, decode_cursor, page_among, page_of
from shared.preconditions import IfMatch
from shared.routes import Router

router = Router(prefix="/v1", tags=["working"])

CaseId = Annotated[UUID, Path(description="The case's id.")]
ActionId = Annotated[UUID, Path(description="The corrective action's id.")]
StaffId = Annotated[UUID, Path(description="A member of staff.")]
Worker = Annotated[Principal, staff("agent", "lead", "manager", "store_manager")]
Doer = Annotated[Principal, staff("agent", "lead", "manager", "store_manager")]
Lead = Annotated[Principal, staff("lead", "manager")]
Planner = Annotated[Principal, staff("admin", "manager")]


@router.get("/cases/{case_id}/corrective-actions")
async def list_actions(
    *, case_id: CaseId, principal: Staff, desk: Desk, limit: Limit = 50, cursor: Cursor = None
) -> Page[ActionView]:
    """List the corrective actions of a case, oldest first."""

    def work(session: Session) -> Page[ActionView]:
        case = access.seen_case(session, str(case_id), principal)
        found = queries.corrective_actions(session, case.id)
        return page_among(found, limit, cursor, key=lambda one: one.id, item=views.action_view)

    return await desk.read(work)


@router.post("/cases/{case_id}/corrective-actions")
async def plan_action(
    *,
    desk: Desk,
    by: Doer,
    response: Response,
    case_id: CaseId,
    if_match: IfMatch,
    body: ActionBody,
) -> CaseDetail:
    """Write down what is to be put right; until it has passed, the case does not close."""
    measures = Measures(body.measures, body.due_at, [str(one) for one in body.attachment_ids])
    return await desk.change(
        response,
        lambda session, asked: corrective.plan_action(session, asked, measures),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/corrective-actions/{action_id}/done")
async def finish_action(
    *,
    desk: Desk,
    by: Doer,
    response: Response,
    case_id: CaseId,
    action_id: ActionId,
    if_match: IfMatch,
    body: ActionDoneBody,
) -> CaseDetail:
    """Say that it was done, with evidence; then it waits for the lead's check."""
    pictures = [str(one) for one in body.attachment_ids]
    return await desk.change(
        response,
        lambda session, asked: corrective.finish_action(
            session, asked, str(action_id), note=body.note, attachment_ids=pictures
        ),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/corrective-actions/{action_id}/check")
async def check_action(
    *,
    desk: Desk,
    by: Lead,
    response: Response,
    case_id: CaseId,
    action_id: ActionId,
    if_match: IfMatch,
    body: ActionCheckBody,
) -> CaseDetail:
    """Accept what was done, or send it back; by a lead or manager who has not done it."""
    return await desk.change(
        response,
        lambda session, asked: corrective.check_action(
            session, asked, str(action_id), passed=body.passed, note=body.note
        ),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.get("/corrective-topics")
async def show_topics(_by: Staff, desk: Desk) -> TopicsView:
    """Show the topics whose cases close only with a corrective action."""
    return await desk.read(lambda session: TopicsView(codes=corrective.flagged_topics(session)))


@router.put("/corrective-topics")
async def flag_topics(body: TopicsBody, by: Planner, desk: Desk) -> TopicsView:
    """Let exactly these topics ask for corrective action."""
    now = desk.clock.now()
    return await desk.database.write(
        lambda session: TopicsView(
            codes=corrective.flag_topics(session, body.codes, by=by, now=now)
        )
    )


@router.post("/cases/{case_id}/collaborators")
async def add_collaborator(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    case_id: CaseId,
    if_match: IfMatch,
    body: CollaboratorBody,
) -> CaseDetail:
    """Let a colleague look at the case and note on it; the ETag stays."""
    return await desk.change(
        response,
        lambda session, asked: collaboration.add_collaborator(session, asked, body.staff),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.delete("/cases/{case_id}/collaborators/{staff_id}")
async def remove_collaborator(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    case_id: CaseId,
    staff_id: StaffId,
    if_match: IfMatch,
) -> CaseDetail:
    """Let a colleague look no longer; anybody may leave by themselves."""
    return await desk.change(
        response,
        lambda session, asked: collaboration.remove_collaborator(session, asked, str(staff_id)),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.get("/me/mentions")
async def list_mentions(
    principal: Staff, desk: Desk, limit: Limit = 50, cursor: Cursor = None
) -> Page[MentionView]:
    """List where notes named me, newest first."""
    (before,) = decode_cursor(cursor, str) if cursor else (None,)

    def work(session: Session) -> Page[MentionView]:
        found = collaboration.mentions(session, principal, before=before, limit=limit)
        return page_of(
            found, limit, key=lambda one: (one[0].id,), item=lambda one: MentionView.of(*one)
        )

    return await desk.read(work)
