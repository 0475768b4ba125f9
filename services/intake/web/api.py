"""The API for programs and staff: feedback and its attachments."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request
from starlette.responses import Response

from services.intake import queries
from services.intake.operations import keep_attachment
from services.intake.operations.attachments import opened_file
from services.intake.operations.submissions import KeyedRequest
from services.intake.queries import Wanted
from services.intake.rules.files import MOST_BYTES
from services.intake.web.accepting import accept_request
from services.intake.web.desk import address_of, desk_of
from services.intake.web.presenting import attachment_out, brief, full
from services.intake.web.schemas import (
    AttachmentOut,
    FeedbackBrief,
    FeedbackIn,
    FeedbackOut,
    FeedbackReceipt,
)
from services.intake.web.uploads import MULTIPART_OVERHEAD, ready_to_keep, sent_file, uploaded_file
from shared import idempotency
from shared.auth import Principal, Staff, caller, staff_or_key
from shared.direct import JsonText, LeanRoute, direct
from shared.idempotency import REPLAY_HEADERS, IdempotencyKey
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.request_body import body_limit
from shared.routes import Router
from shared.validation import Instant

router = Router(prefix="/v1", tags=["feedback"])
lean_router = Router(prefix="/v1", tags=["feedback"], route_class=LeanRoute)

Submitter = Annotated[Principal, caller("feedback:write")]
Reader = Annotated[Principal, staff_or_key("feedback:read")]

REPEATABLE = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Repeating a request with the same key and body gives the first answer.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        }
    ],
}
FILE_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@lean_router.post(
    "/feedback",
    status_code=201,
    responses={
        200: {"model": FeedbackReceipt, "description": "Repeated: the first answer again."},
        201: {"model": FeedbackReceipt, "description": "On disk, together with its event."},
    },
    openapi_extra=REPEATABLE,
    response_model=None,
)
@direct(caller("feedback:write"), FeedbackIn)
async def post_feedback(
    request: Request, principal: Principal, feedback: FeedbackIn, raw: bytes
) -> JsonText:
    """Accept a feedback."""
    return await accept_request(request, desk_of(request), principal, feedback, raw)


@router.get("/feedback/{feedback_id}")
async def get_feedback(request: Request, feedback_id: UUID, reader: Reader) -> FeedbackOut:
    """Show one feedback with its messages, replies and attachments; contacts are masked.

    An API key is not told where the customer's own page is: who has that speaks as the customer.
    """
    desk = desk_of(request)
    found = await desk.database.read(
        lambda session: queries.feedback_file(session, str(feedback_id), reader)
    )
    shown = full(found, desk)
    return shown.model_copy(update={"track_url": None}) if reader.kind == "key" else shown


@router.get("/feedback")
async def list_feedback(  # noqa: PLR0917  # query parameters
    request: Request,
    reader: Reader,
    store_code: Annotated[str | None, Query(max_length=40)] = None,
    channel: Annotated[str | None, Query(max_length=40)] = None,
    since: Annotated[Instant | None, Query(description="Received then or later.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[FeedbackBrief]:
    """List the feedback the caller may see, newest first."""
    wanted = Wanted(store_code, channel, since, before(cursor))
    rows = await desk_of(request).database.read(
        lambda session: queries.recent_feedback(session, reader, wanted, limit=limit + 1)
    )
    return page_of(rows, limit, key=lambda row: (row[0].id,), item=lambda row: brief(*row))


def before(cursor: str | None) -> str | None:
    """Return the id a page continues behind. Raises BadCursor."""
    if cursor is None:
        return None
    (text,) = decode_cursor(cursor, str)
    try:
        return str(UUID(text))
    except (ValueError, TypeError, AttributeError):
        raise BadCursor from None


@router.post(
    "/attachments",
    status_code=201,
    responses={201: {"model": AttachmentOut}},
    openapi_extra=FILE_BODY,
    response_model=None,
)
@body_limit(MOST_BYTES + MULTIPART_OVERHEAD)
async def post_attachment(
    request: Request, principal: Submitter, key: IdempotencyKey = None
) -> Response:
    """Keep one picture or document until a feedback of the same sender names it.

    A picture is encoded anew, without what the camera noted beside it; a PDF is kept as it is.
    """
    desk = desk_of(request)
    if principal.kind == "form":
        desk.submitting.use(f"{address_of(request)} {principal.name}")
    content = await uploaded_file(request)
    upload = await ready_to_keep(content, desk.sealer)
    now = desk.clock.now()
    keyed = key and KeyedRequest(
        idempotency.digest(principal.reference, "POST /v1/attachments", key),
        idempotency.fingerprint(content),
    )
    kept, is_replay = await desk.database.write(
        lambda session: keep_attachment(
            session, upload, uploaded_by=principal.reference, now=now, keyed=keyed or None
        )
    )
    return Response(
        attachment_out(kept).model_dump_json(),
        status_code=200 if is_replay else 201,
        headers=REPLAY_HEADERS if is_replay else None,
        media_type="application/json",
    )


@router.get("/attachments/{attachment_id}", response_class=Response)
async def get_attachment(request: Request, attachment_id: UUID, reader: Staff) -> Response:
    """Send the bytes of an attachment, to be saved and never run."""
    desk = desk_of(request)
    found, sealed, feedback = await desk.database.read(
        lambda session: queries.sealed_attachment(session, str(attachment_id), reader)
    )
    return sent_file(found, opened_file(found, sealed, feedback, desk.sealer))
