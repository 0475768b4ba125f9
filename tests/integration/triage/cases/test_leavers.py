"""Cases of somebody who left that another transaction holds: PostgreSQL passes over those."""

from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.models.organisation import Staff
from services.triage.operations.ownership import redistribute
from services.triage.operations.staff import STAFF_LEFT
from shared.database import Session
from shared.postgres import plain_url
from shared.tables import timer
from tests.fixtures.databases import NewDatabase
from tests.fixtures.triage_service import Triage, filled, triage_at


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    return new_database("postgresql", filled)


async def owner_of(triage: Triage, case_id: str) -> str | None:
    owned = sa.select(col(Case.owner_id)).where(col(Case.id) == case_id)
    found: str | None = await triage.service.database.read(
        lambda session: session.execute(owned).scalar_one()
    )
    return found


async def hand_on(triage: Triage, staff_id: str) -> int:
    """Do what the timer of somebody who left does."""
    now = triage.clock.now()

    def work(session: Session) -> int:
        session.execute(sa.delete(timer).where(timer.c.kind == STAFF_LEFT))
        return redistribute(session, triage.boards, staff_id, now)

    return await triage.service.database.write(work)


async def test_those_that_are_held_are_looked_at_again(database_url: str, tmp_path: Path) -> None:
    async with triage_at(database_url, tmp_path) as triage:
        case_id = await triage.receive("refund")
        owner_id = await owner_of(triage, case_id)
        assert owner_id is not None
        gone = sa.update(Staff).where(col(Staff.id) == owner_id).values(active=False)
        await triage.service.database.write(lambda session: session.execute(gone))

        other = await asyncpg.connect(plain_url(database_url))
        async with other.transaction():
            await other.execute("SELECT id FROM triage_case WHERE id = $1 FOR UPDATE", case_id)
            assert await hand_on(triage, owner_id) == 0
        await other.close()

        left = sa.select(timer.c.key, timer.c.due_at).where(timer.c.kind == STAFF_LEFT)
        (again,) = await triage.service.database.read(lambda session: session.execute(left).all())
        assert again.key == owner_id
        assert triage.clock.now() < again.due_at <= triage.clock.now() + timedelta(seconds=5)
        assert await hand_on(triage, owner_id) == 1
        assert await owner_of(triage, case_id) not in {owner_id, None}
