"""The sample service on SQLite, a client of it, and its log lines."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from shared import logs
from shared.database import Database
from tests.fixtures.clock import ManualClock
from tests.fixtures.databases import NewDatabase, with_kit_tables
from tests.fixtures.sign_in import Signer
from tests.integration.shared.sample_app import sample_app


@pytest.fixture
def kit_url(new_database: NewDatabase) -> str:
    return new_database("sqlite", with_kit_tables)


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(database: Database, signer: Signer, clock: ManualClock) -> FastAPI:
    made: FastAPI = sample_app(database, signer, clock)
    return made


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as made:
        yield made


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    written: list[bytes] = []
    monkeypatch.setattr(logs.sink, "write", lambda line, **_: written.append(line))
    return written
