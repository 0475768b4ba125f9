"""A TCP link between two programs that a fault test can cut, refuse, hold back and restore."""

import asyncio
import contextlib
from types import TracebackType
from typing import Literal, Self

from deploy.local.ports import HOST

Direction = Literal["to_client", "both"]
_CHUNK_BYTES = 65_536


class FaultLink:
    """Listens on a port of 127.0.0.1 and forwards to another; one event loop runs it.

    A blackhole is the half-open fault: connections stand and bytes are swallowed, from the server
    to the client or both ways.
    """

    def __init__(self, target_port: int, *, port: int = 0) -> None:
        self._target_port = target_port
        self.port = port
        self.accepted = 0
        self._server: asyncio.Server | None = None
        self._streams: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_refusing = False
        self._swallowed: Direction | None = None

    @property
    def open_connections(self) -> int:
        """Count the clients connected now."""
        return len(self._tasks)

    def redirect(self, url: str) -> str:
        """Return a URL of the target with the link's port in it."""
        return url.replace(f":{self._target_port}", f":{self.port}")

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Reset every connection; new ones are welcome."""
        for stream in tuple(self._streams):
            stream.transport.abort()

    async def refuse(self) -> None:
        """Cut, and refuse connections until restore()."""
        self._is_refusing = True
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()

    def blackhole(self, direction: Direction = "to_client") -> None:
        """Keep connections, old and new, but swallow what travels."""
        self._swallowed = direction

    async def restore(self) -> None:
        """Behave again; connections that lost bytes are cut, since their stream has a hole."""
        if self._swallowed is not None:
            self._swallowed = None
            self.cut()
        if self._is_refusing:
            self._is_refusing = False
            await self.start()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.create_task(self._join(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._streams.add(writer)
        try:
            onward, back = await asyncio.open_connection(HOST, self._target_port)
        except OSError:
            self._drop(writer)
            return
        self._streams.add(back)
        try:
            await self._both_ways((reader, back), (onward, writer))
        finally:
            self._drop(writer)
            self._drop(back)

    async def _both_ways(
        self,
        upward: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        downward: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        pumps = {
            asyncio.create_task(self._pump(*upward, to_client=False)),
            asyncio.create_task(self._pump(*downward, to_client=True)),
        }
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, to_client: bool
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await source.read(_CHUNK_BYTES):
                if not self._swallows(to_client=to_client):
                    sink.write(chunk)
                    await sink.drain()

    def _swallows(self, *, to_client: bool) -> bool:
        return self._swallowed == "both" or (self._swallowed == "to_client" and to_client)

    def _drop(self, stream: asyncio.StreamWriter) -> None:
        stream.transport.abort()
        self._streams.discard(stream)
