"""The link to the broker cut, half-open and misdirected: nothing is lost, nobody waits for ever."""

import asyncio
import random
import time
from collections.abc import Sequence

import pytest

from deploy.local.faultlink import FaultLink
from shared.events import FeedbackReceived
from shared.messaging.bus import BusUnavailable, PublishFailed
from tests.fixtures.delivery import Pair, eventually, feedback
from tests.fixtures.faults_broker import Broker, waiting_events
from tests.fixtures.faults_load import RECOVERY_SECONDS, scaled

EVENTS = scaled(300, 3_000)
A_CUT = 10
PUBLISH_SECONDS = 5.0


async def arrive(pair: Pair, count: int, *, seconds: float = RECOVERY_SECONDS) -> None:
    async def claim() -> bool:
        return len(await pair.consumer.effects()) >= count and await pair.producer.waiting() == 0

    await eventually(claim, seconds=seconds, what=f"{count} effects and an empty outbox")


class TestLinkCut:
    async def test_every_moment_it_loses_and_doubles_nothing(
        self, pair: Pair, link: FaultLink, broker: Broker
    ) -> None:
        moments = random.Random(3)  # noqa: S311 - when to cut, no secret
        said = [feedback() for _ in range(EVENTS)]
        await say_unheard(pair, link, broker, said[:A_CUT])
        pair.run(pair.bus.consume("triage", pair.consumer.consumer))

        for start in range(A_CUT, EVENTS, A_CUT):
            for one in said[start : start + A_CUT]:
                await pair.producer.say(one)
            await asyncio.sleep(moments.uniform(0.1, 0.5))
            link.cut()
        await arrive(pair, EVENTS)

        assert sorted(await pair.consumer.effects()) == sorted(one.case_id for one in said)
        assert len(await pair.consumer.inbox_rows()) == EVENTS
        assert pair.consumer.counted("events_duplicate") >= A_CUT


async def say_unheard(
    pair: Pair, link: FaultLink, broker: Broker, said: Sequence[FeedbackReceived]
) -> None:
    """Publish events whose confirms are lost with the link, so that they are published again."""
    await broker.declare("triage")
    await pair.bus.ping()
    pair.run(pair.producer.relay.run())
    link.blackhole()
    await pair.producer.say(*said)

    async def has_arrived() -> bool:
        return await broker.messages("triage") > 0

    await eventually(has_arrived, what="a message that the producer does not know of")
    await link.restore()


class TestHalfOpen:
    async def test_a_publish_gives_up_in_time_and_keeps_the_row(
        self, pair: Pair, link: FaultLink
    ) -> None:
        pair.start()
        await pair.producer.say(feedback())
        await arrive(pair, 1)

        link.blackhole()
        await pair.producer.say(feedback())
        for _ in ("the connection that stood", "a new one"):
            began = time.monotonic()
            with pytest.raises(PublishFailed):
                await pair.bus.publish(await waiting_events(pair))
            assert time.monotonic() - began < PUBLISH_SECONDS + 0.5
            assert await pair.producer.waiting() == 1

        await link.restore()
        await arrive(pair, 2)
        await eventually(lambda: is_ready(pair), what="readiness")
        assert len(await pair.consumer.effects()) == 2

    async def test_it_is_not_ready_meanwhile(self, pair: Pair, link: FaultLink) -> None:
        await pair.bus.ping()
        link.blackhole()

        for _ in ("the connection that stood", "a new one"):
            began = time.monotonic()
            with pytest.raises(BusUnavailable):
                await pair.bus.ping()
            assert time.monotonic() - began < PUBLISH_SECONDS

        await link.restore()
        await eventually(lambda: is_ready(pair), what="readiness")


class TestNobodyBound:
    async def test_a_publish_fails_until_the_consumer_binds_again(
        self, pair: Pair, link: FaultLink, broker: Broker
    ) -> None:
        pair.start()
        await pair.producer.say(feedback())
        await arrive(pair, 1)

        await broker.unbind("triage")
        await pair.producer.say(feedback())

        async def is_refused() -> bool:
            return pair.producer.counted("publish_failures", reason="unroutable") > 0

        await eventually(is_refused, what="a failure that is counted")
        await arrive(pair, 2, seconds=20)
        assert len(await pair.consumer.effects()) == 2

    async def test_the_row_stays_and_readiness_tells(self, pair: Pair, broker: Broker) -> None:
        await broker.declare("triage")
        await broker.unbind("triage")
        await pair.producer.say(feedback())

        with pytest.raises(PublishFailed):
            await pair.producer.relay.drain()

        assert await pair.producer.waiting() == 1
        assert pair.producer.counted("publish_failures", reason="unroutable") == 1
        with pytest.raises(BusUnavailable, match="unroutable"):
            await pair.bus.ping()


class TestQueueDeleted:
    async def test_consumption_resumes_within_ten_seconds(self, pair: Pair, broker: Broker) -> None:
        pair.start()
        await pair.producer.say(feedback())
        await arrive(pair, 1)

        await broker.delete_and_declare_again("triage")
        await pair.producer.say(feedback())

        await arrive(pair, 2, seconds=10)
        assert len(await pair.consumer.effects()) == 2


async def is_ready(pair: Pair) -> bool:
    try:
        await pair.bus.ping()
    except BusUnavailable:
        return False
    return True
