"""Durable timers: everything that waits for a time is a row, due within a tick of five seconds."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
import structlog

from shared.among import among
from shared.bulk import IGNORED, Conflict, insert_rows
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session, wake
from shared.messaging.relay import wait_for
from shared.tables import timer
from shared.telemetry import Metrics

log = structlog.get_logger(__name__)

TICK_SECONDS = 5.0
BATCH = 200
REST_SECONDS = 0.25
"""The least time between two looks for what is due: a look costs two transactions even when it
finds nothing, and every commit that sets a timer asks for one."""
DELAYS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10))

MOVED = Conflict(key=("kind", "key"), changed=("due_at", "payload", "attempts", "error"))


@dataclass(frozen=True, slots=True)
class Timer:
    """A moment to act on: unique by (`kind`, `key`); `payload` is small JSON."""

    kind: str
    key: str
    due_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)
    attempts: int = 0


TimerHandlers = Mapping[str, Callable[[Session, Sequence[Timer], datetime], None]]
"""By kind: what to do with due timers, in the transaction that removes them."""


def schedule(
    session: Session, kind: str, key: str, due_at: datetime, payload: dict[str, Any] | None = None
) -> None:
    """Set the timer (`kind`, `key`), or move it when it is set already."""
    schedule_many(session, [Timer(kind, key, due_at, payload or {})])


def schedule_many(session: Session, wanted: Iterable[Timer]) -> None:
    """Set or move many timers at once; the last one counts where two have the same key."""
    _insert(session, wanted, MOVED)


def _insert(session: Session, wanted: Iterable[Timer], conflict: Conflict | None) -> None:
    rows = [
        {
            "kind": one.kind,
            "key": one.key,
            "due_at": one.due_at,
            "payload": orjson.dumps(one.payload).decode(),
            "attempts": 0,
            "error": None,
        }
        for one in {(one.kind, one.key): one for one in wanted}.values()
    ]
    if not rows:
        return
    insert_rows(session, timer, rows, conflict=conflict)
    wake(session, "timers")


def schedule_unset(session: Session, wanted: Iterable[Timer]) -> None:
    """Set those timers that are not set yet; the others stay as they are."""
    _insert(session, wanted, IGNORED)


def cancel(session: Session, kind: str, key: str) -> None:
    """Remove the timer, if it is set."""
    cancel_many(session, kind, [key])


def cancel_many(session: Session, kind: str, keys: Iterable[str]) -> None:
    session.execute(sa.delete(timer).where(timer.c.kind == kind, among(timer.c.key, list(keys))))


def remove_as_read(session: Session, one: Timer) -> Timer | None:
    """Remove the timer if it is due still when it was; return it with what it says now.

    None when somebody has moved, cancelled or fired it since it was read.
    """
    removed = session.execute(
        sa.delete(timer).where(*as_read(one)).returning(timer.c.payload)
    ).scalar_one_or_none()
    return None if removed is None else replace(one, payload=orjson.loads(removed))


def as_read(one: Timer) -> tuple[sa.ColumnElement[bool], ...]:
    return timer.c.kind == one.kind, timer.c.key == one.key, timer.c.due_at == one.due_at


def due(session: Session, kinds: Sequence[str], *, now: datetime, limit: int) -> list[Timer]:
    """Return the timers of `kinds` that are due, longest first, locked for this transaction.

    The kind stands in an expression so that no database looks for it in the primary key, which
    would read every timer there is; the index by due time reads what is due.
    """
    rows = session.execute(
        sa.select(timer.c.kind, timer.c.key, timer.c.due_at, timer.c.payload, timer.c.attempts)
        .where(timer.c.due_at <= now, timer.c.kind.concat("").in_(kinds))
        .order_by(timer.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [
        Timer(kind, key, due_at, orjson.loads(payload), attempts)
        for kind, key, due_at, payload, attempts in rows
    ]


def next_due_at(session: Session) -> datetime | None:
    found: datetime | None = session.execute(sa.select(sa.func.min(timer.c.due_at))).scalar_one()
    return found


class TimerLoop:
    """Fires one service's timers; safe to run in any number of processes."""

    def __init__(
        self,
        database: Database,
        handlers: TimerHandlers,
        *,
        service: str,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._service = service
        self._clock = clock
        self._metrics = metrics

    async def run(self) -> None:
        """Fire what is due, for ever; sleeps until the next is, one tick at most."""
        signal = self._database.signal("timers")
        while True:
            signal.clear()
            try:
                if await self.tick() == BATCH:
                    continue
                seconds = await self._seconds_to_next()
            except DatabaseUnavailable:
                seconds = TICK_SECONDS
            await asyncio.sleep(REST_SECONDS)
            await wait_for(signal, seconds - REST_SECONDS)

    async def tick(self) -> int:
        """Fire one batch of due timers; return how many were due."""
        now = self._clock.now()
        try:
            fired = await self._database.write(lambda session: self._fire(session, now, BATCH))
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 - the timer loop is where failures end
            return await self._tick_apart(now)
        for one in fired:
            self._metrics.timers_fired.labels(one.kind).inc()
        return len(fired)

    def _fire(self, session: Session, now: datetime, limit: int) -> list[Timer]:
        found = due(session, list(self._handlers), now=now, limit=limit)
        groups: dict[str, list[Timer]] = defaultdict(list)
        for one in found:
            groups[one.kind].append(one)
        for kind, timers in groups.items():
            cancel_many(session, kind, [one.key for one in timers])
            self._handlers[kind](session, timers, now)
        return found

    async def _tick_apart(self, now: datetime) -> int:
        """Fire what is due one by one; nothing is locked meanwhile, so each is looked at again."""
        found = await self._database.read(
            lambda session: due(session, list(self._handlers), now=now, limit=BATCH)
        )
        for one in found:
            await self._fire_alone(one, now)
        return len(found)

    async def _fire_alone(self, one: Timer, now: datetime) -> None:
        def work(session: Session) -> bool:
            found = remove_as_read(session, one)
            if found is not None:
                self._handlers[one.kind](session, [found], now)
            return found is not None

        try:
            if await self._database.write(work):
                self._metrics.timers_fired.labels(one.kind).inc()
        except DatabaseUnavailable:
            raise
        except Exception as error:
            reason = type(error).__name__
            log.exception("timer_failed", service=self._service, kind=one.kind, key=one.key)
            await self._database.write(lambda session: postpone(session, one, reason, now=now))

    async def _seconds_to_next(self) -> float:
        upcoming = await self._database.read(next_due_at)
        if upcoming is None:
            return TICK_SECONDS
        return min(TICK_SECONDS, max(0.0, (upcoming - self._clock.now()).total_seconds()))


def postpone(session: Session, one: Timer, error: str, *, now: datetime) -> None:
    """Keep a timer whose handler failed, with its error, and try it again later.

    One that somebody has moved or cancelled since it was read stays as it is.
    """
    delay = DELAYS[min(one.attempts, len(DELAYS) - 1)]
    session.execute(
        sa.update(timer)
        .where(*as_read(one))
        .values(due_at=now + delay, attempts=timer.c.attempts + 1, error=error)
    )
