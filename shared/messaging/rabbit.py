"""The bus over RabbitMQ: quorum queues, confirms, manual acks; nothing that 4.x removed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue
from aio_pika.exceptions import AMQPError, DeliveryError

from shared.database import DatabaseUnavailable
from shared.messaging.bus import BusUnavailable, PublishFailed, Recipient, by_consumer
from shared.messaging.envelope import CONTENT_TYPE, Event, MalformedMessage, decode, encode
from shared.messaging.topology import EXCHANGE, RPC_SECONDS, declare_exchange, declare_queues

log = structlog.get_logger(__name__)

EVENTS_A_MESSAGE = 100
EVENTS_A_COMMIT = 400
PREFETCH = 50
PUBLISH_SECONDS = 5.0
CHECK_SECONDS = 4.0
RECONNECT_SECONDS = 1.0
HEARTBEAT_SECONDS = 10

BROKER_ERRORS = (AMQPError, ConnectionError, OSError, TimeoutError, asyncio.InvalidStateError)
"""What a broken link shows as; aiormq raises InvalidStateError on a channel that just closed."""


class RabbitBus:
    """One process's link to the broker: one connection to publish on, one per consumer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._exchange: aio_pika.abc.AbstractExchange | None = None
        self._refusing: str | None = None

    async def publish(self, events: Sequence[Event], *, leftover: bool = False) -> None:
        """Publish with all confirms in flight; PublishFailed names what is safe nevertheless."""
        try:
            exchange = await self._open()
        except BROKER_ERRORS as error:
            await self._drop()
            raise PublishFailed(f"unreachable: {type(error).__name__}") from error
        messages = [
            (f"{consumer}.{chunk[0].type}", chunk)
            for consumer, theirs in by_consumer(events).items()
            for chunk in chunks(theirs)
        ]
        outcomes = await asyncio.gather(
            *(publish_one(exchange, key, chunk) for key, chunk in messages),
            return_exceptions=True,
        )
        failed = {
            event.seq: outcome
            for (_, chunk), outcome in zip(messages, outcomes, strict=True)
            if isinstance(outcome, BaseException)
            for event in chunk
        }
        self._refusing = None
        if failed:
            await self._refused(events, failed)

    async def _refused(self, events: Sequence[Event], failed: dict[int, BaseException]) -> None:
        first = next(iter(failed.values()))
        if not isinstance(first, DeliveryError):
            await self._drop()
        if isinstance(first, asyncio.CancelledError):
            raise first
        kind = "unroutable" if isinstance(first, DeliveryError) else "unconfirmed"
        self._refusing = f"{kind}: {type(first).__name__}"
        raise PublishFailed(
            self._refusing, (event.seq for event in events if event.seq not in failed)
        ) from first

    async def consume(self, service: str, recipient: Recipient) -> None:
        """Hand what arrives to the inbox and acknowledge it then; reconnects by itself."""
        while True:
            try:
                async with self._subscribed(service) as arrivals:
                    await take(arrivals, recipient)
            except BROKER_ERRORS as error:
                log.warning("broker_link_lost", service=service, reason=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)

    async def ping(self) -> None:
        """Ask the broker something small; BusUnavailable when it does not answer in time."""
        if self._refusing:
            raise BusUnavailable(self._refusing)
        try:
            async with asyncio.timeout(RPC_SECONDS):
                await self._open()
                if self._channel is not None:
                    await self._channel.declare_exchange(EXCHANGE, passive=True)
        except BROKER_ERRORS as error:
            raise BusUnavailable(type(error).__name__) from error

    async def close(self) -> None:
        await self._drop()

    async def _open(self) -> aio_pika.abc.AbstractExchange:
        async with self._lock:
            if self._exchange is None or self._channel is None or self._channel.is_closed:
                await self._drop()
                self._connection = await connect(self._url)
                self._channel = await self._connection.channel(on_return_raises=True)
                self._exchange = await declare_exchange(self._channel)
            return self._exchange

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._channel = self._exchange = None
        if connection is not None:
            await close_quietly(connection)

    @asynccontextmanager
    async def _subscribed(self, service: str) -> AsyncIterator["Arrivals"]:
        connection = await connect(self._url)
        try:
            channel = await connection.channel(on_return_raises=True)
            await channel.set_qos(prefetch_count=PREFETCH)
            queue, dead = await declare_queues(channel, service)
            arrivals = Arrivals(connection, queue)
            await queue.consume(arrivals.put)
            await dead.consume(arrivals.put_dead)
            yield arrivals
        finally:
            await close_quietly(connection)


class Arrivals:
    """Messages of one subscription, in the order they came, waiting to be taken together."""

    def __init__(self, connection: AbstractConnection, queue: AbstractQueue) -> None:
        self._connection = connection
        self._queue = queue
        self._waiting: asyncio.Queue[tuple[AbstractIncomingMessage, bool]] = asyncio.Queue()

    async def put(self, message: AbstractIncomingMessage) -> None:
        self._waiting.put_nowait((message, False))

    async def put_dead(self, message: AbstractIncomingMessage) -> None:
        self._waiting.put_nowait((message, True))

    async def next(self) -> tuple[AbstractIncomingMessage, bool]:
        """Wait for a message; raise when the subscription is gone (queue deleted, link cut)."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(CHECK_SECONDS):
                    return await self._waiting.get()
            await self._check()

    def more(self) -> tuple[AbstractIncomingMessage, bool] | None:
        return None if self._waiting.empty() else self._waiting.get_nowait()

    async def _check(self) -> None:
        """Look with a channel of its own: a deleted queue closes the channel that asks."""
        async with asyncio.timeout(RPC_SECONDS):
            probe = await self._connection.channel()
            found = await probe.declare_queue(self._queue.name, passive=True)
            await probe.close()
        if not found.declaration_result.consumer_count:
            raise ConnectionError(f"queue {self._queue.name} has no consumer any more")


async def take(arrivals: Arrivals, recipient: Recipient) -> None:
    """Deliver what has arrived, bounded by count, and acknowledge it; for ever."""
    while True:
        gathered = [await arrivals.next()]
        count = 0
        batches: list[Batch] = []
        while True:
            batch = await read(*gathered[-1], recipient)
            batches.append(batch)
            count += len(batch.events)
            more = arrivals.more() if count < EVENTS_A_COMMIT else None
            if more is None:
                break
            gathered.append(more)
        await deliver_all(batches, recipient)
        for message, _ in gathered:
            await message.ack()


class Batch:
    """The events of one message and how they came."""

    __slots__ = ("dead", "events", "redelivered")

    def __init__(self, events: list[Event], *, redelivered: bool, dead: bool) -> None:
        self.events = events
        self.redelivered = redelivered
        self.dead = dead


async def read(message: AbstractIncomingMessage, dead: bool, recipient: Recipient) -> Batch:
    try:
        events = decode(message.body)
    except MalformedMessage as error:
        await recipient.park(message.body, str(error))
        events = []
    return Batch(events, redelivered=bool(message.redelivered), dead=dead)


async def deliver_all(batches: Sequence[Batch], recipient: Recipient) -> None:
    """Deliver fresh events together, redelivered ones apart; wait out an absent database.

    Messages are kept, not given back, while the database is away: giving back counts against the
    queue's delivery limit.
    """
    fresh = [e for b in batches if not (b.redelivered or b.dead) for e in b.events]
    again = [e for b in batches if b.redelivered and not b.dead for e in b.events]
    dead = [e for b in batches if b.dead for e in b.events]
    while True:
        try:
            if fresh:
                await recipient.deliver(fresh)
            if again:
                await recipient.deliver(again, redelivered=True)
            if dead:
                await recipient.deliver(dead, dead="the broker gave up after many deliveries")
        except DatabaseUnavailable:
            await asyncio.sleep(RECONNECT_SECONDS)
        else:
            return


async def connect(url: str) -> AbstractConnection:
    separator = "&" if "?" in url else "?"
    return await aio_pika.connect(
        f"{url}{separator}heartbeat={HEARTBEAT_SECONDS}", timeout=PUBLISH_SECONDS
    )


async def close_quietly(connection: AbstractConnection) -> None:
    with contextlib.suppress(*BROKER_ERRORS, asyncio.CancelledError):
        async with asyncio.timeout(RPC_SECONDS):
            await connection.close()


def chunks(events: Sequence[Event]) -> list[list[Event]]:
    """Return runs of one type, small enough to be one message each, oldest first."""
    by_type: dict[str, list[Event]] = {}
    for event in events:
        by_type.setdefault(event.type, []).append(event)
    return [
        group[start : start + EVENTS_A_MESSAGE]
        for group in by_type.values()
        for start in range(0, len(group), EVENTS_A_MESSAGE)
    ]


async def publish_one(
    exchange: aio_pika.abc.AbstractExchange, routing_key: str, events: Sequence[Event]
) -> None:
    """Publish one message and wait for its confirm. Raises DeliveryError when it has no queue."""
    await exchange.publish(
        aio_pika.Message(
            encode(events),
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=events[0].id,
        ),
        routing_key=routing_key,
        mandatory=True,
        timeout=PUBLISH_SECONDS,
    )
