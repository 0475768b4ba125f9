"""The fault link forwards, cuts, refuses, swallows and recovers."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from deploy.local.faultlink import FaultLink


@pytest.fixture
async def echo() -> AsyncIterator[int]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(line)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.fixture
async def link(echo: int) -> AsyncIterator[FaultLink]:
    async with FaultLink(echo) as link:
        yield link


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, link: FaultLink) -> "Client":
        return cls(*await asyncio.open_connection("127.0.0.1", link.port))

    async def ask(self, line: bytes = b"hello\n", *, seconds: float = 30) -> bytes:
        self.writer.write(line)
        return await asyncio.wait_for(self.reader.readline(), seconds)

    def close(self) -> None:
        self.writer.transport.abort()


class TestFaultLink:
    async def test_forwards(self, link: FaultLink) -> None:
        client = await Client.to(link)

        assert await client.ask() == b"hello\n"
        assert link.redirect(f"amqp://u:p@127.0.0.1:{link._target_port}/").endswith(
            f":{link.port}/"
        )
        client.close()

    async def test_cut_ends_connections_and_welcomes_new_ones(self, link: FaultLink) -> None:
        client = await Client.to(link)
        await client.ask()

        link.cut()

        with pytest.raises((ConnectionError, AssertionError)):
            assert await client.ask() == b"hello\n"
        client.close()
        again = await Client.to(link)
        assert await again.ask() == b"hello\n"
        again.close()

    async def test_refuse_turns_new_connections_away_until_restored(self, link: FaultLink) -> None:
        await link.refuse()

        with pytest.raises(ConnectionError):
            await Client.to(link)
        await link.restore()
        client = await Client.to(link)
        assert await client.ask() == b"hello\n"
        client.close()

    async def test_blackhole_accepts_and_never_answers(self, link: FaultLink) -> None:
        link.blackhole()
        client = await Client.to(link)

        with pytest.raises(TimeoutError):
            await client.ask(seconds=1)
        client.close()
        await link.restore()
        again = await Client.to(link)
        assert await again.ask() == b"hello\n"
        again.close()
