"""Fixtures every level shares: real servers on demand, fresh databases, an empty broker."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import aio_pika
import asyncpg
import pytest
import sqlalchemy as sa

from shared.ids import new_id
from shared.messaging.topology import DEAD_EXCHANGE, EXCHANGE

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.systems"]

T = TypeVar("T")

SERVICES = ("intake", "triage", "followup")


@pytest.fixture
def new_postgres_database(postgres_url: str) -> Callable[[], str]:
    """Return a function that makes a fresh database on the test server and returns its URL."""

    def make() -> str:
        name = f"t_{new_id().replace('-', '')[-20:]}"
        asyncio.run(create(name))
        return sa.make_url(postgres_url).set(database=name).render_as_string(False)

    async def create(name: str) -> None:
        plain = sa.make_url(postgres_url).set(drivername="postgresql").render_as_string(False)
        connection = await asyncpg.connect(plain)
        await connection.execute(f'CREATE DATABASE "{name}"')
        await connection.close()

    return lambda: run_apart(make)


def run_apart(make: Callable[[], T]) -> T:
    """Run `make` in a thread: fixtures of asynchronous tests live inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(make).result()


@pytest.fixture
def rabbitmq_empty(rabbitmq_url: str) -> Iterator[str]:
    """Yield the broker's URL with every queue and exchange of the system removed."""
    run_apart(lambda: asyncio.run(clear(rabbitmq_url)))
    yield rabbitmq_url
    run_apart(lambda: asyncio.run(clear(rabbitmq_url)))


async def clear(url: str) -> None:
    connection = await aio_pika.connect(url)
    channel = await connection.channel()
    for service in SERVICES:
        await channel.queue_delete(f"huiyin.{service}")
        await channel.queue_delete(f"huiyin.{service}.dead")
    for exchange in (EXCHANGE, DEAD_EXCHANGE):
        await channel.exchange_delete(exchange)
    await connection.close()
