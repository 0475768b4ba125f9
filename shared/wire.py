"""How answers go out on a connection: head and body in one piece.

uvicorn writes them one after the other and uvloop sends each at once, so that every answer took
two system calls and two packets.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BEGINS = b"HTTP/1."
HEAD_ENDS = b"\r\n\r\n"


class WholeAnswers(HttpToolsProtocol):
    """uvicorn's protocol, writing to a transport that waits for the body of a head."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See HttpToolsProtocol."""
        super().connection_made(JoiningTransport(transport, self.loop))


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
