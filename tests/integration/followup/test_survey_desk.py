"""What surrounds surveys over HTTP: settings, vendors, call tasks; on both databases."""

import asyncio
import base64
import json
from typing import Any

import httpx

from services.followup.rules.webhooks import Signed, signature
from shared.events import ReplyFailed, ReplyRequested, TopicChanged
from tests.fixtures.followup import ADMIN, AUDITOR, MANAGER, OWNER, STRANGER
from tests.fixtures.followup_service import Followup

SECRET = "whsec_" + base64.b64encode(b"a key of the tests, 32 characters").decode()
FIELDS = {"token": "data.extra", "score": "data.answers.0", "solved": "data.answers.1"}


async def vendor(followup: Followup) -> dict[str, Any]:
    answer = await followup.http.post(
        "/v1/survey-providers",
        json={"name": "wenjuan", "secret": SECRET, "fields": FIELDS},
        headers=followup.signed_in(ADMIN),
    )
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def sends(
    followup: Followup, token: str, answers: list[Any], *, message_id: str = "msg_1", **changed: str
) -> httpx.Response:
    body = json.dumps({"data": {"extra": token, "answers": answers}}).encode()
    sent = str(int(followup.clock.now().timestamp()))
    right = signature(Signed(message_id, sent, "", body), SECRET)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": sent,
        "webhook-signature": f"v1,{right}",
        "content-type": "application/json",
        **changed,
    }
    return await followup.http.post("/v1/surveys/callbacks/wenjuan", content=body, headers=headers)


class TestAVendor:
    async def test_never_shows_its_secret(self, followup: Followup) -> None:
        made = await vendor(followup)
        assert SECRET not in json.dumps(made)
        assert made["callback_url"].endswith("/followup/v1/surveys/callbacks/wenjuan")

    async def test_sends_an_answer_once(self, followup: Followup) -> None:
        await vendor(followup)
        born, token = await followup.resolved_case()
        found = [await sends(followup, token, ["5", "是"]) for _ in range(2)]
        assert [one.json()["status"] for one in found] == ["taken", "repeated"]
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["survey"]["score"]) == ("closed", 5)

    async def test_sends_it_ten_times_at_once(self, followup: Followup) -> None:
        await vendor(followup)
        born, token = await followup.resolved_case()
        found = await asyncio.gather(*(sends(followup, token, ["1", "否"]) for _ in range(10)))
        statuses = sorted(one.json()["status"] for one in found)
        assert statuses == ["repeated"] * 9 + ["taken"]
        assert (await followup.read(born.case_id, MANAGER)).json()["reopen_count"] == 1

    async def test_without_a_right_signature_changes_nothing(self, followup: Followup) -> None:
        await vendor(followup)
        born, token = await followup.resolved_case()
        for changed in (
            {"webhook-signature": "v1,AAAA"},
            {"webhook-id": "msg_2"},
            {"webhook-timestamp": "1"},
            {"webhook-timestamp": ""},
        ):
            answer = await sends(followup, token, ["1", "否"], **changed)
            assert answer.status_code == 401, changed
        assert (await followup.read(born.case_id)).json()["survey"]["status"] == "open"

    async def test_that_is_unknown_or_off_is_refused_alike(self, followup: Followup) -> None:
        made = await vendor(followup)
        _, token = await followup.resolved_case()
        await followup.http.put(
            f"/v1/survey-providers/{made['id']}",
            json={"name": "wenjuan", "fields": FIELDS, "active": False},
            headers=followup.signed_in(ADMIN),
        )
        answer = await sends(followup, token, ["5", "是"])
        assert answer.status_code == 401

    async def test_whose_message_holds_no_score_is_told_so(self, followup: Followup) -> None:
        await vendor(followup)
        _, token = await followup.resolved_case()
        answer = await sends(followup, token, ["six", "是"])
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/score")


class TestSettings:
    async def test_follow_the_pattern_of_managers_data(self, followup: Followup) -> None:
        by = followup.signed_in(MANAGER)
        body = {
            "topic": "hygiene",
            "delay_hours": 4,
            "reasons": [{"code": "smell", "zh": "有异味", "en": "It smells"}],
        }
        made = await followup.http.post("/v1/survey-settings", json=body, headers=by)
        assert made.status_code == 201, made.text
        twice = await followup.http.post("/v1/survey-settings", json=body, headers=by)
        assert twice.status_code == 409
        path = f"/v1/survey-settings/{made.json()['id']}"
        changed = await followup.http.put(path, json={**body, "delay_hours": 5}, headers=by)
        assert changed.json()["delay_hours"] == 5
        assert (await followup.http.get(path, headers=followup.signed_in(AUDITOR))).json()[
            "from_time"
        ] == "09:00"
        assert (await followup.http.delete(path, headers=by)).status_code == 204
        assert (await followup.http.get(path, headers=by)).status_code == 404

    async def test_show_what_holds_and_keep_no_reasons_that_are_shipped(
        self, followup: Followup
    ) -> None:
        by = followup.signed_in(MANAGER)
        await followup.hear(
            TopicChanged(
                generation=1,
                version=1,
                code="refund",
                name_zh="退款",
                name_en="Refunds",
            )
        )
        listed = (await followup.http.get("/v1/survey-settings", headers=by)).json()["items"]
        assert [(one["topic"], one["id"], one["origin"]) for one in listed] == [
            (None, None, "shipped"),
            ("refund", None, "shipped"),
        ]
        held = {name: listed[1][name] for name in ("topic", "delay_hours", "reminder_hours")}
        body = {**held, "reasons": listed[1]["offered"]}
        made = (await followup.http.post("/v1/survey-settings", json=body, headers=by)).json()
        assert (made["origin"], made["reasons"]) == ("own", [])
        assert made["offered"] == made["shipped"] == listed[1]["offered"]

    async def test_refuse_pushes_at_night(self, followup: Followup) -> None:
        by = followup.signed_in(MANAGER)
        for wrong in (
            {"from_time": "08:00"},
            {"until_time": "22:00"},
            {"from_time": "12:00", "until_time": "12:00"},
            {"delay_hours": 1},
            {"delay_hours": 25},
        ):
            answer = await followup.http.post("/v1/survey-settings", json=wrong, headers=by)
            assert answer.status_code == 422, wrong
        shown = await followup.http.post(
            "/v1/survey-settings", json={"from_time": "08:00"}, headers=by
        )
        assert shown.json()["detail"] == "时间须在 09:00 到 21:00 之间，最早的在前。"

    async def test_decide_what_the_page_offers(self, followup: Followup) -> None:
        reasons = [{"code": "smell", "zh": "有异味", "en": "It smells"}]
        await followup.http.post(
            "/v1/survey-settings",
            json={"reasons": reasons, "ask_nps": False},
            headers=followup.signed_in(MANAGER),
        )
        _, token = await followup.resolved_case()
        page = await followup.http.get(f"/s/{token}")
        assert "有异味" in page.text
        assert 'name="nps"' not in page.text
        sent = await followup.http.post(
            f"/s/{token}", data={"score": "2", "solved": "false", "reasons": ["smell", "slow"]}
        )
        assert sent.status_code == 422
        assert 'id="reasons-error"' in sent.text
        sent = await followup.http.post(
            f"/s/{token}", data={"score": "2", "solved": "false", "reasons": "smell"}
        )
        assert sent.status_code == 303


class TestStaff:
    async def test_signed_in_count_in_no_figure(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        answer = await followup.http.post(
            f"/v1/surveys/{token}",
            json={"score": 5, "solved": True},
            headers=followup.signed_in(OWNER),
        )
        assert answer.status_code == 200
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["survey"]["excluded"]) == ("resolved", "staff")


class TestCallTasks:
    async def test_are_listed_and_done(self, followup: Followup) -> None:
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
        by = followup.signed_in(OWNER)
        (task,) = (await followup.http.get("/v1/call-tasks?status=open", headers=by)).json()[
            "items"
        ]
        assert (task["because"], task["result"]) == ({"sms": "空号"}, "已为您全额退款")
        path = f"/v1/call-tasks/{task['id']}"
        body = {"reached": True, "said": "客户满意"}
        refused = await followup.http.post(
            f"{path}/done", json=body, headers=followup.signed_in(STRANGER)
        )
        assert refused.status_code == 404
        done = await followup.http.post(f"{path}/done", json=body, headers=by)
        assert done.json()["status"] == "done"
        assert (await followup.read(born.case_id)).json()["status"] == "told"
        again = await followup.http.post(f"{path}/done", json=body, headers=by)
        assert again.status_code == 409
