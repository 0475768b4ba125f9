"""The timeline lets go of the words of erased customers, and of nothing else."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from services.followup.models import TIMELINE, ErasedCase
from shared import migrations
from shared.database import Database, Session
from shared.ids import new_id
from tests.fixtures.clock import NOON
from tests.fixtures.databases import NewDatabase


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_only_details_of_an_erased_case_change(kind: str, new_database: NewDatabase) -> None:
    url = new_database(kind)
    await migrations.upgrade(url, "followup")
    database = await Database.connect(url, name="followup")
    mine, other, repeating = new_id(), new_id(), new_id()

    def fill(session: Session) -> None:
        entry = {"key": "k", "at": NOON, "actor": "a", "event": "note", "cause": "秘密"}
        said = {"detail": '{"text": "秘密"}', **entry}
        whose = ((mine, None), (other, None), (repeating, mine))
        rows = [{"case_id": one, "of_case_id": of, **said} for one, of in whose]
        session.execute(sa.insert(TIMELINE), rows)
        session.add(ErasedCase(case_id=mine, erased_at=NOON))

    await database.write(fill)

    async def change(case_id: str, **values: str) -> None:
        await database.write(
            lambda session: session.execute(
                sa.update(TIMELINE).where(TIMELINE.c.case_id == case_id).values(values)
            )
        )

    await change(mine, detail="{}")
    await change(repeating, detail="{}")
    for case_id, values in (
        (other, {"detail": "{}"}),
        (mine, {"actor": "b"}),
        (repeating, {"of_case_id": other}),
    ):
        with pytest.raises(DBAPIError):
            await change(case_id, **values)
    with pytest.raises(DBAPIError):
        await database.write(
            lambda session: session.execute(sa.delete(TIMELINE).where(TIMELINE.c.case_id == mine))
        )
    await database.close()
