"""What a composed service is, and the worker that runs its loops."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from fastapi import FastAPI

from shared import audit, idempotency, inbox, outbox, timers
from shared.auth import KeySource
from shared.clock import Clock
from shared.database import Database, Session
from shared.inbox import Handler
from shared.messaging.bus import Bus
from shared.messaging.consumer import Consumer, nothing
from shared.messaging.relay import Relay
from shared.settings import SettingsError
from shared.telemetry import Metrics
from shared.timers import Timer, TimerHandlers, TimerLoop

log = structlog.get_logger(__name__)

Loop = Callable[[], Coroutine[Any, Any, None]]

RESTART_SECONDS = (0.5, 1.0, 2.0, 5.0)
STEADY_SECONDS = 30.0
PRUNE_EVERY = timedelta(hours=1)
PRUNE_AGAIN = timedelta(seconds=10)


@dataclass
class Service:
    """One service, put together: its application and everything its worker runs.

    `keys` is what others in the same process verify its tokens with; only triage signs any.
    `on_work` schedules what the worker does from time to time. `is_busy` says that requests wait
    for a commit: who shares the process then gives way. `warm_up` makes ready what the handlers
    need, before an event is tried that may have ended a process.
    """

    name: str
    database: Database
    app: FastAPI
    clock: Clock
    metrics: Metrics
    handlers: Sequence[Handler[Any]] = ()
    timer_handlers: TimerHandlers = field(default_factory=dict)
    loops: Sequence[Loop] = ()
    keys: KeySource | None = None
    is_busy: Callable[[], bool] = lambda: False
    warm_up: Callable[[], Awaitable[None]] = nothing
    on_work: Callable[[Session, datetime], None] = lambda _session, _now: None
    on_start: Sequence[Callable[[], Awaitable[None]]] = ()
    on_stop: Sequence[Callable[[], Awaitable[None]]] = ()

    async def start(self) -> None:
        """Start what serves requests. Raises SettingsError when the secret is not the data's."""
        if await self.database.read(audit.is_of_another_key):
            raise SettingsError(
                f"HUIYIN_SECRET_KEY (or DATA_DIR/keys/secret) is not what the {self.name} database "
                "was sealed with; put it back as it was: a backup holds it, and a rotated one goes "
                "to HUIYIN_PREVIOUS_SECRET_KEYS."
            )
        for step in self.on_start:
            await step()

    async def stop(self) -> None:
        for step in self.on_stop:
            await step()
        await self.database.close()


class Worker:
    """Runs one service's relay, consumer, retries, timers and own loops until it is stopped."""

    def __init__(self, service: Service, bus: Bus, *, holder: str | None = None) -> None:
        self._service = service
        self._bus = bus
        common = {
            "service": service.name,
            "clock": service.clock,
            "metrics": service.metrics,
        }
        self.relay = Relay(service.database, bus, holder=holder, **common)  # type: ignore[arg-type]
        self.consumer = Consumer(
            service.database,
            service.handlers,
            warm_up=service.warm_up,
            **common,  # type: ignore[arg-type]
        )
        self.timers = TimerLoop(service.database, self._timer_handlers(), **common)  # type: ignore[arg-type]
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start every loop, each under supervision."""
        now = self._service.clock.now()

        def begin(session: Session) -> None:
            timers.schedule(session, "prune", "kit", now + PRUNE_EVERY)
            self._service.on_work(session, now)

        await self._service.database.write(begin)
        name = self._service.name
        loops: dict[str, Loop] = {
            "consume": lambda: self._bus.consume(name, self.consumer),
            "relay": self.relay.run,
            "retries": self.consumer.run_retries,
            "timers": self.timers.run,
            "listen": self._service.database.listen,
            **{f"loop-{i}": loop for i, loop in enumerate(self._service.loops)},
        }
        self._tasks = [
            asyncio.create_task(supervised(f"{name}.{role}", loop), name=f"{name}.{role}")
            for role, loop in loops.items()
        ]

    async def stop(self) -> None:
        """End every loop; what is in flight is delivered again later."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _timer_handlers(self) -> Mapping[str, Callable[[Session, Sequence[Timer], datetime], None]]:
        return {"prune": prune, **self._service.timer_handlers}


def prune(session: Session, _timers: Sequence[Timer], now: datetime) -> None:
    """Forget handed-over events, finished inbox rows and old first answers; soon again if many."""
    most = 20_000
    removed = (
        outbox.prune(session, now=now, limit=most),
        inbox.prune(session, now=now, limit=most),
        idempotency.prune(session, now=now, limit=most),
    )
    again = PRUNE_AGAIN if most in removed else PRUNE_EVERY
    timers.schedule(session, "prune", "kit", now + again)


async def supervised(name: str, loop: Loop) -> None:
    """Run `loop` for ever: when it fails, log it and start it again after a growing pause."""
    failures = 0
    while True:
        began = time.monotonic()
        try:
            await loop()
        except Exception:
            log.exception("loop_failed", loop=name)
        if time.monotonic() - began > STEADY_SECONDS:
            failures = 0
        await asyncio.sleep(RESTART_SECONDS[min(failures, len(RESTART_SECONDS) - 1)])
        failures += 1
