"""A database that refuses sessions for a while: everybody is told to come back later."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa

from deploy.local.faultlink import FaultLink
from shared.database import Database, DatabaseUnavailable, OutcomeUnknown, Session

SSL_REQUEST = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
REFUSALS = {
    "57P03": "the database system is starting up",
    "57P01": "terminating connection due to administrator command",
    "53300": "sorry, too many clients already",
}


def refusal(code: str) -> bytes:
    """Return PostgreSQL's message that refuses a session, by SQLSTATE."""
    fields = {"S": "FATAL", "V": "FATAL", "C": code, "M": REFUSALS[code]}
    body = b"".join(f"{name}{text}\0".encode() for name, text in fields.items()) + b"\0"
    return b"E" + (len(body) + 4).to_bytes(4, "big") + body


def refusing(code: str) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if await reader.read(1024) == SSL_REQUEST:
            writer.write(b"N")
            await reader.read(1024)
        writer.write(refusal(code))
        await writer.drain()
        writer.close()

    return serve


async def hanging_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(1024)
    writer.close()


@asynccontextmanager
async def database_at(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncIterator[Database]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    database = await Database.connect(f"postgresql://u:p@127.0.0.1:{port}/d", name="away")
    try:
        yield database
    finally:
        await database.close()
        server.close()
        await server.wait_closed()


class TestRefusedSession:
    @pytest.mark.parametrize("code", REFUSALS)
    async def test_is_an_outage_not_a_fault(self, code: str) -> None:
        async with database_at(refusing(code)) as database:
            with pytest.raises(DatabaseUnavailable) as refused:
                await database.ping()

        assert refused.value.status == 503
        assert refused.value.headers["Retry-After"]

    async def test_so_is_one_that_hangs_up(self) -> None:
        async with database_at(hanging_up) as database:
            with pytest.raises(DatabaseUnavailable):
                await database.ping()


class TestLinkCut:
    """The statement is run again, the commit is not: it may have been heard."""

    @pytest.fixture
    async def database(self, link: FaultLink, postgres_url: str) -> AsyncIterator[Database]:
        opened = await Database.connect(link.redirect(postgres_url), name="cut")
        yield opened
        await opened.close()

    @pytest.fixture
    async def link(self, postgres_url: str) -> AsyncIterator[FaultLink]:
        port = sa.make_url(postgres_url).port
        assert port is not None
        async with FaultLink(port) as made:
            yield made

    async def test_before_the_commit_goes_unnoticed(
        self, database: Database, link: FaultLink
    ) -> None:
        await database.ping()
        link.cut()

        await database.ping()

        assert link.accepted == 2

    async def test_during_the_commit_is_told_as_what_it_is(
        self, database: Database, link: FaultLink
    ) -> None:
        def work(session: Session) -> None:
            session.execute(sa.text("CREATE TABLE written (id int)"))
            link.cut()

        with pytest.raises(OutcomeUnknown) as told:
            await database.write(work)

        assert "Idempotency-Key" in told.value.zh
        assert "Nothing was stored" not in told.value.en
        assert told.value.headers["Retry-After"]


class TestNoServer:
    async def test_is_an_outage(self) -> None:
        async with database_at(hanging_up) as database:
            pass

        with pytest.raises(DatabaseUnavailable):
            await database.ping()
