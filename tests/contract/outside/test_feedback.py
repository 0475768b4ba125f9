"""The HTTP contract's feedback: what is taken, refused and repeated, its stores and pages."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.fixtures.access import ORIGIN, PNG, World, until
from tests.fixtures.access_scene import Scene
from tests.fixtures.api_operations import UNKNOWN
from tests.fixtures.http_answers import CHINESE, FEEDBACK, TICKET, UTC_TIME, is_problem

pytestmark = pytest.mark.asyncio(loop_scope="package")


class TestFeedback:
    async def test_is_acknowledged_with_its_ticket_and_page(self, world: World) -> None:
        answer = await world.ask("agent01", "POST", FEEDBACK, json={"text": "地面很滑"})
        body = answer.json()

        assert answer.status_code == 201
        assert body.keys() == {"id", "ticket_no", "status", "received_at", "track_url"}
        assert body["status"] == "received"
        assert UUID(body["id"]).version == 7
        assert TICKET.fullmatch(body["ticket_no"])
        assert UTC_TIME.fullmatch(body["received_at"])
        assert re.fullmatch(rf"{ORIGIN}/intake/t/[A-Za-z0-9_-]+", body["track_url"])
        assert (await world.ask(None, "GET", body["track_url"])).status_code == 200

    async def test_takes_every_field(self, world: World) -> None:
        picture = await world.ask(
            "manager", "POST", "/intake/v1/attachments", files={"file": ("a.png", PNG, "image/png")}
        )
        said = await world.made(
            "manager",
            FEEDBACK,
            {
                "text": "  奶茶太甜  ",
                "channel": "phone",
                "store_code": "S001",
                "customer": {
                    "name": "李女士",
                    "phone": "13900003333",
                    "email": "li@example.com",
                    "wechat_openid": "o-abcdef",
                },
                "rating": 2,
                "occurred_at": "2026-11-21T10:00:00+08:00",
                "campaign": "双十一",
                "order_no": "A-1001",
                "attachment_ids": [picture.json()["id"]],
                "external_id": "everything-1",
                "extra": {"桌号": 8},
            },
        )
        kept = await world.get("manager", f"{FEEDBACK}/{said['id']}")

        assert picture.json().keys() == {"id", "sha256", "media_type", "size"}
        assert (kept["text"], kept["channel"], kept["store_code"]) == ("奶茶太甜", "phone", "S001")
        assert (kept["rating"], kept["campaign"], kept["order_no"]) == (2, "双十一", "A-1001")
        assert kept["occurred_at"] == "2026-11-21T02:00:00Z"
        assert kept["contact"]["phone"] == "139****3333"
        assert kept["extra"] == {"桌号": 8}
        assert kept["files"] == [picture.json()]

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "/text"),
            ({"text": ""}, "/text"),
            ({"text": " \n "}, "/text"),
            ({"text": "字" * 5001}, "/text"),
            ({"text": "x", "store_code": "S999"}, "/store_code"),
            ({"text": "x", "channel": "fax"}, "/channel"),
            ({"text": "x", "rating": 0}, "/rating"),
            ({"text": "x", "rating": 6}, "/rating"),
            ({"text": "x", "rating": "5"}, "/rating"),
            ({"text": "x", "occurred_at": "2026-11-21"}, "/occurred_at"),
            ({"text": "x", "occurred_at": "2027-01-01T00:00:00Z"}, "/occurred_at"),
            ({"text": "x", "customer": {"phone": "abc"}}, "/customer/phone"),
            ({"text": "x", "customer": {"mail": "a@b.cn"}}, "/customer/mail"),
            ({"text": "x", "attachment_ids": ["1"]}, "/attachment_ids/0"),
            ({"text": "x", "attachment_ids": [UNKNOWN]}, "/attachment_ids/0"),
            ({"text": "x", "status": "closed"}, "/status"),
        ],
    )
    async def test_is_refused_by_field_in_both_languages(
        self, world: World, body: dict[str, Any], pointer: str
    ) -> None:
        refused = {}
        for language in ("zh", "en"):
            headers = {"Accept-Language": language}
            refused[language] = await world.ask(
                "manager", "POST", FEEDBACK, json=body, headers=headers
            )
            assert is_problem(refused[language], 422)
            assert refused[language].json()["errors"][0]["pointer"] == pointer
        zh, en = (refused[language].json()["errors"][0]["detail"] for language in ("zh", "en"))
        assert CHINESE.search(zh)
        assert not CHINESE.search(en)
        assert not re.search(r"[\^\\]|\{\d|Error|None", zh + en), "plain words only"

    async def test_of_5000_characters_is_taken(self, world: World) -> None:
        for sign in ("字", "😀"):
            answer = await world.ask("manager", "POST", FEEDBACK, json={"text": sign * 5000})
            assert answer.status_code == 201

    async def test_has_the_channel_of_who_brings_it(self, world: World, scene: Scene) -> None:
        for who, channel in (
            ("agent01", "staff"),
            (scene.credentials["form"], "web"),
            (scene.credentials["key of S001"], "app"),
            (scene.credentials["feedback:write"], "api"),
        ):
            body = {"text": "谁说的", "store_code": "S001"}
            said = await world.made(who, FEEDBACK, body)
            kept = await world.get("manager", f"{FEEDBACK}/{said['id']}")
            assert kept["channel"] == channel


class TestRepetition:
    async def test_with_the_same_key_gives_the_first_answer(self, world: World) -> None:
        key = {"Idempotency-Key": "k" * 255}
        first = await world.ask("manager", "POST", FEEDBACK, json={"text": "漏水"}, headers=key)
        again = await world.ask("manager", "POST", FEEDBACK, json={"text": "漏水"}, headers=key)
        other = await world.ask("manager", "POST", FEEDBACK, json={"text": "漏电"}, headers=key)
        somebody = await world.ask("admin", "POST", FEEDBACK, json={"text": "漏水"}, headers=key)

        assert [one.status_code for one in (first, again, other, somebody)] == [201, 200, 422, 201]
        assert again.headers["Idempotent-Replay"] == "true"
        assert "Idempotent-Replay" not in first.headers
        assert again.content == first.content
        assert somebody.json()["id"] != first.json()["id"]

    async def test_with_a_key_is_known_on_every_creating_route(self, world: World) -> None:
        key = {"Idempotency-Key": "everywhere"}
        created: dict[str, Any] = {
            "/intake/v1/stores": {"code": "S901", "name": "新店", "region": "华东", "city": "上海"},
            "/triage/v1/teams": {"name": "只建一次"},
            "/triage/v1/topics": {"code": "once", "name_zh": "一次", "name_en": "Once"},
            "/triage/v1/api-keys": {"name": "一次", "scopes": ["classify"]},
            "/triage/v1/staff": {"username": "once", "name": "一次", "roles": ["agent"]},
        }
        for path, body in created.items():
            answers = [
                await world.ask("admin", "POST", path, json=body, headers=key) for _ in range(2)
            ]
            assert [one.status_code for one in answers] == [201, 200], path
            assert answers[1].headers["Idempotent-Replay"] == "true"
            assert answers[0].json() == answers[1].json()

    async def test_with_a_known_external_id_gives_the_first_feedback(self, world: World) -> None:
        body = {"text": "有礼貌", "channel": "hook", "external_id": "form-7"}
        first = await world.ask("manager", "POST", FEEDBACK, json=body)
        again = await world.ask("manager", "POST", FEEDBACK, json={**body, "text": "别的话"})
        elsewhere = await world.ask("manager", "POST", FEEDBACK, json={**body, "channel": "app"})

        assert [one.status_code for one in (first, again, elsewhere)] == [201, 200, 201]
        assert again.headers["Duplicate"] == "true"
        assert again.json() == first.json()
        assert elsewhere.json()["id"] != first.json()["id"]


class TestStores:
    async def test_are_kept_by_managers(self, world: World) -> None:
        new = {"code": "S902", "name": "新店", "region": "华南", "city": "广州"}
        store = await world.made("manager", "/intake/v1/stores", new)
        closed = await world.ask(
            "manager", "PUT", "/intake/v1/stores/S902", json={**new, "closed": True}
        )
        refused = await world.ask(
            "manager", "POST", FEEDBACK, json={"text": "x", "store_code": "S902"}
        )

        assert store.keys() >= {"code", "name", "region", "city", "timezone", "closed"}
        assert closed.json()["closed"] is True
        assert is_problem(refused, 422)
        assert refused.json()["errors"][0]["pointer"] == "/store_code"


class TestPages:
    async def test_take_a_form_and_lead_to_its_progress(self, world: World) -> None:
        token = (await world.form_token())["Authorization"].removeprefix("Bearer ")
        fields = {"text": "排队太久", "token": token}
        sent = await world.ask(None, "POST", "/intake/f/welcome", data=fields)

        assert sent.status_code == 303
        track = httpx.URL(f"{ORIGIN}/intake/f/welcome").join(sent.headers["Location"])
        page = await world.ask(None, "GET", str(track))
        assert page.status_code == 200
        assert "排队太久" in page.text
        assert len(page.content) < 30_000

    async def test_show_result_and_survey_as_soon_as_intake_knows(
        self, world: World, scene: Scene
    ) -> None:
        async def page() -> Any:
            text = (await world.ask(None, "GET", scene.far.spoken.track_url)).text
            return text if "/followup/s/" in text else None

        shown = await until(page, what="the survey link")
        assert "已送检并退款" in shown
        assert f'href="{ORIGIN}/followup/s/{scene.far.survey_token}"' in shown
