"""`column = ANY (list)`: many values as one parameter, on both databases.

`in_()` writes a statement for every number of values, which is compiled, prepared and planned each
time anew; this one is the same statement whatever their number.
"""

from collections.abc import Callable, Collection
from typing import Any, Self

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType


class Listed(UserDefinedType[list[Any]]):
    """Values of one column's type: an array in PostgreSQL, a JSON text in SQLite."""

    cache_ok = True

    def __init__(self, are_ids: bool = False) -> None:
        self.are_ids = are_ids

    def bind_processor(self, dialect: Dialect) -> Callable[[list[Any] | None], Any] | None:
        if dialect.name == "postgresql":
            return None
        return ids_as_json if self.are_ids else as_json


def as_json(values: list[Any] | None) -> str:
    return orjson.dumps(values).decode()


def ids_as_json(values: list[Any] | None) -> str:
    """Return ids as SQLite keeps them: without hyphens."""
    return as_json([value.replace("-", "") for value in values or ()])


class Among(FunctionElement[bool]):
    """See `among`."""

    type = sa.Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: object = None) -> Self:
        """Stand as it is in WHERE: `… = 1` around it would keep SQLite from its index."""
        return self


@compiles(Among, "postgresql")
def among_in_postgresql(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(Among, "sqlite")
def among_in_sqlite(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(one, **options) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts


def among(column: Any, values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Say that `column` is one of `values`: ids, texts or numbers."""
    listed = Listed(are_ids=isinstance(column.type, sa.Uuid))
    return Among(column, sa.bindparam(None, list(values), type_=listed))
