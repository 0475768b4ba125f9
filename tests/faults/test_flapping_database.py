"""A database whose link breaks in the middle of attempts: the events are not blamed for it."""

from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa

from deploy.local.faultlink import FaultLink
from shared import inbox, outbox
from shared.clock import SystemClock
from shared.database import Database, DatabaseUnavailable
from shared.events import FeedbackReceived, Received
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.envelope import Event
from tests.fixtures.clock import ManualClock
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Side, feedback, filled

INTERRUPTED_ATTEMPTS = 6
EVENTS = 3


@pytest.fixture
async def link(postgres_url: str) -> AsyncIterator[FaultLink]:
    port = sa.make_url(postgres_url).port
    assert port is not None
    async with FaultLink(port) as made:
        yield made


@pytest.fixture
async def side(link: FaultLink, new_database: NewDatabase) -> AsyncIterator[Side]:
    """Yield a service that reaches its database over the link."""
    url = new_database("postgresql", filled)
    database = await Database.connect(link.redirect(url), name="triage")
    yield Side("triage", database, EmbeddedBus(), clock=ManualClock(SystemClock().now()))
    await database.close()


@pytest.mark.parametrize("redelivered", [True, False])
class TestLinkBreaksInEveryAttempt:
    async def test_the_events_are_tried_until_it_holds(
        self, side: Side, link: FaultLink, redelivered: bool
    ) -> None:
        events = await said(side)
        attempts = 0

        def cut(event: Received[FeedbackReceived]) -> None:
            if attempts <= INTERRUPTED_ATTEMPTS:
                link.cut()

        side.fail = cut
        assert isinstance(side.clock, ManualClock)
        while not await is_done(side):
            attempts += 1
            assert attempts < 5 * INTERRUPTED_ATTEMPTS
            side.clock.advance(seconds=2 * inbox.ATTEMPT_LIMIT.total_seconds())
            await attempt(side, events, redelivered=redelivered)

        assert sorted(await side.effects()) == sorted(event.subject for event in events)
        assert attempts > INTERRUPTED_ATTEMPTS


async def said(side: Side) -> list[Event]:
    await side.say(*(feedback() for _ in range(EVENTS)))
    return await side.database.read(lambda s: outbox.waiting(s, source="intake", limit=EVENTS))


async def attempt(side: Side, events: list[Event], *, redelivered: bool) -> None:
    """Deliver as the transport does, which keeps what was not taken, and retry what is due."""
    try:
        await side.consumer.deliver(events, redelivered=redelivered)
        while await side.consumer.retry_one():
            pass
    except DatabaseUnavailable:
        return


async def is_done(side: Side) -> bool:
    rows = await side.inbox_rows()
    assert "parked" not in {row.status for row in rows}
    return len(rows) == EVENTS and {row.status for row in rows} == {"done"}
