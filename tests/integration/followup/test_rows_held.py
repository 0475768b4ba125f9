"""What was read before a row was held is read again: one version has one content, on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from sqlmodel import select

from services.followup import operations, queries
from services.followup.models import CallTask
from services.followup.operations import access, calls, progress
from services.followup.operations.calls import Called
from services.followup.operations.progress import Request
from services.followup.rules.policy import Policy
from shared.database import Session
from shared.events import Birth, CaseProgressed, ReplyFailed, ReplyRequested
from shared.preconditions import etag
from tests.fixtures.databases import NewDatabase
from tests.fixtures.followup import LI, OTHER_TEAM, OWNER, received, triaged
from tests.fixtures.followup_service import Followup, filled, followup_at
from tests.fixtures.races import uncommitted


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    return new_database("postgresql", filled)


@pytest_asyncio.fixture
async def followup(database_url: str, tmp_path: Path) -> AsyncIterator[Followup]:
    async with followup_at(database_url, tmp_path) as made:
        yield made


async def snapshots(followup: Followup, case_id: str) -> list[CaseProgressed]:
    found = await followup.published(CaseProgressed)
    return [one for one in found if one.case_id == case_id]


async def undelivered(followup: Followup) -> Birth:
    """Return a resolved case whose customer is to be called."""
    born, _ = await followup.resolved_case()
    (request,) = await followup.published(ReplyRequested)
    await followup.hear(
        ReplyFailed(
            request_id=request.request_id,
            case_id=born.case_id,
            reasons={"sms": "空号"},
            failed_at=followup.clock.now(),
        )
    )
    return born


def moving(followup: Followup, born: Birth) -> Callable[[Session], None]:
    """Return the work of taking in that triage gave the case to another team."""
    now = followup.clock.now()
    moved = triaged(born, 2, owner=LI, team=OTHER_TEAM)
    return lambda session: operations.apply_triage(
        session, [received(moved, now)], now, policy=Policy()
    )


class TestARowHeldAfterItWasRead:
    async def test_is_what_the_transaction_before_left(
        self, followup: Followup, database_url: str
    ) -> None:
        born = await undelivered(followup)

        def finish(session: Session) -> None:
            seen = access.seen_case(session, born.case_id, OWNER)
            task = session.exec(select(CallTask)).one()
            calls.finish_call(
                session, task.id, Called(True, "好"), by_whom=OWNER, now=followup.clock.now()
            )
            assert seen.progress == "told"

        async with uncommitted(database_url, moving(followup, born)) as first:
            late = asyncio.create_task(followup.service.database.write(finish))
            await first.is_waited_for()
        await late
        *_, moved, told = await snapshots(followup, born.case_id)
        assert [(one.progress, one.team) for one in (moved, told)] == [
            ("resolved", OTHER_TEAM),
            ("told", OTHER_TEAM),
        ]
        assert told.version == moved.version + 1

    async def test_is_so_of_a_case_that_is_published_with_its_survivor(
        self, followup: Followup, database_url: str
    ) -> None:
        survivor, merged = await followup.open_case(), await followup.open_case()
        into = {"disposition": "merged", "merged_into": survivor.case_id, "change": "merged"}
        await followup.hear(triaged(merged, 2, owner=LI, **into))
        before = (await snapshots(followup, merged.case_id))[-1].version

        def start(session: Session) -> None:
            seen = access.seen_case(session, merged.case_id, OWNER)
            tag = etag("f", access.seen_case(session, survivor.case_id, OWNER).revision)
            progress.start(session, Request(survivor.case_id, OWNER, tag, followup.clock.now()))
            assert seen.version == before + 2

        def count_on(session: Session) -> None:
            queries.locked_cases(session, [merged.case_id])[merged.case_id].version += 1

        async with uncommitted(database_url, count_on) as first:
            late = asyncio.create_task(followup.service.database.write(start))
            await first.is_waited_for()
        await late
        assert (await snapshots(followup, merged.case_id))[-1].version == before + 2
