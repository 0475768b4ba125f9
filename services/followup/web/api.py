"""The JSON routes of followup."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from services.followup import queries
from services.followup.operations import access, collaboration, progress
from services.followup.operations.progress import Resolution
from services.followup.operations.surveys import Answer
from services.followup.web import views
from services.followup.web.desk import Desk
from services.followup.web.schemas import (
    CaseDetail,
    CaseSummary,
    Ledger,
    ReasonBody,
    ResolveBody,
    ShownStatus,
    SurveyBody,
    SurveyReceipt,
    TextBody,
)
from shared.auth import Principal, public, staff, staff_or_key
from shared.database import Session
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.preconditions import IfMatch, etag
from shared.routes import Router

router = Router(prefix="/v1")

CaseId = Annotated[UUID, Path(description="The case's id.")]
TaskId = Annotated[str, Path(max_length=80)]
Token = Annotated[str, Path(max_length=200)]
Word = Annotated[str | None, Query(max_length=80)]
Reader = Annotated[Principal, staff_or_key("cases:read")]
Worker = Annotated[Principal, staff("agent", "lead", "manager", "store_manager")]
Lead = Annotated[Principal, staff("lead", "manager")]
Noter = Annotated[Principal, staff("agent", "lead", "manager", "admin", "store_manager")]
NO_REASON = ReasonBody()
BY_STAFF = "staff"
"""Why a case is closed where whoever closes it does not say; reports count it by this word."""

Accountant = Annotated[Principal, staff("admin", "auditor", "manager")]


@router.get("/cases", tags=["cases"])
async def list_cases(
    *,
    desk: Desk,
    principal: Reader,
    status: ShownStatus | None = None,
    owner: Annotated[Word, Query(description="A staff id, or `me`.")] = None,
    team: Annotated[Word, Query(description="A team's id.")] = None,
    store_code: Annotated[Word, Query(description="The store in charge.")] = None,
    feedback_id: UUID | None = None,
    ticket_no: Word = None,
    collaborating: Annotated[bool, Query(description="Those I was asked to look at.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CaseSummary]:
    """List the cases within reach, newest first."""
    wanted = queries.CaseFilter(
        status=status,
        owner_id=principal.id if owner == "me" else owner,
        team_id=team,
        store_code=store_code,
        feedback_id=str(feedback_id) if feedback_id else None,
        ticket_no=ticket_no,
        collaborating=collaborating,
        before=last_shown(cursor) if cursor else None,
    )

    def work(session: Session) -> Page[CaseSummary]:
        cases = queries.cases(session, principal, wanted, limit)
        shown = {one.id: one for one in views.summaries(session, cases[:limit])}
        if principal.kind == "key":
            shown = {key: views.without_links(one) for key, one in shown.items()}
        return page_of(cases, limit, key=lambda case: (case.id,), item=lambda case: shown[case.id])

    return await desk.read(work)


def last_shown(cursor: str) -> str:
    """Return the case id a page ended with. Raises BadCursor."""
    (given,) = decode_cursor(cursor, str)
    try:
        return str(UUID(given))
    except (ValueError, TypeError, AttributeError):
        raise BadCursor from None


@router.get("/cases/{case_id}", tags=["cases"])
async def read_case(
    *, desk: Desk, principal: Reader, response: Response, case_id: CaseId
) -> CaseDetail:
    """Show one case with its timeline and ETag."""

    def work(session: Session) -> tuple[CaseDetail, int]:
        case = access.seen_case(session, str(case_id), principal)
        return views.detail(session, case), case.revision

    shown, revision = await desk.read(work)
    response.headers["ETag"] = etag("f", revision)
    return views.without_links(shown) if principal.kind == "key" else shown


@router.post("/cases/{case_id}/start", tags=["cases"])
async def start_case(
    *, desk: Desk, by: Worker, response: Response, case_id: CaseId, if_match: IfMatch
) -> CaseDetail:
    """Begin work; from `assigned`, by the owner, a lead of the team or a manager."""
    return await desk.change(response, progress.start, case_id=case_id, if_match=if_match, by=by)


@router.post("/cases/{case_id}/note", tags=["cases"])
async def note_on_case(
    *, desk: Desk, by: Noter, response: Response, case_id: CaseId, if_match: IfMatch, body: TextBody
) -> CaseDetail:
    """Add words for colleagues, whom `@username` names; the customer never sees them."""
    return await desk.change(
        response,
        lambda session, asked: collaboration.note(session, asked, body.text),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/ask", tags=["cases"])
async def ask_customer(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    case_id: CaseId,
    if_match: IfMatch,
    body: TextBody,
) -> CaseDetail:
    """Ask the customer and wait for the answer; the resolution clock pauses."""
    return await desk.change(
        response,
        lambda session, asked: progress.ask(session, asked, body.text, policy=desk.policy),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/resolve", tags=["cases"])
async def resolve_case(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    case_id: CaseId,
    if_match: IfMatch,
    body: ResolveBody,
) -> CaseDetail:
    """Give the case its result; the customer is told and asked whether it is solved."""
    resolution = Resolution(body.result, body.measures, body.tell_customer)
    return await desk.change(
        response,
        lambda session, asked: progress.resolve(session, asked, resolution, policy=desk.policy),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/reopen", tags=["cases"])
async def reopen_case(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    case_id: CaseId,
    if_match: IfMatch,
    body: ReasonBody = NO_REASON,
) -> CaseDetail:
    """Start the next cycle of an answered case."""
    return await desk.change(
        response,
        lambda session, asked: progress.reopen(
            session, asked, body.reason or "", policy=desk.policy
        ),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/close", tags=["cases"])
async def close_case(
    *,
    desk: Desk,
    by: Lead,
    response: Response,
    case_id: CaseId,
    if_match: IfMatch,
    body: ReasonBody = NO_REASON,
) -> CaseDetail:
    """Close an answered case without waiting for the customer."""
    return await desk.change(
        response,
        lambda session, asked: progress.close(session, asked, body.reason or BY_STAFF),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/cases/{case_id}/tasks/{task_id}/done", tags=["cases"])
async def finish_task(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    case_id: CaseId,
    task_id: TaskId,
    if_match: IfMatch,
) -> CaseDetail:
    """Mark a 协办 task done, by its owner, a lead of its team or a manager."""
    return await desk.change(
        response,
        lambda session, asked: progress.finish_task(session, asked, task_id, policy=desk.policy),
        case_id=case_id,
        if_match=if_match,
        by=by,
    )


@router.post("/surveys/{token}", tags=["surveys"], dependencies=[public()])
async def answer_survey(
    *, request: Request, desk: Desk, token: Token, body: SurveyBody
) -> SurveyReceipt:
    """Answer a survey; the last answer within 24 h of the first counts, all are kept."""
    answer = Answer(body.score, body.solved, body.nps, body.comment, tuple(body.reasons))
    return await desk.take_answer(token, answer, await desk.source_of(request))


@router.get("/ledger", tags=["operations"])
async def read_ledger(*, desk: Desk, _by: Accountant) -> Ledger:
    """Count every case once, per channel and reported store, by shown status."""
    return await desk.read(lambda session: views.ledger(queries.ledger(session)))
