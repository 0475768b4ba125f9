"""The accept path past SQLAlchemy: what it does when something goes wrong."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from services.intake.models.tables import FEEDBACK, TICKET_COUNTER
from shared.database import Database, DatabaseUnavailable, OutcomeUnknown, Session
from shared.lane_commit import LaneCommit
from shared.lanes import (
    PostgresLanes,
    SqliteLanes,
    Where,
    draw,
    fetch,
    insert_all,
    session_of,
    wake_after,
)
from shared.tables import outbox
from tests.fixtures.databases import NewDatabase
from tests.fixtures.intake import Intake, filled, intake_at
from tests.fixtures.lanes import Either, keep, kept_in


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


async def end_connections(url: str) -> None:
    """Cut every other connection to this database, as a restart of the server does."""
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(False)
    connection = await asyncpg.connect(plain)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


RENAME = "UPDATE store SET name = '新名' WHERE code = 'S001' RETURNING name"


class TestALane:
    async def test_commits_what_was_done(self, either: Either) -> None:
        await either.lanes.write(lambda where: keep(where, "a", "b"))

        assert await either.lanes.write(kept_in) == ["a", "b"]

    async def test_leaves_nothing_of_what_failed(self, either: Either) -> None:
        def work(where: Where) -> None:
            keep(where, "a")
            raise LookupError

        with pytest.raises(LookupError):
            await either.lanes.write(work)
        assert await either.lanes.write(kept_in) == []

    async def test_leaves_nothing_when_one_row_is_there_already(self, either: Either) -> None:
        await either.lanes.write(lambda where: keep(where, "a"))

        with pytest.raises(IntegrityError):
            await either.lanes.write(lambda where: keep(where, "b", "a"))
        assert await either.lanes.write(kept_in) == ["a"]

    async def test_begins_anew_with_a_session_when_it_needs_one(self, either: Either) -> None:
        ways: list[bool] = []

        def work(where: Where) -> None:
            keep(where, "a")
            ways.append(isinstance(where, Session))
            session_of(where)

        await either.lanes.write(work)
        assert ways == [False, True]
        assert await either.lanes.write(kept_in) == ["a"]

    async def test_wakes_who_waits_after_its_commit(self, either: Either) -> None:
        await either.lanes.write(lambda where: wake_after(where, "outbox"))

        assert either.database.signal("outbox").is_set()

    async def test_wakes_everybody_who_listens_beside_the_relay(self, either: Either) -> None:
        with either.database.heard("outbox") as heard:
            await either.lanes.write(lambda where: wake_after(where, "outbox"))

            assert heard.is_set()

    async def test_draws_what_nobody_else_draws(self, either: Either) -> None:
        count = "UPDATE ticket_counter SET used = used + 1 WHERE day = '20260101' RETURNING used"
        started = {
            TICKET_COUNTER: [{"day": "20260101", "used": 0, "scatter_key": "00" * 16}],
        }
        await either.lanes.write(lambda where: insert_all(where, started))

        def take(where: Where) -> int:
            ((used,),) = draw(where, {"postgresql": count, "sqlite": count}, [])
            return int(used)

        taken = await asyncio.gather(*(either.lanes.write(take) for _ in range(20)))
        assert sorted(taken) == list(range(1, 21))


class TestALaneOfSqlite:
    async def test_does_it_again_with_a_session_when_a_statement_fails(
        self, sqlite_lanes: SqliteLanes
    ) -> None:
        ways: list[str] = []

        def work(where: Where) -> None:
            keep(where, "a")
            ways.append(type(where).__name__)
            if not isinstance(where, Session):
                where.fetch("SELECT nothing FROM nowhere", [])

        await sqlite_lanes.write(work)
        assert ways == ["SqliteLane", "Session"]
        assert await sqlite_lanes.write(kept_in) == ["a"]


class TestALaneOfPostgresql:
    async def test_survives_a_cut_connection(
        self, lanes: PostgresLanes, postgres_database: str
    ) -> None:
        def work(where: Where, digest: str) -> None:
            if digest not in kept_in(where):
                keep(where, digest)

        await lanes.write(lambda where: work(where, "a"))
        await end_connections(postgres_database)
        await lanes.write(lambda where: work(where, "b"))

        assert await lanes.write(kept_in) == ["a", "b"]

    async def test_asks_while_the_one_before_it_is_committed(
        self, lanes: PostgresLanes, postgres_database: str
    ) -> None:
        plain = sa.make_url(postgres_database).set(drivername="postgresql")
        holder = await asyncpg.connect(plain.render_as_string(False))
        async with holder.transaction():
            await holder.execute("LOCK TABLE idempotency_record IN SHARE MODE")
            writing = asyncio.create_task(lanes.write(lambda where: keep(where, "a")))

            assert await lanes.write(kept_in) == []
            assert not writing.done()
        await writing
        await holder.close()
        assert await lanes.write(kept_in) == ["a"]

    async def test_leaves_changes_to_a_session(self, lanes: PostgresLanes) -> None:
        ways: list[bool] = []

        def work(where: Where) -> None:
            ways.append(isinstance(where, Session))
            fetch(where, {"postgresql": RENAME}, [])

        await lanes.write(work)
        assert ways == [False, True]

    async def test_says_that_it_cannot_know_how_a_commit_ended(
        self, lanes: PostgresLanes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        runs: list[int] = []

        async def lost(*_: Any) -> None:
            raise asyncpg.ConnectionDoesNotExistError("cut")

        def work(where: Where) -> None:
            runs.append(1)
            keep(where, "a")

        monkeypatch.setattr("asyncpg.Connection.fetch", lost)
        with pytest.raises(OutcomeUnknown):
            await lanes.write(work)
        assert runs == [1]

    async def test_is_refused_clearly_when_the_server_is_away(self, unused_port: int) -> None:
        url = f"postgresql://nobody@127.0.0.1:{unused_port}/none"
        database = await Database.connect(url, name="intake")
        lanes = PostgresLanes(database, url)

        with pytest.raises(DatabaseUnavailable):
            await lanes.write(lambda where: None)
        await database.close()


class TestGroupsOnPostgresql:
    async def test_are_looked_up_beside_a_commit_and_all_answered(
        self, lanes: PostgresLanes
    ) -> None:
        def work(where: Where, digests: Sequence[str]) -> list[str | Exception]:
            keep(where, *digests)
            return [f"{digest} beside {len(kept_in(where))}" for digest in digests]

        commit = LaneCommit(lanes.database, lanes, work, name="test")
        asked = [f"{number:03}" for number in range(200)]
        first = [asyncio.create_task(commit.submit(digest)) for digest in asked[:100]]
        await first[0]
        answers = await asyncio.gather(*first, *(commit.submit(digest) for digest in asked[100:]))

        assert [answer.split()[0] for answer in answers] == asked
        assert await lanes.write(kept_in) == asked


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
