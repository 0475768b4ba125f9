"""Schema migrations: Alembic per service, checked by one query when nothing is to be done."""

import asyncio
import re
import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from shared.database_address import reaching, shown_address
from shared.postgres import CONNECT_SECONDS, async_url
from shared.tables import kit_metadata, service_state

__all__ = [
    "SchemaMismatchError",
    "check",
    "is_outdated",
    "kit_metadata",
    "let_outbox_count_on",
    "run",
    "upgrade",
]

ROOT = Path(__file__).resolve().parent.parent
REVISION = re.compile(r"^(revision|down_revision)(?:: [^=]+)? = (\S+)", re.MULTILINE)


OUTBOX_COUNTS_ON = (
    "DROP TABLE IF EXISTS outbox_counting_on",
    """CREATE TABLE outbox_counting_on (
    seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    event_id CHAR(32) NOT NULL,
    type VARCHAR(80) NOT NULL,
    subject VARCHAR(80) NOT NULL,
    occurred_at DATETIME NOT NULL,
    traceparent VARCHAR(55),
    data TEXT NOT NULL,
    handed_over_at DATETIME
)""",
    "INSERT INTO outbox_counting_on SELECT * FROM outbox",
    "DROP TABLE outbox",
    "ALTER TABLE outbox_counting_on RENAME TO outbox",
    "CREATE INDEX ix_outbox_occurred_at ON outbox (occurred_at)",
    "CREATE INDEX ix_outbox_waiting ON outbox (seq) WHERE handed_over_at IS NULL",
)
"""The outbox as it was when its numbers began to count on; later changes are later migrations.

The columns stand in the order they had, so that SQLite copies whole records.
"""

UNREADABLE = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}


class SchemaMismatchError(Exception):
    """What is stored does not fit this program; the text is one sentence for people."""


@cache
def chain(service: str) -> Mapping[str, str]:
    """Return each revision this program knows for `service`, with the one it stands on.

    Their names need not be in order, only the chain: several people add to it at once.
    """
    scripts = (ROOT / "services" / service / "migrations" / "versions").glob("[0-9]*.py")
    found = [dict(REVISION.findall(script.read_text())) for script in scripts]
    return {one["revision"].strip("\"'"): one["down_revision"].strip("\"'") for one in found}


def head(service: str) -> str:
    """Return the newest revision this program knows for `service`: none stands on it."""
    known = chain(service)
    ends = sorted(known.keys() - set(known.values()))
    if len(ends) != 1:
        raise SchemaMismatchError(
            f"services/{service}/migrations/versions must be one chain; it ends in {ends or 'none'}"
        )
    return ends[0]


async def upgrade(url: str, service: str) -> bool:
    """Bring the schema at `url` to this program's revision; False when it was there already.

    Raises SchemaMismatchError when the database is of a newer program, DatabaseUnreachable when
    it cannot be opened.
    """
    if not await is_outdated(url, service):
        return False
    with reaching(url, service):
        await asyncio.to_thread(make_writable, url)
    await asyncio.to_thread(partial(run_alembic, url, service))
    return True


async def is_outdated(url: str, service: str) -> bool:
    """Say whether the schema at `url` is of an earlier program, or none; raises as `upgrade`."""
    current = await revision(url, service)
    if current == head(service):
        return False
    refuse_newer(current, service)
    return True


async def check(url: str, service: str) -> None:
    """Raise SchemaMismatchError unless the schema at `url` is exactly this program's.

    Raises DatabaseUnreachable when it cannot be opened.
    """
    current = await revision(url, service)
    if current == head(service):
        return
    refuse_newer(current, service)
    if current is None:
        raise SchemaMismatchError(
            f"There is nothing yet in the {service} database at {shown_address(url)}: run "
            f"'huiyin {service} migrate' first, or 'huiyin run' once, which does so for every "
            "service."
        )
    raise SchemaMismatchError(
        f"The {service} database has schema {current} but this program needs "
        f"{head(service)}; run 'huiyin {service} migrate' first."
    )


def refuse_newer(current: str | None, service: str) -> None:
    if current is not None and current not in chain(service):
        raise SchemaMismatchError(
            f"The {service} database has schema {current}, which is newer than this program's "
            f"{head(service)}; run the newer program, or restore a backup made by this one."
        )


async def revision(url: str, service: str) -> str | None:
    """Return the revision of the schema at `url`, None when it has none yet.

    Raises DatabaseUnreachable when it cannot be opened.
    """
    with reaching(url, service):
        if sa.make_url(url).get_backend_name() == "sqlite":
            return await asyncio.to_thread(sqlite_revision, url)
        engine = create_async_engine(
            async_url(url), poolclass=sa.NullPool, connect_args={"timeout": CONNECT_SECONDS}
        )
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(read_revision)
        finally:
            await engine.dispose()


def sqlite_revision(url: str) -> str | None:
    database = sa.make_url(url).database
    if database is None or not Path(database).exists():
        return None
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    try:
        with engine.connect() as connection:
            return read_revision(connection)
    except sa.exc.DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", None) not in UNREADABLE:
            raise
        raise SchemaMismatchError(
            f"{database} is damaged or no database at all; bring back a backup with "
            "'huiyin restore', or move the file away to begin anew."
        ) from error


def make_writable(url: str) -> None:
    """Make a SQLite file and its folder where they are missing. Raises OSError."""
    parts = sa.make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database:
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with Path(parts.database).open("ab"):
            pass


def read_revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(sa.text("SELECT version_num FROM alembic_version"))
    return found.scalar_one_or_none()


def run_alembic(url: str, service: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option(
        "script_location", str(ROOT / "services" / service / "migrations").replace("%", "%%")
    )
    config.attributes["url"] = url
    command.upgrade(config, "head")


def let_outbox_count_on(connection: sa.Connection) -> None:
    """Be the body of a migration: no number of SQLite's outbox is used again, whatever is deleted.

    PostgreSQL's sequence never did. SQLite cannot alter this, so the rows go to a new table; what
    is before the first of them is repeated should the program end in between.
    """
    if connection.dialect.name == "sqlite":
        for statement in OUTBOX_COUNTS_ON:
            connection.exec_driver_sql(statement)


def run(target_metadata: Sequence[sa.MetaData]) -> None:
    """Be the body of a service's `migrations/env.py`."""
    from alembic import context

    url = context.config.attributes["url"]
    if sa.make_url(url).get_backend_name() == "sqlite":
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.rollback()
            migrate(connection, target_metadata)
    else:
        asyncio.run(migrate_postgres(url, target_metadata))


async def migrate_postgres(url: str, target_metadata: Sequence[sa.MetaData]) -> None:
    engine = create_async_engine(async_url(url), poolclass=sa.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate, target_metadata)
    await engine.dispose()


def migrate(connection: sa.Connection, target_metadata: Sequence[sa.MetaData]) -> None:
    """Run the migrations in one transaction; a fresh database gets generation 1."""
    from alembic import context

    context.configure(
        connection=connection,
        target_metadata=list(target_metadata),
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(20261122)"))
        context.run_migrations()
        if connection.execute(sa.select(service_state.c.id)).first() is None:
            connection.execute(sa.insert(service_state).values(id=1, generation=1))
    connection.commit()
