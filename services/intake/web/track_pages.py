"""The progress page of a feedback: what became of it, and words to add."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from services.intake.errors import FeedbackErased, PageNotFound
from services.intake.errors_files import TooManyPictures
from services.intake.models import FeedbackMessage
from services.intake.operations import append_message, mark_viewed
from services.intake.operations.attachments import Upload, opened_file
from services.intake.operations.erasing import withdraw_consent
from services.intake.operations.messages import ONLY_PICTURES, words
from services.intake.operations.submissions import KeyedRequest
from services.intake.queries import FeedbackFile, own_attachment, progress_page
from services.intake.rules.forms import Sentences
from services.intake.rules.steps import STEPS, shown_step, survey_link
from services.intake.rules.tickets import CHINA
from services.intake.web.accepting import checked_key, invalid_fields
from services.intake.web.desk import Desk, address_of, desk_of
from services.intake.web.form_pages import LANGUAGES
from services.intake.web.pictures import MOST_PICTURE_BYTES, uploads_in
from services.intake.web.schemas import MOST_ATTACHMENTS, MessageIn, MessageOut
from services.intake.web.uploads import sent_file
from shared import idempotency
from shared.auth import public
from shared.database import Session
from shared.head import is_head
from shared.languages import preferred_language
from shared.limits import TooFast
from shared.pages import Pages
from shared.problems import Problem, UnprocessableContent
from shared.request_body import file_limit
from shared.routes import Router

router = Router(tags=["progress"], dependencies=[public()])

Token = Annotated[str, Path(max_length=200)]
Lang = Annotated[str | None, Query(max_length=5, description="zh or en.")]
WORDS_NEEDED: Sentences = (
    "请写下 1–2000 个字，或选择图片。",
    "Please write 1–2,000 characters, or choose a picture.",
)
ROUTE = "POST /t/messages"
MEDIA_TYPES = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
BODY = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": MessageIn.model_json_schema()} for kind in MEDIA_TYPES},
    }
}


@router.get("/t/{token}", response_class=Response)
async def get_progress(request: Request, token: Token, lang: Lang = None) -> Response:
    """Show the progress page; looking at it is how a reply without another way is delivered."""
    desk = desk_of(request)
    desk.viewing.use(address_of(request))
    feedback_id = opened_by(desk, token)
    found = await desk.database.read(lambda session: progress_page(session, feedback_id))
    unseen = any(reply.viewed_at is None for reply in found.replies)
    if unseen and not is_head(request.scope):
        now = desk.clock.now()
        await desk.database.write(lambda session: mark_viewed(session, feedback_id, now=now))
    return shown(request, found, Typed(token, f"{token}/", lang))


@router.get("/t/{token}/pictures/{picture_id}", response_class=Response)
async def get_picture(request: Request, token: Token, picture_id: UUID) -> Response:
    """Send the customer a picture of their own feedback."""
    desk = desk_of(request)
    desk.viewing.use(address_of(request))
    feedback_id = opened_by(desk, token)
    found, sealed, feedback = await desk.database.read(
        lambda session: own_attachment(session, str(picture_id), feedback_id)
    )
    return sent_file(found, opened_file(found, sealed, feedback, desk.sealer), inline=True)


@router.post("/t/{token}/withdraw", response_class=Response, status_code=303)
async def post_withdraw(request: Request, token: Token) -> Response:
    """Forget the contact given with the feedback, as its customer asks; the case goes on."""
    desk = desk_of(request)
    feedback_id = opened_by(desk, token)
    desk.writing.use(feedback_id)
    sent = await request.form(max_files=0, max_fields=10)
    lang, now = str(sent.get("lang", "")), desk.clock.now()
    await desk.database.write(lambda session: withdraw_consent(session, feedback_id, now=now))
    return RedirectResponse(f"../{token}{Typed(token, '', lang).query}", status_code=303)


@router.post("/t/{token}/messages", response_class=Response, openapi_extra=BODY)
@file_limit(MOST_PICTURE_BYTES)
async def post_message(request: Request, token: Token) -> Response:
    """Add words or pictures to the feedback, from the page's form; words as JSON too."""
    desk = desk_of(request)
    feedback_id = opened_by(desk, token)
    if "json" in request.headers.get("content-type", ""):
        desk.writing.use(feedback_id)
        return await answer_json(request, desk, feedback_id)
    async with request.form(max_files=MOST_ATTACHMENTS * 2, max_fields=10) as sent:
        return await take_message(request, desk, token, feedback_id, sent)


async def take_message(
    request: Request, desk: Desk, token: str, feedback_id: str, sent: FormData
) -> Response:
    """Append what a page's form brings, or show the page again with what was typed."""
    fields = {name: str(sent[name]) for name in ("text", "key", "lang") if name in sent}
    typed = Typed(token, "", fields.pop("lang", None), fields.get("text", "").strip())
    try:
        desk.writing.use(feedback_id)
        uploads, wrong = await uploads_in(sent, desk, MOST_ATTACHMENTS)
        if wrong:
            return await refused(request, desk, feedback_id, replace(typed, pictures=wrong))
        said = {**fields, "text": typed.text or (ONLY_PICTURES if uploads else "")}
        message = MessageIn.model_validate(said)
        pictures = " ".join(sorted(one.sha256 for one in uploads))
        mark = idempotency.fingerprint(f"{message.text} {pictures}".encode())
        key = keyed(feedback_id, f"{message.key} {mark}", mark)
        await append(desk, feedback_id, message, key, uploads)
    except ValidationError:
        return await refused(request, desk, feedback_id, replace(typed, error=WORDS_NEEDED))
    except (TooManyPictures, TooFast, FeedbackErased) as refusal:
        error = (refusal.zh, refusal.en)
        return await refused(request, desk, feedback_id, replace(typed, error=error), refusal)
    return RedirectResponse(f"../{token}{typed.query}", status_code=303)


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
    given = request.headers.get("idempotency-key")
    key = message.key or (None if given is None else checked_key(given))
    mark = idempotency.fingerprint(message.text.encode())
    marked = keyed(feedback_id, key, mark) if key else None
    kept, is_replay = await append(desk, feedback_id, message, marked)
    body = MessageOut(seq=kept.seq, text=kept.text, appended_at=kept.appended_at)
    return Response(
        body.model_dump_json(),
        status_code=200 if is_replay else 201,
        headers=idempotency.REPLAY_HEADERS if is_replay else None,
        media_type="application/json",
    )


def keyed(feedback_id: str, key: str, mark: str) -> KeyedRequest:
    return KeyedRequest(idempotency.digest(f"track:{feedback_id}", ROUTE, key), mark)


async def append(
    desk: Desk,
    feedback_id: str,
    message: MessageIn,
    key: KeyedRequest | None,
    uploads: Sequence[Upload] = (),
) -> tuple[FeedbackMessage, bool]:
    """Append what the customer says; return it, and whether it was appended before."""
    said, now = words(feedback_id, message.text, desk.sealer), desk.clock.now()

    def work(session: Session) -> tuple[FeedbackMessage, bool]:
        is_known = key is not None and idempotency.recall(session, key.digest) is not None
        return append_message(session, said, now=now, keyed=key, uploads=uploads), is_known

    return await desk.database.write(work)


async def refused(
    request: Request, desk: Desk, feedback_id: str, typed: "Typed", refusal: Problem | None = None
) -> Response:
    """Return the page with the typed words kept and what is wrong with them beside."""
    found = await desk.database.read(lambda session: progress_page(session, feedback_id))
    return shown(request, found, typed, refusal or UnprocessableContent())


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page is shown with: the way to its own routes, and what was typed in it.

    `way` is relative to the address the page is shown at; the errors are in both languages.
    """

    token: str
    way: str
    lang: str | None = None
    text: str = ""
    error: Sentences | None = None
    pictures: Sentences | None = None

    @property
    def query(self) -> str:
        return f"?lang={self.lang}" if self.lang in LANGUAGES else ""


def shown(
    request: Request, found: FeedbackFile, typed: Typed, refusal: Problem | None = None
) -> Response:
    pages: Pages = request.app.state.pages
    language = LANGUAGES.get(typed.lang)
    used = language or preferred_language(request.headers.get("accept-language"))
    place = 0 if used == "zh" else 1
    context = {
        **page_of(found),
        "way": typed.way,
        "lang": typed.lang if typed.lang in LANGUAGES else "",
        "typed": typed.text,
        "error": typed.error[place] if typed.error else "",
        "pictures_error": typed.pictures[place] if typed.pictures else "",
        "key": secrets.token_urlsafe(12),
        "most_pictures": MOST_ATTACHMENTS,
        "local": local_time,
    }
    return pages.render(
        request,
        "track.html.j2",
        context,
        status=refusal.status if refusal else 200,
        headers=refusal.headers if refusal else None,
        scripts=True,
        language=language,
    )


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
    said = [("customer", one.appended_at, one.text, one.seq) for one in found.messages]
    said += [
        ("us", one.requested_at, one.text, 0)
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
        "pictures": pictures_by_message(found),
    }


def pictures_by_message(found: FeedbackFile) -> dict[int | None, list[str]]:
    """Return the ids of the pictures by the number of their message, None for the first words."""
    pictures: dict[int | None, list[str]] = {}
    for one in found.attachments:
        if one.media_type.startswith("image/"):
            pictures.setdefault(one.message_seq, []).append(one.id)
    return pictures
