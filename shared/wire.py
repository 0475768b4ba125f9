"""How requests begin and answers go out on a connection.

A crowd of requests begins a few at a time, and head and body of an answer leave in one piece:
uvicorn writes them one after the other and uvloop sends each at once, so that every answer took
two system calls and two packets.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BEGINS = b"HTTP/1."
HEAD_ENDS = b"\r\n\r\n"
AT_ONCE = 8
"""So many requests take less than a millisecond to reach their first question."""


class Turnstile:
    """Lets requests begin a few at a time, in their order.

    Begun all together they would be one long run of the event loop, and what came meanwhile for
    others, the database's answers above all, would wait behind it. One serves a whole event loop.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Callable[[], None]] = deque()

    def enter(self, begin: Callable[[], None]) -> None:
        """Call `begin` when its turn has come."""
        self._waiting.append(begin)
        if len(self._waiting) == 1:
            self._loop.call_soon(self._let_in)

    def _let_in(self) -> None:
        for _ in range(min(AT_ONCE, len(self._waiting))):
            self._waiting.popleft()()
        if self._waiting:
            self._loop.call_soon(self._let_in)


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol: requests go through `turnstile`, answers leave whole."""

    def __init__(self, *args: Any, turnstile: Turnstile, **options: Any) -> None:
        super().__init__(*args, **options)
        self._turnstile = turnstile

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See HttpToolsProtocol."""
        super().connection_made(JoiningTransport(transport, self.loop))

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        self._turnstile.enter(partial(super()._start_asgi_task, cycle, app))


class JoiningTransport(asyncio.Transport):
    """Holds a head until the next write, for this turn of the event loop and no longer."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._transport = transport
        self._call_soon = loop.call_soon
        self._write = transport.write
        self._head = b""
        self.is_closing = transport.is_closing  # type: ignore[method-assign]
        self.pause_reading = transport.pause_reading  # type: ignore[method-assign]
        self.resume_reading = transport.resume_reading  # type: ignore[method-assign]
        self.set_protocol = transport.set_protocol  # type: ignore[method-assign]

    def write(self, data: Any) -> None:
        """Send `data`, or keep it when it is a head: its body comes in a moment."""
        if self._head:
            head, self._head = self._head, b""
            self._write(head + data)
        elif data[:7] == HEAD_BEGINS and data[-4:] == HEAD_ENDS:
            self._head = data
            self._call_soon(self._send_head)
        else:
            self._write(data)

    def _send_head(self) -> None:
        if self._head:
            head, self._head = self._head, b""
            self._write(head)

    def close(self) -> None:
        self._send_head()
        self._transport.close()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)
