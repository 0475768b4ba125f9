"""From a request to an accepted feedback: what the API and the form page have in common."""

from fastapi import Request
from pydantic import ValidationError

from services.intake.errors import InvalidField
from services.intake.operations.receiving import Answer
from services.intake.operations.submissions import KeyedRequest
from services.intake.rules.drafts import Draft
from services.intake.web.desk import Desk, address_of
from services.intake.web.mini_people import is_mini, with_openid
from services.intake.web.schemas import FeedbackIn
from shared import idempotency, logs
from shared.auth import Principal
from shared.direct import JsonText
from shared.headers import headers_of
from shared.telemetry import current_traceparent
from shared.validation import InvalidFields, field_errors

ROUTE = "POST /v1/feedback"
LONGEST_KEY = 255
HEADERS_OF = {
    "received": (),
    "replay": ((b"idempotent-replay", b"true"),),
    "duplicate": ((b"duplicate", b"true"),),
}


def parsed(body: bytes) -> FeedbackIn:
    """Return the feedback in a JSON body. Raises InvalidFields."""
    try:
        return FeedbackIn.model_validate_json(body)
    except ValidationError as error:
        raise invalid_fields(error) from None


def invalid_fields(error: ValidationError) -> InvalidFields:
    """Return what is wrong with the fields of a body that a route parsed by itself."""
    found = error.errors(include_url=False, include_input=False)
    return InvalidFields(field_errors([{**one, "loc": ("body", *one["loc"])} for one in found]))


def keyed_request(request: Request, principal: Principal, body: bytes) -> KeyedRequest | None:
    """Return what makes a repetition of this request known. Raises InvalidField."""
    given = headers_of(request.scope).get(b"idempotency-key")
    if given is None:
        return None
    key = checked_key(given.decode("latin-1"))
    return KeyedRequest(
        idempotency.digest(principal.reference, ROUTE, key), idempotency.fingerprint(body)
    )


def checked_key(key: str) -> str:
    """Return the Idempotency-Key of a route that reads it by itself. Raises InvalidField."""
    if not key or len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        raise InvalidField(
            "/Idempotency-Key",
            zh=f"Idempotency-Key 须为 1–{LONGEST_KEY} 个可打印的 ASCII 字符。",
            en=f"Idempotency-Key takes 1–{LONGEST_KEY} printable ASCII characters.",
        )
    return key


async def accept(
    desk: Desk, draft: Draft, principal: Principal, keyed: KeyedRequest | None
) -> Answer:
    """Return the answer once the feedback and its event are on disk. Raises a Problem."""
    if is_mini(principal):
        draft = await with_openid(draft, principal, desk.database, desk.sealer)
    submission = desk.preparer.prepare(
        draft,
        principal,
        now=desk.clock.now(),
        keyed=keyed,
        traceparent=current_traceparent(),
    )
    answer = await desk.accepting.submit(submission)
    if answer.kind == "received":
        logs.bind(feedback_id=submission.feedback_id, case_id=submission.case_id)
    return answer


def answered(answer: Answer) -> JsonText:
    return JsonText(answer.body, 201 if answer.kind == "received" else 200, HEADERS_OF[answer.kind])


async def accept_request(
    request: Request, desk: Desk, principal: Principal, feedback: FeedbackIn, raw: bytes
) -> JsonText:
    """Accept the feedback that a request brought as `raw` and say so. Raises a Problem."""
    if principal.kind == "form":
        desk.submitting.use(f"{address_of(request)} {principal.name}")
    keyed = keyed_request(request, principal, raw)
    return answered(await accept(desk, feedback.draft(), principal, keyed))
