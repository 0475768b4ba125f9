"""Store inspections over HTTP, on both databases: what failed is feedback of that store, once."""

from typing import Any

import pytest

from shared.events import FeedbackReceived
from shared.ids import new_id
from tests.fixtures.intake import Intake
from tests.fixtures.pictures import picture

CHECKLIST = {
    "name": "日常巡店",
    "sections": [
        {
            "title": "后厨",
            "items": [
                {"code": "raw", "text": "生熟分开", "weight": 6, "requires_picture": True},
                {"code": "fridge", "text": "冷柜温度记录", "weight": 2},
            ],
        },
        {"title": "前厅", "items": [{"text": "地面干净", "weight": 2}]},
    ],
}
UNKNOWN = "01930000-0000-7000-8000-00000000dead"
FOUND = [
    {"item": "raw", "passed": True},
    {"item": "fridge", "passed": False, "note": "下午没有登记，值班电话13812345678"},
    {"item": "s2i1", "passed": True},
]


async def checklist(intake: Intake, **changed: Any) -> Any:
    headers = intake.staff("manager")
    answer = await intake.http.post(
        "/v1/checklists", json={**CHECKLIST, **changed}, headers=headers
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


async def visit(intake: Intake, of: str, headers: dict[str, str], **changed: Any) -> Any:
    body = {
        "store_code": "S001",
        "checklist_id": of,
        "inspected_at": "2026-11-22T01:00:00Z",
        "findings": FOUND,
        **changed,
    }
    return await intake.http.post("/v1/inspections", json=body, headers=headers)


async def uploaded(intake: Intake, headers: dict[str, str]) -> str:
    files = {"file": ("a.png", picture("PNG"), "image/png")}
    answer = await intake.http.post("/v1/attachments", files=files, headers=headers)
    found: str = answer.json()["id"]
    return found


class TestChecklist:
    async def test_is_kept_by_managers_with_codes_for_its_items(self, intake: Intake) -> None:
        made = await checklist(intake)
        path, headers = f"/v1/checklists/{made['id']}", intake.staff("manager")

        codes = [item["code"] for section in made["sections"] for item in section["items"]]
        assert codes == ["raw", "fridge", "s2i1"]
        changed = {**CHECKLIST, "name": "开店前"}
        put = await intake.http.put(path, json=changed, headers={**headers, "If-Match": '"r-1"'})
        stale = await intake.http.put(path, json=changed, headers={**headers, "If-Match": '"r-1"'})
        assert (put.json()["name"], put.headers["ETag"], stale.status_code) == (
            "开店前",
            '"r-2"',
            412,
        )
        assert (await intake.http.delete(path, headers=headers)).status_code == 204
        listed = await intake.http.get("/v1/checklists", headers=intake.staff("agent"))
        assert listed.json()["items"] == []

    @pytest.mark.parametrize(
        "sections",
        [
            [],
            [{"title": "x", "items": []}],
            [{"title": "x", "items": [{"text": "a", "code": "1"}, {"text": "b", "code": "1"}]}],
            [{"title": "x", "items": [{"text": "a", "weight": 0}]}],
            [{"title": "x", "items": [{"text": ""}]}],
        ],
    )
    async def test_is_refused_when_it_cannot_be_filled_in(
        self, intake: Intake, sections: Any
    ) -> None:
        answer = await intake.http.post(
            "/v1/checklists",
            json={"name": "x", "sections": sections},
            headers=intake.staff("manager"),
        )
        assert answer.status_code == 422


class TestInspection:
    async def test_makes_feedback_of_what_failed_and_a_score(self, intake: Intake) -> None:
        made = await checklist(intake)
        inspector = intake.staff("agent", staff_id=new_id())
        pictures = [await uploaded(intake, inspector) for _ in range(2)]
        findings = [{"item": "raw", "passed": False, "attachment_ids": pictures}, *FOUND[1:]]
        answer = await visit(intake, made["id"], inspector, findings=findings)

        body = answer.json()
        assert answer.status_code == 201
        assert (body["score"], body["passed"], body["failed"]) == (20, 1, 2)
        assert body["findings"][1]["note"] == "下午没有登记，值班电话138****5678"
        raw = await intake.http.get(
            f"/v1/feedback/{body['findings'][0]['feedback_id']}", headers=inspector
        )
        assert raw.json()["text"] == "【巡店】后厨：生熟分开"
        assert (raw.json()["channel"], raw.json()["store_code"]) == ("inspection", "S001")
        assert len(raw.json()["files"]) == 2
        assert raw.json()["entered_by_name"] == "某人"
        events = await intake.published(FeedbackReceived)
        assert {one.channel for one in events} == {"inspection"}
        assert len(events) == 2

    async def test_repeated_with_its_key_is_one(self, intake: Intake) -> None:
        made = await checklist(intake)
        headers = {**intake.staff("manager", staff_id=new_id()), "Idempotency-Key": "v1"}
        first = await visit(intake, made["id"], headers)
        again = await visit(intake, made["id"], headers)
        other = await visit(intake, made["id"], headers, store_code="S002")

        assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
        assert again.json() == first.json()
        assert len(await intake.published(FeedbackReceived)) == 1

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"store_code": "S999"}, "/store_code"),
            ({"checklist_id": UNKNOWN}, "/checklist_id"),
            ({"inspected_at": "2026-11-23T01:00:00Z"}, "/inspected_at"),
            ({"findings": []}, "/findings"),
            ({"findings": [{"item": "none", "passed": True}]}, "/findings/0/item"),
            ({"findings": [FOUND[0], FOUND[0]]}, "/findings/1/item"),
            (
                {"findings": [FOUND[1], {"item": "raw", "passed": False}]},
                "/findings/1/attachment_ids",
            ),
            (
                {"findings": [FOUND[0], {**FOUND[1], "attachment_ids": [UNKNOWN]}]},
                "/findings/1/attachment_ids/0",
            ),
            ({"findings": [{"item": "raw", "passed": True, "score": 5}]}, "/findings/0/score"),
            ({"score": 100}, "/score"),
        ],
    )
    async def test_that_is_wrong_leaves_nothing(
        self, intake: Intake, changed: dict[str, Any], pointer: str
    ) -> None:
        made = await checklist(intake)
        answer = await visit(intake, made["id"], intake.staff("manager"), **changed)

        assert answer.status_code == 422, answer.text
        assert answer.json()["errors"][0]["pointer"] == pointer
        assert await intake.published(FeedbackReceived) == []

    async def test_is_seen_by_the_store_and_by_who_made_it(self, intake: Intake) -> None:
        made = await checklist(intake)
        inspector = intake.staff("lead", staff_id=new_id())
        first = (await visit(intake, made["id"], inspector)).json()
        second = (await visit(intake, made["id"], inspector, store_code="S002")).json()
        outside = await visit(
            intake, made["id"], intake.staff("store_manager", stores=("S001",)), store_code="S002"
        )

        assert outside.status_code == 403
        for headers, seen in (
            (intake.staff("manager"), [second, first]),
            (intake.staff("store_manager", stores=("S001",)), [first]),
            (inspector, [second, first]),
            (intake.staff("agent"), []),
        ):
            page = await intake.http.get("/v1/inspections", headers=headers)
            assert [one["id"] for one in page.json()["items"]] == [one["id"] for one in seen]
            one = await intake.http.get(f"/v1/inspections/{second['id']}", headers=headers)
            assert one.status_code == (200 if second in seen else 404)
        narrowed = await intake.http.get(
            "/v1/inspections",
            params={"store_code": "S002", "since": "2026-11-22T01:00:00Z"},
            headers=intake.staff("auditor"),
        )
        assert [one["id"] for one in narrowed.json()["items"]] == [second["id"]]


class TestStaffEntry:
    @pytest.mark.parametrize("channel", ["phone", "counter"])
    async def test_says_who_took_it_down_and_when_it_was_said(
        self, intake: Intake, channel: str
    ) -> None:
        taker = intake.staff("agent", staff_id=new_id())
        given = {
            "channel": channel,
            "text": "顾客来电：昨天的蛋糕不新鲜",
            "store_code": "S003",
            "customer": {"name": "王小明", "phone": "13812345678"},
            "occurred_at": "2026-11-22T09:00:00+08:00",
            "external_id": "call-1",
        }
        answer = await intake.submit(taker, **given)
        again = await intake.submit(taker, **given)

        assert (answer.status_code, again.status_code) == (201, 200)
        shown = (await intake.http.get(f"/v1/feedback/{answer.json()['id']}", headers=taker)).json()
        assert shown["entered_by"].startswith("staff:")
        assert shown["entered_by_name"] == "某人"
        assert shown["contact"] == {"name": "王**", "phone": "138****5678"}
        assert shown["occurred_at"] == "2026-11-22T01:00:00Z"
