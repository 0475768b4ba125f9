"""The survey page: no script is needed, one keeps what is typed; a look records nothing."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.followup.errors import ReasonUnknown, SurveyExpired
from services.followup.operations.surveys import Answer
from services.followup.web.desk import Desk, SurveySheet
from services.followup.web.schemas import SurveyForm
from shared.auth import public
from shared.languages import Language, preferred_language
from shared.pages import Pages
from shared.problems import FieldError
from shared.routes import Router
from shared.validation import field_errors

router = Router(tags=["surveys"], dependencies=[public()])

Token = Annotated[str, Path(max_length=200)]
Lang = Annotated[str | None, Query(max_length=5, description="zh or en.")]
LANGUAGES: Mapping[str | None, Language] = {"zh": "zh", "en": "en"}
FIELDS = ("score", "solved", "nps", "comment")
FACES = (
    (5, "😀", "非常满意", "Very content"),
    (4, "🙂", "满意", "Content"),
    (3, "😐", "一般", "So-so"),
    (2, "🙁", "不满意", "Not content"),
    (1, "😠", "非常不满意", "Not at all"),
)
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": SurveyForm.model_json_schema()}
        },
    }
}


@router.get("/s/{token}", response_class=Response)
async def survey_page(
    *, request: Request, desk: Desk, token: Token, done: bool = False, lang: Lang = None
) -> Response:
    """Show the survey with what was answered so far; `?done=1` thanks."""
    language = LANGUAGES.get(lang)
    desk.viewing.use(request.client.host if request.client else "unknown")
    try:
        sheet = await desk.survey_sheet(token)
    except SurveyExpired as problem:
        context = {"form_url": desk.policy.form_url}
        return pages(request).render(
            request, "survey_expired.html.j2", context, status=problem.status, language=language
        )
    survey = sheet.survey
    if done and survey.answers:
        thanks: dict[str, Any] = {"sheet": sheet, "way": way(token, language)}
        return pages(request).render(request, "survey_thanks.html.j2", thanks, language=language)
    given = {
        "score": survey.score,
        "solved": None if survey.solved is None else str(survey.solved).lower(),
        "nps": survey.nps,
        "comment": survey.comment,
        "reasons": survey.reasons or [],
    }
    return sheet_page(request, token, sheet, given, language=language)


@router.post("/s/{token}", response_class=Response, openapi_extra=BODY)
async def take_survey_form(*, request: Request, desk: Desk, token: Token) -> Response:
    """Take the page's form, then lead to the thanks."""
    sent = await request.form(max_files=0, max_fields=40)
    typed: dict[str, Any] = {name: str(sent[name]) for name in FIELDS if sent.get(name)}
    typed["reasons"] = [str(one) for one in sent.getlist("reasons")]
    language = LANGUAGES.get(str(sent.get("lang", "")))
    try:
        form = SurveyForm.model_validate(typed)
    except ValidationError as error:
        located = field_errors([{**one, "loc": ("body", *one["loc"])} for one in error.errors()])
        return await sheet_with(request, desk, token, typed, located, language=language)
    answer = Answer(form.score, form.solved, form.nps, form.comment, tuple(form.reasons))
    try:
        await desk.take_answer(token, answer, await desk.source_of(request))
    except ReasonUnknown as problem:
        return await sheet_with(request, desk, token, typed, problem.errors, language=language)
    except SurveyExpired:
        return RedirectResponse(way(token, language), status_code=303)
    return RedirectResponse(way(token, language, done="1"), status_code=303)


async def sheet_with(
    request: Request,
    desk: Desk,
    token: str,
    typed: dict[str, Any],
    found: Sequence[FieldError],
    *,
    language: Language | None,
) -> Response:
    """Return the form as it was filled in, each error beside its field."""
    spoken = language or preferred_language(request.headers.get("accept-language"))
    errors = {one.pointer.strip("/").split("/")[0]: one.body(spoken)["detail"] for one in found}
    try:
        sheet = await desk.survey_sheet(token)
    except SurveyExpired:
        return RedirectResponse(way(token, language), status_code=303)
    return sheet_page(request, token, sheet, typed, errors, language=language, status=422)


def way(token: str, language: Language | None, **asked: str) -> str:
    """Return the way back to the page, in the language that was asked for."""
    query = {**asked, **({"lang": language} if language else {})}
    return f"{token}?{urlencode(query)}" if query else token


def sheet_page(
    request: Request,
    token: str,
    sheet: SurveySheet,
    given: dict[str, Any],
    errors: dict[str, str] | None = None,
    *,
    language: Language | None,
    status: int = 200,
) -> Response:
    context = {
        "lang": language or "",
        "sheet": sheet,
        "token": token,
        "faces": FACES,
        "given": {name: given.get(name) for name in (*FIELDS, "reasons")},
        "errors": {name: (errors or {}).get(name) for name in (*FIELDS, "reasons")},
    }
    return pages(request).render(
        request, "survey.html.j2", context, status=status, scripts=True, language=language
    )


def pages(request: Request) -> Pages:
    found: Pages = request.app.state.pages
    return found
