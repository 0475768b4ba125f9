"""Triage's identity routes on real databases, with a clock turned by hand."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from services.triage import sample, tokens
from services.triage.models import TriageModel
from services.triage.oidc import OidcProvider
from services.triage.operations.reference import keep_stores
from services.triage.passwords import PasswordThreads, hashed
from services.triage.queries import directory
from services.triage.web import (
    auth_api,
    hours_api,
    links_api,
    oidc_api,
    organisation_api,
    routing_api,
    staff_api,
)
from services.triage.web.identity import Identity
from shared.auth import Authenticator, LocalKeys
from shared.database import Database, Session
from shared.events import StoreChanged
from shared.sealing import Sealer
from shared.service import create_app
from shared.tables import audit_entry, kit_metadata, outbox, service_state
from shared.telemetry import Metrics
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.databases import NewDatabase

PASSWORD = "sample-password"
INFO = {"audit_key": b"k" * 32}
COOKIE = auth_api.COOKIE
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@dataclass
class House:
    """A triage application over its database, and clients of it."""

    database: Database
    clock: ManualClock
    sealer: Sealer
    public_url: str = "http://127.0.0.1:8000"
    provider: OidcProvider | None = None
    identity: Identity = field(init=False)
    transport: httpx.ASGITransport = field(init=False)

    def __post_init__(self) -> None:
        keys = LocalKeys(self.jwks)
        authenticator = Authenticator(
            self.database, keys, self.clock, monotonic=lambda: self.clock.now().timestamp()
        )
        self.identity = Identity.of(
            self.database,
            authenticator,
            self.clock,
            self.sealer,
            public_url=self.public_url,
            passwords=PasswordThreads(CHEAP),
            provider=self.provider,
        )
        self.app = create_app(
            "triage",
            version="0",
            database=self.database,
            authenticator=authenticator,
            clock=self.clock,
            routers=[
                auth_api.router,
                links_api.router,
                oidc_api.router,
                staff_api.router,
                organisation_api.router,
                hours_api.router,
                routing_api.router,
            ],
            metrics=Metrics("triage"),
            state={"identity": self.identity},
        )

    async def jwks(self) -> list[dict[str, Any]]:
        found = await self.database.read(lambda session: tokens.jwks(session, self.clock.now()))
        return found["keys"]

    def client(self, address: str = "192.0.2.1") -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=(address, 1234)),
            base_url="http://triage",
            headers={"Accept-Language": "en"},
        )

    async def sign_in(
        self, username: str, password: str = PASSWORD, *, address: str = "192.0.2.1", **more: str
    ) -> httpx.Response:
        async with self.client(address) as client:
            body = {"username": username, "password": password, **more}
            return await client.post("/v1/auth/token", json=body)

    async def as_(self, username: str, password: str = PASSWORD) -> httpx.AsyncClient:
        """Return a client that is signed in."""
        answer = await self.sign_in(username, password)
        assert answer.status_code == 200, answer.text
        client = self.client()
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    async def carry_on(self, refresh_token: str, path: str = "refresh") -> httpx.Response:
        async with self.client() as client:
            return await client.post(
                f"/v1/auth/{path}", headers={"Cookie": f"{COOKIE}={refresh_token}"}
            )

    async def staff_id(self, username: str) -> str:
        return await self.database.read(
            lambda session: directory.person_named(session, username).id
        )

    async def team_id(self, name: str) -> str:
        async with await self.as_("admin") as client:
            items = (await client.get("/v1/teams")).json()["items"]
        return next(str(team["id"]) for team in items if team["name"] == name)

    async def audited(self, action: str) -> list[Any]:
        statement = sa.select(audit_entry).where(audit_entry.c.action == action)
        return await self.database.read(
            lambda session: list(session.execute(statement.order_by(audit_entry.c.seq)))
        )

    async def published(self, event_type: str, subject: str) -> list[str]:
        statement = (
            sa.select(outbox.c.data)
            .where(outbox.c.type == event_type, outbox.c.subject == subject)
            .order_by(outbox.c.seq)
        )
        return await self.database.read(lambda session: list(session.execute(statement).scalars()))


async def without_people(url: str) -> None:
    """Make the tables."""

    def unit(session: Session) -> None:
        kit_metadata.create_all(session.connection())
        TriageModel.metadata.create_all(session.connection())
        session.execute(sa.insert(service_state).values(id=1, generation=1))

    await fill(url, unit)


async def with_sample(url: str) -> None:
    """Make the tables, and the sample organisation with cheap hashes and two stores."""
    await without_people(url)

    def unit(session: Session) -> None:
        sample.load(session, password=PASSWORD, now=NOON, hash_password=cheaply_hashed)
        stores = [
            StoreChanged(generation=1, version=1, code=code, name=code, region="华东", city="上海")
            for code in ("S001", "S002")
        ]
        keep_stores(session, stores)

    await fill(url, unit)


async def fill(url: str, unit: Callable[[Session], object]) -> None:
    database = await Database.connect(url, name="triage", info=INFO)
    await database.write(unit)
    await database.close()


def cheaply_hashed(password: str) -> str:
    return hashed(password, CHEAP)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def house(kind: str, new_database: NewDatabase) -> AsyncIterator[House]:
    """Yield the sample organisation."""
    async with house_at(new_database(kind, with_sample)) as made:
        yield made


@pytest.fixture
async def empty_house(new_database: NewDatabase) -> AsyncIterator[House]:
    """Yield a new installation: nobody is there."""
    async with house_at(new_database("sqlite", without_people)) as made:
        yield made


@asynccontextmanager
async def house_at(url: str) -> AsyncIterator[House]:
    database = await Database.connect(url, name="triage", info=INFO)
    house = House(database, ManualClock(), Sealer("a secret of some length indeed"))
    yield house
    house.identity.passwords.close()
    await database.close()
