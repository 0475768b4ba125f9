"""On the wire: requests begin a few at a time, an answer's head leaves with its body."""

import asyncio
from functools import partial
from typing import Any

import pytest

from shared.wire import AT_ONCE, JoiningTransport, Turnstile

HEAD = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n"


class Connection(asyncio.Transport):
    """A transport that remembers what went out."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []
        self.is_shut = False

    def write(self, data: Any) -> None:
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.is_shut = True

    def is_closing(self) -> bool:
        return self.is_shut

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None: ...


@pytest.fixture
def connection() -> Connection:
    return Connection()


class TestAnAnswer:
    async def test_leaves_in_one_piece(self, connection: Connection) -> None:
        joining = JoiningTransport(connection, asyncio.get_running_loop())
        joining.write(HEAD)
        joining.write(b"{}")
        await asyncio.sleep(0)

        assert connection.sent == [HEAD + b"{}"]

    async def test_begins_when_its_body_takes_longer(self, connection: Connection) -> None:
        joining = JoiningTransport(connection, asyncio.get_running_loop())
        joining.write(HEAD)
        await asyncio.sleep(0)
        assert connection.sent == [HEAD]

        joining.write(b"data: 1\n\n")
        assert connection.sent == [HEAD, b"data: 1\n\n"]

    async def test_without_a_body_leaves_before_the_connection_is_closed(
        self, connection: Connection
    ) -> None:
        joining = JoiningTransport(connection, asyncio.get_running_loop())
        joining.write(HEAD)
        joining.close()
        await asyncio.sleep(0)

        assert connection.sent == [HEAD]
        assert joining.is_closing()

    async def test_may_follow_another_on_the_same_connection(self, connection: Connection) -> None:
        joining = JoiningTransport(connection, asyncio.get_running_loop())
        for _ in range(2):
            joining.write(HEAD)
            joining.write(b"{}")
        await asyncio.sleep(0)

        assert connection.sent == [HEAD + b"{}"] * 2

    async def test_without_a_body_may_be_followed_by_another_head(
        self, connection: Connection
    ) -> None:
        joining = JoiningTransport(connection, asyncio.get_running_loop())
        joining.write(HEAD)
        joining.write(HEAD)
        joining.write(b"{}")
        await asyncio.sleep(0)

        assert b"".join(connection.sent) == HEAD + HEAD + b"{}"


class TestACrowd:
    async def test_begins_a_few_at_a_time_and_in_order(self) -> None:
        turnstile, begun = Turnstile(), list[int]()
        for number in range(2 * AT_ONCE + 1):
            turnstile.enter(partial(begun.append, number))

        seen = []
        while len(begun) < 2 * AT_ONCE + 1:
            await asyncio.sleep(0)
            seen.append(len(begun))

        assert seen == [AT_ONCE, 2 * AT_ONCE, 2 * AT_ONCE + 1]
        assert begun == sorted(begun)

    async def test_may_come_again(self) -> None:
        turnstile, begun = Turnstile(), list[str]()
        for name in "ab":
            turnstile.enter(partial(begun.append, name))
            await asyncio.sleep(0)

        assert begun == ["a", "b"]
