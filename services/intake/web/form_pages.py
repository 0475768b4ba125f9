"""The form customers fill in: shown, and taken with or without script."""

import hashlib
from dataclasses import dataclass, field
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from services.intake.errors import SendAgain
from services.intake.models import Store, WebForm
from services.intake.operations.forms import form_and_store, pass_for
from services.intake.operations.receiving import Answer
from services.intake.operations.submissions import KeyedRequest
from services.intake.rules.tokens import FormPass, form_pass, form_token
from services.intake.web.accepting import ROUTE, accept, accept_request, invalid_fields, parsed
from services.intake.web.desk import Desk, address_of, desk_of
from services.intake.web.passes import principal_of
from services.intake.web.schemas import FeedbackIn
from shared import idempotency
from shared.auth import Principal, public
from shared.languages import Language, preferred_language
from shared.pages import Pages
from shared.problems import UnprocessableContent

router = APIRouter(tags=["form"], dependencies=[public()])

FormCode = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
StoreHint = Annotated[str | None, Query(alias="store", max_length=40)]
CONTACT_FIELDS = ("name", "phone", "email")
SHOWN_FIELDS = ("text", "rating", *CONTACT_FIELDS)
FIELDS = (*SHOWN_FIELDS, "store_code", "website", "token")
TRAP = "website"
LONGEST_FIELD = 20_000
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/FeedbackIn"}},
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["text", "token"],
                    "properties": {name: {"type": "string"} for name in FIELDS},
                }
            },
        },
    }
}


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields of a form, and what is wrong beside which of them."""

    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """A form as one customer sees it: its store, and the pass of this page."""

    form: WebForm
    store: Store | None
    granted: FormPass


@router.get("/f/{form_code}", response_class=Response)
async def get_form(request: Request, form_code: FormCode, store: StoreHint = None) -> Response:
    """Show the form; a program that asks for JSON gets its token."""
    desk = desk_of(request)
    desk.viewing.use(address_of(request))
    opened = await open_page(desk, form_code, store)
    if "application/json" in request.headers.get("accept", ""):
        document = orjson.dumps(form_document(desk, opened), option=orjson.OPT_UTC_Z)
        return Response(document, media_type="application/json")
    return shown(request, desk, opened, Filled())


@router.post("/f/{form_code}", response_class=Response, openapi_extra=BODY)
async def post_form(request: Request, form_code: FormCode) -> Response:
    """Take the form and lead to its progress page; JSON is taken as the API takes it."""
    desk = desk_of(request)
    if "json" in request.headers.get("content-type", ""):
        principal = await bearer_of(request, desk, form_code)
        return await accept_request(request, desk, principal, parsed(await request.body()))
    values = values_of(await request.form(max_files=0, max_fields=20))
    desk.submitting.use(f"{address_of(request)} {form_code}")
    opened = await open_page(desk, form_code, values.get("store_code"))
    try:
        answer = await taken(desk, values, opened)
    except UnprocessableContent as refusal:
        language = preferred_language(request.headers.get("accept-language"))
        return shown(request, desk, opened, Filled(values, beside(refusal, language)), status=422)
    return RedirectResponse(f"../t/{token_in(answer)}", status_code=303)


async def taken(desk: Desk, values: dict[str, str], opened: Opened) -> Answer:
    """Return the answer to a filled-in form. Raises UnprocessableContent and its kinds."""
    principal = sender(desk, opened.form.code, values.get("token", ""))
    if principal is None or values.get(TRAP):
        raise SendAgain
    try:
        feedback = FeedbackIn.model_validate(as_fields(values, opened))
    except ValidationError as error:
        raise invalid_fields(error) from None
    return await accept(desk, feedback.draft(), principal, keyed(principal, feedback))


async def open_page(desk: Desk, form_code: str, store_code: str | None) -> Opened:
    """Return the form with a fresh pass. Raises FormNotFound.

    A store that is not known is left out: the customer is not to blame for a worn-out sticker.
    """
    form, store = await desk.database.read(
        lambda session: form_and_store(session, form_code, store_code)
    )
    return Opened(form, store, pass_for(form, now=desk.clock.now()))


def form_document(desk: Desk, opened: Opened) -> dict[str, Any]:
    return {
        "form_code": opened.form.code,
        "title": {"zh": opened.form.title_zh, "en": opened.form.title_en},
        "channel": opened.form.channel,
        "store_code": opened.store.code if opened.store else None,
        "token": form_token(opened.granted, desk.links.keys[0]),
        "expires_at": opened.granted.expires_at,
    }


def shown(
    request: Request, desk: Desk, opened: Opened, filled: Filled, *, status: int = 200
) -> Response:
    pages: Pages = request.app.state.pages
    context = {
        "form": opened.form,
        "store": opened.store,
        "token": form_token(opened.granted, desk.links.keys[0]),
        "values": filled.values,
        "errors": filled.errors,
    }
    return pages.render(request, "form.html.j2", context, status=status)


def values_of(sent: FormData) -> dict[str, str]:
    return {
        name: value[:LONGEST_FIELD]
        for name in FIELDS
        if isinstance(value := sent.get(name), str) and value
    }


def sender(desk: Desk, form_code: str, token: str) -> Principal | None:
    """Return who sends the form, None when its page was opened too long ago or elsewhere."""
    granted = form_pass(token, desk.links.keys, now=desk.clock.now())
    if granted is None or granted.form_code != form_code:
        return None
    return principal_of(granted)


async def bearer_of(request: Request, desk: Desk, form_code: str) -> Principal:
    """Return who posts JSON: the bearer of a form token, else anybody.

    Anybody with an Idempotency-Key is known again by it, so that a repetition is recognised.
    """
    if request.headers.get("authorization") is not None:
        principal: Principal = await request.app.state.authenticator.authenticate(
            request.headers["authorization"]
        )
        return principal
    opened = await open_page(desk, form_code, None)
    key = request.headers.get("idempotency-key")
    if key is None:
        return principal_of(opened.granted)
    mark = hashlib.sha256(key.encode()).hexdigest()[:22]
    return principal_of(opened.granted, nonce=mark)


def as_fields(values: dict[str, str], opened: Opened) -> dict[str, Any]:
    """Return the fields of a feedback; empty ones are absent."""
    rating = values.get("rating")
    return {
        "text": values.get("text", ""),
        "rating": int(rating) if rating and rating.isdecimal() and len(rating) == 1 else rating,
        "store_code": opened.store.code if opened.store else None,
        "campaign": opened.form.campaign,
        "customer": {name: values[name] for name in CONTACT_FIELDS if name in values},
    }


def keyed(principal: Principal, feedback: FeedbackIn) -> KeyedRequest:
    """Return the key of a form: sent twice from one page with the same words, it is one."""
    mark = idempotency.fingerprint(feedback.model_dump_json().encode())
    return KeyedRequest(idempotency.digest(principal.reference, ROUTE, mark), mark)


def beside(refusal: UnprocessableContent, language: Language) -> dict[str, str]:
    """Return what is wrong by field of the page; what concerns none of them stands on top."""
    wrong: dict[str, str] = {} if refusal.errors else {"": refusal.detail(language)}
    for error in refusal.errors:
        name = error.pointer.rpartition("/")[2]
        wrong[name if name in SHOWN_FIELDS else ""] = error.body(language)["detail"]
    return wrong


def token_in(answer: Answer) -> str:
    url: str = orjson.loads(answer.body)["track_url"]
    return url.rpartition("/")[2]
