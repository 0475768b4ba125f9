"""Exchanges and queues: one quorum queue a service, one more for what the broker gave up on."""

import asyncio
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue
from aio_pika.exceptions import AMQPError

EXCHANGE = "huiyin"
DEAD_EXCHANGE = "huiyin.dead"
DELIVERY_LIMIT = 50
RPC_SECONDS = 2.0

BROKER_ERRORS = (AMQPError, OSError, asyncio.InvalidStateError, RuntimeError)
"""What a broken link shows as; the last two are of a channel or connection that just closed."""


class BrokenLinkNamed:
    """Raises ConnectionError for the bare Exception with which aiormq ends what waits on a link."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, _trace: object) -> None:
        if kind is Exception:
            raise ConnectionError("the link to the broker broke") from error


async def declare_exchange(channel: AbstractChannel) -> AbstractExchange:
    return await channel.declare_exchange(
        EXCHANGE, ExchangeType.TOPIC, durable=True, timeout=RPC_SECONDS
    )


async def declare_queues(
    channel: AbstractChannel, service: str
) -> tuple[AbstractQueue, AbstractQueue]:
    """Declare and bind the queue of `service` and its dead-letter queue; return both."""
    exchange = await declare_exchange(channel)
    buried = await channel.declare_exchange(
        DEAD_EXCHANGE, ExchangeType.DIRECT, durable=True, timeout=RPC_SECONDS
    )
    dead = await channel.declare_queue(
        f"huiyin.{service}.dead",
        durable=True,
        arguments={"x-queue-type": "quorum"},
        timeout=RPC_SECONDS,
    )
    await dead.bind(buried, routing_key=service, timeout=RPC_SECONDS)
    queue = await channel.declare_queue(
        f"huiyin.{service}", durable=True, arguments=queue_arguments(service), timeout=RPC_SECONDS
    )
    await queue.bind(exchange, routing_key=f"{service}.#", timeout=RPC_SECONDS)
    return queue, dead


def queue_arguments(service: str) -> dict[str, Any]:
    """Return a service queue's arguments; at-least-once dead-lettering needs the overflow rule."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-overflow": "reject-publish",
        "x-dead-letter-exchange": DEAD_EXCHANGE,
        "x-dead-letter-routing-key": service,
        "x-dead-letter-strategy": "at-least-once",
    }
