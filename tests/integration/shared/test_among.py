"""One parameter for many values, on both databases."""

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import asyncpg

from shared.among import NUMBERS, Array, among, evened
from shared.bulk import insert_rows
from shared.clock import SystemClock
from shared.database import Database, Session
from shared.ids import new_id
from shared.tables import outbox


def event_ids(session: Session, count: int) -> list[str]:
    now = SystemClock().now()
    rows = [
        {
            "event_id": new_id(),
            "type": "t",
            "subject": f"s{place}",
            "occurred_at": now,
            "data": "{}",
        }
        for place in range(count)
    ]
    insert_rows(session, outbox, rows)
    return [str(row["event_id"]) for row in rows]


class TestAmong:
    async def test_finds_ids_texts_and_numbers(self, database: Database) -> None:
        ids = await database.write(lambda session: event_ids(session, 3))

        def found(session: Session) -> list[list[str]]:
            every = sa.select(outbox.c.event_id).order_by(outbox.c.seq)
            first = session.execute(sa.select(outbox.c.seq).order_by(outbox.c.seq)).scalars().all()
            claims = (
                among(outbox.c.event_id, [ids[0], ids[2], new_id()]),
                among(outbox.c.subject, {"s1", "nobody"}),
                among(outbox.c.seq, first[:2]),
                sa.not_(among(outbox.c.seq, first[:2])),
                among(outbox.c.event_id, []),
            )
            return [list(session.execute(every.where(claim)).scalars()) for claim in claims]

        assert await database.read(found) == [[ids[0], ids[2]], [ids[1]], ids[:2], [ids[2]], []]

    def test_is_one_statement_whatever_the_number_of_values(self) -> None:
        one, many = (
            sa.select(outbox.c.seq).where(among(outbox.c.seq, values))
            for values in ([1], [1, 2, 3])
        )

        assert one._generate_cache_key() == many._generate_cache_key()

    def test_is_one_of_few_statements_on_sqlite(self) -> None:
        texts = {
            str(
                sa.select(outbox.c.seq)
                .where(among(outbox.c.seq, range(count)))
                .compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
            )
            for count in range(1, 1001)
        }

        assert len(texts) == len([number for number in NUMBERS if number <= 1024])

    def test_gives_each_value_once_to_postgresql(self) -> None:
        given = Array().bind_processor(asyncpg.dialect())  # type: ignore[no-untyped-call]

        assert [given(evened(list(range(count)))) for count in range(1, 70)] == [
            list(range(count)) for count in range(1, 70)
        ]

    def test_stands_bare_in_where_so_that_an_index_can_serve_it(self) -> None:
        asked = sa.select(outbox.c.data).where(among(outbox.c.seq, [1, 2]))

        dialects = (sqlite.dialect(), asyncpg.dialect())  # type: ignore[no-untyped-call]
        texts = [str(asked.compile(dialect=one)) for one in dialects]

        assert texts[0].endswith("WHERE outbox.seq IN (__[POSTCOMPILE_seq_1])")
        assert texts[1].endswith("WHERE outbox.seq = ANY ($1)")
