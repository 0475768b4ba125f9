"""Followup on both databases: each test runs twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fixtures.databases import NewDatabase
from tests.fixtures.followup_service import Followup, filled, followup_at


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param, filled)


@pytest_asyncio.fixture
async def followup(database_url: str, tmp_path: Path) -> AsyncIterator[Followup]:
    async with followup_at(database_url, tmp_path) as made:
        yield made
