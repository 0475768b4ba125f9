"""Triage's migrations from an empty database make exactly the tables its models describe."""

import asyncio
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from services.triage.models import TriageModel
from services.triage.models.cases import Case
from shared import migrations
from shared.postgres import async_url
from shared.tables import kit_metadata
from tests.fixtures.databases import NewDatabase

METADATA = [Case.metadata, kit_metadata]


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))  # type: ignore[arg-type]


class TestMigrationsFromEmpty:
    async def test_equal_the_models_on_sqlite(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'triage.sqlite3'}"

        assert await migrations.upgrade(url, "triage")
        assert not await migrations.upgrade(url, "triage")

        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            assert differences(connection) == []
        assert TriageModel.metadata is Case.metadata

    async def test_equal_the_models_on_postgresql(self, new_database: NewDatabase) -> None:
        url = new_database("postgresql")

        assert await migrations.upgrade(url, "triage")

        engine = create_async_engine(async_url(url), poolclass=sa.NullPool)
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
        await engine.dispose()

    async def test_order_terms_by_their_characters(self, new_database: NewDatabase) -> None:
        """By the rules of glibc's languages 虫子 does not lie between 虫 and 虫\U0010ffff."""
        url = new_database("postgresql")
        await migrations.upgrade(url, "triage")

        engine = create_async_engine(async_url(url), poolclass=sa.NullPool)
        async with engine.connect() as connection:
            found = await connection.execute(
                sa.text(
                    "SELECT collation_name FROM information_schema.columns "
                    "WHERE table_name = 'search_term' AND column_name = 'term'"
                )
            )
            assert found.scalar_one() == "C"
        await engine.dispose()

    async def test_are_checked_by_one_query(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'triage.sqlite3'}"
        with pytest.raises(migrations.SchemaMismatchError):
            await migrations.check(url, "triage")
        await migrations.upgrade(url, "triage")
        await asyncio.wait_for(migrations.check(url, "triage"), 30)

    async def test_name_the_file_that_is_no_database(self, tmp_path: Path) -> None:
        file = tmp_path / "triage.sqlite3"
        file.write_bytes(b"neither header nor pages" * 400)
        for use in (migrations.check, migrations.upgrade):
            with pytest.raises(migrations.SchemaMismatchError, match=re.escape(str(file))):
                await use(f"sqlite:///{file}", "triage")
