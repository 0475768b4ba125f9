"""`GET /v1/stream`: one listener's answer, from its first event to the end of its token."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final, Literal

from fastapi import Header, Query, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from shared.auth import Authenticator, Principal, Staff
from shared.database import DatabaseUnavailable
from shared.head import is_head
from shared.problems import Unauthorized
from shared.routes import Router
from shared.serving import STOPPING
from shared.streams.feed import Feed, Listener
from shared.streams.told import END, HEARTBEAT, MARK_LENGTH, READY, RESET, Position, frame

MEDIA_TYPE: Final = "text/event-stream"
EXAMPLE: Final = 'event: case\nid: 1-4711\ndata: {"id": "0193…", "version": 3}\n\n'
DESCRIPTION: Final = (
    "Events name what changed, by id and version; read it anew. `ready` says that the stream "
    "stands, `reset` that too much was missed: read everything anew. A comment comes every 15 s. "
    "The stream ends with the access token (`end`); come back with a fresh one and with the last "
    "id as Last-Event-ID. Share one stream between the pages of a browser: it opens six "
    "connections to an origin and no more."
)
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Server-sent events",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}

LastEventId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=MARK_LENGTH)]
Poll = Annotated[
    Literal["true"] | None,
    Query(description="End once all that was missed is told: for who cannot hold a stream open."),
]


class StreamAnswer(StreamingResponse):
    """Sends one listener's events and forgets it, however the answer ends."""

    media_type = MEDIA_TYPE

    def __init__(self, feed: Feed, listener: Listener, events: AsyncIterator[bytes]) -> None:
        super().__init__(events, headers={"X-Accel-Buffering": "no"})
        self._feed = feed
        self._listener = listener

    async def stream_response(self, send: Send) -> None:
        try:
            await super().stream_response(send)
        finally:
            self._feed.leave(self._listener)


router = Router(tags=["stream"])


@router.get(
    "/v1/stream",
    summary="What changes, as it happens",
    description=DESCRIPTION,
    response_class=StreamingResponse,
    responses=RESPONSES,
)
async def stream(
    request: Request,
    principal: Staff,
    last_event_id: LastEventId = None,
    *,
    poll: Poll = None,
) -> Response:
    feed: Feed = request.app.state.feed
    if poll is not None or is_head(request.scope):
        first = await first_frames(feed, await feed.now(), principal, last_event_id)
        return Response(b"".join(first), media_type=MEDIA_TYPE)
    stopping: asyncio.Event | None = request.scope.get(STOPPING)
    listener = await feed.join(principal, stopping)
    try:
        first = await first_frames(feed, feed.position, principal, last_event_id)
    except DatabaseUnavailable:
        feed.leave(listener)
        raise
    return StreamAnswer(feed, listener, events_of(request, feed, listener, first))


async def first_frames(
    feed: Feed, now: Position, principal: Principal, last_event_id: str | None
) -> list[bytes]:
    """Return what a stream begins with: that it stands, and what was missed since its last id."""
    ready = frame(READY, {}, now)
    if not last_event_id:
        return [ready]
    since = Position.parse(last_event_id)
    missed = await feed.missed(since, now, principal) if since else None
    return [ready, *([frame(RESET, {}, now)] if missed is None else missed)]


async def events_of(
    request: Request, feed: Feed, listener: Listener, first: list[bytes]
) -> AsyncIterator[bytes]:
    """Yield the first frames, then each as it comes, until the caller's token no longer holds."""
    yield b"".join(first)
    next_look = time.monotonic() + seconds_to_look(request, feed)
    while (one := await listener.next(next_look - time.monotonic())) is not None:
        if time.monotonic() >= next_look:
            if not await still_holds(request, listener):
                yield frame(END, {"reason": "token"}, feed.position)
                return
            next_look = time.monotonic() + seconds_to_look(request, feed)
            one = one or HEARTBEAT
        if one:
            yield one
    yield frame(END, {"reason": "stopping"}, feed.position)


def seconds_to_look(request: Request, feed: Feed) -> float:
    """Return how long the stream may go on before its caller is looked at again."""
    authenticator: Authenticator = request.app.state.authenticator
    ends = authenticator.holds_until(request.headers.get("authorization"))
    left: float = ends - request.app.state.clock.now().timestamp()
    return max(0.0, min(feed.heartbeat, left))


async def still_holds(request: Request, listener: Listener) -> bool:
    """Look again whose the request's token is: it runs out, and people leave."""
    authenticator: Authenticator = request.app.state.authenticator
    try:
        listener.principal = await authenticator.authenticate(request.headers.get("authorization"))
    except Unauthorized:
        return False
    except DatabaseUnavailable:
        return True
    return True
