"""What a consumer does with one delivery of several types of events."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.clock import SystemClock
from shared.database import Database
from shared.events import EventData, FeedbackReceived, Received, StoreChanged
from shared.ids import new_id
from shared.inbox import Handler
from shared.messaging.consumer import Consumer
from shared.messaging.envelope import Event
from shared.telemetry import Metrics
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Side, eventually, feedback, filled


class Judging:
    """A preparation that ends when it is let go."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()

    async def prepare(self, events: Sequence[Received[FeedbackReceived]]) -> Mapping[str, Any]:
        await self.may_end.wait()
        return {event.id: "judged" for event in events}


def event_of(data: EventData, subject: str) -> Event:
    at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    return Event(new_id(), data.TYPE, "intake", subject, at, None, data.model_dump_json())


@pytest.fixture
async def side(new_database: NewDatabase) -> AsyncIterator[Side]:
    database = await Database.connect(new_database("sqlite", filled), name="triage")
    yield Side("triage", database, bus=None)  # type: ignore[arg-type] # nothing is published
    await database.close()


class TestPreparing:
    async def test_what_needs_none_does_not_wait_for_what_does(self, side: Side) -> None:
        judging = Judging()
        consumer = Consumer(
            side.database,
            [
                Handler(FeedbackReceived, side.on_feedback_received, judging.prepare),
                Handler(StoreChanged, lambda session, events, now, prepared: None),
            ],
            service="triage",
            clock=SystemClock(),
            metrics=Metrics("triage"),
        )
        said = feedback()
        store = StoreChanged(
            generation=1, version=1, code="S001", name="南京路店", region="华东", city="上海"
        )

        delivery = asyncio.create_task(
            consumer.deliver([event_of(said, said.case_id), event_of(store, "S001")])
        )

        async def taken() -> set[str]:
            return {row.type for row in await side.inbox_rows()}

        async def is_store_kept() -> bool:
            return StoreChanged.TYPE in await taken()

        await eventually(is_store_kept, what="the store's event in the inbox")
        assert await taken() == {StoreChanged.TYPE}
        assert not delivery.done()
        judging.may_end.set()
        await delivery
        assert await taken() == {FeedbackReceived.TYPE, StoreChanged.TYPE}
        assert len(await side.effects()) == 1
