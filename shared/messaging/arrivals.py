"""What arrives over one subscription and how it is taken: together, and acknowledged last."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage

from shared.database import DatabaseUnavailable
from shared.messaging.bus import Recipient
from shared.messaging.envelope import sort_out
from shared.messaging.topology import BROKER_ERRORS, RPC_SECONDS, declare_queues

PREFETCH = 50
EVENTS_A_COMMIT = 400
IDLE_SECONDS = 6.0
SUBSCRIBE_SECONDS = 5.0
AWAY_SECONDS = 1.0


@asynccontextmanager
async def subscribed(connection: AbstractConnection, service: str) -> AsyncIterator["Arrivals"]:
    """Declare, bind and consume the queues of `service` on a channel of its own."""
    async with asyncio.timeout(SUBSCRIBE_SECONDS):
        channel = await connection.channel(on_return_raises=True)
    try:
        async with asyncio.timeout(SUBSCRIBE_SECONDS):
            arrivals = await subscribe(channel, service)
        yield arrivals
    finally:
        with contextlib.suppress(*BROKER_ERRORS):
            async with asyncio.timeout(RPC_SECONDS):
                await channel.close()


async def subscribe(channel: AbstractChannel, service: str) -> "Arrivals":
    await channel.set_qos(prefetch_count=PREFETCH)
    queue, dead = await declare_queues(channel, service)
    arrivals = Arrivals()
    channel.close_callbacks.add(arrivals.end)
    (await channel.get_underlay_channel()).on_consumer_cancel_callbacks.add(arrivals.end)
    await queue.consume(arrivals.put)
    await dead.consume(arrivals.put_dead)
    return arrivals


class Arrivals:
    """Messages of one subscription, in the order they came, waiting to be taken together."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[tuple[AbstractIncomingMessage, bool] | None] = asyncio.Queue()
        self._is_over = False

    async def put(self, message: AbstractIncomingMessage) -> None:
        self._waiting.put_nowait((message, False))

    async def put_dead(self, message: AbstractIncomingMessage) -> None:
        self._waiting.put_nowait((message, True))

    def end(self, *_: object) -> None:
        """Let who waits know that nothing will arrive: channel closed, or queue deleted."""
        self._is_over = True
        self._waiting.put_nowait(None)

    async def next(self) -> tuple[AbstractIncomingMessage, bool] | None:
        """Wait for a message, None after IDLE_SECONDS; raise when nothing can arrive any more."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                found = await self._waiting.get()
        except TimeoutError:
            return None
        if found is None:
            raise ConnectionError("the subscription is over")
        return found

    def more(self) -> tuple[AbstractIncomingMessage, bool] | None:
        found = None if self._waiting.empty() else self._waiting.get_nowait()
        if found is None and self._is_over:
            self._waiting.put_nowait(None)
        return found


async def take(arrivals: Arrivals, recipient: Recipient) -> None:
    """Deliver what arrives, bounded by count, and acknowledge it, until nothing came for a while.

    While one delivery is committed the next is prepared, no more than these two at once.
    A subscription that is silent is renewed by the caller: so a lost binding or queue comes back,
    and a consumer that the broker forgot (a queue deleted and declared again) is not kept.
    """
    earlier: asyncio.Task[None] | None = None
    try:
        while first := await next_of(arrivals, earlier):
            messages, batches = gather(first, arrivals)
            later = asyncio.create_task(deliver_and_ack(messages, batches, recipient))
            before, earlier = earlier, later
            if before is not None:
                await before
        if earlier is not None:
            await earlier
    finally:
        if earlier is not None:
            earlier.cancel()  # changes nothing when it has ended
            await asyncio.gather(earlier, return_exceptions=True)


async def next_of(
    arrivals: Arrivals, earlier: asyncio.Task[None] | None
) -> tuple[AbstractIncomingMessage, bool] | None:
    """Wait for a message; when nothing can arrive any more, what is being delivered ends first."""
    try:
        return await arrivals.next()
    except ConnectionError:
        if earlier is not None:
            await asyncio.gather(earlier, return_exceptions=True)
        raise


def gather(
    first: tuple[AbstractIncomingMessage, bool], arrivals: Arrivals
) -> tuple[list[AbstractIncomingMessage], list["Batch"]]:
    """Read the message and those that wait behind it, EVENTS_A_COMMIT events or little more."""
    messages: list[AbstractIncomingMessage] = []
    batches: list[Batch] = []
    count = 0
    found: tuple[AbstractIncomingMessage, bool] | None = first
    while found is not None:
        message, is_dead = found
        messages.append(message)
        batches.append(Batch(message, dead=is_dead))
        count += len(batches[-1].events)
        found = arrivals.more() if count < EVENTS_A_COMMIT else None
    return messages, batches


async def deliver_and_ack(
    messages: Sequence[AbstractIncomingMessage], batches: Sequence["Batch"], recipient: Recipient
) -> None:
    await deliver_all(batches, recipient)
    for message in messages:
        await message.ack()


class Batch:
    """The events of one message and how they came; `refused` is what in it is no event."""

    __slots__ = ("dead", "events", "redelivered", "refused")

    def __init__(self, message: AbstractIncomingMessage, *, dead: bool) -> None:
        self.events, self.refused = sort_out(message.body)
        self.redelivered = bool(message.redelivered)
        self.dead = dead


async def deliver_all(batches: Sequence[Batch], recipient: Recipient) -> None:
    """Deliver fresh events together, redelivered ones apart; wait out an absent database.

    Messages are kept, not given back, while the database is away: giving back counts against the
    queue's delivery limit.
    """
    fresh = [e for b in batches if not (b.redelivered or b.dead) for e in b.events]
    again = [e for b in batches if b.redelivered and not b.dead for e in b.events]
    dead = [e for b in batches if b.dead for e in b.events]
    refused = [one for b in batches for one in b.refused]
    while True:
        try:
            if fresh:
                await recipient.deliver(fresh)
            if again:
                await recipient.deliver(again, redelivered=True)
            if dead:
                await recipient.deliver(dead, dead="the broker gave up after many deliveries")
            for one in refused:
                await recipient.park(one.body, one.reason)
        except DatabaseUnavailable:
            await asyncio.sleep(AWAY_SECONDS)
        else:
            return
