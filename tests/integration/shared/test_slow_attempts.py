"""A begun attempt that is merely slow is left alone: only one whose process ended has crashed."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any

import pytest

from shared import inbox, outbox
from shared.database import Database
from shared.events import FeedbackReceived, Received
from shared.inbox import Handler
from shared.messaging import renewal
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import Event
from tests.fixtures.clock import ManualClock
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Side, eventually, feedback, filled

STEP_SECONDS = inbox.ATTEMPT_LIMIT.total_seconds() * 0.75
STEPS = 3 * inbox.CRASHES_ALLOWED


class Judging:
    """A preparation that ends when it is let go."""

    def __init__(self) -> None:
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def prepare(self, events: Sequence[Received[FeedbackReceived]]) -> Mapping[str, Any]:
        self.has_begun.set()
        await self.may_end.wait()
        return {}


class Workers:
    """A process whose attempts are slow, and another that has nothing to do."""

    def __init__(self, side: Side, clock: ManualClock) -> None:
        self.side = side
        self.clock = clock
        self.judging = Judging()
        self.slow = Consumer(
            side.database,
            [Handler(FeedbackReceived, side.on_feedback_received, self.judging.prepare)],
            service="triage",
            clock=clock,
            metrics=side.metrics,
        )
        self.idle = side.another_consumer()

    async def said(self, count: int) -> list[Event]:
        await self.side.say(*(feedback() for _ in range(count)))
        return await self.side.database.read(
            lambda session: outbox.waiting(session, source="triage", limit=count)
        )

    async def let_time_pass(self) -> None:
        """Let the idle one look for what ran out, again and again, longer than any limit."""
        await self.judging.has_begun.wait()
        for _ in range(STEPS):
            self.clock.advance(seconds=STEP_SECONDS)
            await eventually(self.is_renewed, seconds=5.0, what="the renewal")
            assert not await self.idle.retry_one()

    async def is_renewed(self) -> bool:
        runs_out = self.clock.now() + inbox.ATTEMPT_LIMIT
        return {row.next_attempt_at for row in await self.side.inbox_rows()} == {runs_out}


@pytest.fixture(params=["sqlite", "postgresql"])
async def workers(
    request: pytest.FixtureRequest, new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Workers]:
    monkeypatch.setattr(renewal, "RENEW_SECONDS", 0.01)
    database = await Database.connect(new_database(request.param, filled), name="triage")
    clock = ManualClock()
    yield Workers(Side("triage", database, bus=None, clock=clock), clock)  # type: ignore[arg-type] # nothing is published
    await database.close()


class TestSlowAttempt:
    async def test_of_a_redelivered_batch_is_not_tried_by_others(self, workers: Workers) -> None:
        events = await workers.said(3)
        delivery = asyncio.create_task(workers.slow.deliver(events, redelivered=True))

        await workers.let_time_pass()
        workers.judging.may_end.set()
        await delivery

        rows = await workers.side.inbox_rows()
        assert [(row.status, row.attempts, row.crashes) for row in rows] == [("done", 1, 0)] * 3

    async def test_of_a_retry_is_not_tried_by_others(self, workers: Workers) -> None:
        await killed_with(workers, await workers.said(1))
        retry = asyncio.create_task(workers.slow.retry_one())

        await workers.let_time_pass()
        workers.judging.may_end.set()

        assert await retry
        (row,) = await workers.side.inbox_rows()
        assert (row.status, row.attempts, row.crashes) == ("done", 2, 1)

    async def test_that_another_has_taken_over_is_not_renewed(self, workers: Workers) -> None:
        events = await workers.said(1)
        first_began = workers.clock.now()
        await killed_with(workers, events)
        begun = await workers.side.database.write(partial(inbox.claim_due, now=workers.clock.now()))
        assert begun is not None
        workers.clock.advance(seconds=STEP_SECONDS)

        for started_at in (first_began, begun.started_at):
            before = await workers.is_renewed()
            await workers.side.database.write(
                partial(
                    inbox.renew,
                    event_ids=[events[0].id],
                    started_at=started_at,
                    now=workers.clock.now(),
                )
            )
            assert await workers.is_renewed() == (started_at == begun.started_at)
            assert not before


async def killed_with(workers: Workers, events: list[Event]) -> None:
    """Leave the attempts of a process that ended, and wait until they have run out."""
    await workers.side.database.write(
        partial(inbox.write_started, events=events, now=workers.clock.now())
    )
    workers.clock.advance(seconds=inbox.ATTEMPT_LIMIT.total_seconds())
