"""Conditions over many values that keep one statement text, so that it is planned once."""

from collections.abc import Iterable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from shared.database import Session


def among(session: Session, column: Any, values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return the condition that `column` is one of `values`, whatever their number."""
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":
        listed = sa.bindparam(None, list(values), type_=ARRAY(column.type), unique=True)
        found: sa.ColumnElement[bool] = column == sa.any_(listed)
        return found
    stored = column.type.dialect_impl(dialect).bind_processor(dialect) or str
    document = orjson.dumps([stored(value) for value in values]).decode()
    each = sa.func.json_each(document).table_valued("value")
    return sa.type_coerce(column, sa.Text).in_(sa.select(each.c.value))
