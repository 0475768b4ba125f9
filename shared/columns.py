"""Column types that read the same on SQLite and PostgreSQL, and the names of constraints."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = sa.Uuid(as_uuid=False)
"""An id: text in Python, `uuid` in PostgreSQL."""

Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
"""A small JSON document."""

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A sequence number; SQLite counts only `INTEGER` by itself."""


NAIVE = "a time without a zone cannot be stored; give it in UTC"


class UtcDateTime(sa.TypeDecorator[datetime]):
    """Aware UTC times; SQLite keeps them as naive UTC text, which sorts as time does."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(NAIVE)
        if dialect.name == "sqlite":
            return value.astimezone(UTC).replace(tzinfo=None)
        return value

    def bind_processor(self, dialect: Dialect) -> Any:
        """See TypeDecorator; SQLite's text is written here, at a fifth of the usual cost."""
        return sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


def sqlite_text(value: datetime | None) -> str | None:
    """Return a time as SQLite keeps it: `YYYY-MM-DD HH:MM:SS.ffffff`, in UTC."""
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(NAIVE)
    return value.astimezone(UTC).isoformat(" ", "microseconds").removesuffix("+00:00")
