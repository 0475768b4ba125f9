"""The listeners of one process, and the loop that tells them; it runs while somebody listens."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from shared import outbox
from shared.auth import Principal
from shared.composition import supervised
from shared.database import Database, DatabaseUnavailable, Session
from shared.messaging.relay import wait_for
from shared.problems import TooManyRequests
from shared.streams.rows import Change, OutboxReader, rows_between
from shared.streams.told import RESET, Newcomers, Position, Teller, Told, frame, latest

GATHER_SECONDS: Final = 0.2
POLL_SECONDS: Final = 2.0
HEARTBEAT_SECONDS: Final = 15.0
WINDOW: Final = 2000
"""How many outbox rows a listener who comes back may have missed; of more it reads all anew."""
MOST_FRAMES: Final = 256
MOST_OF_ONE: Final = 8
MOST_OF_ALL: Final = 2000


class TooManyStreams(TooManyRequests):
    """One caller holds as many streams as it may, or this process as many as it can."""

    after_seconds = HEARTBEAT_SECONDS

    def __init__(self) -> None:
        super().__init__(
            zh=f"同时打开的事件流太多（每人最多 {MOST_OF_ONE} 个）；请关闭一些页面后再试。",
            en=f"Too many event streams are open (at most {MOST_OF_ONE} of one person). "
            "Close some pages, then try again.",
        )


class Listener:
    """One open stream: who listens, and what is still to be sent to it."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.ended = False
        self._frames: asyncio.Queue[bytes | None] = asyncio.Queue(MOST_FRAMES)

    def offer(self, one: bytes, *, reset: bytes) -> None:
        """Put a frame in line; who does not keep up loses the line and is told to read anew."""
        if self._frames.full():
            self._empty()
            one = reset
        self._frames.put_nowait(one)

    def end(self) -> None:
        """Let the stream end after what it is sending."""
        self.ended = True
        self._empty()
        self._frames.put_nowait(None)

    async def next(self, seconds: float) -> bytes | None:
        """Return the next frame, empty when none came within `seconds`, None at the end."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                return await self._frames.get()
        except TimeoutError:
            return b""

    def _empty(self) -> None:
        while not self._frames.empty():
            self._frames.get_nowait()


class Feed:
    """Tells the listeners of this process what happens in the service, whoever did it.

    A commit wakes it (across processes by the database's own signal), polling is the fallback. It
    costs nothing while nobody listens, and one read of the outbox a batch while somebody does.
    """

    def __init__(
        self,
        database: Database,
        teller: Teller,
        *,
        newcomers: Newcomers | None = None,
        heartbeat: float = HEARTBEAT_SECONDS,
        poll: float = POLL_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.heartbeat = heartbeat
        self._poll = poll
        self._database = database
        self._teller = teller
        self._newcomers = newcomers
        self._mark: str | None = None
        self._reader = OutboxReader(monotonic=monotonic)
        self._generation = 1
        self._listeners: set[Listener] = set()
        self._starting = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def position(self) -> Position:
        return Position(self._generation, self._reader.settled)

    async def join(self, principal: Principal, stopping: asyncio.Event | None = None) -> Listener:
        """Return a new listener, who hears of all that is committed from now on.

        It ends when `stopping` is set. Raises TooManyStreams and DatabaseUnavailable.
        """
        own = sum(one.principal.reference == principal.reference for one in self._listeners)
        if own >= MOST_OF_ONE or len(self._listeners) >= MOST_OF_ALL:
            raise TooManyStreams
        listener = Listener(principal)
        self._listeners.add(listener)
        try:
            async with self._starting:
                await self._start(stopping)
        except DatabaseUnavailable:
            self.leave(listener)
            raise
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener; the last one ends the loop."""
        self._listeners.discard(listener)
        if not self._listeners:
            for task in self._tasks:
                task.cancel()
            self._tasks = []

    async def now(self) -> Position:
        """Return where the service's stream stands, whether or not anybody listens here."""
        if self._tasks:
            return self.position
        reader = OutboxReader()
        await reader.start(self._database)
        return Position(await self._database.read(outbox.generation), reader.settled)

    async def missed(
        self, since: Position, now: Position, principal: Principal
    ) -> list[bytes] | None:
        """Return what `principal` was not told from `since` to `now`; None of too long ago."""
        if since.generation != now.generation or not 0 <= now.seq - since.seq <= WINDOW:
            return None
        told = await self._database.read(partial(self._told_between, since.seq, now.seq))
        if told is None:
            return None
        return [frame(one.event, one.data, now) for one in told if one.is_for(principal)]

    async def _start(self, stopping: asyncio.Event | None) -> None:
        if self._tasks:
            return
        self._generation = await self._database.read(outbox.generation)
        await self._reader.start(self._database)
        self._mark = None
        await self._greet()
        loops = {"stream": self._run, "stream.listen": self._database.listen}
        self._tasks = [
            asyncio.create_task(supervised(f"{self._database.name}.{name}", loop))
            for name, loop in loops.items()
        ]
        if stopping is not None:
            self._tasks.append(asyncio.create_task(self._end_at(stopping)))

    async def _end_at(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        for listener in self._listeners:
            listener.end()

    async def _run(self) -> None:
        with self._database.heard("outbox") as signal:
            while True:
                signal.clear()
                with contextlib.suppress(DatabaseUnavailable):
                    await self._look()
                    await self._greet()
                await asyncio.sleep(GATHER_SECONDS)
                await wait_for(signal, self._poll)

    async def _look(self) -> None:
        while (changes := await self._reader.read(self._database)) != []:
            if changes is None:
                self._tell_all(frame(RESET, {}, self.position))
            else:
                self._tell(await self._database.read(partial(self._told, changes)))

    async def _greet(self) -> None:
        """Tell of what is new beside the outbox; nobody who was away is told of that again."""
        if self._newcomers is not None:
            self._mark, told = await self._database.read(partial(self._newcomers, mark=self._mark))
            self._tell(told)

    def _told(self, changes: Sequence[Change], session: Session) -> list[Told]:
        return latest(self._teller(session, changes))

    def _told_between(self, after: int, until: int, session: Session) -> list[Told] | None:
        told: list[Told] = []
        while after < until:
            changes = rows_between(session, after, until)
            if changes is None:
                return None
            if not changes:
                break
            told += self._teller(session, changes)
            after = changes[-1].seq
        return latest(told)

    def _tell(self, told: Sequence[Told]) -> None:
        at = self.position
        reset = frame(RESET, {}, at)
        for one in told:
            sent = frame(one.event, one.data, at)
            for listener in self._listeners:
                if not listener.ended and one.is_for(listener.principal):
                    listener.offer(sent, reset=reset)

    def _tell_all(self, sent: bytes) -> None:
        for listener in self._listeners:
            if not listener.ended:
                listener.offer(sent, reset=sent)
