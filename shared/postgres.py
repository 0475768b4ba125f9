"""PostgreSQL behind `Database`: asyncpg connections, units of work run over them as they stand."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

import asyncpg
import orjson
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from shared.sqlite import in_transaction

T = TypeVar("T")

CHANNEL = "huiyin"
CONNECT_SECONDS = 5.0
TURN_SECONDS = 10.0
"""A crowd is waited for longer than a server that is away: it ends."""
CHECK_SECONDS = 15.0
SESSION = {"application_name": "huiyin", "jit": "off"}


def async_url(url: str) -> str:
    """Return `url` for SQLAlchemy's asyncpg dialect, where libpq's `sslmode` is called `ssl`."""
    parts = sa.make_url(url)
    query = {"ssl" if name == "sslmode" else name: value for name, value in parts.query.items()}
    return parts.set(drivername="postgresql+asyncpg", query=query).render_as_string(False)


def plain_url(url: str) -> str:
    """Return `url` as libpq and asyncpg read it."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(False)


class PostgresBackend:
    """Runs units of work on PostgreSQL in READ COMMITTED transactions."""

    dialect = "postgresql"

    def __init__(self, url: str, *, pool_size: int) -> None:
        self._url = url
        self._engine = create_async_engine(
            async_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=TURN_SECONDS,
            connect_args={
                "timeout": CONNECT_SECONDS,
                "server_settings": {**SESSION, "plan_cache_mode": "force_custom_plan"},
            },
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
        )

    async def run(self, unit: Callable[[Session], T], *, info: dict[str, Any], writing: bool) -> T:
        """Run `unit` in one transaction on a pooled connection; commit when `writing`.

        Names in `info["wake"]` are announced to the other processes of the service.
        """

        def announced(session: Session) -> T:
            result = unit(session)
            for name in sorted(info.get("wake", ())):
                session.execute(sa.select(sa.func.pg_notify(CHANNEL, name)))
            return result

        async with self._engine.connect() as connection:
            return await connection.run_sync(in_transaction, announced, info, writing)

    async def listen(self, heard: Callable[[str], None]) -> None:
        """Call `heard` with each name announced by any process; ends when the link does."""
        connection = await asyncpg.connect(plain_url(self._url), timeout=CONNECT_SECONDS)
        try:
            await connection.add_listener(CHANNEL, lambda *said: heard(str(said[3])))
            while not connection.is_closed():
                await asyncio.sleep(CHECK_SECONDS)
                await connection.execute("SELECT 1", timeout=CONNECT_SECONDS)
        finally:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close(timeout=1.0)

    async def close(self) -> None:
        await self._engine.dispose()
