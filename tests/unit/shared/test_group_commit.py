"""Group commit: which items share a transaction, and when one begins beside another."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from shared.group_commit import GroupCommit


class Slow(GroupCommit[str, str]):
    """Up to two transactions at a time, each in flight until it is let through."""

    def __init__(self) -> None:
        nowhere: Any = None
        super().__init__(nowhere, lambda _session, items: items, name="test", width=2)
        self.begun: list[str] = []
        self._gates: list[asyncio.Event] = []
        self._callers: list[asyncio.Task[str]] = []

    async def come(self, items: str) -> None:
        """Submit each letter, and give the loop time."""
        self._callers += [asyncio.create_task(self.submit(item)) for item in items]
        for _ in range(5):
            await asyncio.sleep(0)

    async def let_through(self, number: int) -> None:
        self._gates[number].set()
        await self.come("")

    async def answers(self) -> list[str]:
        return await asyncio.gather(*self._callers)

    async def _write(self, items: Sequence[str]) -> Sequence[str | Exception]:
        self.begun.append("".join(items))
        self._gates.append(asyncio.Event())
        await self._gates[-1].wait()
        return items


@pytest.fixture
def commit() -> Slow:
    return Slow()


class TestASecondTransaction:
    async def test_begins_at_once_beside_as_small_a_one(self, commit: Slow) -> None:
        await commit.come("a")
        await commit.come("b")

        assert commit.begun == ["a", "b"]

    async def test_begins_as_soon_as_it_is_as_large_as_the_one_in_flight(
        self, commit: Slow
    ) -> None:
        await commit.come("abc")
        await commit.come("de")
        assert commit.begun == ["abc"]

        await commit.come("f")
        assert commit.begun == ["abc", "def"]

    async def test_begins_with_what_waits_when_nothing_is_in_flight(self, commit: Slow) -> None:
        await commit.come("abc")
        await commit.come("d")
        await commit.let_through(0)
        assert commit.begun == ["abc", "d"]

        await commit.let_through(1)
        assert await commit.answers() == ["a", "b", "c", "d"]

    async def test_is_the_last_that_begins(self, commit: Slow) -> None:
        await commit.come("a")
        await commit.come("b")
        await commit.come("cdefg")

        assert commit.begun == ["a", "b"]

    async def test_is_followed_when_as_many_wait_as_are_in_the_other(self, commit: Slow) -> None:
        await commit.come("ab")
        await commit.come("cd")
        await commit.come("e")
        await commit.let_through(0)
        assert commit.begun == ["ab", "cd"]

        await commit.come("f")
        assert commit.begun == ["ab", "cd", "ef"]
