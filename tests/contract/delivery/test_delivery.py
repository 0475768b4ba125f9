"""Nothing accepted is lost or counted twice: the promises of delivery, on both buses."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa

from shared import inbox, outbox, telemetry
from shared.clock import SystemClock
from shared.database import Session
from shared.delays import DELAYS, JITTER
from shared.events import Received
from shared.messaging.bus import PublishFailed
from shared.messaging.consumer import Consumer, nothing
from shared.messaging.envelope import Event
from shared.tables import inbox as inbox_table
from shared.tables import outbox as outbox_table
from tests.fixtures.clock import ManualClock
from tests.fixtures.delivery import Pair, eventually, feedback


async def delivered(pair: Pair, count: int) -> None:
    async def claim() -> bool:
        return len(await pair.consumer.effects()) >= count and await pair.producer.waiting() == 0

    await eventually(claim, what=f"{count} effects and an empty outbox")


class TestTheCommonPath:
    async def test_every_committed_event_takes_effect_once(self, pair: Pair) -> None:
        pair.start()
        said = [feedback() for _ in range(250)]
        await pair.producer.say(*said[:200])
        for one in said[200:]:
            await pair.producer.say(one)

        await delivered(pair, 250)

        assert sorted(await pair.consumer.effects()) == sorted(one.case_id for one in said)

    async def test_many_events_share_a_commit(self, pair: Pair) -> None:
        await pair.producer.say(*(feedback() for _ in range(200)))
        pair.start()

        await delivered(pair, 200)

        assert len(pair.consumer.batches) <= 10

    async def test_an_event_of_a_rolled_back_transaction_is_never_published(
        self, pair: Pair
    ) -> None:
        def work(session: Session) -> None:
            outbox.add(session, feedback(), now=SystemClock().now())
            raise LookupError("the handler failed")

        with pytest.raises(LookupError):
            await pair.producer.database.write(work)

        assert await pair.producer.outbox_rows() == []

    async def test_handed_over_rows_are_kept(self, pair: Pair) -> None:
        pair.start()
        await pair.producer.say(feedback())
        await delivered(pair, 1)

        kept = await pair.producer.outbox_rows()

        assert len(kept) == 1
        assert kept[0].handed_over_at is not None


class TestDuplicates:
    async def test_ten_deliveries_at_once_to_four_workers_have_one_effect(self, pair: Pair) -> None:
        await pair.producer.say(feedback())
        event = await only_event(pair)
        workers = [pair.consumer.another_consumer() for _ in range(4)]

        await asyncio.gather(*(workers[i % 4].deliver([event]) for i in range(10)))

        assert len(await pair.consumer.effects()) == 1
        assert pair.consumer.counted("events_duplicate") == 9

    async def test_the_same_event_twice_in_a_batch_has_one_effect(self, pair: Pair) -> None:
        await pair.producer.say(feedback())
        event = await only_event(pair)

        await pair.consumer.consumer.deliver([event, event])

        assert len(await pair.consumer.effects()) == 1

    async def test_two_relays_publish_once(self, pair: Pair) -> None:
        pair.start()
        pair.run(pair.producer.another_relay().run())
        await pair.producer.say(*(feedback() for _ in range(50)))

        await delivered(pair, 50)

        assert pair.consumer.counted("events_duplicate") == 0

    async def test_a_relay_killed_between_publish_and_mark_repeats_harmlessly(
        self, pair: Pair
    ) -> None:
        pair.start()
        await pair.producer.say(feedback(), feedback())
        await delivered(pair, 2)
        await pair.producer.database.write(
            lambda s: s.execute(sa.update(outbox_table).values(handed_over_at=None))
        )

        await pair.producer.say(feedback())
        await delivered(pair, 3)

        assert len(await pair.consumer.effects()) == 3
        assert pair.consumer.counted("events_duplicate") == 2


class TestPoison:
    async def test_a_failing_event_is_listed_and_its_neighbours_pass(self, pair: Pair) -> None:
        poison = feedback("毒")
        pair.consumer.fail = raise_for(poison.case_id)
        pair.start()
        await pair.producer.say(*(feedback() for _ in range(40)), poison, feedback())

        await delivered(pair, 41)

        failing = [row for row in await pair.consumer.inbox_rows() if row.status == "pending"]
        assert [row.subject for row in failing] == [poison.case_id]
        assert "LookupError" in failing[0].error
        assert poison.case_id not in await pair.consumer.effects()

    async def test_replay_after_a_fix_succeeds_once(self, pair: Pair) -> None:
        poison = feedback("毒")
        pair.consumer.fail = raise_for(poison.case_id)
        pair.start()
        await pair.producer.say(poison)
        await eventually(lambda: has_rows(pair, "pending"), what="the failing event listed")

        pair.consumer.fail = lambda event: None
        row = (await pair.consumer.inbox_rows())[0]
        now = SystemClock().now()
        await pair.consumer.database.write(lambda s: inbox.replay(s, row.event_id, now))
        assert await pair.consumer.consumer.retry_one()
        assert not await pair.consumer.consumer.retry_one()

        assert await pair.consumer.effects() == [poison.case_id]

    async def test_it_is_parked_after_the_last_delay(self, pair: Pair) -> None:
        clock, consumer = await failed(pair)

        for delay in DELAYS:
            clock.advance(seconds=delay.total_seconds() * 1.3)
            assert await consumer.retry_one()

        assert [row.status for row in await pair.consumer.inbox_rows()] == ["parked"]

    async def test_each_delay_is_spread(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        spread = 1 + JITTER
        monkeypatch.setattr(random, "uniform", lambda low, high: high)
        clock, consumer = await failed(pair)

        for delay in DELAYS:
            (row,) = await pair.consumer.inbox_rows()
            assert row.next_attempt_at == clock.now() + delay * spread
            clock.advance(seconds=delay.total_seconds() * spread)
            assert await consumer.retry_one()

    async def test_an_event_that_ends_its_process_is_parked_alone(self, pair: Pair) -> None:
        clock = ManualClock(SystemClock().now())
        pair.consumer.clock = clock
        consumer = pair.consumer.another_consumer()
        poison = feedback("毒")
        pair.consumer.fail = kill_for(poison.case_id)
        await pair.producer.say(feedback(), poison, feedback())
        events = await waiting_events(pair)

        with pytest.raises(Killed):
            await consumer.deliver(events, redelivered=True)
        for _ in range(12):
            clock.advance(seconds=inbox.ATTEMPT_LIMIT.total_seconds() * 1.5)
            await survive(consumer.retry_one())

        statuses = {row.subject: row.status for row in await pair.consumer.inbox_rows()}
        assert statuses.pop(poison.case_id) == "parked"
        assert set(statuses.values()) == {"done"}
        assert len(await pair.consumer.effects()) == 2

    async def test_one_whose_process_never_got_ready_is_not_parked(self, pair: Pair) -> None:
        clock = ManualClock(SystemClock().now())
        pair.consumer.clock, pair.consumer.warm_up = clock, die
        starting = pair.consumer.another_consumer()
        pair.consumer.warm_up = nothing
        said = feedback()
        await pair.producer.say(said)
        events = await waiting_events(pair)

        await survive(starting.deliver(events, redelivered=True))
        assert await pair.consumer.inbox_rows() == []
        pair.consumer.fail = kill_for(said.case_id)
        await survive(pair.consumer.another_consumer().deliver(events, redelivered=True))
        for _ in range(12):
            clock.advance(seconds=inbox.ATTEMPT_LIMIT.total_seconds() * 1.5)
            await survive(starting.retry_one())
        pair.consumer.fail = lambda event: None
        await pair.consumer.another_consumer().retry_one()

        assert [row.status for row in await pair.consumer.inbox_rows()] == ["done"]

    async def test_an_unknown_major_version_is_parked_at_once(self, pair: Pair) -> None:
        await pair.producer.say(feedback())
        event = await only_event(pair)
        newer = Event(
            event.id, "huiyin.feedback.received.v2", "intake", event.subject, event.time, None, "{}"
        )

        await pair.consumer.consumer.deliver([newer])

        row = (await pair.consumer.inbox_rows())[0]
        assert (row.status, row.attempts) == ("parked", 1)
        assert "huiyin.feedback.received.v2" in row.error

    async def test_unknown_fields_are_ignored(self, pair: Pair) -> None:
        await pair.producer.say(feedback())
        event = await only_event(pair)
        assert isinstance(event.data, str)
        wider = Event(
            event.id,
            event.type,
            event.source,
            event.subject,
            event.time,
            None,
            event.data[:-1] + ',"from_the_future":1}',
        )

        await pair.consumer.consumer.deliver([wider])

        assert len(await pair.consumer.effects()) == 1


class TestHandlerFailure:
    async def test_it_leaves_no_row_of_its_effects(self, pair: Pair) -> None:
        poison = feedback("毒")
        pair.consumer.fail = raise_for(poison.case_id)
        await pair.producer.say(poison)

        await pair.consumer.consumer.deliver([await only_event(pair)])

        assert await pair.consumer.effects() == []


class TestTheTransport:
    async def test_nothing_is_marked_when_nobody_takes_it(self, pair: Pair) -> None:
        await pair.producer.say(feedback())

        with pytest.raises(PublishFailed):
            await pair.producer.relay.drain()

        assert await pair.producer.waiting() == 1
        assert sum_of_failures(pair) >= 1

    async def test_the_trace_travels_with_the_event(self, pair: Pair) -> None:
        seen: list[str | None] = []
        pair.consumer.fail = lambda event: seen.append(event.traceparent)
        pair.start()

        with telemetry.within("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") as trace:
            await pair.producer.say(feedback())
        await delivered(pair, 1)

        assert seen == [trace]
        assert telemetry.trace_id(trace) == "0af7651916cd43dd8448eb211c80319c"


def raise_for(case_id: str) -> Callable[[Received[Any]], None]:
    def fail(event: Received[Any]) -> None:
        if event.data.case_id == case_id:
            raise LookupError("poison")

    return fail


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs, and the transaction is lost."""


def kill_for(case_id: str) -> Callable[[Received[Any]], None]:
    def fail(event: Received[Any]) -> None:
        if event.data.case_id == case_id:
            raise Killed

    return fail


async def die() -> None:
    raise Killed


async def survive(attempt: Awaitable[object]) -> None:
    try:
        await attempt
    except Killed:
        return


async def has_rows(pair: Pair, status: str) -> bool:
    """Say whether an attempt has ended with an error and left a row of this status."""
    rows = await pair.consumer.database.read(
        lambda s: (
            s.execute(sa.select(inbox_table.c.status).where(inbox_table.c.error.is_not(None)))
            .scalars()
            .all()
        )
    )
    return status in rows


async def waiting_events(pair: Pair) -> list[Event]:
    return await pair.producer.database.read(
        lambda s: outbox.waiting(s, source="intake", limit=100)
    )


async def only_event(pair: Pair) -> Event:
    (event,) = await waiting_events(pair)
    return event


def sum_of_failures(pair: Pair) -> float:
    return sum(
        sample.value
        for metric in pair.producer.metrics.publish_failures.collect()
        for sample in metric.samples
        if sample.name.endswith("_total")
    )


async def failed(pair: Pair) -> tuple[ManualClock, Consumer]:
    """Let an event fail once; return the consumer that took it, and its clock."""
    clock = ManualClock(SystemClock().now())
    pair.consumer.clock = clock
    consumer = pair.consumer.another_consumer()
    poison = feedback("毒")
    pair.consumer.fail = raise_for(poison.case_id)
    await pair.producer.say(poison)
    await consumer.deliver([await only_event(pair)])
    return clock, consumer
