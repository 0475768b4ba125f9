"""Customers merged by two people at once, on PostgreSQL: the later sees what the first did."""

import asyncio
from collections.abc import AsyncIterator, Callable

import httpx
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.util import await_only

from services.intake.models import Customer
from services.intake.operations.identity import merge_customers
from services.intake.operations.linking import link
from services.intake.queries.customers import canonical_of
from shared.auth.principal import Principal
from shared.database import Session
from tests.fixtures.delivery import eventually
from tests.fixtures.intake import Intake, intake_at

MANAGER = Principal(kind="staff", id="m-1", name="某人", roles=frozenset({"manager"}))
WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest_asyncio.fixture
async def intake(postgres_database: str) -> AsyncIterator[Intake]:
    async with intake_at(postgres_database) as made:
        yield made


async def persons(intake: Intake, count: int) -> list[str]:
    """Return handles of persons of whom there is a feedback each."""
    manager = intake.staff("manager")
    for number in range(count):
        await intake.submit(manager, customer={"phone": f"1380000000{number}"})
    page = (await intake.http.get("/v1/feedback", headers=manager)).json()["items"]
    return sorted(one["customer"] for one in page)


async def merged(intake: Intake, handle: str, into: str) -> httpx.Response:
    return await intake.http.post(
        f"/v1/customers/{handle}/merge",
        json={"into": into, "reason": "同一位"},
        headers=intake.staff("manager"),
    )


async def canonicals(intake: Intake, handles: list[str]) -> list[str]:
    return await intake.service.database.read(
        lambda session: [canonical_of(session, one) for one in handles]
    )


async def held_by_others(intake: Intake, count: int) -> None:
    async def are_waiting() -> bool:
        found = await intake.service.database.read(
            lambda session: session.execute(WAITING).scalar_one()
        )
        return bool(found >= count)

    await eventually(are_waiting)


class Held:
    """A transaction that has done its work and is not yet committed."""

    def __init__(self, intake: Intake, work: Callable[[Session], object]) -> None:
        self._done, self._go_on = asyncio.Event(), asyncio.Event()

        def unit(session: Session) -> None:
            work(session)
            self._done.set()
            await_only(self._go_on.wait())

        self._task = asyncio.create_task(intake.service.database.write(unit))

    async def __aenter__(self) -> None:
        await self._done.wait()

    async def __aexit__(self, *_: object) -> None:
        self._go_on.set()
        await self._task


def merge(intake: Intake, handle: str, into: str) -> Callable[[Session], object]:
    now = intake.clock.now()
    return lambda session: merge_customers(session, handle, into, "同一位", by=MANAGER, now=now)


class TestTwoMergesAtOnce:
    async def test_each_into_the_other_are_one_merge(self, intake: Intake) -> None:
        one, other = await persons(intake, 2)
        for first, second in ((one, other), (other, one)):
            async with Held(intake, merge(intake, first, second)):
                later = asyncio.create_task(merged(intake, second, first))
                await held_by_others(intake, 1)

            assert (await later).status_code == 422
            assert await canonicals(intake, [one, other]) == [second, second]
            await intake.http.post(
                f"/v1/customers/{first}/split",
                json={"reason": "认错了"},
                headers=intake.staff("manager"),
            )

    async def test_follow_the_other_to_its_end(self, intake: Intake) -> None:
        one, other, third = await persons(intake, 3)
        async with Held(intake, merge(intake, other, third)):
            later = asyncio.create_task(merged(intake, one, other))
            await held_by_others(intake, 1)

        assert (await later).json()["canonical"] == third
        found = await intake.service.database.read(lambda session: session.get(Customer, one))
        assert found is not None
        assert found.merged_into == third

    async def test_in_a_ring_of_three_leave_one_who_stands_for_all(self, intake: Intake) -> None:
        one, other, third = await persons(intake, 3)
        async with Held(intake, merge(intake, one, other)):
            later = [
                asyncio.create_task(merged(intake, other, third)),
                asyncio.create_task(merged(intake, third, one)),
            ]
            await held_by_others(intake, 2)

        answers = sorted([(await each).status_code for each in later])
        assert answers == [200, 422]
        assert len(set(await canonicals(intake, [one, other, third]))) == 1

    async def test_of_which_one_is_a_proof_make_no_ring(self, intake: Intake) -> None:
        one, other = await persons(intake, 2)
        now = intake.clock.now()
        async with Held(intake, merge(intake, one, other)):
            later = asyncio.create_task(
                intake.service.database.write(
                    lambda session: link(session, other, one, known_by="phone", now=now)
                )
            )
            await held_by_others(intake, 1)

        await later
        assert await canonicals(intake, [one, other]) == [other, other]
