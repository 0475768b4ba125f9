"""A reply that somebody is writing: what each rung would make of it, and what it may still send."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Request
from pydantic import BaseModel, ConfigDict, StringConstraints

from services.intake import queries
from services.intake.operations.previewing import Preview, Previewer
from services.intake.rules.ladder import PAGE
from services.intake.rules.templates import ROOMS
from services.intake.web.desk import desk_of
from shared.auth import Principal, staff
from shared.routes import Router

router = Router(prefix="/v1/feedback", tags=["replies"])

FeedbackId = Annotated[UUID, Path(description="The feedback that is answered.")]
Answerer = Annotated[Principal, staff("agent", "lead", "manager", "store_manager", "admin")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


class ReplyPreviewIn(BaseModel):
    """What is being written, empty as it may still be."""

    model_config = ConfigDict(extra="forbid")

    purpose: Literal["question", "result"]
    text: Words = ""


class RungPreviewOut(BaseModel):
    """One rung: `usable` says whether it would be tried now, `reason` why not.

    `left` messages may be sent until `closes_at`; null where the vendor neither counts nor closes.
    `text` is what the customer would read, `length` of `limit` in `unit`, as the vendor counts.
    """

    rung: str
    usable: bool
    reason: str | None
    closes_at: datetime | None
    left: int | None
    title: str
    text: str | None
    length: int | None
    limit: int | None
    unit: Literal["characters", "bytes"] | None


class ReplyPreviewOut(BaseModel):
    """Every rung in the order in which it would be tried, the progress page last."""

    rungs: list[RungPreviewOut]


@router.post("/{feedback_id}/reply-preview")
async def preview_reply(
    request: Request, feedback_id: FeedbackId, body: ReplyPreviewIn, reader: Answerer
) -> ReplyPreviewOut:
    """Show by which rungs a reply would reach this customer now, and in which words."""
    desk = desk_of(request)
    previewer: Previewer = request.app.state.previewer
    found = await desk.database.read(
        lambda session: previewer.previews(
            session,
            queries.feedback_seen(session, str(feedback_id), reader),
            body.purpose,
            body.text,
            now=desk.clock.now(),
        )
    )
    return ReplyPreviewOut(rungs=[rung_out(one) for one in found])


def rung_out(one: Preview) -> RungPreviewOut:
    room = None if one.rung == PAGE else ROOMS[one.rung]
    return RungPreviewOut(
        rung=one.rung,
        usable=one.prospect.reason is None,
        reason=one.prospect.reason,
        closes_at=one.prospect.closes_at,
        left=one.prospect.left,
        title=one.title,
        text=one.text,
        length=one.length,
        limit=room.most if room else None,
        unit=("bytes" if room.in_bytes else "characters") if room else None,
    )
