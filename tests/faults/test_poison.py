"""Events that make their handler fail, or end its process: parked alone, replayed after a fix."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from shared import inbox
from tests.fixtures.delivery import Pair, eventually, feedback
from tests.fixtures.faults_broker import Broker
from tests.fixtures.faults_load import RECOVERY_SECONDS
from tests.fixtures.faults_worker import KILLING, RAISING, Toy

NEIGHBOURS = 40
LISTED_SECONDS = 60.0
DELAY_SECONDS = 5.0


@pytest.fixture
def workers(
    pair: Pair, urls: dict[str, str], rabbitmq_empty: str, tmp_path: Path
) -> Iterator[list[Toy]]:
    """Run two processes of the consumer, which end only by themselves."""
    options = {"database": urls["triage"], "bus": rabbitmq_empty}
    with ExitStack() as started:
        yield [started.enter_context(Toy("consume", tmp_path, **options)) for _ in range(2)]


@pytest.fixture
async def listening(workers: list[Toy], broker: Broker) -> list[Toy]:
    async def all_listen() -> bool:
        return await broker.consumers("triage") == len(workers)

    await eventually(all_listen, seconds=RECOVERY_SECONDS, what="the consumers' subscription")
    return workers


class TestHandlerRaises:
    async def test_it_is_listed_and_its_neighbours_pass_in_time(
        self, pair: Pair, listening: list[Toy]
    ) -> None:
        poison = feedback(RAISING)
        pair.run(pair.producer.relay.run())
        began = time.monotonic()

        await say_among_neighbours(pair, poison)
        await effects(pair, 2 * NEIGHBOURS, seconds=DELAY_SECONDS)

        assert time.monotonic() - began < DELAY_SECONDS
        failing = await one_row(pair, poison.case_id, status="pending")
        assert "LookupError" in failing.error
        await replay_after_a_fix(pair, listening, failing.event_id)
        assert (await pair.consumer.effects()).count(poison.case_id) == 1
        assert len(await pair.consumer.effects()) == 2 * NEIGHBOURS + 1


class TestHandlerEndsItsProcess:
    async def test_it_is_parked_alone_and_its_neighbours_pass(
        self, pair: Pair, listening: list[Toy]
    ) -> None:
        poison = feedback(KILLING)
        pair.run(pair.producer.relay.run())
        began = time.monotonic()

        await say_among_neighbours(pair, poison)
        await effects(pair, 2 * NEIGHBOURS, seconds=RECOVERY_SECONDS, supervised=listening)
        passed = time.monotonic() - began
        parked = await one_row(pair, poison.case_id, status="parked", supervised=listening)

        assert passed < RECOVERY_SECONDS
        assert parked.error == "the process ended during the attempt"
        assert sum(worker.starts for worker in listening) > len(listening)
        await replay_after_a_fix(pair, listening, parked.event_id)
        assert (await pair.consumer.effects()).count(poison.case_id) == 1
        assert len(await pair.consumer.effects()) == 2 * NEIGHBOURS + 1


async def say_among_neighbours(pair: Pair, poison: Any) -> None:
    """Say the poison in the middle of one transaction, so that it travels with its neighbours."""
    before, after = ([feedback() for _ in range(NEIGHBOURS)] for _ in range(2))
    await pair.producer.say(*before, poison, *after)


async def effects(
    pair: Pair, count: int, *, seconds: float, supervised: list[Toy] | None = None
) -> None:
    async def claim() -> bool:
        start_again(supervised or [])
        return len(await pair.consumer.effects()) >= count

    await eventually(claim, seconds=seconds, what=f"{count} effects")


async def one_row(
    pair: Pair, case_id: str, *, status: str, supervised: list[Toy] | None = None
) -> Any:
    """Wait until the failing events are one, that of `case_id`; return its row."""
    found: list[Any] = []

    async def claim() -> bool:
        start_again(supervised or [])
        found[:] = [row for row in await pair.consumer.inbox_rows() if row.status != "done"]
        return [(row.subject, row.status) for row in found] == [(case_id, status)] and all(
            row.error for row in found
        )

    await eventually(claim, seconds=LISTED_SECONDS, what=f"one event {status}")
    return found[0]


async def replay_after_a_fix(pair: Pair, failing: list[Toy], event_id: str) -> None:
    """Put the program of this process, which does not fail, in place of the failing ones."""
    for worker in failing:
        worker.end()
    fixed = pair.consumer.another_consumer()
    now = pair.consumer.clock.now()
    await pair.consumer.database.write(lambda session: inbox.replay(session, event_id, now))

    async def is_done() -> bool:
        await fixed.retry_one()
        rows = await pair.consumer.inbox_rows()
        return all(row.status == "done" for row in rows)

    await eventually(is_done, what="the replay")


def start_again(workers: list[Toy]) -> None:
    for worker in workers:
        worker.restart_if_ended()
