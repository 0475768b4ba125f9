"""Followup's migrations from an empty database make exactly the tables its models describe."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col, select

from services.followup.models import (
    Case,
    CaseCycle,
    CustomerMessage,
    FollowupModel,
    Survey,
    SurveyAnswer,
    TimelineEntry,
)
from shared import migrations
from shared.database import Database, Session
from shared.ids import new_id
from shared.postgres import async_url
from shared.tables import kit_metadata
from tests.fixtures.clock import NOON
from tests.fixtures.databases import NewDatabase

METADATA = [FollowupModel.metadata, kit_metadata]


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))  # type: ignore[arg-type]


class TestMigrationsFromEmpty:
    async def test_equal_the_models_on_sqlite(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'followup.sqlite3'}"

        assert await migrations.upgrade(url, "followup")
        assert not await migrations.upgrade(url, "followup")

        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            assert differences(connection) == []

    async def test_equal_the_models_on_postgresql(self, new_database: NewDatabase) -> None:
        url = new_database("postgresql")

        assert await migrations.upgrade(url, "followup")

        engine = create_async_engine(async_url(url), poolclass=sa.NullPool)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()

    async def test_are_checked_by_one_query(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'followup.sqlite3'}"
        with pytest.raises(migrations.SchemaMismatchError):
            await migrations.check(url, "followup")
        await migrations.upgrade(url, "followup")
        await asyncio.wait_for(migrations.check(url, "followup"), 30)

    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
    async def test_find_out_whose_words_older_rows_repeat(
        self, kind: str, new_database: NewDatabase
    ) -> None:
        url = new_database(kind)
        await migrations.upgrade(url, "followup")
        database = await Database.connect(url, name="followup")
        survivor, merged = new_id(), new_id()
        await database.write(lambda session: fill(session, survivor, merged))
        await database.close()

        await asyncio.to_thread(down_and_up, url, "0083")

        database = await Database.connect(url, name="followup")
        found = await database.read(whose)
        await database.close()
        assert found == {
            "case": merged,
            "cycle": merged,
            "message:1": None,
            f"message:{merged}:1": merged,
            "f:1": merged,
            "f:2": None,
        }


def fill(session: Session, survivor: str, merged: str) -> None:
    """Let the customer of a merged case have said why another was reopened, twice."""
    for case_id in (survivor, merged):
        session.add(Case(id=case_id, feedback_id=new_id(), received_at=NOON))
    session.flush()
    theirs = sa.update(Case).where(col(Case.id) == merged)
    session.execute(theirs.values(merged_into=survivor, disposition="merged"))
    ours = sa.update(Case).where(col(Case.id) == survivor)
    session.execute(ours.values(reopen_reason="客户评价 1 分：没赔"))
    asked: dict[str, Any] = {"token": "t", "url": "u", "opened_at": NOON, "expires_at": NOON}
    survey = Survey(id=new_id(), case_id=survivor, cycle=1, recipient_id=merged, **asked)
    given: dict[str, Any] = {
        "score": 1,
        "solved": False,
        "counted": True,
        "effect": "reopen",
        "comment": "没赔",
    }
    session.add_all(
        [
            survey,
            SurveyAnswer(survey_id=survey.id, ordinal=1, answered_at=NOON, **given),
            CustomerMessage(case_id=merged, seq=1, text="100%", appended_at=NOON, effect="reopen"),
            CaseCycle(
                case_id=survivor,
                cycle=1,
                reopened_at=NOON,
                reopen_reason="客户又说：100%",
                reopened_by="customer",
            ),
        ]
    )
    for case_id, key, event, detail in (
        (survivor, "message:1", "customer_message", "{}"),
        (survivor, f"message:{merged}:1", "customer_message", "{}"),
        (survivor, "f:1", "reopened", '{"reason": "客户又说：100%"}'),
        (survivor, "f:2", "reopened", '{"reason": "客户来电"}'),
    ):
        entry = TimelineEntry(
            case_id=case_id, key=key, at=NOON, actor="a", event=event, detail=detail
        )
        session.add(entry)


def down_and_up(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", "services/followup/migrations")
    config.attributes["url"] = url
    command.downgrade(config, revision)
    command.upgrade(config, "head")


def whose(session: Session) -> dict[str, str | None]:
    entries = session.exec(select(TimelineEntry.key, TimelineEntry.of_case_id)).all()
    of_case = session.exec(select(Case.reason_case_id).where(col(Case.merged_into).is_(None)))
    of_cycle = session.exec(select(CaseCycle.reason_case_id))
    return {"case": of_case.one(), "cycle": of_cycle.one(), **dict(entries)}
