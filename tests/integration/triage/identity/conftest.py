"""Triage's identity routes on real databases, with a clock turned by hand."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.triage import sample, tokens
from services.triage.models import Staff, TriageModel
from services.triage.web import auth_api, organisation_api, staff_api
from services.triage.web.identity import Identity
from shared.auth import Authenticator, LocalKeys
from shared.database import Database, Session
from shared.sealing import Sealer
from shared.service import create_app
from shared.tables import audit_entry, kit_metadata, outbox, service_state
from shared.telemetry import Metrics
from tests.fixtures.clock import ManualClock

PASSWORD = "sample-password"
INFO = {"audit_key": b"k" * 32}
COOKIE = auth_api.COOKIE


@dataclass
class House:
    """A triage application over its database, and clients of it."""

    database: Database
    clock: ManualClock
    sealer: Sealer
    public_url: str = "http://127.0.0.1:8000"
    identity: Identity = field(init=False)
    transport: httpx.ASGITransport = field(init=False)

    def __post_init__(self) -> None:
        keys = LocalKeys(self.jwks)
        authenticator = Authenticator(
            self.database, keys, self.clock, monotonic=lambda: self.clock.now().timestamp()
        )
        self.identity = Identity.of(
            self.database, authenticator, self.clock, self.sealer, public_url=self.public_url
        )
        self.app = create_app(
            "triage",
            version="0",
            database=self.database,
            authenticator=authenticator,
            clock=self.clock,
            routers=[auth_api.router, staff_api.router, organisation_api.router],
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
        statement = sa.select(Staff.id).where(Staff.username == username)
        return await self.database.read(lambda session: session.execute(statement).scalar_one())

    async def team_id(self, name: str) -> str:
        async with await self.as_("admin") as client:
            items = (await client.get("/v1/teams")).json()["items"]
        return next(team["id"] for team in items if team["name"] == name)

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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/triage.sqlite3"
    make: Callable[[], str] = request.getfixturevalue("new_postgres_database")
    return make()


@pytest.fixture
async def empty_house(database_url: str) -> AsyncIterator[House]:
    database = await Database.connect(database_url, name="triage", info=INFO)

    def create(session: Session) -> None:
        kit_metadata.create_all(session.connection())
        TriageModel.metadata.create_all(session.connection())
        session.execute(sa.insert(service_state).values(id=1, generation=1))

    await database.write(create)
    house = House(database, ManualClock(), Sealer("a secret of some length indeed"))
    yield house
    house.identity.passwords.close()
    await database.close()


@pytest.fixture
async def house(empty_house: House) -> House:
    """The sample organisation."""
    now = empty_house.clock.now()
    await empty_house.database.write(
        lambda session: sample.load(session, password=PASSWORD, now=now)
    )
    return empty_house
