"""Intake on both databases: each test runs twice, on a copy of one that was filled once."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from shared.ids import new_id
from tests.fixtures.intake import Intake, filled, intake_at


def apart(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` in a thread: fixtures of asynchronous tests live inside a running loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def create_database(server: str, name: str, template: str) -> None:
    plain = sa.make_url(server).set(drivername="postgresql").render_as_string(False)
    connection = await asyncpg.connect(plain)
    await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    await connection.close()


def new_name() -> str:
    return f"t_intake_{new_id().replace('-', '')[-20:]}"


def database_of(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("intake") / "template.sqlite3"
    apart(filled(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Return the name of a database with intake's tables and the sample stores."""
    name = new_name()
    apart(create_database(postgres_url, name, "template1"))
    apart(filled(database_of(postgres_url, name)))
    return name


@pytest.fixture
def postgres_database(postgres_url: str, postgres_template: str) -> str:
    name = new_name()
    apart(create_database(postgres_url, name, postgres_template))
    return database_of(postgres_url, name)


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        copy = tmp_path / "intake.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        return f"sqlite:///{copy}"
    url: str = request.getfixturevalue("postgres_database")
    return url


@pytest_asyncio.fixture
async def intake(database_url: str) -> AsyncIterator[Intake]:
    async with intake_at(database_url) as made:
        yield made
