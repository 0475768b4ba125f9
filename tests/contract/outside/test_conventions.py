"""The HTTP contract's conventions: times, ids, lists, refusals, sign-in, what operators ask."""

from typing import Any
from uuid import UUID

import pytest

from tests.fixtures.access import PASSWORD, SERVICES, World
from tests.fixtures.access_scene import Scene
from tests.fixtures.api_operations import UNKNOWN
from tests.fixtures.http_answers import CHINESE, FEEDBACK, UTC_TIME, is_problem, members

pytestmark = pytest.mark.asyncio(loop_scope="package")


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


class TestList:
    async def test_is_paged_to_its_end_without_gap_or_repetition(self, world: World) -> None:
        for text in ("太吵", "太暗"):
            await world.made("manager", FEEDBACK, {"text": text})
        await world.settled()
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

    @pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "1.5"])
    async def test_holds_one_to_two_hundred(self, world: World, limit: str) -> None:
        answer = await world.ask("manager", "GET", FEEDBACK, params={"limit": limit})

        assert is_problem(answer, 422)
        assert answer.json()["errors"][0]["pointer"] == "/limit"

    async def test_takes_an_empty_parameter_for_none(self, world: World) -> None:
        empty = {"limit": "", "cursor": "", "store_code": "", "channel": ""}
        assert await world.get("manager", FEEDBACK, **empty) == await world.get("manager", FEEDBACK)

    async def test_is_narrowed_by_its_filters(self, world: World, scene: Scene) -> None:
        said = scene.far.spoken
        for query in ({"feedback_id": said.feedback_id}, {"ticket_no": said.ticket_no}):
            cases = (await world.get("manager", "/followup/v1/cases", **query))["items"]
            assert [one["id"] for one in cases] == [said.case_id]
        stores = await world.get("manager", FEEDBACK, store_code="S002", limit=200)
        assert {one["store_code"] for one in stores["items"]} == {"S002"}
        since = await world.get("manager", FEEDBACK, since="2026-11-23T00:00:00+08:00")
        assert since["items"] == []


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

    async def test_of_a_method_are_405_at_every_address(self, scene: Scene) -> None:
        taken: dict[str, set[str]] = {}
        for one in scene.operations:
            taken.setdefault(scene.far.path(one), set()).add(one.method)
        for path, methods in taken.items():
            for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - methods:
                answer = await scene.world.ask("manager", method, path)
                assert is_problem(answer, 405), (method, path, answer.text)
                assert set(answer.headers["Allow"].split(", ")) - {"HEAD"} == methods, path

    @pytest.mark.parametrize("word", ["hello", "1", "null", "%F0%9F%98%80", "a%00b", "%FF", "-1"])
    async def test_of_a_word_where_an_id_stands_are_404(self, scene: Scene, word: str) -> None:
        tried = 0
        for one in scene.operations:
            if one.method not in {"GET", "DELETE"} or not one.path.endswith("_id}"):
                continue
            who = next((who for who in ("manager", "admin") if who in one.roles), None)
            path = scene.near.path(one).rpartition("/")[0]
            answer = await scene.world.ask(who, one.method, f"{path}/{word}")
            assert is_problem(answer, 404), (one, answer.text)
            tried += 1
        assert tried > 30

    async def test_are_never_pages_under_v1(self, world: World) -> None:
        browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
        for path, status in (
            (f"{FEEDBACK}/{UNKNOWN}", 404),
            ("/triage/v1/nothing", 404),
            ("/followup/v1/cases?limit=0", 422),
            ("/triage/v1/cases/next", 405),
        ):
            assert is_problem(await world.ask("manager", "GET", path, headers=browser), status)
        page = await world.ask(None, "GET", "/intake/t/nobody", headers=browser)
        assert page.headers["Content-Type"].startswith("text/html")

    async def test_without_a_field_at_fault_have_errors_all_the_same(self, world: World) -> None:
        absent = await world.ask("manager", "GET", f"{FEEDBACK}/{UNKNOWN}")
        whole = await world.ask("manager", "POST", "/triage/v1/classify", json={})

        assert absent.json()["errors"] == []
        assert is_problem(whole, 422)
        assert whole.json()["errors"]
