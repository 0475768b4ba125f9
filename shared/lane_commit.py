"""Group commit past SQLAlchemy: by lanes."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from shared.database import Database
from shared.group_commit import Batch, GroupCommit, Item, Result, settle
from shared.lanes import Lanes, SqliteLanes, Where
from shared.telemetry import Metrics


def grouped(
    database: Database,
    lanes: Lanes,
    work: Callable[[Where, Sequence[Item]], Sequence[Result | Exception]],
    *,
    name: str,
    metrics: Metrics | None = None,
) -> GroupCommit[Item, Result]:
    """Return the group commit of these lanes."""
    if isinstance(lanes, SqliteLanes):
        return ThreadCommit(database, lanes, work, name=name, metrics=metrics)
    return LaneCommit(database, lanes, work, name=name, metrics=metrics)


class LaneCommit(GroupCommit[Item, Result]):
    """Group commit by lanes, as many groups at a time as they take."""

    def __init__(
        self,
        database: Database,
        lanes: Lanes,
        work: Callable[[Where, Sequence[Item]], Sequence[Result | Exception]],
        *,
        name: str,
        metrics: Metrics | None = None,
    ) -> None:
        super().__init__(database, work, name=name, width=lanes.width, metrics=metrics)
        self._lanes = lanes
        self._anywhere = work

    async def _write(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        return await self._lanes.write(lambda where: self._anywhere(where, items))


class ThreadCommit(GroupCommit[Item, Result]):
    """Group commit in SQLite's writing thread, which goes on by itself with what waits.

    Told by the event loop, it would idle for as long as that has other requests at hand.
    """

    def __init__(
        self,
        database: Database,
        lanes: SqliteLanes,
        work: Callable[[Where, Sequence[Item]], Sequence[Result | Exception]],
        *,
        name: str,
        metrics: Metrics | None = None,
    ) -> None:
        super().__init__(database, work, name=name, metrics=metrics)
        self._lanes = lanes
        self._anywhere = work
        self._is_writing = False
        self._changing = threading.Lock()

    async def submit(self, item: Item) -> Result:
        """See GroupCommit."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        with self._changing:
            self._waiting.append((item, future))
            must_begin, self._is_writing = not self._is_writing, True
        if must_begin:
            self._begin(loop)
        return await future

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Queue the next group behind all others who write, from whichever thread."""
        batch: Batch[Item, Result] = []

        def work(where: Where) -> Sequence[Result | Exception]:
            with self._changing:
                batch.extend(self._waiting[: self._max_batch])
                del self._waiting[: self._max_batch]
            return self._anywhere(where, [item for item, _ in batch])

        def go_on(written: Future[tuple[Sequence[Result | Exception], set[str]]]) -> None:
            loop.call_soon_threadsafe(self._answer, batch, written)
            with self._changing:
                self._is_writing = is_more = bool(self._waiting)
            if is_more:
                self._begin(loop)

        self._lanes.begin(work).add_done_callback(go_on)

    def _answer(
        self,
        batch: Batch[Item, Result],
        written: Future[tuple[Sequence[Result | Exception], set[str]]],
    ) -> None:
        """Answer a group that was written, and write one with a session that was not."""
        if written.exception() is not None:
            runner = asyncio.create_task(self._commit(batch), name=f"group-commit-{self._name}")
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)
            return
        results, woken = written.result()
        self._count(batch)
        settle(batch, results)
        self._lanes.announce(woken)
