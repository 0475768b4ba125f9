"""What staff were told and how they want to be told, over HTTP and on the stream."""

from datetime import timedelta
from typing import Any

from services.triage.operations.notices import Draft, notify
from services.triage.operations.notices_of_tasks import GIVEN_TASK, GIVEN_TASK_CRITICAL
from services.triage.operations.notices_to_leads import TO_LEADS, UNTAKEN
from services.triage.queries.recipients import Audience
from services.triage.timers import handlers
from services.triage.web.stream import new_notices
from shared import timers
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id
from tests.fixtures.triage_service import Triage


async def tell(triage: Triage, username: str, **given: Any) -> None:
    staff_id, now = await triage.staff_id(username), triage.clock.now()
    draft = Draft(
        occasion=given.pop("occasion", "breached"),
        key=new_id(),
        audience=Audience(staff_ids=[staff_id]),
        path="/cases/1",
        facts={"ticket_no": "20261122-7Q4K2", "clock": "resolution"},
        **given,
    )
    await triage.service.database.write(lambda session: notify(session, draft, now=now))


async def listed(triage: Triage, username: str, **query: Any) -> Any:
    answer = await triage.get(username, "/v1/me/notices", **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestMyNotices:
    async def test_are_listed_counted_and_read(self, triage: Triage) -> None:
        for _ in range(3):
            await tell(triage, "agent01")
        await tell(triage, "agent02")

        shown = await listed(triage, "agent01", limit=2)
        rest = await listed(triage, "agent01", limit=2, cursor=shown["next_cursor"])
        english = await listed(triage, "agent01", language="en")

        assert (shown["unread"], len(shown["items"]), len(rest["items"])) == (3, 2, 1)
        first = shown["items"][0]
        assert first["title"] == "工单 20261122-7Q4K2 的解决已超时"
        assert english["items"][0]["title"] == "The resolution of case 20261122-7Q4K2 is overdue"
        assert {one["way"]: one["state"] for one in first["pushes"]} == {
            "wecom": "released",
            "email": "released",
        }

        others = (await listed(triage, "agent02"))["items"][0]["id"]
        read = await triage.post("agent01", "/v1/me/notices/read", {"ids": [first["id"], others]})
        assert read.json() == {"unread": 2}
        assert (await listed(triage, "agent02"))["unread"] == 1
        unread = await listed(triage, "agent01", unread=True)
        assert first["id"] not in {one["id"] for one in unread["items"]}
        assert (await triage.post("agent01", "/v1/me/notices/read", {})).json() == {"unread": 0}

    async def test_are_told_on_the_stream_to_oneself_alone(self, triage: Triage) -> None:
        read = triage.service.database.read
        mark, _ = await read(lambda session: new_notices(session, None))
        await tell(triage, "agent01")
        mark, told = await read(lambda session: new_notices(session, mark))
        assert [(one.event, one.data["about"]) for one in told] == [("notice", "me")]
        me = Principal(kind="staff", id=await triage.staff_id("agent01"), name="me")
        other = Principal(kind="staff", id=await triage.staff_id("agent02"), name="other")
        assert (told[0].is_for(me), told[0].is_for(other)) == (True, False)
        assert (await read(lambda session: new_notices(session, mark)))[1] == []


async def fire(triage: Triage, kind: str) -> None:
    now = triage.clock.now()

    def work(session: Session) -> None:
        due = timers.due(session, [kind], now=now, limit=100)
        timers.cancel_many(session, kind, [one.key for one in due])
        handlers(triage.boards)[kind](session, due, now)

    await triage.service.database.write(work)


class TestOwnersOfTasks:
    async def test_are_told_of_what_they_were_given(self, triage: Triage) -> None:
        team_id = await triage.team_id("食品安全")
        for username in ("agent09", "agent10"):
            await triage.post(username, "/v1/staff/me/away", {"away": username == "agent10"})
        triage.clock.advance(seconds=3)
        for urgency in ("normal", "normal", "critical"):
            case_id = await triage.receive("refund", urgency=urgency)
            wanted = {"team": team_id, "text": "请核实留样"}
            asked = await triage.move("manager", case_id, "tasks", wanted)
            assert asked.status_code == 200, asked.text
        mine = (await triage.get("agent09", "/v1/tasks", queue="mine")).json()["items"]
        assert len(mine) == 3

        await fire(triage, GIVEN_TASK_CRITICAL)
        (at_once,) = (await listed(triage, "agent09"))["items"]
        assert at_once["title"] == f"紧急协办任务 {mine[2]['ticket_no']} 分给了您"
        triage.clock.advance(minutes=5)
        await fire(triage, GIVEN_TASK)
        later, _ = (await listed(triage, "agent09"))["items"]
        assert (later["title"], later["path"]) == ("新分给您 2 件协办任务", "/tasks")
        assert (await listed(triage, "agent10"))["items"] == []


class TestLeads:
    async def test_are_told_what_waits_and_what_is_open_again(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        for username in ("agent07", "agent08"):
            await triage.post(username, "/v1/staff/me/away", {"away": True})
        triage.clock.advance(seconds=3)
        for _ in range(2):
            await triage.receive("refund")
        await triage.receive("refund", urgency="critical")
        await triage.progress(case_id, version=1, progress="open", cycle=2, reopen_count=1)
        await fire(triage, TO_LEADS)
        triage.clock.advance(minutes=5)
        await fire(triage, UNTAKEN)

        assert {one["title"] for one in (await listed(triage, "lead04"))["items"]} == {
            "售后退款：4 件工单无人可接",
            "售后退款：1 件工单重新打开",
            "售后退款：1 件工单无人可接",
        }
        assert (await listed(triage, "lead05"))["items"] == []


class TestMySettings:
    async def test_begin_with_what_is_sensible_and_are_one_s_own(self, triage: Triage) -> None:
        shown = (await triage.get("agent01", "/v1/me/notice-settings")).json()
        assert shown["hours"] == {
            "start": "08:00",
            "end": "22:00",
            "weekdays": [1, 2, 3, 4, 5, 6, 7],
        }
        assert all(one["is_default"] for one in shown["occasions"])

        wanted = {
            "language": "en",
            "hours": {"start": "09:30", "end": "18:00", "weekdays": [5, 1]},
            "occasions": {"breached": {"ways": ["email"], "any_time": "never"}},
        }
        headers = await triage.sign_in("agent01")
        put = await triage.client.put("/v1/me/notice-settings", json=wanted, headers=headers)
        assert put.status_code == 200, put.text
        again = (await triage.get("agent01", "/v1/me/notice-settings")).json()
        assert again == put.json()
        assert again["hours"]["weekdays"] == [1, 5]
        (chosen,) = [one for one in again["occasions"] if not one["is_default"]]
        assert (chosen["key"], chosen["ways"], chosen["any_time"]) == (
            "breached",
            ["email"],
            "never",
        )
        others = (await triage.get("agent02", "/v1/me/notice-settings")).json()
        assert others["language"] == "zh"

        await tell(triage, "agent01", not_after=triage.clock.now() + timedelta(days=9))
        assert (await listed(triage, "agent01"))["items"] == []

    async def test_refuse_what_makes_no_sense_by_its_field(self, triage: Triage) -> None:
        headers = await triage.sign_in("agent01")

        async def refused(**body: Any) -> list[str]:
            answer = await triage.client.put(
                "/v1/me/notice-settings", json={"hours": None, **body}, headers=headers
            )
            assert answer.status_code == 422, answer.text
            return [one["pointer"] for one in answer.json()["errors"]]

        choice = {"ways": ["email"], "any_time": "never"}
        assert await refused(occasions={"party": choice}) == ["/occasions"]
        assert await refused(hours={"start": "25:00"}) == ["/hours/start"]
        assert await refused(hours={"weekdays": []}) == ["/hours/weekdays"]
        pigeon = {"breached": {"ways": ["pigeon"], "any_time": "never"}}
        assert await refused(occasions=pigeon) == ["/occasions/breached/ways/0"]
