"""Followup on both databases: each test runs twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fixtures.followup_service import Followup, followup_at


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'followup.sqlite3'}"
    url: str = request.getfixturevalue("new_postgres_database")()
    return url


@pytest_asyncio.fixture
async def followup(database_url: str, tmp_path: Path) -> AsyncIterator[Followup]:
    async with followup_at(database_url, tmp_path) as made:
        yield made
