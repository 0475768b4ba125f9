"""A stream tells each what changed for it, whichever process did it, while its token holds."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from shared import outbox
from shared.auth import Authenticator, Principal
from shared.database import Database, Session
from shared.events import KeyChanged
from shared.service import create_app
from shared.streams import Change, Feed, Told
from shared.streams.feed import MOST_FRAMES, MOST_OF_ONE, WINDOW
from shared.streams.told import RESET, frame
from shared.tables import outbox as outbox_table
from shared.telemetry import Metrics
from tests.fixtures.clock import NOON, ManualClock
from tests.fixtures.databases import NewDatabase, with_kit_tables
from tests.fixtures.sign_in import Signer
from tests.fixtures.streams import Heard, heard_in, listening

ID = "01930000-0000-7000-8000-0000000000{:02d}"


def tell(session: Session, changes: Sequence[Change]) -> list[Told]:
    """Tell agents of everything, and of keys whose id ends in 9 leads only."""
    return [
        Told("thing", {"id": one.subject}, leads_only if one.subject.endswith("9") else everybody)
        for one in changes
    ]


def leads_only(principal: Principal) -> bool:
    return principal.has_role("lead")


def everybody(_principal: Principal) -> bool:
    return True


@pytest.fixture
def signer() -> Signer:
    return Signer()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(database: Database, signer: Signer, clock: ManualClock) -> FastAPI:
    made = create_app(
        "sample",
        version="1",
        database=database,
        authenticator=Authenticator(database, signer.keys(), clock),
        clock=clock,
        routers=[],
        metrics=Metrics("sample"),
        teller=tell,
    )
    feed: Feed = made.state.feed
    feed._poll = 3600  # what comes, comes by the database's signal
    return made


@pytest.fixture
def agent(signer: Signer, clock: ManualClock) -> dict[str, str]:
    return signer.bearer(clock.now(), "agent")


@pytest_asyncio.fixture
async def elsewhere(kit_url: str) -> AsyncIterator[Database]:
    """Yield the same database as another process has it."""
    made = await Database.connect(kit_url, name="kit", info={"audit_key": b"k" * 32})
    yield made
    await made.close()


async def happen(database: Database, *numbers: int) -> None:
    def work(session: Session) -> None:
        for number in numbers:
            data = KeyChanged(
                generation=1, version=1, id=ID.format(number), name="k", digest="d", scopes=()
            )
            outbox.add(session, data, now=NOON)

    await database.write(work)


def ids(heard: Sequence[Heard]) -> list[int]:
    return [int(one.data["id"][-2:]) for one in heard if one.event == "thing"]


async def polled(app: FastAPI, headers: dict[str, str]) -> list[Heard]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        answer = await client.get("/v1/stream?poll=true", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/event-stream")
    return heard_in(answer.content)


class TestStream:
    async def test_tells_what_is_committed(
        self, app: FastAPI, database: Database, agent: dict[str, str]
    ) -> None:
        async with listening(app, agent) as stream:
            assert (await stream.next()).event == "ready"
            await happen(database, 1)

            assert (await stream.next()).data == {"id": ID.format(1)}
        assert stream.headers["cache-control"] == "no-store"

    async def test_ends_at_once_for_who_asks_for_its_head(
        self, app: FastAPI, agent: dict[str, str]
    ) -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            answer = await asyncio.wait_for(client.head("/v1/stream", headers=agent), 20)

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.content == b""

    async def test_tells_each_only_what_it_may_know(
        self, app: FastAPI, database: Database, agent: dict[str, str], signer: Signer
    ) -> None:
        lead = signer.bearer(NOON, "lead", sub=ID.format(77))
        async with listening(app, agent) as one, listening(app, lead) as other:
            await one.next(), await other.next()
            await happen(database, 9, 10)

            assert ids([await one.next()]) == [10]
            assert ids([await other.next(), await other.next()]) == [9, 10]

    async def test_beats_while_nothing_happens(self, app: FastAPI, agent: dict[str, str]) -> None:
        app.state.feed.heartbeat = 0.01
        async with listening(app, agent) as stream:
            await stream.next()

            await stream.heartbeat()

    async def test_ends_with_the_token(
        self, app: FastAPI, agent: dict[str, str], clock: ManualClock
    ) -> None:
        app.state.feed.heartbeat = 0.01
        async with listening(app, agent) as stream:
            await stream.next()
            clock.advance(minutes=11)

            assert [one.event for one in await stream.rest()] == ["end"]

    async def test_is_looked_at_again_when_the_token_ends_and_no_later(
        self, app: FastAPI, signer: Signer, clock: ManualClock
    ) -> None:
        clock.advance(seconds=600 + 4.95)
        nearly_over = signer.bearer(NOON, "agent")
        async with listening(app, nearly_over) as stream:
            await stream.next()
            clock.advance(seconds=1)

            assert (await stream.next()).data == {"reason": "token"}

    async def test_ends_when_the_server_stops(self, app: FastAPI, agent: dict[str, str]) -> None:
        stopping = asyncio.Event()
        async with listening(app, agent, stopping=stopping) as stream:
            await stream.next()
            stopping.set()

            assert (await stream.next()).data == {"reason": "stopping"}
            assert await stream.rest() == []

    async def test_loop_runs_only_while_somebody_listens(
        self, app: FastAPI, agent: dict[str, str]
    ) -> None:
        feed: Feed = app.state.feed
        async with listening(app, agent) as stream:
            await stream.next()
            assert feed._tasks
        assert (feed._tasks, feed._listeners) == ([], set())

    async def test_of_one_person_are_bounded(self, app: FastAPI, agent: dict[str, str]) -> None:
        feed: Feed = app.state.feed
        async with listening(app, agent) as stream:
            await stream.next()
            held = next(iter(feed._listeners)).principal
            more = [await feed.join(held) for _ in range(MOST_OF_ONE - 1)]
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                answer = await client.get("/v1/stream", headers=agent)
            for one in more:
                feed.leave(one)

        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "15"

    async def test_of_who_does_not_keep_up_begins_anew(
        self, app: FastAPI, agent: dict[str, str], database: Database
    ) -> None:
        feed: Feed = app.state.feed
        async with listening(app, agent) as stream:
            await stream.next()
            slow = next(iter(feed._listeners))
            for _ in range(MOST_FRAMES + 1):
                slow.offer(b"event: thing\n\n", reset=frame(RESET, {}, feed.position))

            assert (await stream.next()).event == "reset"

    async def test_asks_for_a_credential(self, app: FastAPI) -> None:
        async with listening(app, {}) as stream:
            pass
        assert stream.status == 401


class TestAcrossProcesses:
    @pytest.fixture
    def kit_url(self, new_database: NewDatabase) -> str:
        return new_database("postgresql", with_kit_tables)

    async def test_hears_of_another_processes_commit(
        self, app: FastAPI, elsewhere: Database, agent: dict[str, str]
    ) -> None:
        async with listening(app, agent) as stream:
            await stream.next()
            heard = asyncio.create_task(stream.next())
            while not heard.done():  # until our side listens, nothing tells it
                await happen(elsewhere, 1)
                await asyncio.wait({heard}, timeout=0.3)

            assert ids([heard.result()]) == [1]


class TestNewcomers:
    async def test_are_told_once_beside_the_outbox(
        self, app: FastAPI, agent: dict[str, str], database: Database
    ) -> None:
        rows = ["1"]

        def new_rows(_session: Session, mark: str | None) -> tuple[str, list[Told]]:
            new = [] if mark is None else [one for one in rows if one > mark]
            return rows[-1], [Told("alert", {"id": one}, everybody) for one in new]

        app.state.feed._newcomers = new_rows
        async with listening(app, agent) as stream:
            await stream.next()
            rows.append("2")
            await happen(database, 1)

            heard = {one.event: one.data for one in (await stream.next(), await stream.next())}
        assert heard == {"thing": {"id": ID.format(1)}, "alert": {"id": "2"}}


class TestComingBack:
    async def test_is_told_what_was_missed_once(
        self, app: FastAPI, database: Database, agent: dict[str, str]
    ) -> None:
        await happen(database, 1)
        stood = (await polled(app, agent))[0].id
        await happen(database, 2, 2, 9)

        heard = await polled(app, {**agent, "Last-Event-ID": stood})

        assert ids(heard) == [2]
        assert ids(await polled(app, {**agent, "Last-Event-ID": heard[-1].id})) == []

    @pytest.mark.parametrize("mark", ["7-1", "1-99999", "something", f"1-{10**30}"])
    async def test_from_nowhere_reads_everything_anew(
        self, app: FastAPI, agent: dict[str, str], mark: str
    ) -> None:
        heard = await polled(app, {**agent, "Last-Event-ID": mark})

        assert [one.event for one in heard] == ["ready", "reset"]

    async def test_after_too_much_reads_everything_anew(
        self, app: FastAPI, agent: dict[str, str], database: Database
    ) -> None:
        stood = (await polled(app, agent))[0].id
        await happen(database, *[1] * (WINDOW + 1))

        heard = await polled(app, {**agent, "Last-Event-ID": stood})

        assert [one.event for one in heard] == ["ready", "reset"]

    async def test_after_what_was_missed_is_gone_reads_everything_anew(
        self, app: FastAPI, agent: dict[str, str], database: Database
    ) -> None:
        await happen(database, 1)
        stood = (await polled(app, agent))[0].id
        await happen(database, 2, 3)
        gone = outbox_table.c.subject == ID.format(2)
        await database.write(lambda session: session.execute(outbox_table.delete().where(gone)))
        gone = outbox_table.c.subject == ID.format(1)
        await database.write(lambda session: session.execute(outbox_table.delete().where(gone)))

        heard = await polled(app, {**agent, "Last-Event-ID": stood})

        assert [one.event for one in heard] == ["ready", "reset"]
