"""The survey page: it works without a script, and looking at it records nothing."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from services.followup.errors import ReasonUnknown, SurveyExpired
from services.followup.operations.surveys import Answer
from services.followup.web.desk import Desk, SurveySheet
from services.followup.web.schemas import SurveyForm
from shared.auth import public
from shared.languages import preferred_language
from shared.pages import Pages
from shared.problems import FieldError
from shared.routes import Router
from shared.validation import field_errors

router = Router(tags=["surveys"], dependencies=[public()])

Token = Annotated[str, Path(max_length=200)]
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
    *, request: Request, desk: Desk, token: Token, done: bool = False
) -> Response:
    """Show the survey with what was answered so far; `?done=1` thanks."""
    desk.viewing.use(request.client.host if request.client else "unknown")
    try:
        sheet = await desk.survey_sheet(token)
    except SurveyExpired as problem:
        context = {"form_url": desk.policy.form_url}
        return pages(request).render(
            request, "survey_expired.html.j2", context, status=problem.status
        )
    survey = sheet.survey
    if done and survey.answers:
        thanks: dict[str, Any] = {"sheet": sheet, "token": token}
        return pages(request).render(request, "survey_thanks.html.j2", thanks)
    given = {
        "score": survey.score,
        "solved": None if survey.solved is None else str(survey.solved).lower(),
        "nps": survey.nps,
        "comment": survey.comment,
        "reasons": survey.reasons or [],
    }
    return sheet_page(request, token, sheet, given)


@router.post("/s/{token}", response_class=Response, openapi_extra=BODY)
async def take_survey_form(*, request: Request, desk: Desk, token: Token) -> Response:
    """Take the page's form, then lead to the thanks."""
    sent = await request.form(max_files=0, max_fields=40)
    typed: dict[str, Any] = {name: str(sent[name]) for name in FIELDS if sent.get(name)}
    typed["reasons"] = [str(one) for one in sent.getlist("reasons")]
    try:
        form = SurveyForm.model_validate(typed)
    except ValidationError as error:
        return await refused(request, desk, token, typed, error)
    answer = Answer(form.score, form.solved, form.nps, form.comment, tuple(form.reasons))
    try:
        await desk.take_answer(token, answer, await desk.source_of(request))
    except ReasonUnknown as problem:
        return await sheet_with(request, desk, token, typed, problem.errors)
    except SurveyExpired:
        return RedirectResponse(token, status_code=303)
    return RedirectResponse(f"{token}?done=1", status_code=303)


async def refused(
    request: Request, desk: Desk, token: str, typed: dict[str, Any], error: ValidationError
) -> Response:
    """Return the form as it was filled in, each error beside its field."""
    located = field_errors([{**one, "loc": ("body", *one["loc"])} for one in error.errors()])
    return await sheet_with(request, desk, token, typed, located)


async def sheet_with(
    request: Request, desk: Desk, token: str, typed: dict[str, Any], found: Sequence[FieldError]
) -> Response:
    language = preferred_language(request.headers.get("accept-language"))
    errors = {one.pointer.strip("/").split("/")[0]: one.body(language)["detail"] for one in found}
    try:
        sheet = await desk.survey_sheet(token)
    except SurveyExpired:
        return RedirectResponse(token, status_code=303)
    return sheet_page(request, token, sheet, typed, errors, status=422)


def sheet_page(
    request: Request,
    token: str,
    sheet: SurveySheet,
    given: dict[str, Any],
    errors: dict[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    context = {
        "sheet": sheet,
        "token": token,
        "faces": FACES,
        "given": {name: given.get(name) for name in (*FIELDS, "reasons")},
        "errors": {name: (errors or {}).get(name) for name in (*FIELDS, "reasons")},
    }
    return pages(request).render(request, "survey.html.j2", context, status=status)


def pages(request: Request) -> Pages:
    found: Pages = request.app.state.pages
    return found
