"""`column = ANY (array)`: many values as one parameter in PostgreSQL.

`IN` writes a statement for every number of values, which PostgreSQL prepares and plans each time
anew; this one is the same statement whatever their number. SQLite, which prepares in microseconds,
is given `IN`: its `json_each` in a subquery crashed 3.40.
"""

from collections.abc import Collection
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType


class Array(UserDefinedType[list[Any]]):
    """Values on their way to PostgreSQL, which knows from the column beside them what they are."""

    cache_ok = True


class Among(FunctionElement[bool]):
    """See `among`."""

    type = sa.Boolean()
    inherit_cache = True
    name = "among"

    def self_group(self, against: object = None) -> Self:
        """Stand as it is in WHERE: `… = 1` around it would keep SQLite from its index."""
        return self


@compiles(Among)
def as_in(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(membership(element), **options)


@compiles(Among, "postgresql")
def as_any(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    said = membership(element)
    values = sa.bindparam(said.right.key, said.right.value, type_=Array())
    column = compiler.process(said.left, **options)
    return f"{column} = ANY ({compiler.process(values, **options)})"


def membership(element: Among) -> Any:
    """Return the `IN` it was made of, without the parentheses of a function's arguments."""
    (said,) = element.clauses
    return said.element if isinstance(said, sa.Grouping) else said


def among(column: Any, values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Say that `column` is one of `values`: ids, texts or numbers."""
    return Among(column.in_(list(values)))
