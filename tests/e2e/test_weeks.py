"""Weeks of the loop in seconds: what only time brings about, seen from outside over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures.access import World, until, world_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

SAYS = ("等位太久没人理", "桌子没有擦干净", "汤是凉的", "少送了一双筷子", "空调太冷了", "音乐太吵")
BURST = (
    "上错菜了还不认",
    "又上错菜，等了半小时",
    "点的鱼上成了虾",
    "菜上错了两次",
    "服务员记错单",
    "单子全弄混了",
    "隔壁桌的菜端给我们",
    "漏上了三个菜",
    "菜都凉了才发现上错",
    "上错还让我们付钱",
    "打包的也装错了",
    "叫人换菜没人来",
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("weeks")) as made:
        yield made


async def say(world: World, text: str, store: str, **given: Any) -> Any:
    body = {"text": text, "store_code": store, **given}
    return await world.made("manager", "/intake/v1/feedback", body)


async def case_of(world: World, said: Any) -> Any:
    """Return the case of a feedback once followup has it and somebody owns it."""

    async def found() -> Any:
        page = await world.get("manager", "/followup/v1/cases", feedback_id=said["id"])
        return next((one for one in page["items"] if one["owner"]), None)

    return await until(found, what="the case with its owner")


async def shows(world: World, case_id: str, **wanted: Any) -> Any:
    """Return a case once it has these values."""

    async def seen() -> Any:
        case = await world.get("manager", f"/followup/v1/cases/{case_id}")
        return case if all(case[name] == value for name, value in wanted.items()) else None

    return await until(seen, what=f"{wanted} of {case_id}")


async def act(world: World, case_id: str, move: str, body: Any = None) -> Any:
    """Make a move; what arrives meanwhile may change the ETag, and then it is made again."""

    async def made() -> Any:
        path = f"/followup/v1/cases/{case_id}"
        etag = (await world.ask("manager", "GET", path)).headers["ETag"]
        answer = await world.ask(
            "manager", "POST", f"{path}/{move}", json=body, headers={"If-Match": etag}
        )
        assert answer.status_code in {200, 412}, answer.text
        return answer.json() if answer.status_code == 200 else None

    return await until(made, what=move)


async def closed(world: World, text: str) -> tuple[Any, Any]:
    """Return a feedback and its case, which was resolved, told and closed."""
    said = await say(world, text, "S003")
    case = await case_of(world, said)
    await act(world, case["id"], "start")
    await act(world, case["id"], "resolve", {"result": "已向您退款并道歉"})
    await act(world, case["id"], "close", {"reason": "电话确认"})
    return said, await shows(world, case["id"], status="closed")


async def adds(world: World, said: Any, text: str) -> None:
    token = said["track_url"].rpartition("/")[2]
    await world.made(None, f"/intake/t/{token}/messages", {"text": text})


async def follow_on_of(world: World, case: Any) -> Any:
    """Return the feedback that came of a case."""

    async def found() -> Any:
        page = await world.get("manager", "/intake/v1/feedback", store_code="S003", limit=200)
        return next((one for one in page["items"] if one["linked_case_id"] == case["id"]), None)

    return await until(found, what="the follow-on")


class TestWaiting:
    async def test_reminds_twice_and_ends_until_the_customer_answers(self, world: World) -> None:
        said = await say(world, "外卖少了一份饭", "S003")
        case_id = (await case_of(world, said))["id"]
        await act(world, case_id, "start")
        await act(world, case_id, "ask", {"text": "请问订单号是多少？"})

        for reminders in (1, 2):
            world.turn(hours=24, minutes=1)

            async def reminded(many: int = reminders) -> bool:
                case = await world.get("manager", f"/followup/v1/cases/{case_id}")
                told = [one for one in case["timeline"] if one["event"] == "reminded"]
                return case["status"] == "waiting_customer" and len(told) == many

            await until(reminded, what=f"reminder {reminders}")
        world.turn(hours=24, minutes=1)
        ended = await shows(world, case_id, status="resolved")
        assert (ended["resolved_because"], ended["survey"]) == ("no_answer", None)

        await adds(world, said, "订单号是 8812，饭还没有补给我")
        again = await shows(world, case_id, status="in_progress")
        assert (again["cycle"], again["resolved_because"]) == (1, None)


class TestFurtherWords:
    async def test_within_fourteen_days_reopen_and_later_are_a_new_matter(
        self, world: World
    ) -> None:
        soon, case_soon = await closed(world, "蛋糕是坏的")
        late, case_late = await closed(world, "奶茶里有头发")
        world.turn(days=13, hours=23)
        await adds(world, soon, "退款一直没有到账，你们骗人")
        assert (await shows(world, case_soon["id"], cycle=2))["reopen_count"] == 1

        world.turn(hours=2)
        await adds(world, late, "退款一直没有到账，你们骗人")
        follow_on = await follow_on_of(world, case_late)
        assert (await case_of(world, follow_on))["id"] != case_late["id"]
        assert (await shows(world, case_late["id"], status="closed"))["cycle"] == 1


class TestALateLowScore:
    async def test_becomes_a_new_matter_of_the_same_customer(self, world: World) -> None:
        _, case = await closed(world, "地板很滑差点摔倒")
        shown = await world.get("manager", f"/followup/v1/cases/{case['id']}")
        token = shown["survey"]["url"].rpartition("/")[2]
        good = {"score": 5, "solved": True}
        await world.made(None, f"/followup/v1/surveys/{token}", good)
        world.turn(hours=25)
        low = {"score": 1, "solved": False, "comment": "地板今天还是那么滑"}
        await world.made(None, f"/followup/v1/surveys/{token}", low)

        follow_on = await follow_on_of(world, case)
        assert (await case_of(world, follow_on))["status"] == "assigned"
        still = await shows(world, case["id"], status="closed")
        assert (still["cycle"], still["survey"]["score"]) == (1, 5)


class TestTheWatch:
    async def test_raises_an_alert_that_leads_to_work_and_is_judged(self, world: World) -> None:
        for day in range(18):
            await say(world, f"{SAYS[day % len(SAYS)]}，第{day}天", "S001")
            world.turn(days=1)
        burst = [await say(world, text, "S001") for text in BURST]
        cases = {(await case_of(world, one))["id"] for one in burst}
        world.turn(days=1)

        found = await world.get("manager", "/followup/v1/alerts", store_code="S001")
        alert = next(one for one in found["items"] if one["topic"] is None)
        assert (alert["kind"], alert["observed"]) == ("volume_high", len(BURST))
        assert set(alert["case_ids"]) == cases
        assert alert["expected"] < 3

        path = f"/followup/v1/alerts/{alert['id']}"
        opened = await world.made("manager", f"{path}/incident", {"title": "一店连续上错菜"})

        async def members() -> Any:
            shown = await world.ask(
                "manager", "GET", f"/triage/v1/incidents/{opened['incident_id']}"
            )
            return shown.status_code == 200 and shown.json()["cases"]

        incident = await until(members, what="the incident in triage")
        assert {one["id"] for one in incident} <= cases

        due = {"text": "检查点单机并培训", "due_at": "2027-06-01T04:00:00Z"}
        task = await world.made("manager", f"{path}/tasks", due)
        mine = await world.get("store01", "/followup/v1/store-tasks", state="open")
        assert [one["id"] for one in mine["items"]] == [task["id"]]
        await world.made("store01", f"/followup/v1/store-tasks/{task['id']}/done", {"note": "已办"})

        judged = await world.made("manager", f"{path}/judge", {"useful": True, "note": "属实"})
        assert judged["useful"] is True
        counted = await world.get("manager", "/followup/v1/alerts/usefulness")
        (high,) = [one for one in counted["items"] if one["kind"] == "volume_high"]
        assert high["useful"] == 1
