"""Four customers, one matter: the watch proposes it, one person fixes it, each customer is told."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest_asyncio

from tests.fixtures.access import World, until, world_in

SAID = (
    "昨晚在你们店吃的烤鱼,全家回来都拉肚子,孩子还发烧了",
    "昨天吃了烤鱼,我们一家三口都腹泻,去了医院",
    "你们家烤鱼不新鲜,吃完上吐下泻!!",
    "烤鱼吃完一直拉肚子,要求赔偿医药费",
)
RESULT = "该批次鱼已全部下架送检,已为您退款并承担医药费"


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


async def proposal(world: World) -> Any:
    """Return the one proposal once it holds all cases."""
    found = (await world.get("manager", "/triage/v1/incidents", state="proposed"))["items"]
    return next((one for one in found if one["counts"]["proposed"] == len(SAID)), None)


async def fixed(world: World, incident_id: str) -> bool:
    shown = await world.get("agent09", f"/followup/v1/incidents/{incident_id}")
    return {one["outcome"] for one in shown["cases"]} == {"resolved"}


async def page_shows(world: World, track_url: str) -> bool:
    page = await world.ask(None, "GET", f"/intake/t/{track_url.rpartition('/')[2]}")
    return RESULT in page.text and "/followup/s/" in page.text


class TestOneFix:
    async def test_reaches_each_customer(self, world: World) -> None:
        told = [
            await world.made(
                "manager",
                "/intake/v1/feedback",
                {"text": text, "store_code": "S001", "customer": {"phone": f"1390000111{number}"}},
            )
            for number, text in enumerate(SAID)
        ]
        found = await until(partial(proposal, world), what="the proposal of an incident")
        path = f"/triage/v1/incidents/{found['id']}"
        accepted = await world.ask(
            "manager",
            "POST",
            f"{path}/accept",
            json={"owner": world.staff["agent09"]},
            headers={"If-Match": found["etag"]},
        )
        assert accepted.status_code == 200, accepted.text
        await world.settled()

        path = f"/followup/v1/incidents/{found['id']}"
        seen = await world.ask("agent09", "GET", path)
        assert len(seen.json()["cases"]) == len(SAID)
        answer = await world.ask(
            "agent09",
            "POST",
            f"{path}/resolve",
            json={"result": RESULT},
            headers={"If-Match": seen.headers["ETag"]},
        )
        assert answer.status_code == 200, answer.text
        await until(partial(fixed, world, found["id"]), what="every case resolved")

        for one in told:
            await until(partial(page_shows, world, one["track_url"]), what="the result on the page")
        surveys = set()
        for one in accepted.json()["cases"]:
            case = await world.get("agent09", f"/followup/v1/cases/{one['id']}")
            assert case["incident"]["title"] == found["title"]
            surveys.add(case["survey"]["url"])
        assert len(surveys) == len(SAID)
