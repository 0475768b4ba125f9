"""A database that is closed while somebody reads it in the background."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from shared.database import Database, Session

T = TypeVar("T")


class Gate:
    """A backend whose units of work end when they are let."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.done: list[str] = []

    async def run(self, unit: Callable[[Session], T], *, info: dict[str, Any], writing: bool) -> T:
        await self.opened.wait()
        self.done.append("read")
        return unit(Session())

    async def close(self) -> None:
        self.done.append("closed")


async def test_lets_what_is_in_flight_end_before_its_connections_go() -> None:
    gate = Gate()
    database = Database(gate, name="test", info={})
    reading = asyncio.create_task(database.read(lambda _session: 1))
    await asyncio.sleep(0)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    gate.opened.set()
    await closing

    assert (await reading, gate.done) == (1, ["read", "closed"])
