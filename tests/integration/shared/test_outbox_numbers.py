"""A number of the outbox is used once, whatever is deleted: others read on from what they saw."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from embedded.backup import dump
from shared import outbox
from shared.database import Database, Session
from shared.events import TeamChanged
from shared.tables import outbox as rows
from tests.fixtures.clock import NOON


def publish(session: Session, team: str) -> int:
    """Publish an event that is handed over at once, and return its number."""
    outbox.add(session, TeamChanged(generation=1, version=1, id=team, name=team), now=NOON)
    number = int(session.execute(sa.select(sa.func.max(rows.c.seq))).scalar_one())
    outbox.mark_handed_over(session, [number], now=NOON)
    return number


class TestNumbers:
    async def test_go_on_after_the_newest_events_were_erased(self, database: Database) -> None:
        before = [await database.write(partial(publish, team=team)) for team in "abc"]
        await database.write(lambda session: outbox.forget(session, ["b", "c"]))

        assert await database.write(lambda session: publish(session, "d")) > before[-1]

    async def test_go_on_after_a_week_without_events(self, database: Database) -> None:
        before = await database.write(lambda session: publish(session, "a"))
        later = NOON + timedelta(days=15)
        assert await database.write(lambda session: outbox.prune(session, now=later)) == 1

        assert await database.write(lambda session: publish(session, "b")) > before

    @pytest.mark.parametrize("kit_url", ["sqlite"], indirect=True)
    async def test_go_on_in_a_backup(
        self, database: Database, kit_url: str, tmp_path: Path
    ) -> None:
        before = await database.write(lambda session: publish(session, "a"))
        await database.write(lambda session: outbox.forget(session, ["a"]))

        copy = await Database.connect(f"sqlite:///{dump(kit_url, tmp_path, 'copy')}", name="copy")

        assert await copy.write(lambda session: publish(session, "b")) > before
        await copy.close()


BEFORE = {"intake": "0071", "triage": "0051", "followup": "0084"}
"""The revision of each service that the numbers were used again with."""

ROW = """INSERT INTO outbox (seq, event_id, type, subject, occurred_at, data, handed_over_at)
VALUES (?, '0', 'huiyin.thing.v1', 'one', '2026-11-22', '{}', ?)"""


def upgrade(file: Path, service: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", f"services/{service}/migrations")
    config.attributes["url"] = f"sqlite:///{file}"
    command.upgrade(config, revision)


def execute(file: Path, statement: str, *values: Any) -> list[Any]:
    with closing(sqlite3.connect(file)) as opened, opened:
        return opened.execute(statement, values).fetchall()


class TestMigration:
    @pytest.mark.parametrize("service", BEFORE)
    def test_keeps_every_row_and_counts_on(self, service: str, tmp_path: Path) -> None:
        file = tmp_path / "old.sqlite3"
        upgrade(file, service, BEFORE[service])
        for number, handed_over_at in ((7, "2026-11-22"), (9, None)):
            execute(file, ROW, number, handed_over_at)
        kept = execute(file, "SELECT * FROM outbox ORDER BY seq")

        upgrade(file, service, "head")

        assert execute(file, "SELECT * FROM outbox ORDER BY seq") == kept
        indexes = execute(file, "SELECT sql FROM sqlite_master WHERE name LIKE 'ix_outbox%'")
        assert sum("WHERE handed_over_at IS NULL" in sql for (sql,) in indexes) == 1
        assert len(indexes) == 2
        execute(file, "DELETE FROM outbox")
        execute(file, ROW.replace("VALUES (?", "VALUES (NULL"), None)
        assert execute(file, "SELECT seq FROM outbox") == [(10,)]

    @pytest.mark.parametrize(("cursor", "after"), [(9, 9), (8, 8), (500, 0)])
    def test_lets_webhooks_read_what_they_passed_over(
        self, cursor: int, after: int, tmp_path: Path
    ) -> None:
        file = tmp_path / "old.sqlite3"
        upgrade(file, "intake", BEFORE["intake"])
        execute(file, ROW, 9, None)
        execute(file, "INSERT INTO webhook_cursor (id, seq) VALUES (1, ?)", cursor)

        upgrade(file, "intake", "head")

        assert execute(file, "SELECT seq FROM webhook_cursor") == [(after,)]
