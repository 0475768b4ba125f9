"""`column = ANY (array)`: many values as one parameter in PostgreSQL.

`IN` writes a statement for every number of values, which PostgreSQL prepares and plans each time
anew; this one is the same statement whatever their number. SQLite, which prepares in microseconds,
is given `IN`: its `json_each` in a subquery crashed 3.40. There the last value is said again until
their number is one of a few: a connection keeps the statements it has prepared, and those of
thousands of values, a new one for each number, took 60 MB.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Self

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType

NUMBERS: Final[tuple[int, ...]] = (
    *(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96),
    *(2**n for n in range(7, 17)),
)
"""How many values an `IN` of SQLite has; of more as many as there are."""


class Array(UserDefinedType[list[Any]]):
    """Values on their way to PostgreSQL, which knows from the column beside them what they are."""

    cache_ok = True

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[Any], Sequence[Any]]:
        return unrepeated


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
    return Among(column.in_(evened(list(values))))


def evened(values: list[Any]) -> list[Any]:
    """Return the values, the last of them again until there are one of `NUMBERS`."""
    count = len(values)
    place = bisect_left(NUMBERS, count)
    if not count or place == len(NUMBERS):
        return values
    return values + values[-1:] * (NUMBERS[place] - count)


def unrepeated(values: Sequence[Any]) -> Sequence[Any]:
    """Return the values without those that `evened` added."""
    count = len(values)
    while count > 1 and values[count - 1] == values[count - 2]:
        count -= 1
    return values[:count]
