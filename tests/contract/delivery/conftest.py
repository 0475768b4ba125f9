"""The same delivery tests on the embedded pair and on RabbitMQ with PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from shared.database import Database
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.rabbit import RabbitBus
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import Pair, Side, filled


@pytest.fixture(params=["embedded", "distributed"])
async def pair(request: pytest.FixtureRequest, new_database: NewDatabase) -> AsyncIterator[Pair]:
    """Yield two services joined by the bus of the shape; nothing runs yet."""
    if request.param == "embedded":
        kind = "sqlite"
        bus: EmbeddedBus | RabbitBus = EmbeddedBus()
    else:
        kind = "postgresql"
        bus = RabbitBus(request.getfixturevalue("rabbitmq_empty"))
    databases = [
        await Database.connect(new_database(kind, filled), name=name)
        for name in ("intake", "triage")
    ]
    made = Pair(
        producer=Side("intake", databases[0], bus),
        consumer=Side("triage", databases[1], bus),
        bus=bus,
        shape=request.param,
    )
    yield made
    await made.stop()
    await bus.close()
    for database in databases:
        await database.close()
