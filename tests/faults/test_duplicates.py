"""The same event many times at once, to several processes: one effect, the others counted."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.messaging.envelope import Event
from tests.fixtures.delivery import Pair, eventually, feedback
from tests.fixtures.faults_broker import Broker, waiting_events
from tests.fixtures.faults_load import RECOVERY_SECONDS, scaled
from tests.fixtures.faults_worker import Toy

EVENTS = scaled(20, 200)
COPIES = 10
WORKERS = 4


@pytest.fixture
def workers(
    pair: Pair, urls: dict[str, str], rabbitmq_empty: str, tmp_path: Path
) -> Iterator[list[Toy]]:
    options = {"database": urls["triage"], "bus": rabbitmq_empty}
    with ExitStack() as started:
        yield [started.enter_context(Toy("consume", tmp_path, **options)) for _ in range(WORKERS)]


class TestSameEventAtOnce:
    async def test_four_processes_apply_it_once_and_count_the_others(
        self, pair: Pair, workers: list[Toy], broker: Broker
    ) -> None:
        await pair.producer.say(*(feedback() for _ in range(EVENTS)))
        events = await waiting_events(pair)

        async def all_listen() -> bool:
            return await broker.consumers("triage") == WORKERS

        await eventually(all_listen, seconds=RECOVERY_SECONDS, what="all subscriptions")
        for event in events:
            await asyncio.gather(*(pair.bus.publish([event]) for _ in range(COPIES)))
        figures = await drained(pair, broker, workers)

        assert len(await pair.consumer.effects()) == EVENTS
        assert {row.status for row in await pair.consumer.inbox_rows()} == {"done"}
        assert sum(one["consumed"] for one in figures) == EVENTS
        # The broker may deliver a copy once more, when its acknowledgement was on the way.
        assert sum(one["duplicates"] for one in figures) >= EVENTS * (COPIES - 1)

    async def test_so_do_four_when_each_may_be_what_ended_a_process(self, pair: Pair) -> None:
        consumers = [pair.consumer.another_consumer() for _ in range(WORKERS)]
        await pair.producer.say(*(feedback() for _ in range(EVENTS)))

        for event in await waiting_events(pair):
            await asyncio.gather(
                *(
                    consumers[copy % WORKERS].deliver([event], redelivered=True)
                    for copy in range(COPIES)
                )
            )

        assert len(await pair.consumer.effects()) == EVENTS
        assert {row.status for row in await pair.consumer.inbox_rows()} == {"done"}
        assert pair.consumer.counted("events_duplicate") == EVENTS * (COPIES - 1)

    async def test_so_do_four_that_get_it_among_others(self, pair: Pair) -> None:
        consumers = [pair.consumer.another_consumer() for _ in range(WORKERS)]
        await pair.producer.say(*(feedback() for _ in range(EVENTS)))
        events = await waiting_events(pair)

        await asyncio.gather(
            *(
                consumers[copy % WORKERS].deliver(shifted(events, copy), redelivered=copy % 2 == 0)
                for copy in range(COPIES)
            )
        )

        assert len(await pair.consumer.effects()) == EVENTS
        assert {row.status for row in await pair.consumer.inbox_rows()} == {"done"}


def shifted(events: list[Event], by: int) -> list[Event]:
    return [*events[by:], *events[:by]]


async def drained(pair: Pair, broker: Broker, workers: list[Toy]) -> list[dict[str, float]]:
    """Wait until every copy was taken; return what each process counted."""

    async def is_drained() -> bool:
        return await broker.messages("triage") == 0 and len(await pair.consumer.effects()) == EVENTS

    await eventually(is_drained, what="all copies taken")
    return [worker.figures() for worker in workers]
