"""A database with the kit's tables, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shared.database import Database
from tests.fixtures.databases import NewDatabase, with_kit_tables


@pytest.fixture(params=["sqlite", "postgresql"])
def kit_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param, with_kit_tables)


@pytest_asyncio.fixture
async def database(kit_url: str) -> AsyncIterator[Database]:
    made = await Database.connect(kit_url, name="kit", info={"audit_key": b"k" * 32})
    yield made
    await made.close()
