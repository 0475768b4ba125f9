"""Two small services over a link that can be broken, with the real broker and database."""

from collections.abc import AsyncIterator

import aio_pika
import pytest
import sqlalchemy as sa

from deploy.local.faultlink import FaultLink
from shared.database import Database
from shared.messaging.rabbit import RabbitBus
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Pair, Side, filled
from tests.fixtures.faults_broker import Broker


@pytest.fixture
async def link(rabbitmq_empty: str) -> AsyncIterator[FaultLink]:
    port = sa.make_url(rabbitmq_empty).port
    assert port is not None
    async with FaultLink(port) as made:
        yield made


@pytest.fixture
def urls(new_database: NewDatabase) -> dict[str, str]:
    """Name a database for each of the two services."""
    return {name: new_database("postgresql", filled) for name in ("intake", "triage")}


@pytest.fixture
async def pair(link: FaultLink, rabbitmq_empty: str, urls: dict[str, str]) -> AsyncIterator[Pair]:
    """Yield two services that reach the broker only over the link; nothing runs yet."""
    bus = RabbitBus(link.redirect(rabbitmq_empty))
    sides = []
    for name, url in urls.items():
        database = await Database.connect(url, name=name)
        sides.append(Side(name, database, bus))
    made = Pair(producer=sides[0], consumer=sides[1], bus=bus, shape="distributed")
    yield made
    await made.stop()
    await bus.close()
    for side in sides:
        await side.database.close()


@pytest.fixture
async def broker(rabbitmq_empty: str) -> AsyncIterator[Broker]:
    """Yield the broker as its operator sees it, past the link."""
    connection = await aio_pika.connect(rabbitmq_empty)
    yield Broker(connection)
    await connection.close()
