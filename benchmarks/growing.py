"""Databases with a year of feedback: a few real cases, copied again and again.

Ids that were made in the same minute begin alike, as they tell the time first. A copy gets the
beginning of an earlier minute wherever one stands, also inside JSON and keys, so that what belonged
together still does; what has to be unique and holds no id gets it as well. Its times lie as far
back, one copy behind another; what was still to come, as a due time, stays to come.
"""

import contextlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from shared.database import Database, Session
from shared.postgres import plain_url

YEAR = timedelta(days=365)
AT_ONCE = 50
"""Copies a transaction: what is written together lies together."""
MOST_EVENTS = timedelta(days=7) / YEAR
"""The share of the copies whose events are still kept."""
CASES = {
    "intake": ("feedback", "feedback_message", "known_progress", "reply"),
    "triage": ("triage_case", "case_history", "case_message", "search_term"),
    "followup": (
        *("cases", "case_cycle", "survey", "survey_answer", "timeline_entry", "timer"),
        *("call_task", "customer_message", "reply"),
    ),
}
"""The tables with rows for each case; those of reports are measured by themselves."""
EVENTS = ("outbox", "inbox")
POSTGRESQL: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
_TIME_BITS = 16  # an id begins with the milliseconds since 1970 but for so many bits
STEP = timedelta(milliseconds=1 << _TIME_BITS)
"""So long ids begin alike."""


@dataclass(frozen=True, slots=True)
class Period:
    """When the cases to be copied were made, in seconds since 1970; nothing else was made then."""

    first: float
    last: float

    @property
    def steps(self) -> range:
        """The numbers that the ids of that time begin with."""
        first, last = (int(at * 1000) >> _TIME_BITS for at in (self.first, self.last))
        return range(first, last + 1)

    @property
    def beginnings(self) -> list[str]:
        """The first eight digits of the ids of that time."""
        return [f"{step:08x}" for step in self.steps]


def wait_for_other_ids() -> float:
    """Wait until new ids begin otherwise than all before, a minute at most; return the time."""
    step = int(time.time() * 1000) >> _TIME_BITS
    time.sleep(((step + 1) << _TIME_BITS) / 1000 - time.time() + 0.05)
    return time.time()


def in_period(column: str, beginnings: Sequence[str]) -> str:
    """Return the condition that a column of `t` holds an id that begins so."""
    likes = (f"CAST(t.\"{column}\" AS TEXT) LIKE '%{one}%'" for one in beginnings)
    return f"({' OR '.join(likes)})"


async def grow(url: str, service: str, period: Period, copies: int) -> None:
    """Copy the rows of all cases of the period so often. Nobody else may write meanwhile."""
    database = await Database.connect(url, name="bench", pool_size=1)
    try:
        await database.write(with_room)
        apart = max(YEAR // STEP // copies, len(period.steps))
        tables = {table: Copied(table, period, apart) for table in (*CASES[service], *EVENTS)}
        for one in tables.values():
            await database.write(one.take)
        for first in reversed(range(1, copies + 1, AT_ONCE)):  # the oldest were written first
            last = min(copies, first + AT_ONCE - 1)
            some = (*CASES[service], *(EVENTS if last <= copies * MOST_EVENTS else ()))
            for table in some:
                await database.write(partial(tables[table].copy, first=first, last=last))
        await database.write(settle)
    finally:
        await database.close()
    await tidy(url)


def with_room(session: Session) -> None:
    """Let SQLite hold the indexes in memory: the keys of copies come in no order."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sa.text("PRAGMA cache_size=-2000000"))


async def tidy(url: str) -> None:
    """Let PostgreSQL do at once what it would do in the minutes to come."""
    if url.startswith("postgresql"):
        connection = await asyncpg.connect(plain_url(url), timeout=10)
        try:
            await connection.execute("VACUUM (ANALYZE)", timeout=1_800)
            with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
                await connection.execute("CHECKPOINT", timeout=600)
        finally:
            await connection.close()


def settle(session: Session) -> None:
    """Take the copies for known: to the watch over new cases, and to the planner."""
    if sa.inspect(session.connection()).has_table("case_history"):
        session.execute(
            sa.text("UPDATE watch_position SET position = (SELECT max(id) FROM case_history)")
        )
    session.execute(sa.text("ANALYZE"))


@dataclass(frozen=True, slots=True)
class Copied:
    """Writes the statement that copies the rows of a table that belong to cases of a period.

    Copies lie so many steps of ids `apart`.
    """

    table: str
    period: Period
    apart: int

    @property
    def taken(self) -> str:
        """The name of the table, of this connection alone, that holds what is copied."""
        return f"taken_{self.table}"

    def take(self, session: Session) -> None:
        """Set apart the rows of the period, which the copies would soon hide."""
        key = "subject" if self.table in EVENTS else self._key(self._columns(session))
        mine = in_period(key, self.period.beginnings)
        session.execute(
            sa.text(
                f'CREATE TEMP TABLE "{self.taken}" AS '  # noqa: S608 - our own names
                f'SELECT * FROM "{self.table}" AS t WHERE {mine}'
            )
        )

    def copy(self, session: Session, first: int, last: int) -> None:
        """Insert the copies from the `first` to the `last`."""
        connection, columns = session.connection(), self._columns(session)
        words = Words(connection.dialect.name, self.period, self.apart)
        fresh = set(self._fresh(connection, columns, words))
        numbered = self._numbered(connection, columns)
        chosen = [one for one in columns if one["name"] not in numbered]
        names = ", ".join(f'"{one["name"]}"' for one in chosen)
        values = ", ".join(words.value(one, is_fresh=one["name"] in fresh) for one in chosen)
        session.execute(
            sa.text(
                f'INSERT INTO "{self.table}" ({names}) SELECT {values} '  # noqa: S608 - our own names
                f'FROM {words.numbers(first, last)} CROSS JOIN "{self.taken}" AS t'
            )
        )

    def _columns(self, session: Session) -> Sequence[Any]:
        return sa.inspect(session.connection()).get_columns(self.table)

    def _key(self, columns: Sequence[Any]) -> str:
        ids = [one["name"] for one in columns]
        return next(
            one for one in ("case_id", "feedback_id", "survey_id", "id", "key") if one in ids
        )

    def _numbered(self, connection: sa.Connection, columns: Sequence[Any]) -> set[str]:
        """Return the column the database numbers itself."""
        keys = sa.inspect(connection).get_pk_constraint(self.table)["constrained_columns"]
        counted = {one["name"] for one in columns if isinstance(one["type"], sa.Integer)}
        return set(keys) & counted if len(keys) == 1 else set()

    def _fresh(
        self, connection: sa.Connection, columns: Sequence[Any], words: "Words"
    ) -> Iterator[str]:
        """Yield columns that have to be unique and hold nothing that tells the time."""
        look = sa.inspect(connection)
        ids = [one["name"] for one in columns if words.is_text(one["type"])]
        sets: list[Sequence[str | None]] = [
            look.get_pk_constraint(self.table)["constrained_columns"]
        ]
        sets += [one["column_names"] for one in look.get_unique_constraints(self.table)]
        sets += [one["column_names"] for one in look.get_indexes(self.table) if one["unique"]]
        for names in sets:
            among = [name for name in names if name and name in ids]
            telling = " OR ".join(in_period(name, self.period.beginnings) for name in among)
            if (
                among
                and not connection.exec_driver_sql(
                    f'SELECT 1 FROM "{self.taken}" AS t WHERE {telling} LIMIT 1'  # noqa: S608 - our own names
                ).first()
            ):
                yield among[0]


@dataclass(frozen=True, slots=True)
class Words:
    """Parts of such a statement as PostgreSQL and SQLite say them; `k` is the copy's number."""

    dialect: str
    period: Period
    apart: int

    @property
    def is_postgresql(self) -> bool:
        return self.dialect == "postgresql"

    def numbers(self, first: int, last: int) -> str:
        if self.is_postgresql:
            return f"generate_series({last}, {first}, -1) AS copy(k)"
        counted = f"SELECT {last} AS k UNION ALL SELECT k - 1 FROM c WHERE k > {first}"  # noqa: S608 - numbers
        return f"(WITH RECURSIVE c AS ({counted}) SELECT k FROM c) AS copy"  # noqa: S608 - numbers

    def is_text(self, kind: sa.types.TypeEngine[Any]) -> bool:
        return isinstance(kind, (sa.String, sa.Uuid, sa.JSON))

    def value(self, column: Any, *, is_fresh: bool) -> str:
        """Return what a copy holds in a column."""
        name, kind = f't."{column["name"]}"', column["type"]
        if isinstance(kind, sa.DateTime):
            return self._earlier(name)
        if not self.is_text(kind):
            return name
        text = f"CAST({name} AS TEXT)"
        if is_fresh:
            text = f"{self._beginning(0)} || substr({text}, 9)"
        else:
            for number, one in enumerate(self.period.beginnings):
                text = f"replace({text}, '{one}', {self._beginning(number)})"
        return f"CAST({text} AS {kind.compile(POSTGRESQL)})" if self.is_postgresql else text

    def _beginning(self, number: int) -> str:
        step = f"{self.period.steps[number]} - k * {self.apart}"
        return f"lpad(to_hex({step}), 8, '0')" if self.is_postgresql else f"printf('%08x', {step})"

    def _earlier(self, name: str) -> str:
        seconds = int((self.apart * STEP).total_seconds())
        if self.is_postgresql:
            return (
                f"CASE WHEN {name} > now() THEN {name} + interval '7 days' "
                f"ELSE {name} - k * interval '{seconds} seconds' END"
            )
        later, earlier = ("'+7 days'", f"(-k * {seconds}) || ' seconds'")
        moved = (f"strftime('%Y-%m-%d %H:%M:%f', {name}, {by}) || '000'" for by in (later, earlier))
        return "CASE WHEN {} > datetime('now') THEN {} ELSE {} END".format(name, *moved)
