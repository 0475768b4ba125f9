"""A service's database: units of work are plain functions over a session, committed here only."""

import asyncio
import functools
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Protocol, Self, TypeVar

import sqlalchemy as sa
from asyncpg import InternalClientError
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from shared import problems, sqlite
from shared.columns import NAMING, BigId, Id, Json, UtcDateTime
from shared.postgres import PostgresBackend
from shared.sqlite import SqliteBackend

__all__ = [
    "NAMING",
    "BigId",
    "Database",
    "Id",
    "Json",
    "Session",
    "UtcDateTime",
    "insert_for",
    "memory_session",
    "wake",
]

T = TypeVar("T")
log = logging.getLogger(__name__)

TRIES = 4
RETRY_STATES = {"40001", "40P01"}  # serialization failure, deadlock detected
AWAY_STATES = {"08", "53", "57", "58"}  # connection, resources, shutdown, system: SQLSTATE classes
RETRY_AFTER_SECONDS = 2
FINISHING_SECONDS = 5.0


class DatabaseUnavailable(problems.ServiceUnavailable):
    """The database cannot be used just now; nothing of the request was stored."""

    def __init__(self, reason: str, database: str = "") -> None:
        super().__init__(
            zh="数据库暂时无法使用，请稍后重试；本次请求没有保存任何内容。",
            en="The database cannot be used just now. Nothing was stored; try again shortly.",
            retry_after=RETRY_AFTER_SECONDS,
        )
        self.reason = reason
        self.database = database


class OutcomeUnknown(DatabaseUnavailable):
    """The link broke during the commit: what was to be stored may stand, or may not."""

    def __init__(self, reason: str, database: str = "") -> None:
        super().__init__(reason, database)
        self.zh = (
            "提交时与数据库的连接中断，无法确认是否已保存；"
            "请用相同的 Idempotency-Key 重试，不会重复。"
        )
        self.en = (
            "The link to the database broke during the commit, so it is not known whether this was "
            "stored. Try again with the same Idempotency-Key: nothing is stored twice."
        )


class Backend(Protocol):
    dialect: str

    async def run(
        self, unit: Callable[[Session], T], *, info: dict[str, Any], writing: bool
    ) -> T: ...

    async def close(self) -> None: ...


class Database:
    """One service's database.

    A unit of work is a synchronous function over a `Session`. It cannot await, so it cannot touch
    the network; it may be run again (deadlock), so it has no effect outside the session; it never
    commits, `write` does, before it returns.
    """

    def __init__(self, backend: Backend, *, name: str, info: dict[str, Any]) -> None:
        self.name = name
        self.dialect = backend.dialect
        self._backend = backend
        self._info = {"state": {}, **info}
        self._signals: dict[str, asyncio.Event] = {}
        self._heard: dict[str, set[asyncio.Event]] = {}
        self._in_flight = 0
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    @classmethod
    async def connect(
        cls, url: str, *, name: str, pool_size: int = 8, info: dict[str, Any] | None = None
    ) -> Self:
        """Return the database at `url` (`sqlite:///path` or `postgresql://…`); connects lazily.

        `info` is found in every session's `info`, for instance the key of the audit chain.
        """
        if sa.make_url(url).get_backend_name() == "sqlite":
            return cls(SqliteBackend(url), name=name, info=info or {})
        return cls(PostgresBackend(url, pool_size=pool_size), name=name, info=info or {})

    @property
    def sqlite(self) -> SqliteBackend | None:
        """What runs units of work on a SQLite file, None on PostgreSQL."""
        return self._backend if isinstance(self._backend, SqliteBackend) else None

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction and commit it before returning its result.

        Raises DatabaseUnavailable when the database is away, full or locked for long, and its
        subclass OutcomeUnknown when the link broke during the commit;
        IntegrityError when a racing process took a unique value first.
        """
        info = {**self._info, "wake": set()}
        result = await self._attempt(work, info, writing=True)
        for name in info["wake"]:
            self.announce(name)
        return result

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction that is never committed. Raises DatabaseUnavailable."""
        return await self._attempt(work, dict(self._info), writing=False)

    async def ping(self) -> None:
        """Raise DatabaseUnavailable unless the database answers."""
        await self.read(lambda session: session.execute(sa.select(1)).one())

    def signal(self, name: str) -> asyncio.Event:
        """Return the event that is set after each commit that asked to `wake` `name`."""
        return self._signals.setdefault(name, asyncio.Event())

    @contextmanager
    def heard(self, name: str) -> Iterator[asyncio.Event]:
        """Give a further event beside `signal(name)`: each who waits clears only its own."""
        own = asyncio.Event()
        self._heard.setdefault(name, set()).add(own)
        try:
            yield own
        finally:
            self._heard[name].discard(own)

    def announce(self, name: str) -> None:
        """Set the signal `name`, as a commit that asked to wake it does."""
        for event in (self.signal(name), *self._heard.get(name, ())):
            event.set()

    async def listen(self) -> None:
        """Set signals for commits of other processes too. Ends only when the link breaks."""
        if not isinstance(self._backend, PostgresBackend):
            await asyncio.Event().wait()
        else:
            await self._backend.listen(self.announce)

    async def give_back(self) -> None:
        """Free what is kept in memory of a SQLite file; a server keeps that for itself."""
        if self.sqlite is not None:
            await self.sqlite.give_back()

    async def close(self) -> None:
        """Let what is in flight end, for a while: who reads in the background is not asked to."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISHING_SECONDS):
                await self._is_idle.wait()
        await self._backend.close()

    async def _attempt(
        self, work: Callable[[Session], T], info: dict[str, Any], *, writing: bool
    ) -> T:
        self._in_flight += 1
        self._is_idle.clear()
        try:
            return await self._tried(work, info, writing=writing)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._is_idle.set()

    async def _tried(
        self, work: Callable[[Session], T], info: dict[str, Any], *, writing: bool
    ) -> T:
        for tries_left in reversed(range(TRIES)):
            info.pop("committing", None)
            try:
                return await self._backend.run(work, info=info, writing=writing)
            except IntegrityError:
                raise
            except (DBAPIError, PoolTimeoutError, InternalClientError, OSError) as error:
                committing = "committing" in info
                if not tries_left or not is_retriable(error, committing=committing):
                    raise unavailable(error, self.name, committing=committing) from error
            info.get("wake", set()).clear()
            await asyncio.sleep(0.01 * (TRIES - tries_left))
        raise AssertionError("unreachable: the last try raises or returns")


def is_retriable(error: Exception, *, committing: bool) -> bool:
    """Say whether the transaction surely did nothing and may succeed when run again."""
    if not isinstance(error, DBAPIError):
        return False
    if sqlstate(error) in RETRY_STATES:
        return True
    return error.connection_invalidated and not committing


def unavailable(error: Exception, database: str, *, committing: bool) -> Exception:
    """Return what to raise for `error`: DatabaseUnavailable, or `error` when it is our fault."""
    is_cut = not isinstance(error, DBAPIError) or error.connection_invalidated
    if isinstance(error, DBAPIError):
        away = (
            is_cut
            or (sqlstate(error) or "")[:2] in AWAY_STATES
            or (isinstance(error.orig, sqlite3.OperationalError) and is_outage(str(error.orig)))
        )
        if not away:
            return error
    reason = type(error).__name__
    log.warning("database unavailable", extra={"reason": reason})
    kind = OutcomeUnknown if committing and is_cut else DatabaseUnavailable
    return kind(reason, database)


def is_outage(message: str) -> bool:
    """Tell SQLite's outages from wrong SQL, which it reports by the same class."""
    outages = ("locked", "full", "disk I/O", "unable to open", "readonly", "read-only")
    return any(outage in message for outage in outages)


def sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None) or getattr(error.orig, "pgcode", None)


def wake(session: Session, name: str) -> None:
    """Ask for the signal `name` to be set once this transaction has been committed."""
    session.info.setdefault("wake", set()).add(name)


def insert_for(session: Session) -> Callable[[Any], Any]:
    """Return the dialect's `insert`, which knows `on_conflict_do_nothing` and `…_do_update`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql_insert
    return sqlite_insert


@contextmanager
def memory_session(metadatas: Sequence[sa.MetaData]) -> Iterator[Session]:
    """Yield a session on a fresh in-memory SQLite database holding the tables of `metadatas`.

    For tests of operations: what `Database.write` would run in its thread, run here and now.
    """
    info: dict[str, Any] = {"state": {}}
    with (
        memory_engine(tuple(metadatas)).connect() as connection,
        Session(bind=connection, info=info, expire_on_commit=False) as session,
    ):
        yield session


@functools.cache
def memory_engine(metadatas: tuple[sa.MetaData, ...]) -> sa.Engine:
    """Return an engine each of whose connections is a new database, copied from one in memory.

    It is kept, and with it the statements it has compiled.
    """
    original = sqlite.engine("sqlite://", begin="BEGIN IMMEDIATE")
    for metadata in metadatas:
        metadata.create_all(original)
    made = sqlite.engine("sqlite://", begin="BEGIN IMMEDIATE", pool_size=0)

    @sa.event.listens_for(made, "connect")
    def fill(connection: Any, _record: Any) -> None:
        source = original.raw_connection()
        source.driver_connection.backup(connection)  # type: ignore[union-attr]
        source.close()

    return made
