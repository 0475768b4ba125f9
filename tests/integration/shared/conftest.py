"""A database with the kit's tables, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from shared.database import Database
from shared.tables import kit_metadata


@pytest.fixture(params=["sqlite", "postgresql"])
def kit_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/kit.sqlite3"
    new = request.getfixturevalue("new_database")
    return str(new("kit"))


@pytest_asyncio.fixture
async def database(kit_url: str) -> AsyncIterator[Database]:
    made = await Database.connect(kit_url, name="kit", info={"audit_key": b"k" * 32})
    await made.write(lambda session: kit_metadata.create_all(session.connection()))
    yield made
    await made.close()
