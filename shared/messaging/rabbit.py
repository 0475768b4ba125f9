"""The bus over RabbitMQ: quorum queues, confirms, manual acks; nothing that 4.x removed."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

import aio_pika
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import DeliveryError

from shared.messaging.arrivals import subscribed, take
from shared.messaging.bus import BusUnavailable, PublishFailed, Recipient, by_consumer
from shared.messaging.envelope import CONTENT_TYPE, Event, encode
from shared.messaging.topology import (
    BROKER_ERRORS,
    EXCHANGE,
    RPC_SECONDS,
    BrokenLinkNamed,
    declare_exchange,
)

log = structlog.get_logger(__name__)

EVENTS_A_MESSAGE = 100
PUBLISH_SECONDS = 5.0
RECONNECT_SECONDS = 1.0
HEARTBEAT_SECONDS = 10
REFUSING_SECONDS = 15.0
PORTS: Final = {"amqp": 5672, "amqps": 5671}


class RabbitBus:
    """One process's link to the broker: one connection to publish on, one per consumer."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.place = place_of(url)
        self._lock = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._channel: AbstractChannel | None = None
        self._exchange: aio_pika.abc.AbstractExchange | None = None
        self._refusing: str | None = None
        self._refused_at = 0.0
        self._closing: set[asyncio.Task[None]] = set()

    async def publish(self, events: Sequence[Event], *, leftover: bool = False) -> None:
        """Publish with all confirms in flight; PublishFailed names what is safe nevertheless.

        Gives up after PUBLISH_SECONDS, the time to connect included.
        """
        until = asyncio.get_running_loop().time() + PUBLISH_SECONDS
        try:
            async with asyncio.timeout_at(until):
                exchange = await self._open()
        except BROKER_ERRORS as error:
            self._drop()
            reason = f"unreachable: {type(error).__name__} at {self.place} of HUIYIN_BUS_URL"
            raise PublishFailed(reason) from error
        messages = [
            (f"{consumer}.{chunk[0].type}", chunk)
            for consumer, theirs in by_consumer(events).items()
            for chunk in chunks(theirs)
        ]
        outcomes = await asyncio.gather(
            *(publish_one(exchange, key, chunk, until) for key, chunk in messages),
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
            self._fail(events, failed)

    def _fail(self, events: Sequence[Event], failed: dict[int, BaseException]) -> None:
        first = next(iter(failed.values()))
        if not isinstance(first, DeliveryError):
            self._drop()
        if isinstance(first, asyncio.CancelledError):
            raise first
        kind = "unroutable" if isinstance(first, DeliveryError) else "unconfirmed"
        self._refusing = f"{kind}: {type(first).__name__}"
        self._refused_at = time.monotonic()
        raise PublishFailed(
            self._refusing, (event.seq for event in events if event.seq not in failed)
        ) from first

    async def consume(self, service: str, recipient: Recipient) -> None:
        """Hand what arrives to the inbox and acknowledge it then; reconnects by itself."""
        while True:
            try:
                with BrokenLinkNamed():
                    await self._consume_once(service, recipient)
            except BROKER_ERRORS as error:
                log.warning("broker_link_lost", service=service, **self.away(error))
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _consume_once(self, service: str, recipient: Recipient) -> None:
        async with connected(self._url) as connection:
            while True:
                async with subscribed(connection, service) as arrivals:
                    await take(arrivals, recipient)

    async def ping(self) -> None:
        """Ask the broker something small; BusUnavailable when it does not answer in time."""
        if self._refusing and time.monotonic() - self._refused_at < REFUSING_SECONDS:
            raise BusUnavailable(self._refusing)
        try:
            async with asyncio.timeout(RPC_SECONDS):
                await self._open()
                await self._ask()
        except BROKER_ERRORS as error:
            raise BusUnavailable(type(error).__name__) from error

    def away(self, error: BaseException) -> dict[str, str]:
        """Return what a log line says of a broker that is away: where it should be, and why."""
        return {"broker": self.place, "set_by": "HUIYIN_BUS_URL", "reason": repr(error)[:200]}

    async def close(self) -> None:
        self._drop()
        await asyncio.gather(*self._closing)

    async def _ask(self) -> None:
        """Ask on a channel of its own: a question that is given up closes the channel it is on."""
        if self._connection is not None:
            with BrokenLinkNamed():
                probe = await self._connection.channel()
                await probe.declare_exchange(EXCHANGE, passive=True)
                await probe.close()

    async def _open(self) -> aio_pika.abc.AbstractExchange:
        async with self._lock:
            if self._exchange is None or self._channel is None or self._channel.is_closed:
                self._drop()
                with BrokenLinkNamed():
                    self._connection = await connect(self._url)
                    self._channel = await self._connection.channel(on_return_raises=True)
                    self._exchange = await declare_exchange(self._channel)
            return self._exchange

    def _drop(self) -> None:
        """Forget the connection; nobody waits for a broken one to say goodbye."""
        connection, self._connection = self._connection, None
        self._channel = self._exchange = None
        if connection is not None:
            task = asyncio.create_task(close_quietly(connection))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)


def place_of(url: str) -> str:
    """Return host:port of the broker at `url`, the password left out."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or PORTS[parts.scheme]}"


async def connect(url: str) -> AbstractConnection:
    separator = "&" if "?" in url else "?"
    return await aio_pika.connect(
        f"{url}{separator}heartbeat={HEARTBEAT_SECONDS}", timeout=PUBLISH_SECONDS
    )


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AbstractConnection]:
    connection = await connect(url)
    try:
        yield connection
    finally:
        await close_quietly(connection)


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
    exchange: aio_pika.abc.AbstractExchange,
    routing_key: str,
    events: Sequence[Event],
    until: float,
) -> None:
    """Publish one message and wait for its confirm, until a moment of the loop's clock.

    Raises DeliveryError when it has no queue.
    """
    await exchange.publish(
        aio_pika.Message(
            encode(events),
            content_type=CONTENT_TYPE,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=events[0].id,
        ),
        routing_key=routing_key,
        mandatory=True,
        timeout=until - asyncio.get_running_loop().time(),
    )
