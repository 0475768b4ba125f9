"""Group commit: what arrives while a transaction is in flight shares the next one."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy.exc import IntegrityError

from shared.database import Database, DatabaseUnavailable, Session
from shared.telemetry import Metrics

Item = TypeVar("Item")
Result = TypeVar("Result")

Batch = list[tuple[Item, asyncio.Future[Result]]]
"""Items with whom to answer."""

_CROWD = 8  # callers waiting at once


class GroupCommit(Generic[Item, Result]):
    """Runs `work` over all that waits in one transaction and answers each item after the commit.

    No timer and no added latency when idle: the first item starts a transaction at once. What
    arrives while one is in flight shares the next one. Up to `width` are in flight, a further one
    as soon as as many wait as are in those before it: begun for the first who waits, it would be
    small and the next one large, and both the process and its database would idle in turn. `work`
    returns one result per item, in order; a result that is an exception is raised to its caller
    alone. When the transaction itself fails, each item is tried in one of its own, so a failing row
    fails alone; one that another process was quicker to write is tried once more, to meet what was
    written. When the database is away, all fail at once with DatabaseUnavailable.
    """

    def __init__(
        self,
        database: Database,
        work: Callable[[Session, Sequence[Item]], Sequence[Result | Exception]],
        *,
        name: str,
        max_batch: int = 256,
        width: int = 1,
        metrics: Metrics | None = None,
    ) -> None:
        self._database = database
        self._work = work
        self._name = name
        self._max_batch = max_batch
        self._metrics = metrics
        self._waiting: Batch[Item, Result] = []
        self._width = width
        self._in_flight = 0
        self._runners: set[asyncio.Task[None] | None] = set()

    async def submit(self, item: Item) -> Result:
        """Return the result for `item` once it is committed; raise what its row raised."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        self._go_on()
        return await future

    @property
    def busy(self) -> bool:
        """More callers wait for the next commit than come and go at a moderate rate."""
        return len(self._waiting) >= _CROWD

    def _go_on(self) -> None:
        """Begin a transaction when one is due and may."""
        if len(self._runners) < self._width and self._is_due():
            self._begin()

    def _begin(self) -> asyncio.Task[None]:
        runner = asyncio.create_task(self._run(), name=f"group-commit-{self._name}")
        self._runners.add(runner)
        return runner

    def _is_due(self) -> bool:
        return len(self._waiting) >= max(1, self._in_flight)

    async def _run(self) -> None:
        try:
            while self._is_due():
                await self._commit_next()
        finally:
            self._runners.discard(asyncio.current_task())

    async def _commit_next(self) -> None:
        batch = self._next()
        self._in_flight += len(batch)
        try:
            await self._commit(batch)
        finally:
            self._in_flight -= len(batch)

    def _next(self) -> Batch[Item, Result]:
        """Take the group that is next."""
        batch = self._waiting[: self._max_batch]
        del self._waiting[: self._max_batch]
        return batch

    async def _commit(self, batch: Batch[Item, Result], *, again: bool = True) -> None:
        self._count(batch)
        try:
            results = await self._write([item for item, _ in batch])
        except DatabaseUnavailable as error:
            settle(batch, [error] * len(batch))
        except Exception as error:  # noqa: BLE001 - the loop at the edge: every caller gets an answer
            raced = isinstance(error, IntegrityError)
            if len(batch) == 1 and not (again and raced):
                settle(batch, [error])
                return
            for single in batch:
                await self._commit([single], again=len(batch) > 1)
        else:
            settle(batch, results)

    def _count(self, batch: Batch[Item, Result]) -> None:
        if self._metrics is not None:
            self._metrics.commit_batch.labels(self._name).observe(len(batch))

    async def _write(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        return await self._database.write(lambda session: self._work(session, items))


def settle(
    batch: Sequence[tuple[object, asyncio.Future[Result]]],
    results: Sequence[Result | Exception],
) -> None:
    """Answer every caller that still waits."""
    for (_, future), result in zip(batch, results, strict=True):
        if future.done():
            continue
        if isinstance(result, Exception):
            future.set_exception(result)
        else:
            future.set_result(result)
