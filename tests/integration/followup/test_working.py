"""Corrective actions, macros, collaborators and mentions over HTTP, on both databases."""

from typing import Any

import pytest

from shared.auth import Principal, store_staff
from shared.events import StaffChanged, StoreChanged, TeamChanged, TopicChanged
from shared.events.vocabulary import TopicConfidence
from shared.ids import new_id
from tests.fixtures.followup import (
    LEAD,
    MANAGER,
    OTHER_TEAM,
    OWNER,
    STORE_MANAGER,
    STRANGER,
    TEAM,
    staff,
)
from tests.fixtures.followup_service import Followup

HELPER = staff(new_id(), "agent", teams=[OTHER_TEAM.id])


async def ask(
    followup: Followup,
    method: str,
    path: str,
    body: Any = None,
    *,
    who: Principal = MANAGER,
    status: int = 200,
) -> Any:
    answer = await followup.http.request(
        method, f"/v1{path}", json=body, headers=followup.signed_in(who)
    )
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def known(followup: Followup, username: str = "helper01", **given: Any) -> None:
    """Let followup keep a member of staff as triage publishes them."""
    person = StaffChanged(
        **{
            "generation": 1,
            "version": 1,
            "change": "added",
            "id": HELPER.id,
            "username": username,
            "name": "孙悦",
            "roles": ("agent",),
            "teams": (OTHER_TEAM.id,),
            "tokens_valid_from": followup.clock.now().replace(year=2020),
            **given,
        }
    )
    await followup.service.database.write(lambda session: store_staff(session, person))


class TestCorrectiveAction:
    async def planned(self, followup: Followup, case_id: str) -> str:
        shown = await followup.move(
            case_id,
            "corrective-actions",
            {"measures": "更换冷柜", "attachment_ids": [new_id()]},
            who=STORE_MANAGER,
        )
        (action,) = shown.json()["corrective_actions"]
        assert (action["state"], action["created_by"]["id"]) == ("open", STORE_MANAGER.id)
        return f"corrective-actions/{action['id']}"

    async def test_is_due_in_the_future(self, followup: Followup) -> None:
        born = await followup.open_case()
        late = {"measures": "更换冷柜", "due_at": "2026-11-01T10:00:00+08:00"}
        answer = await followup.move(born.case_id, "corrective-actions", late, status=422)
        assert answer.json()["errors"][0]["pointer"] == "/due_at"

    async def test_blocks_closing_and_not_telling_until_the_lead_passes_it(
        self, followup: Followup
    ) -> None:
        born, token = await followup.resolved_case()
        path = await self.planned(followup, born.case_id)
        answered = await followup.http.post(
            f"/v1/surveys/{token}", json={"score": 5, "solved": True}
        )
        assert answered.status_code == 200
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["waiting_internal"]) == ("resolved", True)
        refused = await followup.move(
            born.case_id, "close", {"reason": "满意"}, who=LEAD, status=409
        )
        assert "更换冷柜" in refused.json()["detail"]
        picture = new_id()
        done = {"note": "已更换", "attachment_ids": [picture]}
        await followup.move(born.case_id, f"{path}/check", {"passed": True}, who=LEAD, status=409)
        await followup.move(born.case_id, f"{path}/done", done, who=STORE_MANAGER)
        await followup.move(
            born.case_id, f"{path}/check", {"passed": False, "note": "照片不清"}, who=LEAD
        )
        (action,) = (await followup.read(born.case_id)).json()["corrective_actions"]
        assert (action["state"], action["times_returned"]) == ("open", 1)
        again = await followup.move(born.case_id, f"{path}/done", done, who=LEAD)
        assert picture in again.json()["corrective_actions"][0]["attachment_ids"]
        await followup.move(born.case_id, f"{path}/check", {"passed": True}, who=LEAD, status=409)
        passed = await followup.move(born.case_id, f"{path}/check", {"passed": True}, who=MANAGER)
        shown = passed.json()
        assert (shown["status"], shown["closed_reason"]) == ("closed", "satisfied")
        events = [one["event"] for one in shown["timeline"]]
        assert events.count("corrective_action_done") == 2

    async def test_is_asked_for_by_topics(self, followup: Followup) -> None:
        topic = TopicChanged(
            generation=1, version=1, change="added", code="food", name_zh="食品", name_en="Food"
        )
        await followup.hear(topic)
        refused = await ask(followup, "PUT", "/corrective-topics", {"codes": ["x"]}, status=422)
        assert refused["errors"][0]["pointer"] == "/codes"
        assert await ask(followup, "PUT", "/corrective-topics", {"codes": ["food"]}) == {
            "codes": ["food"]
        }
        born = await followup.open_case(topics=(TopicConfidence(code="food.mould", confidence=1),))
        await followup.move(born.case_id, "start")
        await followup.move(born.case_id, "resolve", {"result": "已退款"})
        await followup.move(born.case_id, "close", {"reason": "满意"}, who=LEAD, status=409)
        path = await self.planned(followup, born.case_id)
        await followup.move(born.case_id, f"{path}/done", {}, who=OWNER)
        await followup.move(born.case_id, f"{path}/check", {"passed": True}, who=LEAD)
        await followup.move(born.case_id, "close", {"reason": "满意"}, who=LEAD)

    async def test_of_another_case_is_not_found(self, followup: Followup) -> None:
        first, second = await followup.open_case(), await followup.open_case()
        path = await self.planned(followup, first.case_id)
        await followup.move(second.case_id, f"{path}/done", {}, status=404)


class TestMacros:
    async def test_are_filled_for_a_case(self, followup: Followup) -> None:
        store = StoreChanged(
            generation=1,
            version=1,
            change="added",
            code="SH001",
            name="人民广场店",
            region="华东",
            city="上海",
        )
        await followup.hear(store)
        text = "{customer_name?}您好，{store_name} 已处理 {ticket_no}，{due_date}前完成：{result}"
        made = await ask(
            followup,
            "POST",
            "/macros",
            {"title": "答复", "text": text, "actions": ["start", "resolve"]},
            status=201,
        )
        born = await followup.open_case()
        shown = await ask(
            followup,
            "POST",
            f"/cases/{born.case_id}/macro-preview",
            {"macro_id": made["id"]},
            who=OWNER,
        )
        assert shown == {
            "text": "您好，人民广场店 已处理 20261122-7Q4K2，11月25日前完成：{result}",
            "actions": ["start", "resolve"],
            "missing": ["result"],
        }

    @pytest.mark.parametrize(
        "text", ["{customer}", "{ticket_no", "ticket_no}", "{}", "{{ticket_no}}", "{ticket no}"]
    )
    async def test_with_unknown_placeholders_are_refused(
        self, followup: Followup, text: str
    ) -> None:
        refused = await ask(followup, "POST", "/macros", {"title": "x", "text": text}, status=422)
        assert refused["errors"][0]["pointer"] == "/text"

    async def test_are_a_team_s_or_everybody_s(self, followup: Followup) -> None:
        await followup.hear(
            TeamChanged(generation=1, version=1, change="added", id=TEAM.id, name=TEAM.name)
        )
        body = {"title": "只给门店", "text": "您好", "team_ids": [TEAM.id]}
        made = await ask(followup, "POST", "/macros", body, status=201)
        path = f"/macros/{made['id']}"
        assert len((await ask(followup, "GET", "/macros", who=OWNER))["items"]) == 1
        assert (await ask(followup, "GET", "/macros", who=STRANGER))["items"] == []
        await ask(followup, "GET", path, who=STRANGER, status=404)
        await ask(followup, "PUT", path, {**body, "title": "改"}, who=OWNER, status=403)
        assert (await ask(followup, "PUT", path, {**body, "title": "改"}))["title"] == "改"
        await ask(followup, "DELETE", path, status=204)
        await ask(followup, "GET", path, status=404)


class TestCollaborators:
    async def test_look_at_a_case_of_others_and_note_on_it(self, followup: Followup) -> None:
        await known(followup)
        born = await followup.open_case()
        await followup.read(born.case_id, HELPER, status=404)
        shown = await followup.move(born.case_id, "collaborators", {"staff": "helper01"})
        assert [one["username"] for one in shown.json()["collaborators"]] == ["helper01"]
        await followup.read(born.case_id, HELPER)
        await followup.move(born.case_id, "note", {"text": "我看过了"}, who=HELPER)
        await followup.move(born.case_id, "start", who=HELPER, status=403)
        listed = await ask(followup, "GET", "/cases?collaborating=true", who=HELPER)
        assert [one["id"] for one in listed["items"]] == [born.case_id]
        assert (await ask(followup, "GET", "/cases", who=HELPER))["items"] == []
        tag = (await followup.read(born.case_id, HELPER)).headers["ETag"]
        left = await followup.http.delete(
            f"/v1/cases/{born.case_id}/collaborators/{HELPER.id}",
            headers={**followup.signed_in(OWNER), "If-Match": tag},
        )
        assert (left.status_code, left.json()["collaborators"]) == (200, [])
        await followup.read(born.case_id, HELPER, status=404)

    async def test_are_active_staff(self, followup: Followup) -> None:
        await known(followup, active=False)
        born = await followup.open_case()
        for name in ("helper01", "nobody"):
            refused = await followup.move(
                born.case_id, "collaborators", {"staff": name}, status=422
            )
            assert refused.json()["errors"][0]["pointer"] == "/staff"


class TestATimeline:
    async def test_names_who_did_it_also_when_they_have_left(self, followup: Followup) -> None:
        await known(followup)
        born = await followup.open_case()
        await followup.move(born.case_id, "collaborators", {"staff": "helper01"})
        await followup.move(born.case_id, "note", {"text": "我看过了"}, who=HELPER)
        await known(followup, active=False, version=2)

        opened, *_, noted = (await followup.read(born.case_id)).json()["timeline"]

        assert noted["by"] == {"id": HELPER.id, "username": "helper01", "name": "孙悦"}
        assert (opened["actor"], opened["by"]) == ("system", None)


class TestMentions:
    async def test_name_staff_who_can_list_them(self, followup: Followup) -> None:
        await known(followup)
        born = await followup.open_case()
        text = "@helper01 请看一下，@helper01；写信到 a@helper01.cn，@nobody，电话13800001111"
        noted = await followup.move(born.case_id, "note", {"text": text})
        detail = noted.json()["timeline"][-1]["detail"]
        assert detail["mentions"] == ["helper01"]
        assert (await ask(followup, "GET", "/me/mentions", who=HELPER))["items"] == []
        await followup.move(born.case_id, "collaborators", {"staff": "helper01"})
        (mention,) = (await ask(followup, "GET", "/me/mentions", who=HELPER))["items"]
        assert mention["ticket_no"] == "20261122-7Q4K2"
        assert "13800001111" not in mention["text"]
        assert (await ask(followup, "GET", "/me/mentions", who=OWNER))["items"] == []

    async def test_are_paged_newest_first(self, followup: Followup) -> None:
        await known(followup, teams=(TEAM.id,))
        helper = staff(HELPER.id, "agent", teams=[TEAM.id])
        born = await followup.open_case()
        for number in range(3):
            await followup.move(born.case_id, "note", {"text": f"@helper01 {number}"})
        page = await ask(followup, "GET", "/me/mentions?limit=2", who=helper)
        assert [one["text"][-1] for one in page["items"]] == ["2", "1"]
        rest = await ask(followup, "GET", f"/me/mentions?cursor={page['next_cursor']}", who=helper)
        assert [one["text"][-1] for one in rest["items"]] == ["0"]
