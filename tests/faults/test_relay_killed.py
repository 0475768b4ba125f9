"""The relay's process killed between commit, publish and mark: each event still has one effect."""

import signal
from datetime import timedelta
from pathlib import Path

import pytest

from shared.tables import lease
from tests.fixtures.clock import ManualClock
from tests.fixtures.delivery import Pair, eventually, feedback
from tests.fixtures.faults_broker import Broker
from tests.fixtures.faults_worker import Toy

EVENTS = 3


class TestKilled:
    @pytest.mark.parametrize(("moment", "repeated"), [("before", 0), ("after", EVENTS)])
    async def test_around_its_publish_the_next_relay_makes_up_for_it(
        self,
        moment: str,
        repeated: int,
        *,
        pair: Pair,
        urls: dict[str, str],
        broker: Broker,
        rabbitmq_empty: str,
        tmp_path: Path,
    ) -> None:
        said = [feedback() for _ in range(EVENTS)]
        await broker.declare("triage")
        await pair.producer.say(*said)

        options = {"database": urls["intake"], "bus": rabbitmq_empty, "moment": moment}
        with Toy("relay", tmp_path, **options) as killed:
            assert killed.wait() == -signal.SIGKILL
        assert await pair.producer.waiting() == EVENTS

        pair.run(pair.bus.consume("triage", pair.consumer.consumer))
        await relay_after_the_lease(pair)

        async def all_seen() -> bool:
            duplicates = pair.consumer.counted("events_duplicate")
            return len(await pair.consumer.effects()) == EVENTS and duplicates == repeated

        await eventually(all_seen, what="one effect of each")
        assert sorted(await pair.consumer.effects()) == sorted(one.case_id for one in said)


async def relay_after_the_lease(pair: Pair) -> None:
    """Relay as another process would once the lease of the killed one is over."""
    held = await pair.producer.database.read(lambda s: s.execute(lease.select()).one())
    pair.producer.clock = ManualClock(held.expires_at + timedelta(seconds=1))
    await pair.producer.another_relay().drain()
    assert await pair.producer.waiting() == 0
