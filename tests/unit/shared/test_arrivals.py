"""How messages are taken off a subscription: the next is delivered while one is, and no third."""

import asyncio
from collections.abc import Sequence
from typing import cast

import pytest
from aio_pika.abc import AbstractIncomingMessage

from shared.database import DatabaseUnavailable
from shared.messaging import arrivals as module
from shared.messaging.arrivals import Arrivals, take
from shared.messaging.envelope import Event


class Message:
    """What `take` needs of a message."""

    def __init__(self, number: int, acknowledged: list[int]) -> None:
        self.number = number
        self.body = b"[]"
        self.redelivered = False
        self._acknowledged = acknowledged

    async def ack(self) -> None:
        self._acknowledged.append(self.number)


class Inbox:
    """A recipient whose deliveries end when they are let go, or as told."""

    def __init__(self) -> None:
        self.running: list[asyncio.Future[None]] = []
        self.most = 0
        self.away_for = 0
        self.parked: list[bytes] = []

    async def deliver(
        self, events: Sequence[Event], *, redelivered: bool = False, dead: str | None = None
    ) -> None:
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.running.append(mine)
        self.most = max(self.most, len(self.running))
        try:
            await mine
        finally:
            self.running.remove(mine)

    async def park(self, body: bytes, reason: str) -> None:
        if self.away_for:
            self.away_for -= 1
            raise DatabaseUnavailable("away")
        self.parked.append(body)


EVENT = (
    b'[{"specversion":"1.0","id":"0190a6b0-0000-7000-8000-00000000000%d","source":"huiyin/intake",'
    b'"type":"huiyin.feedback.received.v1","subject":"s","time":"2026-11-22T04:00:00Z","data":{}}]'
)


class Taking:
    """A subscription being taken from, one message a batch."""

    def __init__(self) -> None:
        self.arrivals = Arrivals()
        self.inbox = Inbox()
        self.acknowledged: list[int] = []
        self.task = asyncio.create_task(take(self.arrivals, self.inbox))

    async def arrive(self, number: int, body: bytes = b"") -> None:
        message = Message(number, self.acknowledged)
        message.body = body or EVENT % number
        await self.arrivals.put(cast("AbstractIncomingMessage", message))
        await settled()

    async def let_go(self, outcome: Exception | None = None) -> None:
        first = self.inbox.running[0]
        if outcome is None:
            first.set_result(None)
        else:
            first.set_exception(outcome)
        await settled()


async def settled() -> None:
    """Let everything go on that can."""
    for _ in range(20):
        await asyncio.sleep(0)


class TestTaking:
    async def test_the_next_is_delivered_while_one_is_but_no_third(self) -> None:
        taking = Taking()
        for number in range(4):
            await taking.arrive(number)

        assert len(taking.inbox.running) == 2
        assert taking.acknowledged == []
        await taking.let_go()
        assert taking.acknowledged == [0]
        await taking.let_go()
        await taking.let_go()

        assert taking.acknowledged == [0, 1, 2, 3]
        assert taking.inbox.most == 2
        taking.task.cancel()
        await asyncio.gather(taking.task, return_exceptions=True)

    async def test_a_failed_delivery_ends_it_and_acknowledges_nothing(self) -> None:
        taking = Taking()
        for number in range(3):
            await taking.arrive(number)

        await taking.let_go(ConnectionError("gone"))

        with pytest.raises(ConnectionError, match="gone"):
            await taking.task
        assert taking.acknowledged == []
        assert taking.inbox.running == []

    async def test_a_malformed_message_waits_for_the_database_and_is_kept_then(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "AWAY_SECONDS", 0)
        taking = Taking()
        taking.inbox.away_for = 3

        await taking.arrive(0, b"no JSON")

        assert taking.inbox.parked == [b"no JSON"]
        assert taking.acknowledged == [0]
        assert not taking.task.done()
        taking.task.cancel()
        await asyncio.gather(taking.task, return_exceptions=True)

    async def test_what_is_being_delivered_ends_before_a_subscription_that_is_over(self) -> None:
        taking = Taking()
        await taking.arrive(0)
        taking.arrivals.end()
        await settled()
        assert not taking.task.done()

        await taking.let_go()

        with pytest.raises(ConnectionError, match="over"):
            await taking.task
        assert taking.acknowledged == [0]

    async def test_stopping_leaves_no_delivery_behind(self) -> None:
        taking = Taking()
        await taking.arrive(0)
        await taking.arrive(1)

        taking.task.cancel()
        outcome = await asyncio.gather(taking.task, return_exceptions=True)

        assert isinstance(outcome[0], asyncio.CancelledError)
        assert taking.inbox.running == []
        assert taking.acknowledged == []
