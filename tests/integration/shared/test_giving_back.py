"""A SQLite file's connections free what they keep, and work on."""

from pathlib import Path

import sqlalchemy as sa

from shared.database import Database, Session


def numbers(session: Session) -> list[int]:
    return list(session.execute(sa.text("SELECT number FROM numbers")).scalars())


async def test_connections_are_asked_and_stay_usable(tmp_path: Path) -> None:
    database = await Database.connect(f"sqlite:///{tmp_path}/numbers.sqlite3", name="numbers")
    asked: list[str] = []

    @sa.event.listens_for(sa.Engine, "connect")
    def listen(connection: sa.engine.interfaces.DBAPIConnection, _record: object) -> None:
        connection.set_trace_callback(asked.append)

    try:
        await database.write(
            lambda session: session.execute(sa.text("CREATE TABLE numbers (number)"))
        )
        await database.write(
            lambda session: session.execute(sa.text("INSERT INTO numbers VALUES (7)"))
        )
        await database.read(numbers)

        await database.give_back()

        assert asked.count("PRAGMA shrink_memory") >= 2
        assert await database.read(numbers) == [7]
    finally:
        sa.event.remove(sa.Engine, "connect", listen)
        await database.close()
