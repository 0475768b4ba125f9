"""The loop behind the reports: small rounds while cases change, all at once when none does."""

from functools import partial

import pytest
import pytest_asyncio
import sqlalchemy as sa

from services.followup.models.reports import CELLS
from services.followup.reports import keeping, rollup
from services.followup.reports.keeping import Keeper
from tests.fixtures.followup_service import Followup


@pytest_asyncio.fixture
async def keeper(followup: Followup, monkeypatch: pytest.MonkeyPatch) -> Keeper:
    """Return the service's own, which takes two changes a round while more come."""
    monkeypatch.setattr(rollup, "take_marks", partial(rollup.take_marks, limit=2))
    monkeypatch.setattr(keeping, "BATCHES", 1)
    found: Keeper = followup.service.app.state.followup_desk.keeper
    await found.tend()  # watches over the days before, once
    return found


async def counted(followup: Followup) -> int:
    """Return how many cases the figures of all days hold."""
    received = sa.select(sa.func.coalesce(sa.func.sum(CELLS.c.received), 0)).where(
        CELLS.c.dimension == "all"
    )
    return await followup.service.database.read(
        lambda session: int(session.execute(received).scalar_one())
    )


class TestTheLoop:
    async def test_counts_no_day_of_which_changes_wait(
        self, followup: Followup, keeper: Keeper
    ) -> None:
        for _ in range(6):
            await followup.open_case()
        await keeper.tend()
        assert await counted(followup) == 2

        await followup.open_case()
        await keeper.tend()

        assert await counted(followup) == 2

    async def test_counts_it_once_a_minute_all_the_same(
        self, followup: Followup, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(6):
            await followup.open_case()
        await keeper.tend()

        await followup.open_case()
        monkeypatch.setattr(keeping, "COUNTED_EVERY_SECONDS", 0.0)
        await keeper.tend()

        assert await counted(followup) == 4

    async def test_takes_up_what_waits_when_nothing_changes(
        self, followup: Followup, keeper: Keeper
    ) -> None:
        for _ in range(6):
            await followup.open_case()
        await keeper.tend()

        await keeper.tend()

        assert await counted(followup) == 6
