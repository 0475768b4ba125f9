"""Triage on both databases: each test runs twice, on a copy of one that was filled once."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fixtures.databases import NewDatabase
from tests.fixtures.triage_service import Triage, filled, triage_at


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, new_database: NewDatabase) -> str:
    return new_database(request.param, filled)


@pytest_asyncio.fixture
async def triage(database_url: str, tmp_path: Path) -> AsyncIterator[Triage]:
    async with triage_at(database_url, tmp_path) as made:
        yield made
