"""Two transactions at the same moment on PostgreSQL, which come to the same row."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import CaseHistory
from services.triage.operations import customers
from services.triage.operations.receive import make_stubs
from shared.auth import Principal
from shared.events import CustomerTagged
from shared.postgres import plain_url
from shared.tables import outbox
from tests.fixtures.databases import NewDatabase
from tests.fixtures.delivery import eventually
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage, filled, triage_at

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture
def database_url(new_database: NewDatabase) -> str:
    return new_database("postgresql", filled)


@pytest_asyncio.fixture
async def triage(database_url: str, tmp_path: Path) -> AsyncIterator[Triage]:
    async with triage_at(database_url, tmp_path) as made:
        yield made


async def all_at_once(url: str, lock: str, *works: Awaitable[Any]) -> None:
    """Do all, none of which gets past the rows that `lock` holds before all have come to them."""
    holder, watcher = [await asyncpg.connect(plain_url(url)) for _ in range(2)]

    async def are_all_there() -> bool:
        waiting: int = await watcher.fetchval(WAITING)
        return waiting == len(works)

    async with holder.transaction():
        await holder.execute(lock)
        running = [asyncio.ensure_future(work) for work in works]
        await eventually(are_all_there)
    await asyncio.gather(*running)
    for one in (holder, watcher):
        await one.close()


async def test_a_stub_is_born_once(triage: Triage, database_url: str) -> None:
    said = feedback(store_code="S003")
    stub = {said.case_id: said.feedback_id}
    await triage.service.database.write(lambda session: make_stubs(session, stub))

    await all_at_once(
        database_url,
        "SELECT id FROM triage_case FOR UPDATE",
        triage.receive("refund", said=said),
        triage.receive("refund", said=said),
    )

    born = sa.select(col(CaseHistory.event)).where(col(CaseHistory.case_id) == said.case_id)
    events = await triage.service.database.read(
        lambda session: session.execute(born).scalars().all()
    )
    assert events == ["triaged"]
    assert [one.version for one in await triage.published()] == [1]


async def test_a_customer_has_the_tags_that_were_given_last(
    triage: Triage, database_url: str
) -> None:
    await triage.receive("refund", said=feedback(store_code="S003", customer="c-1"))
    by = Principal(kind="staff", id=await triage.staff_id("manager"), name="经理")
    now = triage.clock.now()

    def tag(*tags: str) -> Awaitable[Any]:
        return triage.service.database.write(
            lambda session: customers.tag_customer(session, "c-1", tags, by=by, now=now)
        )

    await tag("旧")
    await all_at_once(
        database_url, "SELECT id FROM audit_head FOR UPDATE", tag("VIP", "媒体"), tag("员工")
    )

    tags = await triage.service.database.read(
        lambda session: customers.own_tags(session, ["c-1"])["c-1"]
    )
    told = sa.select(outbox.c.data).where(outbox.c.type == CustomerTagged.TYPE)
    published = await triage.service.database.read(
        lambda session: session.execute(told.order_by(outbox.c.seq)).scalars().all()
    )
    *_, last = [CustomerTagged.model_validate_json(one) for one in published]
    assert tags == set(last.tags)
    assert len(published) == 3
