"""Reading the services' databases from outside, to count what the bench did to them."""

import asyncio
from typing import Any

import sqlalchemy as sa

from shared.database import Database


def rows(url: str, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query, on SQLite and PostgreSQL alike."""
    return asyncio.run(rows_of(url, query, values))


async def rows_of(url: str, query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    database = await Database.connect(url, name="bench", pool_size=1)
    try:
        return await fetched(database, query, **values)
    finally:
        await database.close()


async def fetched(database: Database, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query on an open database."""
    return await database.read(
        lambda session: [tuple(row) for row in session.execute(sa.text(query), values)]
    )


def count(url: str, table: str) -> int:
    """Return how many rows a table holds."""
    return int(rows(url, f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - our own names
