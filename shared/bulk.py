"""Many rows in one statement, on both databases.

PostgreSQL takes the rows of a table as one JSON document (`json_populate_recordset`): a tenth of
the work of one execution a row, on both sides. SQLite takes them as values of prepared statements.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

import orjson
import sqlalchemy as sa

from shared.among import among
from shared.columns import UtcDateTime
from shared.database import Session

MOST_ROWS = 16

Row = Mapping[str, Any]
Rows = Sequence[Row]
Shape = tuple[tuple[sa.Table, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What happens to a row whose `key` is there already: kept as it is, or its `changed` set.

    With `newer`, it is set only when these columns together are newer than what is stored.
    """

    key: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()


IGNORED = Conflict()
"""A row that is there already stays."""


def insert_rows(
    session: Session, table: sa.Table, rows: Rows, *, conflict: Conflict | None = None
) -> None:
    """Insert rows that all have the same columns. Raises IntegrityError without a `conflict`."""
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        names = tuple(rows[0])
        text = insert_of(table, names, 1) + clause_of(table, conflict)
        connection.exec_driver_sql(text, (document(table, rows, connection.dialect),))
        return
    insert_in_pieces(connection, table, rows, conflict)


def insert_new(session: Session, table: sa.Table, rows: Rows, *, key: str) -> set[Any]:
    """Insert the rows that are not there yet, `key` being that of the table; return their keys.

    A key that another transaction is inserting is waited for: it is there, or ours when that ends.
    """
    if not rows:
        return set()
    connection = session.connection()
    column = table.c[key]
    if connection.dialect.name == "postgresql":
        rows = sorted(rows, key=lambda row: str(row[key]))  # two that wait for each other never end
        text = insert_of(table, tuple(rows[0]), 1) + f' ON CONFLICT DO NOTHING RETURNING "{key}"'
        given = (document(table, rows, connection.dialect),)
        found = connection.exec_driver_sql(text, given).scalars()
        as_ours = column.type.dialect_impl(connection.dialect).result_processor(
            connection.dialect, None
        )
        return {as_ours(one) if as_ours else one for one in found}
    known = session.execute(sa.select(column).where(among(column, [row[key] for row in rows])))
    there = set(known.scalars())
    new = [row for row in rows if row[key] not in there]
    insert_rows(session, table, new)
    return {row[key] for row in new}


def insert_all(session: Session, rows_of: Mapping[sa.Table, Rows]) -> None:
    """Insert the rows of several tables at once; no two of them may refer to each other."""
    filled = {table: rows for table, rows in rows_of.items() if rows}
    if not filled:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        shape = tuple((table, tuple(rows[0])) for table, rows in filled.items())
        documents = [document(table, rows, connection.dialect) for table, rows in filled.items()]
        connection.exec_driver_sql(populating(shape), tuple(documents))
        return
    for table, rows in filled.items():
        insert_in_pieces(connection, table, rows, None)


def update_rows(
    session: Session, table: sa.Table, rows: Rows, *, key: Sequence[str], newer: Sequence[str] = ()
) -> None:
    """Set the columns of many rows, each found by its `key`.

    With `newer`, a row is changed only when these columns together are newer than what is stored
    (the design's conditional update).
    """
    if not rows:
        return
    connection = session.connection()
    names = tuple(name for name in rows[0] if name not in key)
    if connection.dialect.name == "postgresql":
        text = update_of(table, names, tuple(key), tuple(newer))
        connection.exec_driver_sql(text, (document(table, rows, connection.dialect),))
        return
    stamps = tuple(newer)
    text = sqlite_update(table, names, tuple(key), stamps)
    given = sqlite_values(table, rows, (*names, *key, *stamps), connection.dialect)
    connection.exec_driver_sql(text, given)


def insert_in_pieces(
    connection: sa.Connection, table: sa.Table, rows: Rows, conflict: Conflict | None
) -> None:
    for text, values in sqlite_inserts(table, rows, conflict, connection.dialect):
        connection.exec_driver_sql(text, values)


def sqlite_inserts(
    table: sa.Table, rows: Rows, conflict: Conflict | None, dialect: sa.Dialect
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield statements with their values that together insert the rows, MOST_ROWS at a time.

    Their sizes are powers of two, so that few prepared statements serve. Each gives the interpreter
    away once and has to wait for it afterwards: row by row, a writing thread beside a busy event
    loop waited more than it wrote.
    """
    names = tuple(rows[0])
    values = sqlite_values(table, rows, names, dialect)
    begin, size = 0, MOST_ROWS
    while begin < len(values):
        while size > len(values) - begin:
            size //= 2
        some = chain.from_iterable(values[begin : begin + size])
        yield sqlite_insert(table, names, conflict, size), tuple(some)
        begin += size


def sqlite_values(
    table: sa.Table, rows: Rows, names: tuple[str, ...], dialect: sa.Dialect
) -> list[tuple[Any, ...]]:
    """Return of each row the values of the columns `names`, as SQLite keeps them."""
    columns = [
        [row[name] if row[name] is None else convert(row[name]) for row in rows]
        if convert
        else [row[name] for row in rows]
        for name, convert in zip(names, converting(table, names, dialect), strict=True)
    ]
    return list(zip(*columns, strict=True))


@cache
def converting(
    table: sa.Table, names: tuple[str, ...], dialect: sa.Dialect
) -> tuple[Callable[[Any], Any] | None, ...]:
    """Return what turns values of each column into what the driver takes, None for nothing."""
    return tuple(table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)


@cache
def sqlite_insert(
    table: sa.Table, names: tuple[str, ...], conflict: Conflict | None, rows: int
) -> str:
    # OR FAIL, for the transaction is given up anyway: to take back one statement of several rows
    # SQLite would copy every page it changes.
    columns = ", ".join(f'"{name}"' for name in names)
    places = ", ".join([f"({', '.join('?' * len(names))})"] * rows)
    insert = f'INSERT OR FAIL INTO "{table.name}" ({columns}) VALUES {places}'  # noqa: S608 - our names
    return insert + clause_of(table, conflict)


@cache
def sqlite_update(
    table: sa.Table, names: tuple[str, ...], key: tuple[str, ...], newer: tuple[str, ...]
) -> str:
    settings = ", ".join(f'"{name}" = ?' for name in names)
    matches = [f'"{name}" = ?' for name in key]
    if newer:
        stored = ", ".join(f'"{name}"' for name in newer)
        matches.append(f"({stored}) < ({', '.join('?' * len(newer))})")
    return f'UPDATE "{table.name}" SET {settings} WHERE {" AND ".join(matches)}'  # noqa: S608


def document(table: sa.Table, rows: Rows, dialect: sa.Dialect) -> str:
    """Return rows as the JSON document that PostgreSQL turns into rows again."""
    return encoded(table, rows, dialect).decode()


def encoded(table: sa.Table, rows: Rows, dialect: sa.Dialect) -> bytes:
    """Return the bytes of `document`, for who sends them as they are."""
    kept = [name for name in rows[0] if is_kept_otherwise(table.c[name].type)]
    if kept:
        decorators: dict[str, Any] = {name: table.c[name].type for name in kept}
        rows = [
            {**row, **{n: decorators[n].process_bind_param(row[n], dialect) for n in kept}}
            for row in rows
        ]
    return orjson.dumps(rows, default=as_bytea)


def is_kept_otherwise(kind: sa.types.TypeEngine[Any]) -> bool:
    """Say whether the type changes values on their way; times are given as they are."""
    changes = type(kind).__dict__.get("process_bind_param")
    return changes is not None and not isinstance(kind, UtcDateTime)


def as_bytea(value: Any) -> Any:
    """Return bytes in PostgreSQL's hex format, and models as what they dump to."""
    if isinstance(value, bytes | memoryview):
        return rf"\x{bytes(value).hex()}"
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} cannot be stored")


@cache
def populating(shape: Shape) -> str:
    """Return the statement that inserts one JSON document a table."""
    last = len(shape)
    insert = insert_of(*shape[-1], last)
    return f"WITH {parts(shape[:-1])} {insert}" if shape[:-1] else insert


def parts(shape: Shape) -> str:
    """Return the common table expressions that insert one JSON document a table, from `$1` on."""
    inserts = (insert_of(table, names, place) for place, (table, names) in enumerate(shape, 1))
    return ", ".join(f"part_{place} AS ({one})" for place, one in enumerate(inserts))


@cache
def insert_of(table: sa.Table, names: tuple[str, ...], place: int) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f'INSERT INTO "{table.name}" ({columns}) '  # noqa: S608 - names of our own tables
        f"SELECT {columns} FROM {given_rows(table, place)}"
    )


@cache
def update_of(
    table: sa.Table, names: tuple[str, ...], key: tuple[str, ...], newer: tuple[str, ...]
) -> str:
    settings = ", ".join(f'"{name}" = given."{name}"' for name in names)
    matches = [f'stored."{name}" = given."{name}"' for name in key]
    if newer:
        stored = ", ".join(f'stored."{name}"' for name in newer)
        given = ", ".join(f'given."{name}"' for name in newer)
        matches.append(f"({stored}) < ({given})")
    return (
        f'UPDATE "{table.name}" AS stored SET {settings} '  # noqa: S608 - names of our own tables
        f"FROM {given_rows(table, 1)} AS given WHERE {' AND '.join(matches)}"
    )


def given_rows(table: sa.Table, place: int) -> str:
    return f'json_populate_recordset(NULL::"{table.name}", ${place})'


@cache
def clause_of(table: sa.Table, conflict: Conflict | None) -> str:
    if conflict is None:
        return ""
    if not conflict.changed:
        return " ON CONFLICT DO NOTHING"
    key = ", ".join(f'"{name}"' for name in conflict.key)
    settings = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in conflict.changed)
    stored = ", ".join(f'"{table.name}"."{name}"' for name in conflict.newer)
    given = ", ".join(f'EXCLUDED."{name}"' for name in conflict.newer)
    where = f" WHERE ({stored}) < ({given})" if conflict.newer else ""
    return f" ON CONFLICT ({key}) DO UPDATE SET {settings}{where}"
