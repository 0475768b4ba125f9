"""Intake on both databases: each test runs twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.fixtures.intake import Intake, intake_at


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'intake.sqlite3'}"
    url: str = request.getfixturevalue("new_postgres_database")()
    return url


@pytest_asyncio.fixture
async def intake(database_url: str) -> AsyncIterator[Intake]:
    async with intake_at(database_url) as made:
        yield made
