"""Databases and roles on a PostgreSQL server that somebody else runs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import asyncpg


async def create_database(admin_url: str, name: str, password: str | None = None) -> str:
    """Create a database, and a role of the same name that owns it when a password is given.

    Both may exist already: the password is set anew. Returns the URL to connect with.
    """
    connection = await asyncpg.connect(admin_url)
    try:
        if password is not None:
            await _ensure_role(connection, name, password)
        if not await connection.fetchval("select 1 from pg_database where datname = $1", name):
            await connection.execute(f'create database "{name}"')
        if password is not None:
            await connection.execute(f'alter database "{name}" owner to "{name}"')
            await connection.execute(f'revoke connect on database "{name}" from public')
    finally:
        await connection.close()
    return _url_of(admin_url, name, password)


async def drop_database(admin_url: str, name: str) -> None:
    """Drop a database with whatever sessions it has."""
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute(f'drop database if exists "{name}" with (force)')
    finally:
        await connection.close()


def create_database_now(admin_url: str, name: str, password: str | None = None) -> str:
    """Create a database like create_database, outside of any event loop."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, create_database(admin_url, name, password)).result()


async def _ensure_role(connection: asyncpg.Connection, name: str, password: str) -> None:
    exists = await connection.fetchval("select 1 from pg_roles where rolname = $1", name)
    verb = "alter" if exists else "create"
    literal = await connection.fetchval("select quote_literal($1::text)", password)
    await connection.execute(f'{verb} role "{name}" login password {literal}')


def _url_of(admin_url: str, name: str, password: str | None) -> str:
    parts = urlsplit(admin_url)
    if password is None:
        return parts._replace(path=f"/{name}").geturl()
    place = parts.netloc.rpartition("@")[2]
    return f"postgresql://{quote(name)}:{quote(password, safe='')}@{place}/{name}"
