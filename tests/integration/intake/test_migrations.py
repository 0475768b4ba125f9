"""Intake's migrations from an empty database make exactly the tables its models describe."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from services.intake.models import IntakeModel
from shared import migrations
from shared.postgres import async_url
from shared.tables import kit_metadata
from tests.fixtures.databases import NewDatabase

METADATA = [IntakeModel.metadata, kit_metadata]


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, METADATA))  # type: ignore[arg-type]


class TestMigrationsFromEmpty:
    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
    async def test_equal_the_models(self, kind: str, new_database: NewDatabase) -> None:
        database_url = new_database(kind)
        assert await migrations.upgrade(database_url, "intake")
        assert not await migrations.upgrade(database_url, "intake")

        if kind == "sqlite":
            engine = sa.create_engine(database_url, poolclass=sa.NullPool)
            with engine.connect() as connection:
                found = differences(connection)
        else:
            asynchronous = create_async_engine(async_url(database_url), poolclass=sa.NullPool)
            async with asynchronous.connect() as connection:
                found = await connection.run_sync(differences)
            await asynchronous.dispose()

        assert found == []
