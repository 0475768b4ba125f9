"""Many rows in one statement do the same on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from shared.bulk import IGNORED, Conflict, insert_all, insert_new, insert_rows, update_rows
from shared.database import Database
from shared.ids import new_id
from shared.inbox import row as inbox_row
from shared.messaging.envelope import Event
from shared.tables import inbox, outbox, timer

NOON = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)


def event(place: int, **changed: Any) -> dict[str, Any]:
    values = {"event_id": new_id(), "type": "t", "subject": f"s{place}", "occurred_at": NOON}
    return {**values, "traceparent": None, "data": '{"文": "\\u0000’\'"}', **changed}


def alarm(key: str, due_at: datetime, attempts: int = 0) -> dict[str, Any]:
    return {
        "kind": "k",
        "key": key,
        "due_at": due_at,
        "payload": "{}",
        "attempts": attempts,
        "error": None,
    }


def taken(place: int) -> dict[str, Any]:
    values = inbox_row(Event(new_id(), "t", "triage", f"s{place}", NOON, None, ""), NOON)
    return {**values, "status": "done"}


async def rows_of(database: Database, table: sa.Table, *names: str) -> list[tuple[Any, ...]]:
    statement = sa.select(*(table.c[name] for name in names)).order_by(*names)
    return await database.read(
        lambda session: [tuple(row) for row in session.execute(statement).all()]
    )


class TestInsertNew:
    async def test_tells_which_rows_were_not_there(self, database: Database) -> None:
        first, second, third = (taken(place) for place in range(3))
        await database.write(lambda session: insert_rows(session, inbox, [second]))

        new = await database.write(
            lambda session: insert_new(session, inbox, [third, second, first], key="event_id")
        )

        assert new == {first["event_id"], third["event_id"]}
        assert [row[0] for row in await rows_of(database, inbox, "subject")] == ["s0", "s1", "s2"]

    async def test_gives_a_row_to_one_of_many_who_bring_it(self, database: Database) -> None:
        rows = [taken(place) for place in range(5)]
        orders = [rows, rows[::-1], rows[2:] + rows[:2], rows]

        found = await asyncio.gather(
            *(
                database.write(partial(insert_new, table=inbox, rows=order, key="event_id"))
                for order in orders
            )
        )

        keys = [key for new in found for key in new]
        assert sorted(keys) == sorted(row["event_id"] for row in rows)


class TestInsertRows:
    async def test_keeps_every_value_as_it_was(self, database: Database) -> None:
        given = [event(place) for place in range(3)]

        await database.write(lambda session: insert_rows(session, outbox, given))

        names = ("subject", "event_id", "type", "occurred_at", "traceparent", "data")
        assert await rows_of(database, outbox, *names) == [
            tuple(one[name] for name in names) for one in given
        ]

    async def test_of_a_row_that_is_there_fails(self, database: Database) -> None:
        await database.write(lambda session: insert_rows(session, timer, [alarm("a", NOON)]))

        with pytest.raises(IntegrityError):
            await database.write(lambda session: insert_rows(session, timer, [alarm("a", NOON)]))

    async def test_leaves_a_row_that_is_there_when_asked_to(self, database: Database) -> None:
        later = NOON + timedelta(hours=1)
        await database.write(lambda session: insert_rows(session, timer, [alarm("a", NOON)]))

        both = [alarm("a", later), alarm("b", later)]
        await database.write(lambda session: insert_rows(session, timer, both, conflict=IGNORED))

        assert await rows_of(database, timer, "key", "due_at") == [("a", NOON), ("b", later)]

    async def test_changes_a_row_that_is_older_when_asked_to(self, database: Database) -> None:
        newer = Conflict(key=("kind", "key"), changed=("due_at", "attempts"), newer=("attempts",))
        first = [alarm("a", NOON, 1), alarm("b", NOON, 3)]
        await database.write(lambda session: insert_rows(session, timer, first))

        later = NOON + timedelta(hours=1)
        again = [alarm("a", later, 2), alarm("b", later, 2)]
        await database.write(lambda session: insert_rows(session, timer, again, conflict=newer))

        found = await rows_of(database, timer, "key", "due_at", "attempts")
        assert found == [("a", later, 2), ("b", NOON, 3)]


class TestInsertAll:
    async def test_fills_several_tables_or_none(self, database: Database) -> None:
        taken = alarm("a", NOON)
        await database.write(
            lambda session: insert_all(session, {outbox: [event(1)], timer: [taken], inbox: []})
        )

        with pytest.raises(IntegrityError):
            await database.write(
                lambda session: insert_all(session, {outbox: [event(2)], timer: [taken]})
            )

        assert await rows_of(database, outbox, "subject") == [("s1",)]


class TestUpdateRows:
    async def test_sets_the_columns_of_each_row_found_by_its_key(self, database: Database) -> None:
        rows = [alarm(key, NOON) for key in "abc"]
        await database.write(lambda session: insert_rows(session, timer, rows))

        later = NOON + timedelta(hours=1)
        changed = [
            {"kind": "k", "key": "a", "due_at": later, "error": "x"},
            {"kind": "k", "key": "c", "due_at": NOON, "error": None},
            {"kind": "k", "key": "nobody", "due_at": NOON, "error": None},
        ]
        await database.write(
            lambda session: update_rows(session, timer, changed, key=["kind", "key"])
        )

        found = await rows_of(database, timer, "key", "due_at", "error")
        assert found == [("a", later, "x"), ("b", NOON, None), ("c", NOON, None)]

    async def test_leaves_what_is_as_new(self, database: Database) -> None:
        await database.write(
            lambda session: insert_rows(session, timer, [alarm("a", NOON, 2), alarm("b", NOON, 1)])
        )

        changed = [{"kind": "k", "key": key, "attempts": 2, "payload": "new"} for key in ("a", "b")]
        await database.write(
            lambda session: update_rows(
                session, timer, changed, key=["kind", "key"], newer=["attempts"]
            )
        )

        assert await rows_of(database, timer, "key", "payload") == [("a", "{}"), ("b", "new")]
