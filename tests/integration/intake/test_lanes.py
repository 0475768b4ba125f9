"""The accept path past SQLAlchemy: what it does when something goes wrong, on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa

from services.intake.models.tables import FEEDBACK, STORE
from shared.database import Database, DatabaseUnavailable
from shared.lanes import Lane, Lanes, SessionNeededError, Where, fetch, wake_after
from shared.tables import outbox
from tests.fixtures.intake import Intake, intake_at


@pytest_asyncio.fixture
async def lanes(postgres_database: str) -> AsyncIterator[Lanes]:
    database = await Database.connect(postgres_database, name="intake")
    made = Lanes(database, postgres_database)
    yield made
    await made.close()
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


def rename(where: Where, name: str) -> None:
    if isinstance(where, Lane):
        where.fetch("UPDATE store SET name = $1 WHERE code = 'S001'", [name])
    else:
        where.execute(sa.update(STORE).where(STORE.c.code == "S001").values(name=name))


async def name_of(lanes: Lanes) -> str:
    def look(where: Where) -> str:
        ((name,),) = fetch(
            where, {"postgresql": "SELECT name FROM store WHERE code = $1"}, ["S001"]
        )
        return str(name)

    return await lanes.write(look)


class TestALane:
    async def test_commits_what_was_done(self, lanes: Lanes) -> None:
        await lanes.write(lambda where: rename(where, "新名"))

        assert await name_of(lanes) == "新名"

    async def test_leaves_nothing_of_what_failed(self, lanes: Lanes) -> None:
        def work(where: Where) -> None:
            rename(where, "不该留下")
            raise LookupError

        with pytest.raises(LookupError):
            await lanes.write(work)
        assert await name_of(lanes) == "上海南京西路店"

    async def test_begins_anew_with_a_session_when_it_needs_one(self, lanes: Lanes) -> None:
        ways: list[str] = []

        def work(where: Where) -> None:
            rename(where, "两次")
            ways.append(type(where).__name__)
            if isinstance(where, Lane):
                raise SessionNeededError

        await lanes.write(work)
        assert ways == ["Lane", "Session"]

    async def test_survives_a_cut_connection(self, lanes: Lanes, postgres_database: str) -> None:
        await name_of(lanes)
        await end_connections(postgres_database)

        assert await name_of(lanes) == "上海南京西路店"

    async def test_says_that_it_cannot_know_how_a_commit_ended(
        self, lanes: Lanes, postgres_database: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runs: list[int] = []

        async def lost(*_: Any) -> None:
            raise asyncpg.ConnectionDoesNotExistError("cut")

        monkeypatch.setattr("asyncpg.transaction.Transaction._Transaction__commit", lost)
        with pytest.raises(DatabaseUnavailable):
            await lanes.write(lambda where: runs.append(1))
        assert runs == [1]

    async def test_wakes_who_waits_after_its_commit(self, lanes: Lanes) -> None:
        await lanes.write(lambda where: wake_after(where, "outbox"))

        assert lanes.database.signal("outbox").is_set()

    async def test_is_refused_clearly_when_the_server_is_away(self, unused_port: int) -> None:
        url = f"postgresql://nobody@127.0.0.1:{unused_port}/none"
        database = await Database.connect(url, name="intake")
        lanes = Lanes(database, url)

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
