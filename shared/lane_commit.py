"""Group commit past SQLAlchemy: by lanes."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from shared.database import Database
from shared.group_commit import GroupCommit, Item, Result
from shared.lanes import Lanes, PostgresLanes, SqliteLanes, Where
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
        return AheadCommit(database, lanes, work, name=name, metrics=metrics)
    return LaneCommit(database, lanes, work, name=name, metrics=metrics)


class LaneCommit(GroupCommit[Item, Result]):
    """Group commit on PostgreSQL, two groups at a time: one asks, the other is committed."""

    def __init__(
        self,
        database: Database,
        lanes: PostgresLanes,
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


class AheadCommit(GroupCommit[Item, Result]):
    """Group commit on SQLite: a group is prepared while the one before it is committed.

    Were it prepared earlier, the writing thread would have nothing to do with it; later, it would
    wait for it.
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
        self._ahead: asyncio.Task[None] | None = None

    def _go_on(self) -> None:
        if self._ahead is None and self._is_due():
            self._ahead = self._begin()

    async def _run(self) -> None:
        here = asyncio.current_task()
        try:
            await self._commit_next()
        finally:
            self._runners.discard(here)
            self._make_way(here)

    def _make_way(self, done: asyncio.Task[None] | None) -> None:
        """Let the next group be prepared: this one is committed, or as good as that."""
        if self._ahead is done:
            self._ahead = None
        self._go_on()

    async def _write(self, items: Sequence[Item]) -> Sequence[Result | Exception]:
        return await self._lanes.write(
            lambda where: self._anywhere(where, items),
            then=partial(self._make_way, asyncio.current_task()),
        )
