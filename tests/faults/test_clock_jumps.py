"""The clock set an hour forward or back: one holder of a lease, and nothing stands still."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from shared import lease, timers
from shared.clock import SystemClock
from shared.database import Database
from shared.telemetry import Metrics
from tests.fixtures.clock import ManualClock
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Pair, eventually, feedback, filled

HOUR = 3600.0


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, new_database: NewDatabase
) -> AsyncIterator[Database]:
    opened = await Database.connect(new_database(request.param, filled), name="leases")
    yield opened
    await opened.close()


class Holder:
    """A process that wants the lease, by its own clock."""

    def __init__(self, database: Database, name: str, clock: ManualClock) -> None:
        self._database = database
        self._name = name
        self.clock = clock

    async def acquires(self) -> bool:
        now = self.clock.now()
        return await self._database.write(
            lambda session: lease.acquire(session, "relay", self._name, now=now)
        )


class TestLease:
    async def test_has_one_holder_until_it_ends(self, database: Database) -> None:
        clock = ManualClock()
        first, second = Holder(database, "first", clock), Holder(database, "second", clock)

        assert await first.acquires()
        assert not await second.acquires()
        clock.advance(seconds=lease.LENGTH.total_seconds() / 2)
        assert await first.acquires()
        clock.advance(seconds=lease.LENGTH.total_seconds() - 1)
        assert not await second.acquires()
        clock.advance(seconds=2)
        assert await second.acquires()
        assert not await first.acquires()

    async def test_passes_to_another_when_the_clock_went_forward(self, database: Database) -> None:
        clock = ManualClock()
        first, second = Holder(database, "first", clock), Holder(database, "second", clock)
        assert await first.acquires()

        clock.advance(seconds=HOUR)

        assert await second.acquires()
        assert not await first.acquires()

    async def test_of_a_dead_holder_is_not_kept_an_hour_when_the_clock_went_back(
        self, database: Database
    ) -> None:
        clock = ManualClock()
        dead, heir = Holder(database, "dead", clock), Holder(database, "heir", clock)
        assert await dead.acquires()

        clock.advance(seconds=-HOUR)

        assert await heir.acquires()
        assert not await dead.acquires()
        clock.advance(seconds=lease.LENGTH.total_seconds() + 1)
        assert await dead.acquires()

    async def test_stays_with_its_holder_when_the_clock_went_back(self, database: Database) -> None:
        clock = ManualClock()
        holder, other = Holder(database, "holder", clock), Holder(database, "other", clock)
        assert await holder.acquires()

        clock.advance(seconds=-HOUR)

        assert await holder.acquires()
        assert not await other.acquires()

    async def test_is_not_fought_over_by_clocks_a_little_apart(self, database: Database) -> None:
        exact, late = ManualClock(), ManualClock()
        late.advance(seconds=-lease.LENGTH.total_seconds() * 0.9)
        first, second = Holder(database, "first", exact), Holder(database, "second", late)
        assert await first.acquires()

        assert not await second.acquires()


class TestDelivery:
    @pytest.mark.parametrize("jump", [HOUR, -HOUR])
    async def test_goes_on_when_the_clock_jumps(self, pair: Pair, jump: float) -> None:
        clock = ManualClock(SystemClock().now())
        for side in (pair.producer, pair.consumer):
            side.clock = clock
        relay, consumer = pair.producer.another_relay(), pair.consumer.another_consumer()
        pair.run(pair.bus.consume("triage", consumer))
        pair.run(relay.run())
        await pair.producer.say(feedback())
        await arrive(pair, 1)

        clock.advance(seconds=jump)
        await pair.producer.say(feedback())
        await arrive(pair, 2)

        assert len(await pair.consumer.effects()) == 2
        assert {row.status for row in await pair.consumer.inbox_rows()} == {"done"}


class TestTimer:
    async def test_fires_once_though_the_clock_goes_back(self, database: Database) -> None:
        clock = ManualClock()
        fired: list[str] = []
        loop = timers.TimerLoop(
            database,
            {"lapse": lambda session, due, now: fired.extend(one.key for one in due)},
            service="leases",
            clock=clock,
            metrics=Metrics("leases"),
        )
        due_at = clock.now() + timedelta(minutes=10)
        await database.write(lambda s: timers.schedule(s, "lapse", "case", due_at))

        clock.advance(seconds=HOUR)
        await loop.tick()
        clock.advance(seconds=-HOUR)
        await loop.tick()

        assert fired == ["case"]


async def arrive(pair: Pair, count: int) -> None:
    async def claim() -> bool:
        return len(await pair.consumer.effects()) >= count and await pair.producer.waiting() == 0

    await eventually(claim, what=f"{count} effects and an empty outbox")
