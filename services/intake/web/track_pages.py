"""The progress page of a feedback: what became of it, and words to add."""

import secrets
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.intake.errors import PageNotFound
from services.intake.models import FeedbackMessage
from services.intake.operations import append_message, mark_viewed
from services.intake.operations.messages import words
from services.intake.operations.submissions import KeyedRequest
from services.intake.queries import FeedbackFile, progress_page
from services.intake.rules.steps import STEPS, shown_step, survey_link
from services.intake.rules.tickets import CHINA
from services.intake.web.accepting import invalid_fields
from services.intake.web.desk import Desk, address_of, desk_of
from services.intake.web.schemas import MessageIn, MessageOut
from shared import idempotency
from shared.auth import public
from shared.languages import preferred_language
from shared.pages import Pages

router = APIRouter(tags=["progress"], dependencies=[public()])

Token = Annotated[str, Path(max_length=200)]
ROUTE = "POST /t/messages"
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": MessageIn.model_json_schema()}
            for kind in ("application/json", "application/x-www-form-urlencoded")
        },
    }
}


@router.get("/t/{token}", response_class=Response)
async def get_progress(request: Request, token: Token) -> Response:
    """Show the progress page; looking at it is how a reply without another way is delivered."""
    desk = desk_of(request)
    desk.viewing.use(address_of(request))
    feedback_id = opened_by(desk, token)
    found = await desk.database.read(lambda session: progress_page(session, feedback_id))
    if any(reply.viewed_at is None for reply in found.replies):
        now = desk.clock.now()
        await desk.database.write(lambda session: mark_viewed(session, feedback_id, now=now))
    return shown(request, found, f"{token}/messages")


@router.post("/t/{token}/messages", response_class=Response, openapi_extra=BODY)
async def post_message(request: Request, token: Token) -> Response:
    """Add words to the feedback, from the page's form or as JSON."""
    desk = desk_of(request)
    feedback_id = opened_by(desk, token)
    desk.writing.use(feedback_id)
    if "json" in request.headers.get("content-type", ""):
        return await answer_json(request, desk, feedback_id)
    sent = await request.form(max_files=0, max_fields=10)
    fields = {name: str(sent[name]) for name in ("text", "key") if name in sent}
    try:
        message = MessageIn.model_validate({"text": "", **fields})
    except ValidationError as error:
        return await refused(request, desk, feedback_id, fields.get("text", ""), error)
    mark = idempotency.fingerprint(message.text.encode())
    await append(desk, feedback_id, message, keyed(feedback_id, f"{message.key} {mark}", mark))
    return RedirectResponse(f"../{token}", status_code=303)


def opened_by(desk: Desk, token: str) -> str:
    """Return the feedback whose page the token opens. Raises PageNotFound."""
    feedback_id = desk.links.feedback_id(token)
    if feedback_id is None:
        raise PageNotFound
    return feedback_id


async def answer_json(request: Request, desk: Desk, feedback_id: str) -> Response:
    try:
        message = MessageIn.model_validate_json(await request.body())
    except ValidationError as error:
        raise invalid_fields(error) from None
    key = message.key or request.headers.get("idempotency-key")
    mark = idempotency.fingerprint(message.text.encode())
    kept = await append(desk, feedback_id, message, keyed(feedback_id, key, mark) if key else None)
    body = MessageOut(seq=kept.seq, text=kept.text, appended_at=kept.appended_at)
    return Response(body.model_dump_json(), status_code=201, media_type="application/json")


def keyed(feedback_id: str, key: str, mark: str) -> KeyedRequest:
    return KeyedRequest(idempotency.digest(f"track:{feedback_id}", ROUTE, key), mark)


async def append(
    desk: Desk, feedback_id: str, message: MessageIn, key: KeyedRequest | None
) -> FeedbackMessage:
    said, now = words(feedback_id, message.text, desk.sealer), desk.clock.now()
    return await desk.database.write(
        lambda session: append_message(session, said, now=now, keyed=key)
    )


async def refused(
    request: Request, desk: Desk, feedback_id: str, typed: str, error: ValidationError
) -> Response:
    """Return the page with the typed words kept and what is wrong with them beside."""
    found = await desk.database.read(lambda session: progress_page(session, feedback_id))
    language = preferred_language(request.headers.get("accept-language"))
    detail = invalid_fields(error).detail(language)
    return shown(request, found, "messages", typed=typed, error=detail, status=422)


def shown(
    request: Request,
    found: FeedbackFile,
    action: str,
    *,
    typed: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    pages: Pages = request.app.state.pages
    context = {**page_of(found), "action": action, "typed": typed, "error": error}
    context |= {"key": secrets.token_urlsafe(12), "local": local_time}
    return pages.render(request, "track.html.j2", context, status=status)


def local_time(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")


def page_of(found: FeedbackFile) -> dict[str, Any]:
    """Return what the template shows: the step, the result, the question and what was said."""
    progress = found.progress
    cycle = progress.cycle if progress else 1
    results = [reply for reply in found.replies if reply.purpose == "result"]
    result = max(results, key=lambda reply: (reply.cycle, reply.ordinal), default=None)
    step = shown_step(
        progress.public_status if progress else None, cycle, result.cycle if result else None
    )
    is_present = result is not None and result.cycle >= cycle
    said = [("customer", one.appended_at, one.text) for one in found.messages]
    said += [
        ("us", one.requested_at, one.text)
        for one in found.replies
        if not (is_present and one is result) and one.purpose not in {"survey", "receipt"}
    ]
    return {
        "feedback": found.feedback,
        "progress": progress,
        "steps": STEPS,
        "step": step,
        "result": result if is_present else None,
        "question": progress.question if progress and step != "resolved" else None,
        "survey_url": survey_link(progress.survey) if progress else None,
        "said": sorted(said, key=lambda one: one[1]),
    }
