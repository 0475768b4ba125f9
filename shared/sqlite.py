"""SQLite behind `Database`: one writing thread, a few readers, WAL with a full sync per commit.

A further thread brings what was written from the log into the file.
"""

import asyncio
import contextlib
import contextvars
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

T = TypeVar("T")

READERS = 3
CHECKPOINT_AFTER = 1000
"""Rows written, some thousand pages of the log. A commit that finds more than `wal_autocheckpoint`
pages there brings over what is left, and the log begins anew."""
WRITER_CACHE = "PRAGMA cache_size=-2000"
READER_CACHE = "PRAGMA cache_size=-256"
"""KiB of pages that a connection keeps for itself; the system's own cache has them as well."""
WRITER_STATEMENTS = 128
READER_STATEMENTS = 32
"""Prepared statements that a connection keeps; nine readers with as many as a writer took 10 MB."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=8000",
    "PRAGMA temp_store=MEMORY",
)


def engine(url: str, *, begin: str, pool_size: int = 1) -> Engine:
    """Return an engine whose transactions start with `begin`, so that writers queue at the start.

    Python's sqlite3 would begin on its own, late; `isolation_level=None` hands that to us.
    Without a pool each connection is a new one.
    """
    is_reader = begin == "BEGIN"
    statements = READER_STATEMENTS if is_reader else WRITER_STATEMENTS
    kept = {"poolclass": sa.QueuePool, "pool_size": pool_size, "max_overflow": 0}
    made = sa.create_engine(
        url,
        **(kept if pool_size else {"poolclass": sa.NullPool}),
        connect_args={
            "check_same_thread": False,
            "timeout": 5.0,
            "cached_statements": statements,
        },
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )

    @sa.event.listens_for(made, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma).close()
        if is_reader:
            connection.execute(READER_CACHE).close()
            connection.execute("PRAGMA query_only=ON").close()
        else:
            connection.execute(WRITER_CACHE).close()

    @sa.event.listens_for(made, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


class Checkpoints:
    """Brings pages from the log into the file, beside those who write and read.

    Left to the commits, every fiftieth took 15 ms longer, and nobody was answered meanwhile.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-checkpoints")
        self._connection: sqlite3.Connection | None = None
        self._is_under_way = False
        self._rows_before = 0

    def consider(self, rows: int) -> None:
        """Begin one when enough was written since the last; `rows` is how many rows ever were."""
        if rows - self._rows_before >= CHECKPOINT_AFTER and not self._is_under_way:
            self._rows_before = rows
            self._is_under_way = True
            self._thread.submit(self._run)

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()

    def _run(self) -> None:
        # One that cannot be done, as on a full disk, is left to the commits, which say so.
        try:
            with contextlib.suppress(sqlite3.Error, DBAPIError):
                self._connection = self._connection or bare_connection(self._url)
                self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
        finally:
            self._is_under_way = False


class Writer:
    """The thread that writes, transaction after transaction: those of sessions and bare ones.

    What a bare one returns is told once the rows of the next are in, when one waits already. The
    event loop has little to do until it is told, and much from then on: the statements of the next
    would wait for the interpreter again and again, while the disk had nothing to do.
    """

    def __init__(self, url: str) -> None:
        self._checkpoints = Checkpoints(url)
        self._source = engine(url, begin="BEGIN IMMEDIATE")
        sa.event.listen(self._source, "commit", self._consider)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._submitted = 0  # counted in the event loop, the next in the thread
        self._begun = 0
        self._untold: list[Callable[[], None]] = []

    async def run(self, unit: Callable[[Session], T], info: dict[str, Any]) -> T:
        """Run `unit` in a session's transaction and commit it."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, context.run, self._in_session, unit, info
        )

    def run_bare(self, unit: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Run `unit` in a transaction of the connection itself and commit it.

        It may raise sqlite3.Error, and then nothing of it is stored.
        """
        told: Future[T] = Future()
        self._submitted += 1
        self._thread.submit(self._in_bare_transaction, unit, told)
        return told

    async def shrink(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, shrink, self._source)

    def close(self) -> None:
        self._thread.shutdown(wait=True)
        self._checkpoints.close()
        self._source.dispose()

    def _in_session(self, unit: Callable[[Session], T], info: dict[str, Any]) -> T:
        self._tell()
        return in_transaction(self._source, unit, info, writing=True)

    def _in_bare_transaction(
        self, unit: Callable[[sqlite3.Connection], T], told: Future[T]
    ) -> None:
        self._begun += 1
        if not told.set_running_or_notify_cancel():
            self._tell()
            return
        try:
            result = self._committed(unit)
        except BaseException as error:  # noqa: BLE001 - who waits for it is told, as by an executor
            self._tell()
            told.set_exception(error)
            return
        self._untold.append(partial(told.set_result, result))
        if self._submitted == self._begun:
            self._tell()

    def _committed(self, unit: Callable[[sqlite3.Connection], T]) -> T:
        pooled = self._source.raw_connection()
        try:
            connection: Any = pooled.driver_connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                result = unit(connection)
                self._tell()
                self._checkpoints.consider(connection.total_changes)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
            return result
        finally:
            pooled.close()

    def _tell(self) -> None:
        untold, self._untold = self._untold, []
        for tell in untold:
            tell()

    def _consider(self, committing: sa.Connection) -> None:
        driver: Any = committing.connection.driver_connection
        self._checkpoints.consider(driver.total_changes)


class SqliteBackend:
    """Runs units of work on a SQLite file: writes one after another, reads beside them."""

    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self._url = url
        self._writer = Writer(url)
        self._reader = engine(url, begin="BEGIN", pool_size=READERS)
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")

    async def run(self, unit: Callable[[Session], T], *, info: dict[str, Any], writing: bool) -> T:
        """Run `unit` in one transaction in its thread; commit when `writing`."""
        if writing:
            return await self._writer.run(unit, info)
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._reading, context.run, in_transaction, self._reader, unit, info, False
        )

    def write_bare(self, unit: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """See Writer.run_bare."""
        return self._writer.run_bare(unit)

    def asking(self) -> sqlite3.Connection:
        """Return a connection of the caller's own that reads what is committed and never waits."""
        connection = bare_connection(self._url)
        connection.execute("PRAGMA busy_timeout=0").close()
        return connection

    async def give_back(self) -> None:
        """Let the connections free the pages they keep, after work that needed them."""
        await self._writer.shrink()
        loop = asyncio.get_running_loop()
        for _ in range(READERS):  # each time the pool lends the one that has rested longest
            await loop.run_in_executor(self._reading, shrink, self._reader)

    async def close(self) -> None:
        self._reading.shutdown(wait=True)
        self._writer.close()
        self._reader.dispose()


def shrink(source: Engine) -> None:
    pooled = source.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        connection.execute("PRAGMA shrink_memory").close()
    finally:
        pooled.close()


def bare_connection(url: str) -> sqlite3.Connection:
    """Return a connection to the file that changes nothing in it, outside any pool."""
    pooled = engine(url, begin="BEGIN", pool_size=0).raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    found: sqlite3.Connection = connection
    return found


def in_transaction(
    source: Engine | sa.Connection,
    unit: Callable[[Session], T],
    info: dict[str, Any],
    writing: bool,
) -> T:
    """Run `unit` in a session of its own: committed when `writing`, else rolled back."""
    with Session(bind=source, info=info, expire_on_commit=False) as session:
        result = unit(session)
        if writing:
            info["committing"] = True
            session.commit()
        return result
