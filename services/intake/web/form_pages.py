"""The form customers fill in: shown, and taken with or without script."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any

import orjson
from fastapi import Path, Query, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from services.intake.errors_channels import SendAgain
from services.intake.operations.drafts import ConsentGiven
from services.intake.operations.forms import consent_of, form_and_store, pass_for
from services.intake.operations.receiving import Answer
from services.intake.operations.submissions import KeyedRequest
from services.intake.rules.forms import RATINGS, ExtraField
from services.intake.rules.tokens import FormPass, form_pass, form_token
from services.intake.web.accepting import ROUTE, accept, accept_request, parsed
from services.intake.web.desk import Desk, address_of, desk_of
from services.intake.web.form_filling import (
    ANSWER,
    CONTACT_FIELDS,
    OWN_FIELDS,
    PLAIN_FIELDS,
    TRAP,
    Filled,
    Opened,
    feedback_in,
    put_beside,
    values_of,
)
from services.intake.web.passes import principal_of
from services.intake.web.pictures import MOST_PICTURE_BYTES, marks, pictures_in
from services.intake.web.schemas import MOST_ATTACHMENTS, FeedbackIn
from shared import idempotency
from shared.auth import Principal, public
from shared.languages import Language, preferred_language
from shared.limits import TooFast
from shared.pages import Pages
from shared.problems import Problem, ServiceUnavailable, UnprocessableContent
from shared.request_body import file_limit
from shared.routes import Router

router = Router(tags=["form"], dependencies=[public()])

FormCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
StoreHint = Annotated[str | None, Query(alias="store", max_length=40)]
Lang = Annotated[str | None, Query(max_length=5, description="zh or en.")]
MOST_FIELDS = 80
LANGUAGES: Mapping[str | None, Language] = {"zh": "zh", "en": "en"}
PLAIN_FORM = {
    "schema": {
        "type": "object",
        "required": ["text", "token"],
        "properties": {name: {"type": "string"} for name in (*PLAIN_FIELDS, *OWN_FIELDS)},
    }
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/FeedbackIn"}},
            "application/x-www-form-urlencoded": PLAIN_FORM,
            "multipart/form-data": PLAIN_FORM,
        },
    }
}


@router.get("/f/{form_code}", response_class=Response)
async def get_form(
    request: Request, form_code: FormCode, store: StoreHint = None, lang: Lang = None
) -> Response:
    """Show the form; a program that asks for JSON gets its token."""
    desk = desk_of(request)
    desk.viewing.use(address_of(request))
    opened = await open_page(request, desk, form_code, store, lang)
    if "application/json" in request.headers.get("accept", ""):
        document = orjson.dumps(form_document(desk, opened), option=orjson.OPT_UTC_Z)
        return Response(document, media_type="application/json")
    return shown(request, desk, opened, Filled())


@router.post("/f/{form_code}", response_class=Response, openapi_extra=BODY)
@file_limit(MOST_PICTURE_BYTES)
async def post_form(request: Request, form_code: FormCode) -> Response:
    """Take the form and lead to its progress page; JSON is taken as the API takes it."""
    desk = desk_of(request)
    if "json" in request.headers.get("content-type", ""):
        principal = await bearer_of(request, desk, form_code)
        raw = await request.body()
        return await accept_request(request, desk, principal, parsed(raw), raw)
    async with request.form(max_files=MOST_ATTACHMENTS * 2, max_fields=MOST_FIELDS) as sent:
        return await take_form(request, desk, form_code, sent)


async def take_form(request: Request, desk: Desk, form_code: str, sent: FormData) -> Response:
    """Accept a sent form, or show it again with everything that was typed and kept."""
    filled = Filled(values_of(sent))
    values = filled.values
    granted = form_pass(values.get("token", ""), desk.links.keys, now=None)
    nonce = granted.nonce if granted and granted.form_code == form_code else None
    opened = await open_page(
        request, desk, form_code, values.get("store_code"), values.get("lang"), nonce
    )
    try:
        desk.submitting.use(f"{address_of(request)} {form_code}")
        answer = await taken(desk, sent, opened, filled, is_ours=nonce is not None)
    except UnprocessableContent as refusal:
        put_beside(refusal, filled)
        return shown(request, desk, opened, filled, refusal=refusal)
    except (TooFast, ServiceUnavailable) as refusal:
        filled.wrong("", (refusal.zh, refusal.en))
        return shown(request, desk, opened, filled, refusal=refusal)
    lang = f"?lang={opened.lang}" if opened.lang else ""
    return RedirectResponse(f"../t/{token_in(answer)}{lang}", status_code=303)


async def taken(
    desk: Desk, sent: FormData, opened: Opened, filled: Filled, *, is_ours: bool
) -> Answer:
    """Return the answer to a filled-in form. Raises UnprocessableContent and its kinds.

    Pictures are kept first, so that whatever is wrong with the words they are not sent again.
    """
    if not is_ours or filled.values.get(TRAP):
        raise SendAgain
    principal = principal_of(opened.granted)
    if opened.shows("pictures"):
        filled.pictures, wrong = await pictures_in(sent, desk, principal.reference)
        if wrong:
            filled.wrong("pictures", wrong)
    if form_pass(filled.values["token"], desk.links.keys, now=desk.clock.now()) is None:
        raise SendAgain
    feedback = feedback_in(filled, opened)
    if feedback is None:
        raise UnprocessableContent(zh=NEARLY[0], en=NEARLY[1])
    draft = feedback.draft()
    draft.consent = ConsentGiven(opened.form.code, opened.consent.version, opened.language)
    draft.wants_receipt = opened.form.sends_receipt
    return await accept(desk, draft, principal, keyed(principal, feedback, filled))


NEARLY = ("还差一点：请看下面标出的地方。", "Nearly there: please see what is marked below.")


async def open_page(  # noqa: PLR0917  # what a page is opened by
    request: Request,
    desk: Desk,
    form_code: str,
    store_code: str | None,
    lang: str | None = None,
    nonce: str | None = None,
) -> Opened:
    """Return the form with a fresh pass. Raises FormNotFound.

    A store that is not known is left out: the customer is not to blame for a worn-out sticker.
    """
    form, store = await desk.database.read(
        lambda session: form_and_store(session, form_code, store_code)
    )
    return Opened(
        form,
        store,
        pass_for(form, now=desk.clock.now(), nonce=nonce),
        consent_of(form),
        [ExtraField.of(one) for one in form.extra_fields],
        language_of(request, lang, form.language),
        LANGUAGES.get(lang, ""),
    )


def language_of(request: Request, wanted: str | None, kept: str) -> Language:
    """Return the language that was asked for, else the form's own, else the reader's."""
    for one in (wanted, kept):
        if one in LANGUAGES:
            return LANGUAGES[one]
    return preferred_language(request.headers.get("accept-language"))


def form_document(desk: Desk, opened: Opened) -> dict[str, Any]:
    form = opened.form
    return {
        "form_code": form.code,
        "title": {"zh": form.title_zh, "en": form.title_en},
        "intro": {"zh": form.intro_zh, "en": form.intro_en},
        "channel": form.channel,
        "store_code": opened.store.code if opened.store else None,
        "fields": form.fields,
        "extra_fields": form.extra_fields,
        "consent": {
            "version": opened.consent.version,
            "zh": opened.consent.zh,
            "en": opened.consent.en,
        },
        "token": form_token(opened.granted, desk.links.keys[0]),
        "expires_at": opened.granted.expires_at,
    }


def shown(
    request: Request,
    desk: Desk,
    opened: Opened,
    filled: Filled,
    *,
    refusal: Problem | None = None,
) -> Response:
    """Return the page of a form, as it was filled in."""
    pages: Pages = request.app.state.pages
    place = 0 if opened.language == "zh" else 1
    context = {
        "form": opened.form,
        "opened": opened,
        "store": opened.store,
        "consent": opened.consent,
        "questions": opened.questions,
        "answer": ANSWER,
        "contact_fields": [name for name in CONTACT_FIELDS if opened.shows(name)],
        "ratings": [(score, RATINGS[score][place]) for score in sorted(RATINGS)],
        "most_pictures": MOST_ATTACHMENTS,
        "token": form_token(opened.granted, desk.links.keys[0]),
        "values": filled.values,
        "pictures": filled.pictures,
        "errors": {name: sentences[place] for name, sentences in filled.errors.items()},
    }
    return pages.render(
        request,
        "form.html.j2",
        context,
        status=refusal.status if refusal else 200,
        headers=refusal.headers if refusal else None,
        scripts=True,
        language=opened.language,
    )


async def bearer_of(request: Request, desk: Desk, form_code: str) -> Principal:
    """Return who posts JSON: the bearer of a form token, else anybody.

    Anybody with an Idempotency-Key is known again by it, so that a repetition is recognised.
    """
    if request.headers.get("authorization") is not None:
        principal: Principal = await request.app.state.authenticator.authenticate(
            request.headers["authorization"]
        )
        return principal
    granted: FormPass = (await open_page(request, desk, form_code, None)).granted
    key = request.headers.get("idempotency-key")
    if key is None:
        return principal_of(granted)
    mark = hashlib.sha256(key.encode()).hexdigest()[:22]
    return principal_of(granted, nonce=mark)


def keyed(principal: Principal, feedback: FeedbackIn, filled: Filled) -> KeyedRequest:
    """Return the key of a form: sent twice from one page with the same content, it is one."""
    words = feedback.model_dump_json(exclude={"attachment_ids"})
    mark = idempotency.fingerprint(f"{words} {marks(filled.pictures)}".encode())
    return KeyedRequest(idempotency.digest(principal.reference, ROUTE, mark), mark)


def token_in(answer: Answer) -> str:
    url: str = orjson.loads(answer.body)["track_url"]
    return url.rpartition("/")[2]
