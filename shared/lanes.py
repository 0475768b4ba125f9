"""Transactions past SQLAlchemy, for a path where its cost per statement decides.

A statement costs 45 µs of CPU through asyncpg and 150–350 µs through SQLAlchemy, a transaction
80 µs and 400 µs; sqlite3 itself asks less still. Whatever goes wrong here before the commit is
done again by the ordinary way, which knows what to retry and how to say that the database is away.
"""

import asyncio
import contextlib
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, TypeVar

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.util import await_only, greenlet_spawn

from shared import bulk
from shared.database import Database, OutcomeUnknown, Session, wake
from shared.postgres import CHANNEL, CONNECT_SECONDS, SESSION, plain_url
from shared.sqlite import SqliteBackend

T = TypeVar("T")

POSTGRESQL: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
SQLITE: sa.Dialect = sqlite.dialect()
FAILURES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
UNKNOWN_END = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)
"""Failures after which a statement may have been committed all the same."""


class SessionNeededError(Exception):
    """The unit of work needs more than a lane can do; it is run again with a session."""


class Gathering(ABC):
    """A unit of work whose questions see what is committed, and whose writing goes last."""

    dialect: str

    def __init__(self) -> None:
        self.rows: dict[sa.Table, list[bulk.Row]] = {}
        self.woken: set[str] = set()

    def fetch(self, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Ask and return the rows; what changes something needs a session."""
        if not statement.lstrip().startswith("SELECT"):
            raise SessionNeededError
        return self.draw(statement, values)

    @abstractmethod
    def draw(self, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """Run a statement that stands by itself, whatever becomes of the rest."""

    def insert_all(self, rows_of: Mapping[sa.Table, bulk.Rows]) -> None:
        for table, rows in rows_of.items():
            self.rows.setdefault(table, []).extend(rows)


class Lane(Gathering):
    """A unit of work on PostgreSQL.

    Its rows and the signals `woken` go to the server in one statement, which is the transaction.
    """

    dialect = "postgresql"

    def __init__(self, asking: asyncpg.Connection) -> None:
        super().__init__()
        self._asking = asking

    def draw(self, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """See Gathering."""
        rows: Sequence[Sequence[Any]] = await_only(self._asking.fetch(statement, *values))
        return rows

    def statement(self) -> tuple[str, list[Any]]:
        """Return the statement that writes everything, and its parameters."""
        shape = tuple((table, tuple(rows[0])) for table, rows in self.rows.items())
        documents = [bulk.encoded(table, rows, POSTGRESQL) for table, rows in self.rows.items()]
        return writing(shape), [*documents, CHANNEL, sorted(self.woken)]


@cache
def writing(shape: bulk.Shape) -> str:
    """Return the statement that inserts one JSON document a table and tells who is to wake."""
    place = len(shape)
    told = f"SELECT pg_notify(${place + 1}, name) FROM unnest(${place + 2}::text[]) AS name"  # noqa: S608 - our own
    return f"WITH {bulk.parts(shape)} {told}" if shape else told


class SqliteLane(Gathering):
    """A unit of work on SQLite: it asks in the event loop, and its rows are for another thread.

    That has little to do then for which it needs the interpreter, and waits for it seldom.
    """

    dialect = "sqlite"

    def __init__(self, asking: sqlite3.Connection) -> None:
        super().__init__()
        self._asking = asking

    def draw(self, statement: str, values: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """See Gathering; what writes is refused, as there is one who writes."""
        if not statement.lstrip().startswith("SELECT"):
            raise SessionNeededError
        return self._asking.execute(statement, values).fetchall()

    def statements(self) -> list[tuple[str, tuple[Any, ...]]]:
        """Return the statements that insert everything, with their values."""
        return [
            one
            for table, rows in self.rows.items()
            for one in bulk.sqlite_inserts(table, rows, None, SQLITE)
        ]


Where = Session | Lane | SqliteLane
"""Where a unit of work runs: every way commits and rolls back by itself."""


def dialect_of(where: Where) -> str:
    return where.get_bind().dialect.name if isinstance(where, Session) else where.dialect


def fetch(
    where: Where, statement: Mapping[str, str], values: Sequence[Any]
) -> Sequence[Sequence[Any]]:
    """Ask with the statement of this dialect and return its rows."""
    if not isinstance(where, Session):
        return where.fetch(statement[where.dialect], values)
    connection = where.connection()
    return connection.exec_driver_sql(statement[connection.dialect.name], tuple(values)).all()


def draw(
    where: Where, statement: Mapping[str, str], values: Sequence[Any]
) -> Sequence[Sequence[Any]]:
    """Run a statement that takes something for good, as numbers, and return its rows.

    On PostgreSQL a lane need not give it back when the work fails, nor wait for its disk.
    """
    if isinstance(where, Lane):
        return where.draw(statement[where.dialect], values)
    return fetch(where, statement, values)


def insert_all(where: Where, rows_of: Mapping[sa.Table, bulk.Rows]) -> None:
    """Insert the rows of several tables at once; no two of them may refer to each other."""
    if isinstance(where, Session):
        bulk.insert_all(where, rows_of)
    elif filled := {table: rows for table, rows in rows_of.items() if rows}:
        where.insert_all(filled)


def wake_after(where: Where, name: str) -> None:
    """Ask for the signal `name` to be set once this transaction has been committed."""
    if isinstance(where, Session):
        wake(where, name)
    else:
        where.woken.add(name)


def session_of(where: Where) -> Session:
    """Return the session; a lane ends here and its work begins anew with one."""
    if isinstance(where, Session):
        return where
    raise SessionNeededError


class SqliteLanes:
    """Runs units of work on SQLite: one is prepared while the one before it is committed.

    Two that write the same key may so meet at its unique index; the later is done again by the
    ordinary way. They write in SQLite's writing thread, in turn with all others.
    """

    def __init__(self, database: Database, backend: SqliteBackend) -> None:
        self._database = database
        self._backend = backend
        self._asking: sqlite3.Connection | None = None

    async def write(
        self, work: Callable[[Where], T], *, then: Callable[[], None] | None = None
    ) -> T:
        """Run `work` in one transaction and commit it before returning its result.

        `then` is called when all but the commit is done. Raises as `Database.write` does, which
        runs `work` again when this way fails.
        """
        if self._asking is None:
            self._asking = self._backend.asking()
        lane = SqliteLane(self._asking)
        try:
            result = work(lane)
            if lane.rows:
                await asyncio.wrap_future(self._commit(lane, then))
        except (SessionNeededError, sqlite3.Error):
            return await self._database.write(work)
        for name in lane.woken:
            self._database.announce(name)
        return result

    def _commit(self, lane: SqliteLane, then: Callable[[], None] | None) -> Future[None]:
        loop, statements = asyncio.get_running_loop(), lane.statements()

        def insert(connection: sqlite3.Connection) -> None:
            for statement, values in statements:
                connection.execute(statement, values)
            if then is not None:
                loop.call_soon_threadsafe(then)

        return self._backend.write_bare(insert)

    async def close(self) -> None:
        if self._asking is not None:
            self._asking.close()


class PostgresLanes:
    """Runs units of work on PostgreSQL: one asks while the one before it is committed.

    Two that write the same key may so meet at its unique index; the later is done again by the
    ordinary way. More than `width` at a time made smaller groups, which cost more than they gained.
    """

    width = 2

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        # What is drawn need not be on disk before the rows that use it: their commit brings it.
        self._asking = Line(url, enable_seqscan="off", synchronous_commit="off")
        self._writing = Line(url)

    async def write(self, work: Callable[[Where], T]) -> T:
        """Run `work` in one transaction and commit it before returning its result.

        Raises as `Database.write` does, which runs `work` again when this way fails before its
        commit; a commit whose end is not known is OutcomeUnknown.
        """
        try:
            async with self._asking.turn() as connection:
                lane = Lane(connection)
                result = await greenlet_spawn(work, lane)
            if lane.rows or lane.woken:
                await self._commit(*lane.statement())
        except (SessionNeededError, *FAILURES):
            return await self.database.write(work)
        for name in lane.woken:
            self.database.announce(name)
        return result

    async def close(self) -> None:
        await self._asking.close()
        await self._writing.close()

    async def _commit(self, statement: str, values: Sequence[Any]) -> None:
        async with self._writing.turn() as connection:
            try:
                await connection.fetch(statement, *values)
            except UNKNOWN_END as error:
                raise OutcomeUnknown(type(error).__name__) from error


class Line:
    """A connection for one user at a time, made when needed; `settings` are its session's."""

    def __init__(self, url: str, **settings: str) -> None:
        self._url = plain_url(url)
        self._settings = {**SESSION, **settings}
        self._connection: asyncpg.Connection | None = None
        self._taken = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[asyncpg.Connection]:
        """Wait for the connection and lend it; one that breaks meanwhile is ended."""
        async with self._taken:
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(
                    self._url, timeout=CONNECT_SECONDS, server_settings=self._settings
                )
                # As bytes: a text would be made of them and encoded again.
                await self._connection.set_type_codec(
                    "json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary"
                )
            try:
                yield self._connection
            except (*UNKNOWN_END, OutcomeUnknown):
                self._connection.terminate()
                raise

    async def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(*FAILURES):
                await self._connection.close(timeout=1.0)


Lanes = SqliteLanes | PostgresLanes
"""Run units of work, each in a transaction of its own."""


def lanes_for(database: Database, url: str) -> Lanes:
    """Return the lanes of this database."""
    if database.sqlite is not None:
        return SqliteLanes(database, database.sqlite)
    return PostgresLanes(database, url)
