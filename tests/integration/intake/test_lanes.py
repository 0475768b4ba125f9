"""The accept path past SQLAlchemy: what it does when something goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from services.intake.models.tables import FEEDBACK
from shared.database import Database, DatabaseUnavailable, Session
from shared.lanes import (
    Lanes,
    PostgresLanes,
    SqliteLanes,
    Where,
    fetch,
    lanes_for,
    session_of,
    wake_after,
)
from shared.tables import outbox
from tests.fixtures.databases import NewDatabase
from tests.fixtures.intake import Intake, filled, intake_at


@pytest_asyncio.fixture
async def lanes(postgres_database: str) -> AsyncIterator[PostgresLanes]:
    database = await Database.connect(postgres_database, name="intake")
    made = PostgresLanes(database, postgres_database)
    yield made
    await made.close()
    await database.close()


@pytest_asyncio.fixture
async def sqlite_lanes(new_database: NewDatabase) -> AsyncIterator[SqliteLanes]:
    url = new_database("sqlite", filled)
    database = await Database.connect(url, name="intake")
    assert database.sqlite is not None
    yield SqliteLanes(database, database.sqlite)
    await database.close()


@dataclass
class Either:
    """Lanes of one of the two databases."""

    database: Database
    lanes: Lanes


@pytest_asyncio.fixture
async def either(database_url: str) -> AsyncIterator[Either]:
    database = await Database.connect(database_url, name="intake")
    lanes = lanes_for(database, database_url)
    yield Either(database, lanes)
    await lanes.close()
    await database.close()


async def end_connections(url: str) -> None:
    """Cut every other connection to this database, as a restart of the server does."""
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(False)
    connection = await asyncpg.connect(plain)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


RENAME = "UPDATE store SET name = {} WHERE code = 'S001' RETURNING name"
LOOK = "SELECT name FROM store WHERE code = 'S001'"


def rename(where: Where, name: str) -> None:
    fetch(where, {"postgresql": RENAME.format("$1"), "sqlite": RENAME.format("?")}, [name])


async def name_of(lanes: Lanes) -> str:
    def look(where: Where) -> str:
        ((name,),) = fetch(where, {"postgresql": LOOK, "sqlite": LOOK}, [])
        return str(name)

    return await lanes.write(look)


class TestALane:
    async def test_commits_what_was_done(self, either: Either) -> None:
        await either.lanes.write(lambda where: rename(where, "新名"))

        assert await name_of(either.lanes) == "新名"

    async def test_leaves_nothing_of_what_failed(self, either: Either) -> None:
        def work(where: Where) -> None:
            rename(where, "不该留下")
            raise LookupError

        with pytest.raises(LookupError):
            await either.lanes.write(work)
        assert await name_of(either.lanes) == "上海南京西路店"

    async def test_begins_anew_with_a_session_when_it_needs_one(self, either: Either) -> None:
        ways: list[bool] = []

        def work(where: Where) -> None:
            rename(where, "两次")
            ways.append(isinstance(where, Session))
            session_of(where)

        await either.lanes.write(work)
        assert ways == [False, True]
        assert await name_of(either.lanes) == "两次"

    async def test_wakes_who_waits_after_its_commit(self, either: Either) -> None:
        await either.lanes.write(lambda where: wake_after(where, "outbox"))

        assert either.database.signal("outbox").is_set()


class TestALaneOfSqlite:
    async def test_does_it_again_with_a_session_when_a_statement_fails(
        self, sqlite_lanes: SqliteLanes
    ) -> None:
        ways: list[str] = []

        def work(where: Where) -> None:
            rename(where, "一次")
            ways.append(type(where).__name__)
            if not isinstance(where, Session):
                where.fetch("SELECT nothing FROM nowhere", [])

        await sqlite_lanes.write(work)
        assert ways == ["SqliteLane", "Session"]
        assert await name_of(sqlite_lanes) == "一次"


class TestALaneOfPostgresql:
    async def test_survives_a_cut_connection(
        self, lanes: PostgresLanes, postgres_database: str
    ) -> None:
        await name_of(lanes)
        await end_connections(postgres_database)

        assert await name_of(lanes) == "上海南京西路店"

    async def test_says_that_it_cannot_know_how_a_commit_ended(
        self, lanes: PostgresLanes, postgres_database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runs: list[int] = []

        async def lost(*_: Any) -> None:
            raise asyncpg.ConnectionDoesNotExistError("cut")

        monkeypatch.setattr("asyncpg.transaction.Transaction._Transaction__commit", lost)
        with pytest.raises(DatabaseUnavailable):
            await lanes.write(lambda where: runs.append(1))
        assert runs == [1]

    async def test_is_refused_clearly_when_the_server_is_away(self, unused_port: int) -> None:
        url = f"postgresql://nobody@127.0.0.1:{unused_port}/none"
        database = await Database.connect(url, name="intake")
        lanes = PostgresLanes(database, url)

        with pytest.raises(DatabaseUnavailable):
            await lanes.write(lambda where: None)
        await database.close()


class TestTwoProcesses:
    @pytest.fixture
    def post(self) -> Callable[..., Any]:
        async def post(intake: Intake, headers: dict[str, str], **body: Any) -> int:
            return (await intake.submit(headers, **body)).status_code

        return post

    async def test_take_the_same_keys_customers_and_tickets_once(
        self, postgres_database: str, post: Callable[..., Any]
    ) -> None:
        async with intake_at(postgres_database) as one, intake_at(postgres_database) as other:
            key = await one.key()
            other.service.app.state.authenticator.forget_directory()
            work = [
                post(
                    intake,
                    {**key, "Idempotency-Key": str(n)},
                    text=f"第{n}条",
                    customer={"phone": f"138000000{n % 7:02}"},
                    external_id=f"x{n}",
                )
                for n in range(60)
                for intake in (one, other)
            ]
            statuses = await asyncio.gather(*work)

            assert sorted(statuses) == [200] * 60 + [201] * 60

            def counts(session: Any) -> tuple[int, ...]:
                feedback, tickets, customers = session.execute(
                    sa.select(
                        sa.func.count(),
                        sa.func.count(FEEDBACK.c.ticket_no.distinct()),
                        sa.func.count(FEEDBACK.c.customer.distinct()),
                    ).select_from(FEEDBACK)
                ).one()
                events = session.execute(
                    sa.select(sa.func.count())
                    .select_from(outbox)
                    .where(outbox.c.type == "huiyin.feedback.received.v1")
                ).scalar_one()
                return feedback, tickets, customers, events

            assert await one.service.database.read(counts) == (60, 60, 7, 60)
