"""The HTTP contract's words, kept by the system as programs and people reach it."""

import re
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from tests.fixtures.access import ORIGIN, PASSWORD, PNG, SERVICES, World, until
from tests.fixtures.access_scene import Scene, scene_in
from tests.fixtures.api_operations import UNKNOWN

pytestmark = pytest.mark.asyncio(loop_scope="module")

FEEDBACK = "/intake/v1/feedback"
UTC_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
TICKET = re.compile(r"20261122-[0-9A-HJKMNP-TV-Z]{5,7}")
CASE_FIELDS = {
    *("id", "feedback_id", "ticket_no", "status", "cycle", "kind", "topics", "urgency"),
    *("sentiment", "confidence", "owner", "team", "store_code", "channel", "text", "received_at"),
    *("assigned_at", "version", "versions"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
EXPIRED = 410


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("contract")) as made:
        yield made


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world


def is_problem(answer: httpx.Response, status: int) -> bool:
    body = answer.json()
    return (
        answer.status_code == status == body["status"]
        and answer.headers["Content-Type"] == "application/problem+json"
        and {"type", "title", "detail"} <= body.keys()
    )


def members(value: Any, name: str = "") -> list[tuple[str, Any]]:
    """Return every member of a JSON document by its own name."""
    if isinstance(value, dict):
        return [found for key, one in value.items() for found in members(one, key)]
    if isinstance(value, list):
        return [found for one in value for found in members(one, name)]
    return [(name, value)]


class TestTimesAndIds:
    async def test_are_utc_and_version_seven_wherever_they_are_read(self, scene: Scene) -> None:
        seen: set[str] = set()
        for operation in scene.operations:
            if not operation.reads or not operation.roles:
                continue
            who = next(one for one in ("manager", "admin") if one in operation.roles)
            answer = await scene.world.ask(who, "GET", scene.far.path(operation))
            if "json" not in answer.headers["Content-Type"] or answer.status_code != 200:
                continue
            for name, value in members(answer.json()):
                if value is None:
                    continue
                if name == "at" or name.endswith("_at"):
                    assert UTC_TIME.fullmatch(value), (operation, name, value)
                    seen.add(name)
                if name == "id" or name.endswith(("case_id", "feedback_id", "staff_id")):
                    assert UUID(value).version == 7, (operation, name, value)
                    seen.add(name)
        assert {"at", "received_at", "id", "feedback_id", "due_at"} <= seen

    async def test_of_a_form_token_too(self, world: World) -> None:
        answer = await world.ask({"Accept": "application/json"}, "GET", "/intake/f/welcome")

        assert UTC_TIME.fullmatch(answer.json()["expires_at"])


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


class TestList:
    async def test_is_paged_to_its_end_without_gap_or_repetition(self, world: World) -> None:
        for path in (FEEDBACK, "/triage/v1/cases", "/followup/v1/cases", "/triage/v1/staff"):
            found: list[str] = []
            cursor: str | None = None
            while True:
                query = {"limit": 3, **({"cursor": cursor} if cursor else {})}
                page = await world.get("manager", path, **query)
                assert page.keys() == {"items", "next_cursor"}
                assert len(page["items"]) <= 3
                found += [one["id"] for one in page["items"]]
                cursor = page["next_cursor"]
                if cursor is None:
                    break
            whole = await world.get("manager", path, limit=200)
            assert found == [one["id"] for one in whole["items"]], path
            assert len(set(found)) == len(found) > 3

    @pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5", ""])
    async def test_holds_one_to_two_hundred(self, world: World, limit: str) -> None:
        answer = await world.ask("manager", "GET", FEEDBACK, params={"limit": limit})

        assert is_problem(answer, 422)
        assert answer.json()["errors"][0]["pointer"] == "/limit"

    async def test_is_narrowed_by_its_filters(self, world: World, scene: Scene) -> None:
        said = scene.far.spoken
        for query in ({"feedback_id": said.feedback_id}, {"ticket_no": said.ticket_no}):
            cases = (await world.get("manager", "/followup/v1/cases", **query))["items"]
            assert [one["id"] for one in cases] == [said.case_id]
        stores = await world.get("manager", FEEDBACK, store_code="S002", limit=200)
        assert {one["store_code"] for one in stores["items"]} == {"S002"}
        since = await world.get("manager", FEEDBACK, since="2026-11-23T00:00:00+08:00")
        assert since["items"] == []


class TestCase:
    async def test_is_the_same_in_triage_and_followup(self, world: World, scene: Scene) -> None:
        case_id = scene.near.spoken.case_id
        await world.settled()
        triage, followup = [
            await world.get("manager", f"/{service}/v1/cases/{case_id}")
            for service in ("triage", "followup")
        ]

        assert triage.keys() >= CASE_FIELDS
        assert followup.keys() >= CASE_FIELDS | {"result", "told_at", "survey", "clocks"}
        same = CASE_FIELDS - {"version"}
        assert {name: triage[name] for name in same} == {name: followup[name] for name in same}
        assert triage["owner"].keys() == {"id", "username", "name"}
        assert triage["team"].keys() == {"id", "name"}
        assert triage["versions"].keys() == {"triage", "followup"}
        assert triage["topics"][0].keys() == {"code", "confidence"}
        assert triage["sentiment"].keys() == {"label", "score"}
        assert {one["kind"] for one in followup["clocks"]} >= {"first_response", "resolution"}
        assert followup["clocks"][0].keys() >= {"kind", "due_at", "status"}
        entry = {"at", "actor", "event", "cause", "detail"}
        assert all(one.keys() >= entry for one in followup["timeline"])

    async def test_survey_says_its_status_score_and_whether_it_is_solved(
        self, world: World, scene: Scene
    ) -> None:
        case = await world.get("manager", f"/followup/v1/cases/{scene.far.spoken.case_id}")

        assert case["survey"].keys() >= {"status", "score", "solved"}

    async def test_queues_show_the_most_urgent_and_then_the_oldest(self, world: World) -> None:
        order = ("critical", "high", "normal", "low")
        for queue in ("team", "unassigned", None):
            query = {"queue": queue, "limit": 200} if queue else {"limit": 200}
            cases = (await world.get("manager", "/triage/v1/cases", **query))["items"]
            by_state: dict[bool, list[tuple[int, datetime]]] = {True: [], False: []}
            for one in cases:
                key = order.index(one["urgency"]), datetime.fromisoformat(one["received_at"])
                by_state[one["status"] == "closed"].append(key)
            assert by_state[False] == sorted(by_state[False])

    async def test_of_nobody_is_given_out_or_204(self, world: World) -> None:
        answer = await world.ask("agent03", "POST", "/triage/v1/cases/next")

        assert answer.status_code in {200, 204}
        assert (answer.status_code == 204) == (answer.content == b"")


class TestPreconditions:
    async def test_are_asked_for_before_legality(self, world: World, scene: Scene) -> None:
        case_id = scene.near.spoken.case_id
        for service, move, body, own, other in (
            ("triage", "restore", None, "t", "f"),
            ("followup", "close", {"reason": "好"}, "f", "t"),
        ):
            path = f"/{service}/v1/cases/{case_id}/{move}"
            tags = (None, f'"{own}-999"', f'"{other}-1"', "*", await world.etag(service, case_id))
            answers = [
                await world.ask(
                    "manager", "POST", path, json=body, headers={"If-Match": tag} if tag else {}
                )
                for tag in tags
            ]
            assert [one.status_code for one in answers] == [428, 412, 412, 412, 409]
            assert all(is_problem(one, one.status_code) for one in answers)
            foreign = answers[2].json()
            assert foreign["type"] == "urn:huiyin:problem:foreign-etag"
            assert "triage" in foreign["detail"]
            assert "followup" in foreign["detail"]

    async def test_change_with_what_a_person_decides_on(self, world: World, scene: Scene) -> None:
        said = scene.near.spoken
        before = await world.etag("followup", said.case_id)
        assert re.fullmatch(r'"f-\d+"', before)
        assert re.fullmatch(r'"t-\d+"', await world.etag("triage", said.case_id))

        noted = await world.ask(
            "manager",
            "POST",
            f"/followup/v1/cases/{said.case_id}/note",
            json={"text": "稍后回电"},
            headers={"If-Match": before},
        )
        assert noted.headers["ETag"] == before == await world.etag("followup", said.case_id)

        await world.made(None, f"/intake/t/{said.track_token}/messages", {"text": "还有一点"})
        await world.settled()
        assert await world.etag("followup", said.case_id) != before

    async def test_are_answered_with_the_next(self, world: World, scene: Scene) -> None:
        case_id = scene.near.spoken.case_id
        etag = await world.etag("triage", case_id)
        moved = await world.ask(
            "manager",
            "POST",
            f"/triage/v1/cases/{case_id}/correct",
            json={"urgency": "high"},
            headers={"If-Match": etag},
        )

        assert moved.status_code == 200
        assert moved.json()["urgency"] == "high"
        assert moved.headers["ETag"] != etag
        assert moved.headers["ETag"] == await world.etag("triage", case_id)


class TestSignIn:
    async def test_gives_a_token_and_a_strict_cookie(self, world: World) -> None:
        body = {"username": "agent05", "password": PASSWORD}
        answer = await world.ask(None, "POST", "/triage/v1/auth/token", json=body)

        assert answer.json().keys() == {"access_token", "token_type", "expires_in"}
        assert answer.json()["token_type"] == "Bearer"
        assert 0 < answer.json()["expires_in"] <= 600
        given = [one.lower() for one in answer.headers.get_list("Set-Cookie")]
        (cookie,) = [one for one in given if "path=/triage/v1/auth" in one]
        assert {"httponly", "samesite=strict"} <= {part.strip() for part in cookie.split(";")}
        assert all(answer.json()["access_token"].lower() not in one for one in given)
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        for service in ("triage", "followup"):
            assert (await world.ask(bearer, "GET", f"/{service}/v1/cases")).status_code == 200
        assert (await world.ask(bearer, "GET", FEEDBACK)).status_code == 200


class TestClassify:
    async def test_judges_one_or_many(self, world: World, scene: Scene) -> None:
        text = "在店里吃到一只虫子"
        path = "/triage/v1/classify"
        one = await world.made(scene.credentials["classify"], path, {"text": text})
        many = await world.made("agent01", path, {"texts": [text] * 3})

        assert one.keys() >= {
            *("kind", "topics", "sentiment", "urgency", "confidence", "evidence", "model_version")
        }
        assert one["urgency"] in {"low", "normal", "high", "critical"}
        assert many == [one] * 3
        for span in one["evidence"]:
            assert span.keys() >= {"text", "start", "end", "topic", "weight"}
            assert text[span["start"] : span["end"]] == span["text"]
        for aspect in one["aspects"]:
            assert aspect.keys() >= {"topic", "polarity", "text", "start", "end", "confidence"}
            assert text[aspect["start"] : aspect["end"]] == aspect["text"]

    @pytest.mark.parametrize("body", [{}, {"text": "a", "texts": ["b"]}, {"texts": []}])
    async def test_needs_one_of_both(self, world: World, body: dict[str, Any]) -> None:
        assert is_problem(await world.ask("manager", "POST", "/triage/v1/classify", json=body), 422)

    async def test_takes_a_thousand_and_no_more(self, world: World) -> None:
        path = "/triage/v1/classify"
        most = await world.ask("manager", "POST", path, json={"texts": ["好"] * 1000})
        more = await world.ask("manager", "POST", path, json={"texts": ["好"] * 1001})

        assert (most.status_code, more.status_code) == (200, 422)


class TestSurvey:
    async def test_counts_the_last_answer_and_ends(self, world: World, scene: Scene) -> None:
        path = f"/followup/v1/surveys/{scene.far.survey_token}"
        first = await world.made(None, path, {"score": 3, "solved": True})
        last = await world.made(None, path, {"score": 4, "solved": True, "nps": 9, "comment": "好"})

        assert (first["score"], last["score"]) == (3, 4)
        page = await world.ask(None, "GET", f"/followup/s/{scene.far.survey_token}")
        assert page.status_code == 200
        began = world.clock.at
        world.clock.advance(days=30)
        ended = await world.ask(None, "POST", path, json={"score": 4, "solved": True})
        world.clock.at = began
        assert is_problem(ended, EXPIRED)
        assert ended.json()["form_url"] == f"{ORIGIN}/intake/f/welcome"


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


class TestOperation:
    @pytest.mark.parametrize("service", SERVICES)
    async def test_is_seen_from_outside(self, world: World, service: str) -> None:
        health, ready, metrics, document = [
            await world.ask(None, "GET", f"/{service}/{name}")
            for name in ("healthz", "readyz", "metrics", "openapi.json")
        ]

        assert (health.status_code, ready.status_code) == (200, 200)
        assert metrics.headers["Content-Type"].startswith("text/plain")
        assert "huiyin_" in metrics.text
        assert document.json()["openapi"].startswith("3.")

    @pytest.mark.parametrize("service", SERVICES)
    async def test_keeps_its_side_of_the_ledger(self, world: World, service: str) -> None:
        await world.settled()
        received = (await world.get("admin", "/intake/v1/ledger"))["totals"]["received"]
        own = await world.get("auditor", f"/{service}/v1/ledger")
        total = {
            "intake": lambda: own["totals"]["received"],
            "triage": lambda: own["received"],
            "followup": lambda: own["total"],
        }[service]()

        assert total == received > 0


class TestRefusals:
    async def test_speak_the_language_asked_for(self, world: World) -> None:
        for asked, chinese in (
            (None, True),
            ("zh-CN,zh;q=0.9", True),
            ("en-GB,en;q=0.9,zh;q=0.1", False),
            ("fr, en;q=0.5", False),
            ("???", True),
        ):
            headers = {"Accept-Language": asked} if asked else {}
            answer = await world.ask("manager", "GET", f"{FEEDBACK}/{UNKNOWN}", headers=headers)
            assert is_problem(answer, 404)
            assert bool(CHINESE.search(answer.json()["detail"])) is chinese
            assert answer.headers["Content-Language"] == ("zh" if chinese else "en")

    async def test_of_addresses_and_methods_say_what_there_is(self, world: World) -> None:
        nowhere = await world.ask("manager", "GET", "/intake/v1/nothing")
        outside = await world.ask(None, "GET", "/nothing")
        method = await world.ask("manager", "DELETE", FEEDBACK)

        assert is_problem(nowhere, 404)
        assert is_problem(outside, 404)
        assert "/docs" in nowhere.json()["detail"]
        assert is_problem(method, 405)
        assert set(method.headers["Allow"].split(", ")) == {"GET", "POST"}
