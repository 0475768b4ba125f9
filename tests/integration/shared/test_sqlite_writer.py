"""The writing thread of a SQLite file: who is told when, and what is brought out of the log."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from shared import sqlite
from shared.database import Session
from shared.sqlite import CHECKPOINT_AFTER, Writer
from tests.fixtures.systems import wait_until

Unit = Callable[[sqlite3.Connection], None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "numbers.sqlite3"


@pytest.fixture
def writer(path: Path) -> Iterator[Writer]:
    writer = Writer(f"sqlite:///{path}")
    writer.run_bare(execute("CREATE TABLE numbers (number UNIQUE)")).result(5)
    yield writer
    writer.close()


def execute(statement: str) -> Unit:
    def unit(connection: sqlite3.Connection) -> None:
        connection.execute(statement)

    return unit


def run(statement: str, session: Session) -> None:
    session.execute(sa.text(statement))


def size_of(path: Path) -> int:
    return path.stat().st_size


def stored(path: Path) -> list[int]:
    with sqlite3.connect(path) as connection:
        return [row[0] for row in connection.execute("SELECT number FROM numbers")]


class TestABareTransaction:
    def test_is_told_once_the_rows_of_the_next_are_in(self, writer: Writer, path: Path) -> None:
        begin, seen = threading.Event(), list[object]()

        def first(connection: sqlite3.Connection) -> None:
            begin.wait(5)
            connection.execute("INSERT INTO numbers VALUES (1)")

        def second(connection: sqlite3.Connection) -> None:
            seen.extend((one.done(), stored(path)))
            connection.execute("INSERT INTO numbers VALUES (2)")

        one, two = writer.run_bare(first), writer.run_bare(second)
        begin.set()
        one.result(5)
        two.result(5)

        assert seen == [False, [1]]
        assert stored(path) == [1, 2]

    def test_is_told_when_the_next_one_fails(self, writer: Writer, path: Path) -> None:
        begin = threading.Event()
        writer.run_bare(lambda _connection: begin.wait(5))
        one = writer.run_bare(execute("INSERT INTO numbers VALUES (1)"))
        two = writer.run_bare(execute("INSERT INTO numbers VALUES (1)"))
        begin.set()

        one.result(5)
        with pytest.raises(sqlite3.IntegrityError):
            two.result(5)
        assert stored(path) == [1]

    async def test_is_told_before_a_session_is_run(self, writer: Writer) -> None:
        begin, seen = threading.Event(), list[bool]()
        writer.run_bare(lambda _connection: begin.wait(5))
        one = writer.run_bare(execute("INSERT INTO numbers VALUES (1)"))
        session = asyncio.create_task(writer.run(lambda _session: seen.append(one.done()), {}))
        await asyncio.sleep(0)
        last = writer.run_bare(execute("INSERT INTO numbers VALUES (2)"))
        begin.set()
        await session
        await asyncio.wrap_future(last)

        assert seen == [True]

    def test_that_was_cancelled_in_time_writes_nothing(self, writer: Writer, path: Path) -> None:
        begin = threading.Event()
        writer.run_bare(lambda _connection: begin.wait(5))
        one = writer.run_bare(execute("INSERT INTO numbers VALUES (1)"))
        two = writer.run_bare(execute("INSERT INTO numbers VALUES (2)"))
        assert two.cancel()
        begin.set()
        one.result(5)
        writer.run_bare(execute("INSERT INTO numbers VALUES (3)")).result(5)

        assert stored(path) == [1, 3]


class TestTheLog:
    @pytest.mark.parametrize("bare", [True, False], ids=["bare", "session"])
    async def test_is_brought_into_the_file_beside_the_commits(
        self, writer: Writer, path: Path, bare: bool
    ) -> None:
        before = size_of(path)
        for first in range(0, CHECKPOINT_AFTER + 100, 100):
            values = ", ".join(f"({number})" for number in range(first, first + 100))
            statement = f"INSERT INTO numbers VALUES {values}"  # noqa: S608 - numbers
            if bare:
                await asyncio.wrap_future(writer.run_bare(execute(statement)))
            else:
                await writer.run(partial(run, statement), {})

        await asyncio.to_thread(
            wait_until, lambda: size_of(path) > before, what="pages in the file"
        )
        assert len(stored(path)) == CHECKPOINT_AFTER + 100

    async def test_is_brought_over_again_after_one_that_could_not_be(
        self, writer: Writer, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tried, connect, before = list[str](), sqlite.bare_connection, size_of(path)

        def fail_once(url: str) -> sqlite3.Connection:
            tried.append(url)
            if len(tried) == 1:
                raise OperationalError("connect", None, sqlite3.OperationalError("no room"))
            return connect(url)

        monkeypatch.setattr(sqlite, "bare_connection", fail_once)
        for turn in range(1, 100):
            first = turn * CHECKPOINT_AFTER
            values = ", ".join(f"({n})" for n in range(first, first + CHECKPOINT_AFTER))
            statement = f"INSERT INTO numbers VALUES {values}"  # noqa: S608 - numbers
            await asyncio.wrap_future(writer.run_bare(execute(statement)))
            if len(tried) > 1:
                break
            await asyncio.sleep(0.05)

        assert len(tried) == 2
        await asyncio.to_thread(
            wait_until, lambda: size_of(path) > before, what="pages in the file"
        )
