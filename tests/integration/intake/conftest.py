"""Intake on both databases: each test runs twice, on a copy of one that was filled once."""

import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shared.database import Database
from shared.lanes import lanes_for
from tests.fixtures.databases import NewDatabase
from tests.fixtures.intake import Intake, filled, intake_at
from tests.fixtures.lanes import Either


@pytest.fixture
def postgres_database(new_database: NewDatabase) -> str:
    return new_database("postgresql", filled)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param, filled)


@pytest_asyncio.fixture
async def intake(database_url: str) -> AsyncIterator[Intake]:
    async with intake_at(database_url) as made:
        yield made


@pytest_asyncio.fixture
async def either(database_url: str) -> AsyncIterator[Either]:
    database = await Database.connect(database_url, name="intake")
    lanes = lanes_for(database, database_url)
    yield Either(database, lanes)
    await lanes.close()
    await database.close()
