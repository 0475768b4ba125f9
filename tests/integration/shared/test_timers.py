"""The timer loop when a handler fails: the others fire, and what was moved meanwhile stays."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import pytest
import sqlalchemy as sa

from shared import timers
from shared.database import Database, Session
from shared.tables import timer
from shared.telemetry import Metrics
from shared.timers import Timer, TimerHandlers, TimerLoop
from tests.fixtures.clock import ManualClock

LATER = timedelta(minutes=10)

T = TypeVar("T")
Action = Callable[[], Awaitable[object]]
Work = Callable[[Session], T]


class Meanwhile:
    """A database on which something else happens once: after the look, or after a failed turn."""

    def __init__(self, database: Database, *, looked: Action | None, failed: Action | None) -> None:
        self._database = database
        self._looked = looked
        self._failed = failed
        self._has_looked = False

    async def read(self, work: Work[T]) -> T:
        found = await self._database.read(work)
        self._has_looked = True
        action, self._looked = self._looked, None
        if action is not None:
            await action()
        return found

    async def write(self, work: Work[T]) -> T:
        try:
            return await self._database.write(work)
        except LookupError:
            action = self._failed
            if self._has_looked and action is not None:
                self._failed = None
                await action()
            raise


class Alarm:
    """One service's timers of two kinds: those of `poison` fail, those of `waiting` are noted."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ManualClock()
        self.metrics = Metrics("triage")
        self.fired: list[tuple[str, Any]] = []
        self.loop = self.another_loop()

    def another_loop(
        self,
        *,
        on_poison: Callable[[Session, Sequence[Timer], datetime], None] | None = None,
        looked: Action | None = None,
        failed: Action | None = None,
    ) -> TimerLoop:
        handlers: TimerHandlers = {"poison": on_poison or fail, "waiting": self.note}
        database = cast("Database", Meanwhile(self.database, looked=looked, failed=failed))
        return TimerLoop(
            database, handlers, service="triage", clock=self.clock, metrics=self.metrics
        )

    def note(self, session: Session, due: Sequence[Timer], now: datetime) -> None:
        self.fired += [(one.key, one.payload.get("question")) for one in due]

    async def set(self, kind: str, key: str, *, after: timedelta, question: int = 1) -> None:
        due_at = self.clock.now() + after
        await self.database.write(
            lambda session: timers.schedule(session, kind, key, due_at, {"question": question})
        )

    async def cancel(self, kind: str, key: str) -> None:
        await self.database.write(lambda session: timers.cancel(session, kind, key))

    def counted(self, kind: str) -> float | None:
        labels = {"kind": kind}
        return self.metrics.registry.get_sample_value("huiyin_timers_fired_total", labels)

    async def rows(self) -> dict[str, Any]:
        found = await self.database.read(lambda session: session.execute(sa.select(timer)).all())
        return {row.key: row for row in found}


def fail(session: Session, due: Sequence[Timer], now: datetime) -> None:
    raise LookupError("poison")


@pytest.fixture
async def alarm(database: Database) -> Alarm:
    """Return an alarm with a poison timer that is due first, and one behind it."""
    made = Alarm(database)
    await made.set("poison", "p", after=timedelta(seconds=-2))
    await made.set("waiting", "w", after=timedelta(seconds=-1))
    return made


class TestPoison:
    async def test_its_neighbours_fire_once_and_it_is_tried_later(self, alarm: Alarm) -> None:
        assert await alarm.loop.tick() == 2

        assert alarm.fired == [("w", 1)]
        rows = await alarm.rows()
        assert rows.keys() == {"p"}
        assert rows["p"].due_at == alarm.clock.now() + timers.DELAYS[0]
        assert (rows["p"].attempts, rows["p"].error) == (1, "LookupError")
        assert alarm.counted("waiting") == 1

    async def test_the_delays_grow_and_it_is_never_given_up(self, alarm: Alarm) -> None:
        for delay in (*timers.DELAYS, timers.DELAYS[-1]):
            await alarm.loop.tick()
            assert (await alarm.rows())["p"].due_at == alarm.clock.now() + delay
            alarm.clock.advance(seconds=delay.total_seconds())

        assert await alarm.another_loop(on_poison=alarm.note).tick() == 1
        assert await alarm.rows() == {}


class TestChangedWhileFiredOneByOne:
    """What happens between the look for what is due and the turn of a timer behind the poison."""

    async def test_a_moved_timer_stays(self, alarm: Alarm) -> None:
        async def move() -> None:
            await alarm.set("waiting", "w", after=LATER, question=2)

        await alarm.another_loop(looked=move).tick()

        assert alarm.fired == []
        assert (await alarm.rows())["w"].due_at == alarm.clock.now() + LATER

    async def test_a_cancelled_timer_does_not_fire(self, alarm: Alarm) -> None:
        async def cancel() -> None:
            await alarm.database.write(lambda session: timers.cancel(session, "waiting", "w"))

        await alarm.another_loop(looked=cancel).tick()

        assert alarm.fired == []

    async def test_one_that_says_something_else_now_says_that(self, alarm: Alarm) -> None:
        async def say() -> None:
            await alarm.set("waiting", "w", after=timedelta(seconds=-1), question=2)

        await alarm.another_loop(looked=say).tick()

        assert alarm.fired == [("w", 2)]

    async def test_a_second_process_fires_nothing_again(self, alarm: Alarm) -> None:
        await alarm.another_loop(looked=alarm.loop.tick).tick()

        assert alarm.fired == [("w", 1)]
        assert (await alarm.rows())["p"].attempts == 1

    async def test_a_failed_timer_that_was_moved_is_not_moved_back(self, alarm: Alarm) -> None:
        async def move() -> None:
            await alarm.set("poison", "p", after=LATER, question=2)

        await alarm.another_loop(failed=move).tick()

        row = (await alarm.rows())["p"]
        assert row.due_at == alarm.clock.now() + LATER
        assert (row.attempts, row.error) == (0, None)
