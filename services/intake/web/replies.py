"""The API for staff about replies: every rung tried, every attempt, and what each brought."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query, Request

from services.intake.queries.replies import WantedReplies, recent_replies, reply_file
from services.intake.web.desk import desk_of
from services.intake.web.reply_schemas import ReplyFileOut, reply_file_out
from shared.auth import Staff
from shared.paging import BadCursor, Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["replies"])

RequestId = Annotated[str, Path(min_length=1, max_length=200)]
State = Literal["waiting", "sending", "delivered", "failed", "unknown", "expired"]


@router.get("/replies")
async def list_replies(  # noqa: PLR0917  # query parameters
    request: Request,
    reader: Staff,
    feedback_id: UUID | None = None,
    state: Annotated[State | None, Query(description="Only replies in this state.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ReplyFileOut]:
    """List replies to feedback the caller may see, newest first, with their ladders."""
    before = decode_cursor(cursor, datetime, str) if cursor else None
    if before and None in before:
        raise BadCursor
    wanted = WantedReplies(
        feedback_id=str(feedback_id) if feedback_id else None,
        state=state,
        before=(before[0], before[1]) if before else None,
    )
    rows = await desk_of(request).database.read(
        lambda session: recent_replies(session, reader, wanted, limit=limit + 1)
    )
    return page_of(
        rows,
        limit,
        key=lambda row: (row.reply.requested_at, row.reply.request_id),
        item=reply_file_out,
    )


@router.get("/replies/{request_id}")
async def get_reply(request: Request, request_id: RequestId, reader: Staff) -> ReplyFileOut:
    """Show one reply with every rung of its ladder and every attempt."""
    found = await desk_of(request).database.read(
        lambda session: reply_file(session, request_id, reader)
    )
    return reply_file_out(found)
