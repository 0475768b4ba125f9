"""SQLite behind `Database`: one writer thread, a few readers, WAL with a full sync per commit."""

import asyncio
import contextvars
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session

T = TypeVar("T")

READERS = 3
WRITER_CACHE = "PRAGMA cache_size=-4000"
READER_CACHE = "PRAGMA cache_size=-1000"
"""KiB of pages that a connection keeps for itself; the system's own cache has them as well."""

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA temp_store=MEMORY",
)


def engine(url: str, *, begin: str, pool_size: int = 1) -> Engine:
    """Return an engine whose transactions start with `begin`, so that writers queue at the start.

    Python's sqlite3 would begin on its own, late; `isolation_level=None` hands that to us.
    Without a pool each connection is a new one.
    """
    kept = {"poolclass": sa.QueuePool, "pool_size": pool_size, "max_overflow": 0}
    made = sa.create_engine(
        url,
        **(kept if pool_size else {"poolclass": sa.NullPool}),
        connect_args={"check_same_thread": False, "timeout": 5.0},
        json_serializer=lambda value: orjson.dumps(value).decode(),
        json_deserializer=orjson.loads,
    )

    @sa.event.listens_for(made, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma).close()
        if begin == "BEGIN":
            connection.execute(READER_CACHE).close()
            connection.execute("PRAGMA query_only=ON").close()
        else:
            connection.execute(WRITER_CACHE).close()

    @sa.event.listens_for(made, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return made


class SqliteBackend:
    """Runs units of work on a SQLite file: writes one after another, reads beside them."""

    dialect = "sqlite"

    def __init__(self, url: str) -> None:
        self._url = url
        self._writer = engine(url, begin="BEGIN IMMEDIATE")
        self._reader = engine(url, begin="BEGIN", pool_size=READERS)
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")
        self._reading = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")

    async def run(self, unit: Callable[[Session], T], *, info: dict[str, Any], writing: bool) -> T:
        """Run `unit` in one transaction in its thread; commit when `writing`."""
        source, pool = (self._writer, self._writing) if writing else (self._reader, self._reading)
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            pool, context.run, in_transaction, source, unit, info, writing
        )

    def write_bare(self, unit: Callable[[sqlite3.Connection], T]) -> Future[T]:
        """Have `unit` run in one transaction on the writing connection itself, and commit it.

        It may raise sqlite3.Error, and then nothing of it is stored.
        """
        return self._writing.submit(in_bare_transaction, self._writer, unit)

    def asking(self) -> sqlite3.Connection:
        """Return a connection of the caller's own that reads what is committed and never waits."""
        pooled = engine(self._url, begin="BEGIN", pool_size=0).raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.execute("PRAGMA busy_timeout=0").close()
        found: sqlite3.Connection = connection
        return found

    async def give_back(self) -> None:
        """Let the connections free the pages they keep, after work that needed them."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writing, shrink, self._writer)
        for _ in range(READERS):  # each time the pool lends the one that has rested longest
            await loop.run_in_executor(self._reading, shrink, self._reader)

    async def close(self) -> None:
        self._writing.shutdown(wait=True)
        self._reading.shutdown(wait=True)
        self._writer.dispose()
        self._reader.dispose()


def shrink(source: Engine) -> None:
    pooled = source.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        connection.execute("PRAGMA shrink_memory").close()
    finally:
        pooled.close()


def in_bare_transaction(source: Engine, unit: Callable[[sqlite3.Connection], T]) -> T:
    pooled = source.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            result = unit(connection)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return result
    finally:
        pooled.close()


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
