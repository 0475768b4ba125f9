"""Erased is erased: no database of the system holds a word of the customer any more."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fixtures.access import World, spoken, world_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

SECRET = "青花瓷碗"
PHONE = "13900008888"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("erasure")) as made:
        yield made


def told_by(world: World) -> list[str]:
    """Return every line of a dump of the three databases that holds the words or the number."""
    world.look()
    return [
        f"{database.execute('PRAGMA database_list').fetchone()[2]}: {line[:300]}"
        for database in world.eyes
        for line in database.iterdump()
        if SECRET in line or PHONE in line
    ]


class TestErasure:
    async def test_goes_through_every_service(self, world: World) -> None:
        said = await spoken(world, f"{SECRET}碎了", owner="agent01", store="S001", phone=PHONE)
        message = {"text": f"{SECRET}还要赔"}
        await world.made(None, f"/intake/t/{said.track_token}/messages", message)
        await world.settled()
        await world.move("agent01", "followup", said.case_id, "start")
        note = {"text": f"已看到{SECRET}"}
        await world.move("agent01", "followup", said.case_id, "note", note)
        result = {"result": f"{SECRET}已赔"}
        told = await world.move("agent01", "followup", said.case_id, "resolve", result)
        await world.settled()
        survey = told["survey"]["url"].replace("/followup/s/", "/followup/v1/surveys/")
        answer = {"score": 5, "solved": True, "comment": f"{SECRET}收到了"}
        await world.made(None, survey, answer)
        await world.settled()
        assert told_by(world)

        erased = await world.ask(
            "manager",
            "POST",
            f"/intake/v1/customers/{said.customer}/erase",
            json={"reason": "顾客要求删除"},
        )
        assert erased.status_code == 200, erased.text
        await world.settled()

        assert told_by(world) == []
        case = await world.get("manager", f"/followup/v1/cases/{said.case_id}")
        assert case["survey"]["score"] == 5
        assert case["ticket_no"] == said.ticket_no
