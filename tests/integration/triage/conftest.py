"""Triage on both databases: each test runs twice, on a copy of one that was filled once."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from shared.ids import new_id
from tests.fixtures.triage_service import Triage, filled, triage_at


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` in a thread: fixtures of asynchronous tests live inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def create_database(server: str, name: str, template: str) -> None:
    connection = await asyncpg.connect(server)
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    await connection.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("triage") / "template.sqlite3"
    apart(filled(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Return the name of a database with triage's tables and the sample organisation."""
    name = f"t_triage_{new_id().replace('-', '')[-20:]}"
    apart(create_database(postgres_url, name, "template1"))
    apart(filled(database_of(postgres_url, name)))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        copy = tmp_path / "triage.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        return f"sqlite:///{copy}"
    server: str = request.getfixturevalue("postgres_url")
    template = request.getfixturevalue("postgres_template")
    name = f"t_{new_id().replace('-', '')[-20:]}"
    apart(create_database(server, name, template))
    return database_of(server, name)


def database_of(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(False)


@pytest_asyncio.fixture
async def triage(database_url: str, tmp_path: Path) -> AsyncIterator[Triage]:
    async with triage_at(database_url, tmp_path) as made:
        yield made
