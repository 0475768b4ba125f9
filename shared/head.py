"""HEAD: answered as GET would be, without the body (RFC 9110, 9.3.2)."""

from typing import Final

from starlette.types import Message, Scope, Send

IS_HEAD: Final = "huiyin.is_head"


def as_get(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """Return the request as one that routes for GET take, and how to send its answer."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return {**scope, "method": "GET", IS_HEAD: True}, send_head


def is_head(scope: Scope) -> bool:
    """Say whether nobody will see the body: a monitor or a link's preview asks, not a reader."""
    return IS_HEAD in scope
