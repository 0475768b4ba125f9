"""Cases over HTTP: queues, one case, and every move, on both databases."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.paging import encode_cursor
from tests.fixtures.clock import NOON
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage

AGENTS = ("agent07", "agent08")
"""The refund team's."""

CASE_FIELDS = {
    *("id", "feedback_id", "ticket_no", "status", "cycle", "kind", "topics", "urgency"),
    *("sentiment", "confidence", "owner", "team", "store_code", "channel", "text"),
    *("received_at", "assigned_at", "version", "versions"),
}


async def owner_of(triage: Triage, case_id: str) -> str:
    """Return the username of who is in charge."""
    answer = await triage.get("manager", f"/v1/cases/{case_id}")
    username: str = answer.json()["owner"]["username"]
    return username


class TestOneCase:
    async def test_has_every_field_of_the_contract(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        answer = await triage.get("manager", f"/v1/cases/{case_id}")
        body = answer.json()
        assert answer.status_code == 200
        assert set(body) >= CASE_FIELDS
        assert answer.headers["ETag"] == body["etag"] == '"t-1"'
        assert body["owner"]["username"] in AGENTS
        assert set(body["owner"]) == {"id", "username", "name"}
        assert body["team"]["name"] == "售后退款"
        assert body["versions"] == {"triage": 1, "followup": 0}
        assert body["evidence"][0]["topic"] == "refund"
        assert body["history"][0]["event"] == "triaged"
        assert body["status"] == "open"

    async def test_out_of_reach_or_unknown_is_404(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        for path in (f"/v1/cases/{case_id}", f"/v1/cases/{new_id()}"):
            answer = await triage.get("agent01", path)
            assert answer.status_code == 404
            assert answer.headers["content-type"] == "application/problem+json"

    async def test_needs_a_sign_in(self, triage: Triage) -> None:
        assert (await triage.client.get("/v1/cases")).status_code == 401

    async def test_with_a_bad_id_is_404(self, triage: Triage) -> None:
        assert (await triage.get("manager", "/v1/cases/1")).status_code == 404


class TestQueues:
    async def test_page_through_all_by_cursor(self, triage: Triage) -> None:
        made = {
            await triage.receive(
                "refund",
                said=feedback(store_code="S003", received_at=NOON - timedelta(minutes=minute)),
                urgency=("low", "high")[minute % 2],
            )
            for minute in range(5)
        }
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            params = {"limit": 2, **({"cursor": cursor} if cursor else {})}
            page = (await triage.get("lead04", "/v1/cases", queue="team", **params)).json()
            found += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert {case["id"] for case in found} == made
        assert len(found) == 5
        assert [case["urgency"] for case in found] == ["high"] * 2 + ["low"] * 3
        assert found[0]["received_at"] < found[1]["received_at"]

    async def test_are_narrowed_by_topic_urgency_and_store(self, triage: Triage) -> None:
        case_id = await triage.receive("refund.late", urgency="high")
        await triage.receive("refund", urgency="low")
        for params in ({"topic": "refund.late"}, {"urgency": "high"}):
            page = (await triage.get("manager", "/v1/cases", queue="team", **params)).json()
            assert [case["id"] for case in page["items"]] == [case_id]
        page = (await triage.get("manager", "/v1/cases", store_code="S001")).json()
        assert page["items"] == []

    @pytest.mark.parametrize(
        "params",
        [
            {"queue": "nonsense"},
            {"limit": "0"},
            {"cursor": "x"},
            {"cursor": encode_cursor(2**40, NOON, new_id())},
            {"cursor": encode_cursor(1, None, new_id())},
            {"cursor": encode_cursor(1, NOON, "x")},
            {"topic": "'; DROP"},
        ],
    )
    async def test_refuse_what_they_do_not_know(
        self, triage: Triage, params: dict[str, str]
    ) -> None:
        assert (await triage.get("manager", "/v1/cases", **params)).status_code == 422


class TestMoves:
    async def test_need_an_etag_of_triage_that_is_current(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        owner, path = await owner_of(triage, case_id), f"/v1/cases/{case_id}/accept"
        assert (await triage.post(owner, path)).status_code == 428
        assert (await triage.post(owner, path, if_match='"t-7"')).status_code == 412
        foreign = await triage.post(owner, path, if_match='"f-1"')
        assert foreign.status_code == 412
        assert "followup" in foreign.json()["detail"]
        accepted = await triage.post(owner, path, if_match='"t-1"')
        assert accepted.status_code == 200
        assert accepted.headers["ETag"] == '"t-2"'
        assert accepted.json()["accepted_at"] is not None

    async def test_that_are_illegal_name_those_that_are(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        await triage.progress(case_id, progress="closed", public_status="closed")
        answer = await triage.move(
            "manager", case_id, "transfer", {"reason": "x", "to_team": new_id()}
        )
        assert answer.status_code == 409
        assert answer.json()["legal"] == ["correct", "confirm"]
        assert "correct" in answer.json()["detail"]

    async def test_pass_a_case_on(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        team = await triage.team_id("食品安全")
        body = {"to_team": team, "reason": "涉及异物,电话13812345678"}
        answer = await triage.move(await owner_of(triage, case_id), case_id, "transfer", body)
        assert answer.json()["team"]["name"] == "食品安全"
        assert answer.json()["owner"]["username"] in {"agent09", "agent10"}
        history = (await triage.get("manager", f"/v1/cases/{case_id}")).json()["history"]
        assert history[-1]["cause"] == "涉及异物,电话138****5678"
        assert history[-1]["by"]["username"] in AGENTS

    @pytest.mark.parametrize(
        "body",
        [
            {"reason": "x"},
            {"reason": "x", "to_staff": new_id(), "to_team": new_id()},
            {"reason": " ", "to_team": new_id()},
            {"to_team": new_id()},
            {"reason": "x", "to_team": new_id()},
            {"reason": "x", "to_staff": new_id()},
            {"reason": "x", "to_team": new_id(), "status": "closed"},
        ],
    )
    async def test_refuse_a_transfer_to_nowhere(self, triage: Triage, body: dict[str, str]) -> None:
        case_id = await triage.receive("refund")
        answer = await triage.move("manager", case_id, "transfer", body)
        assert answer.status_code == 422
        assert answer.json()["errors"]

    async def test_correct_a_verdict(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        body = {"topics": ["food_safety.illness"], "urgency": "critical", "store_code": "S001"}
        answer = await triage.move("lead04", case_id, "correct", body)
        case = answer.json()
        assert answer.status_code == 200
        assert case["topics"] == [{"code": "food_safety.illness", "confidence": 1.0}]
        assert (case["urgency"], case["store_code"]) == ("critical", "S001")
        assert case["team"]["name"] == "食品安全"

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"topics": ["no_such"]}, "/topics"),
            ({"topics": ["refund", "NO PE"]}, "/topics/1"),
            ({"topics": [{"code": "NO PE", "confidence": 0.5}]}, "/topics/0"),
            ({"topics": [{"confidence": 0.5}]}, "/topics/0"),
            ({"store_code": "S999"}, "/store_code"),
            ({}, ""),
            ({"urgency": "extreme"}, "/urgency"),
        ],
    )
    async def test_refuse_a_correction_to_something_unknown(
        self, triage: Triage, body: dict[str, Any], pointer: str
    ) -> None:
        case_id = await triage.receive("refund")
        answer = await triage.move("manager", case_id, "correct", body)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer

    async def test_confirm_dismiss_and_restore(self, triage: Triage) -> None:
        case_id = await triage.receive("refund", confidence=0.1)
        confirmed = await triage.move("lead04", case_id, "confirm")
        assert confirmed.json()["needs_review"] is False
        dismissed = await triage.move("lead04", case_id, "dismiss", {"reason": "spam"})
        assert dismissed.json()["status"] == "dismissed"
        restored = await triage.move("lead04", case_id, "restore")
        assert restored.json()["status"] == "open"
        changes = [event.change for event in await triage.published()]
        assert changes == ["triaged", "confirmed", "dismissed", "restored"]
        assert [event.version for event in await triage.published()] == [1, 2, 3, 4]

    async def test_merge_open_a_task_and_decline(self, triage: Triage) -> None:
        first, second = await triage.receive("refund"), await triage.receive("refund")
        merged = await triage.move("lead04", first, "merge", {"into": second, "reason": "同一单"})
        assert (merged.json()["status"], merged.json()["merged_into"]) == ("merged", second)
        food = await triage.team_id("食品安全")
        tasked = await triage.move("lead04", second, "tasks", {"team": food, "text": "查批次"})
        assert tasked.status_code == 200
        owner = await owner_of(triage, second)
        declined = await triage.move(owner, second, "decline", {"reason": "休假"})
        assert declined.json()["owner"]["username"] in set(AGENTS) - {owner}
        full = (await triage.get("manager", f"/v1/cases/{second}")).json()
        assert full["tasks"][0]["team"]["name"] == "食品安全"

    async def test_by_an_auditor_are_refused(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        assert (await triage.get("auditor", f"/v1/cases/{case_id}")).status_code == 200
        answer = await triage.move("auditor", case_id, "dismiss", {"reason": "spam"})
        assert answer.status_code == 403

    async def test_by_a_store_manager_are_refused(self, triage: Triage) -> None:
        own = (await triage.get("store01", "/v1/me")).json().get("stores") or ["S001"]
        case_id = await triage.receive("refund", said=feedback(store_code=own[0]))
        assert (await triage.get("store01", f"/v1/cases/{case_id}")).status_code == 200
        for move, body in (("dismiss", {"reason": "spam"}), ("accept", None)):
            assert (await triage.move("store01", case_id, move, body)).status_code == 403


class TestTakeNext:
    async def test_never_gives_the_same_case_to_two(self, triage: Triage) -> None:
        ids = [await triage.receive("refund") for _ in range(12)]
        await triage.service.database.write(
            lambda session: session.connection().exec_driver_sql(
                "UPDATE triage_case SET owner_id = NULL, assigned_at = NULL, is_waiting = is_open"
            )
        )
        calls = [triage.post(AGENTS[n % 2], "/v1/cases/next") for n in range(16)]
        answers = await asyncio.gather(*calls)
        taken = [answer.json()["id"] for answer in answers if answer.status_code == 200]
        assert sorted(taken) == sorted(ids)
        assert [answer.status_code for answer in answers].count(204) == 4
        for answer in answers:
            assert answer.status_code == 204 or answer.headers["ETag"] == '"t-2"'

    async def test_is_for_agents_of_the_team(self, triage: Triage) -> None:
        await triage.receive("refund")
        assert (await triage.post("agent07", "/v1/cases/next")).status_code == 204
        assert (await triage.post("auditor", "/v1/cases/next")).status_code == 403


class TestRaces:
    async def test_only_one_of_two_moves_with_the_same_etag_succeeds(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        path = f"/v1/cases/{case_id}/dismiss"
        answers = await asyncio.gather(
            *[triage.post("manager", path, {"reason": "spam"}, if_match='"t-1"') for _ in range(6)]
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200, 412, 412, 412, 412, 412]

    async def test_two_merges_into_each_other_leave_one_live(self, triage: Triage) -> None:
        one, other = await triage.receive("refund"), await triage.receive("refund")
        answers = await asyncio.gather(
            triage.move("manager", one, "merge", {"into": other, "reason": "同"}),
            triage.move("manager", other, "merge", {"into": one, "reason": "同"}),
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes[0] == 200
        assert codes[1] in {409, 412}


class TestLedger:
    async def test_counts_every_case(self, triage: Triage) -> None:
        await triage.receive("refund")
        gone = await triage.receive("refund")
        await triage.move("manager", gone, "dismiss", {"reason": "invalid"})
        closed = await triage.receive("refund")
        await triage.progress(closed, progress="closed", public_status="closed")
        body = (await triage.get("auditor", "/v1/ledger")).json()
        counts = {
            name: body[name] for name in ("received", "dismissed", "merged", "open", "closed")
        }
        assert counts == {"received": 3, "dismissed": 1, "merged": 0, "open": 1, "closed": 1}
        assert (await triage.get("agent07", "/v1/ledger")).status_code == 403


class TestClassify:
    async def test_judges_one_text_and_many(self, triage: Triage) -> None:
        text = "汤里有一只虫子,我要求退款"
        one = await triage.post("agent01", "/v1/classify", {"text": text})
        assert one.status_code == 200
        assert one.json()["kind"] == "complaint"
        for span in one.json()["evidence"]:
            assert text[span["start"] : span["end"]] == span["text"]
        many = await triage.post("agent01", "/v1/classify", {"texts": [text, "谢谢"]})
        assert many.json()[0] == one.json()
        assert len(many.json()) == 2

    async def test_counts_evidence_in_the_text_as_it_was_sent(self, triage: Triage) -> None:
        text = "\n　 汤里有一只虫子 "
        told = (await triage.post("agent01", "/v1/classify", {"text": text})).json()
        assert told["evidence"]
        for span in (*told["evidence"], *told["aspects"]):
            assert text[span["start"] : span["end"]] == span["text"]

    async def test_judges_texts_that_say_nothing(self, triage: Triage) -> None:
        answer = await triage.post("agent01", "/v1/classify", {"texts": ["", " ", "虫"]})
        assert [one["kind"] for one in answer.json()][:2] == ["other", "other"]

    @pytest.mark.parametrize("body", [{}, {"text": "a", "texts": ["b"]}, {"texts": []}])
    async def test_refuses_nothing_or_both(self, triage: Triage, body: dict[str, Any]) -> None:
        assert (await triage.post("agent01", "/v1/classify", body)).status_code == 422
