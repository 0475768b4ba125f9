"""The same delivery tests on the embedded pair and on RabbitMQ with PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.database import Database
from shared.messaging.embedded import EmbeddedBus
from shared.messaging.rabbit import RabbitBus
from tests.fixtures.delivery import Pair, Side, create_tables


@pytest.fixture(params=["embedded", "distributed"])
async def pair(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Pair]:
    """Yield two services joined by the bus of the shape; nothing runs yet."""
    if request.param == "embedded":
        urls = [f"sqlite:///{tmp_path}/{name}.db" for name in ("intake", "triage")]
        bus: EmbeddedBus | RabbitBus = EmbeddedBus()
    else:
        new_database = request.getfixturevalue("new_postgres_database")
        urls = [new_database(), new_database()]
        bus = RabbitBus(request.getfixturevalue("rabbitmq_empty"))
    databases = [
        await Database.connect(url, name=name)
        for url, name in zip(urls, ("intake", "triage"), strict=True)
    ]
    for database in databases:
        await create_tables(database)
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
