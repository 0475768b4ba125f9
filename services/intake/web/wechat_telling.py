"""Waits for ticket numbers on behalf of answers to callbacks: all that wait share each look."""

import asyncio
from collections.abc import Sequence
from functools import partial

from services.intake.operations.inbound import SETTLED_SIGNAL
from services.intake.wechat.receipts import Told, settled_among, take_passive
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.group_commit import GroupCommit
from shared.messaging.relay import wait_for
from shared.telemetry import Metrics

LOOK_EVERY = 0.15


class Teller:
    """Tells answers what the worker made of their items, if it was quick enough."""

    def __init__(self, database: Database, clock: Clock, metrics: Metrics) -> None:
        self._database = database
        self._clock = clock
        self._taking = GroupCommit[str, Told | None](
            database, self._taken, name="wechat receipts", metrics=metrics
        )
        self._waiting: dict[str, asyncio.Event] = {}
        self._watch: asyncio.Task[None] | None = None

    async def told(self, item_id: str, *, deadline: float) -> Told | None:
        """Return the feedback the item began when that is known by `deadline` (the loop's time).

        Whoever takes the receipt tells it: the answer that gets it here, or else the worker by a
        message of its own.
        """
        if asyncio.get_running_loop().time() >= deadline:
            return None
        try:
            async with asyncio.timeout_at(deadline):
                await self._settled(item_id)
        except TimeoutError:
            return None
        try:
            return await self._taking.submit(item_id)
        except DatabaseUnavailable:
            return None

    async def close(self) -> None:
        """Let the look that is under way end."""
        if self._watch is not None:
            self._waiting.clear()
            await asyncio.gather(self._watch, return_exceptions=True)

    async def _settled(self, item_id: str) -> None:
        settled = self._waiting[item_id] = asyncio.Event()
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._look(), name="wechat receipts")
        try:
            await settled.wait()
        finally:
            self._waiting.pop(item_id, None)

    async def _look(self) -> None:
        """Look for all that wait, whenever something was settled, until nobody waits."""
        signal = self._database.signal(SETTLED_SIGNAL)
        while self._waiting:
            signal.clear()
            try:
                found = await self._database.read(partial(settled_among, item_ids=[*self._waiting]))
            except DatabaseUnavailable:
                return
            for item_id in found:
                if waiter := self._waiting.get(item_id):
                    waiter.set()
            await wait_for(signal, LOOK_EVERY)

    def _taken(self, session: Session, item_ids: Sequence[str]) -> list[Told | None]:
        return take_passive(session, item_ids, now=self._clock.now())
