"""The relay: hands committed events to the bus and marks them once they are safe."""

import asyncio
import contextlib
import os
import socket
import time
from collections import Counter
from collections.abc import Sequence

import structlog

from shared import lease, outbox
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.ids import new_id
from shared.messaging.bus import Bus, PublishFailed
from shared.messaging.envelope import Event
from shared.telemetry import Metrics

log = structlog.get_logger(__name__)

BATCH = 500
POLL_SECONDS = 2.0
RENEW_SECONDS = lease.LENGTH.total_seconds() / 3
LONGEST_BACKOFF_SECONDS = 5.0
GATHER_SECONDS = 0.05
"""How long is gathered between two batches. A batch costs two transactions here and two or three at
each consumer, whatever its size: what is committed within this time shares them. The first after a
rest goes at once."""

FEW = 60
"""After a batch of no more, the time that handing it over took counts as gathering too."""


class Relay:
    """One service's relay. Any number may run; the one that holds the lease works.

    `holder` is for a process that can only run once: started again, it need not wait for the lease
    of the one that was killed.
    """

    def __init__(
        self,
        database: Database,
        bus: Bus,
        *,
        service: str,
        clock: Clock,
        metrics: Metrics,
        holder: str | None = None,
    ) -> None:
        self._database = database
        self._bus = bus
        self._service = service
        self._clock = clock
        self._metrics = metrics
        self._holder = holder or f"{socket.gethostname()}:{os.getpid()}:{new_id()[-8:]}"
        self._renewed = float("-inf")
        self._leftover_until = 0
        self._backoff = 0.0

    async def run(self) -> None:
        """Relay for ever; a commit wakes it, polling is the fallback."""
        signal = self._database.signal("outbox")
        try:
            while True:
                signal.clear()
                began = time.monotonic()
                if count := await self._relay_once():
                    took = time.monotonic() - began
                    await asyncio.sleep(self._backoff or rest_after(count, took))
                else:
                    await wait_for(signal, max(POLL_SECONDS, self._backoff))
        finally:
            with contextlib.suppress(DatabaseUnavailable):
                await self._database.write(
                    lambda session: lease.release(session, "relay", self._holder)
                )

    async def drain(self) -> None:
        """Relay until nothing waits. Raises PublishFailed when the bus does not take it."""
        while await self._relay_once():
            if self._backoff:
                raise PublishFailed("the bus does not take events")

    async def _relay_once(self) -> int:
        """Hand over one batch; return its size, 0 when there is none or it is not ours to do."""
        try:
            if not await self._hold_lease():
                return 0
            events = await self._database.read(
                lambda session: outbox.waiting(session, source=self._service, limit=BATCH)
            )
            if events:
                await self._hand_over(events)
        except DatabaseUnavailable:
            self._grow_backoff()
            return 0
        return len(events)

    async def _hold_lease(self) -> bool:
        if time.monotonic() - self._renewed < RENEW_SECONDS:
            return True
        fresh = self._renewed == float("-inf")
        now = self._clock.now()
        held = await self._database.write(
            lambda session: lease.acquire(session, "relay", self._holder, now=now)
        )
        self._renewed = time.monotonic() if held else float("-inf")
        if held and fresh:
            self._leftover_until = await self._database.read(outbox.newest_waiting)
        return held

    async def _hand_over(self, events: Sequence[Event]) -> None:
        delivered: frozenset[int] = frozenset(event.seq for event in events)
        try:
            await self._bus.publish(events, leftover=events[0].seq <= self._leftover_until)
        except PublishFailed as failed:
            delivered = failed.delivered
            self._metrics.publish_failures.labels(failed.reason.split(":")[0]).inc()
            log.warning("publish_failed", service=self._service, reason=failed.reason)
            self._grow_backoff()
        else:
            self._backoff = 0.0
        await self._mark(events, delivered)

    async def _mark(self, events: Sequence[Event], delivered: frozenset[int]) -> None:
        if not delivered:
            return
        now = self._clock.now()
        await self._database.write(
            lambda session: outbox.mark_handed_over(session, delivered, now=now)
        )
        types = Counter(event.type for event in events if event.seq in delivered)
        for event_type, count in types.items():
            self._metrics.published.labels(event_type).inc(count)

    def _grow_backoff(self) -> None:
        self._backoff = min(LONGEST_BACKOFF_SECONDS, max(0.25, self._backoff * 2))


def rest_after(count: int, seconds: float) -> float:
    """Return how long to gather after a batch of `count` events that took `seconds`."""
    return GATHER_SECONDS if count > FEW else max(0.0, GATHER_SECONDS - seconds)


async def wait_for(signal: asyncio.Event, seconds: float) -> None:
    """Wait until `signal` is set, `seconds` at most."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await signal.wait()
