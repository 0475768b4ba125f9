"""Cases over HTTP: the contract's shapes, ETags, reach and refusals, on both databases."""

import asyncio
from datetime import timedelta

import pytest

from shared import timers
from shared.database import Session
from shared.events import (
    CaseProgressed,
    FeedbackAppended,
    ReplyDelivered,
    ReplyRequested,
    TaskAssignment,
)
from shared.ids import new_id
from tests.fixtures.followup import (
    ADMIN,
    AUDITOR,
    COLLEAGUE,
    LEAD,
    LI,
    MANAGER,
    STORE_MANAGER,
    STRANGER,
    TEAM,
    birth,
    triaged,
)
from tests.fixtures.followup_service import Followup, ids

CONTRACT = {
    "id",
    "feedback_id",
    "ticket_no",
    "status",
    "cycle",
    "kind",
    "topics",
    "urgency",
    "sentiment",
    "confidence",
    "owner",
    "team",
    "store_code",
    "channel",
    "text",
    "received_at",
    "assigned_at",
    "version",
    "versions",
    "result",
    "told_at",
    "survey",
    "clocks",
    "timeline",
}


class TestACase:
    async def test_is_shown_as_the_contract_says(self, followup: Followup) -> None:
        born = await followup.open_case()
        answer = await followup.read(born.case_id)
        shown = answer.json()
        assert shown.keys() >= CONTRACT
        assert answer.headers["ETag"] == '"f-1"'
        assert shown["owner"] == {"id": LI.id, "username": "agent01", "name": "李敏"}
        assert (shown["status"], shown["versions"]) == ("assigned", {"triage": 1, "followup": 1})
        assert shown["clocks"][0]["status"] == "running"
        assert shown["timeline"][0].keys() == {"at", "actor", "by", "event", "cause", "detail"}

    async def test_goes_through_the_whole_loop(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        (request,) = await followup.published(ReplyRequested)
        await followup.hear(
            ReplyDelivered(
                request_id=request.request_id,
                case_id=born.case_id,
                via="page",
                delivered_at=followup.clock.now(),
            )
        )
        assert (await followup.read(born.case_id)).json()["status"] == "told"
        answer = await followup.http.post(
            f"/v1/surveys/{token}", json={"score": 5, "solved": True, "nps": 9}
        )
        assert answer.status_code == 200
        shown = (await followup.read(born.case_id)).json()
        assert (shown["status"], shown["closed_reason"]) == ("closed", "satisfied")
        assert shown["survey"]["score"] == 5
        versions = [one.version for one in await followup.published(CaseProgressed)]
        assert versions == [1, 2, 3, 4, 5]

    async def test_reopened_by_its_customer_shows_its_first_cycle(self, followup: Followup) -> None:
        born, token = await followup.resolved_case()
        await followup.http.post(f"/v1/surveys/{token}", json={"score": 1, "solved": False})
        shown = (await followup.read(born.case_id, LEAD)).json()
        assert (shown["status"], shown["cycle"], shown["survey"]) == ("open", 2, None)
        assert shown["cycles"][0]["survey"]["score"] == 1
        assert shown["cycles"][0]["resolver"]["id"] == LI.id

    @pytest.mark.parametrize("who", [STRANGER])
    async def test_out_of_reach_is_not_there(self, followup: Followup, who: object) -> None:
        born = await followup.open_case()
        await followup.read(born.case_id, STRANGER, status=404)
        for move, body in (
            ("start", None),
            ("note", {"text": "x"}),
            ("ask", {"text": "x"}),
            ("resolve", {"result": "x"}),
            ("reopen", {"reason": "x"}),
        ):
            await followup.move(born.case_id, move, body, who=STRANGER, status=404)

    async def test_that_does_not_exist_is_not_there(self, followup: Followup) -> None:
        answer = await followup.read(new_id(), MANAGER, status=404)
        assert answer.headers["content-type"] == "application/problem+json"


class TestMoves:
    async def test_need_an_etag(self, followup: Followup) -> None:
        born = await followup.open_case()
        await followup.move(born.case_id, "start", if_match="", status=428)

    async def test_reopen_and_close_need_no_word(self, followup: Followup) -> None:
        """The contract names no field of theirs."""
        born, _ = await followup.resolved_case()
        again = (await followup.move(born.case_id, "reopen")).json()
        assert (again["status"], again["cycle"], again["reopen_reason"]) == ("open", 2, "")

        other, _ = await followup.resolved_case()
        closed = (await followup.move(other.case_id, "close", who=LEAD)).json()
        assert (closed["status"], closed["closed_reason"]) == ("closed", "staff")

    async def test_refuse_the_etag_of_triage_by_name(self, followup: Followup) -> None:
        born = await followup.open_case()
        answer = await followup.move(born.case_id, "start", if_match='"t-1"', status=412)
        assert "triage" in answer.json()["detail"]

    async def test_answer_with_the_new_etag(self, followup: Followup) -> None:
        born = await followup.open_case()
        answer = await followup.move(born.case_id, "start")
        assert answer.headers["ETag"] == '"f-2"'
        again = await followup.move(born.case_id, "ask", {"text": "批次？"}, if_match='"f-2"')
        assert again.json()["status"] == "waiting_customer"

    async def test_that_are_illegal_name_the_legal_ones(self, followup: Followup) -> None:
        born = await followup.open_case()
        answer = await followup.move(born.case_id, "resolve", {"result": "x"}, status=409)
        assert answer.json()["legal"] == ["start"]

    async def test_meet_the_customers_words_with_412(self, followup: Followup) -> None:
        born = await followup.open_case()
        seen = (await followup.move(born.case_id, "start")).headers["ETag"]
        await followup.hear(
            FeedbackAppended(
                case_id=born.case_id,
                feedback_id=born.feedback_id,
                seq=1,
                text="还有一件事",
                appended_at=followup.clock.now(),
            )
        )
        await followup.move(born.case_id, "resolve", {"result": "x"}, if_match=seen, status=412)

    @pytest.mark.parametrize(
        ("move", "body"),
        [
            ("resolve", {"result": "x", "status": "closed"}),
            ("resolve", {"result": "   "}),
            ("resolve", {"result": "长" * 5001}),
            ("resolve", {"result": "x", "tell_customer": "maybe"}),
            ("note", {"text": ""}),
            ("note", {"text": "x", "actor": "admin"}),
            ("ask", {}),
            ("reopen", {"reason": "x", "cycle": 9}),
        ],
    )
    async def test_refuse_what_they_do_not_name(
        self, followup: Followup, move: str, body: dict[str, object]
    ) -> None:
        born = await followup.open_case()
        answer = await followup.move(born.case_id, move, body, who=MANAGER, status=422)
        assert answer.json()["errors"][0]["pointer"]
        assert (await followup.read(born.case_id)).json()["version"] == 1

    async def test_are_not_for_everyone(self, followup: Followup) -> None:
        born = await followup.open_case()
        for who in (COLLEAGUE, ADMIN, AUDITOR, STORE_MANAGER):
            await followup.move(born.case_id, "start", who=who, status=403)
        await followup.move(born.case_id, "note", {"text": "x"}, who=AUDITOR, status=403)
        await followup.move(born.case_id, "note", {"text": "看过监控"}, who=STORE_MANAGER)

    async def test_need_a_sign_in(self, followup: Followup) -> None:
        answer = await followup.http.post(f"/v1/cases/{new_id()}/start")
        assert answer.status_code == 401

    async def test_at_once_let_one_through(self, followup: Followup) -> None:
        born = await followup.open_case()
        tag = (await followup.read(born.case_id)).headers["ETag"]
        headers = {**followup.signed_in(), "If-Match": tag}
        answers = await asyncio.gather(
            *(
                followup.http.post(f"/v1/cases/{born.case_id}/start", headers=headers)
                for _ in range(10)
            )
        )
        assert sorted(one.status_code for one in answers) == [200] + [412] * 9


DUE = "2026-12-24T04:00:00Z"
WORK = {
    "start": None,
    "ask": {"text": "哪一批次？"},
    "resolve": {"result": "已退款"},
    "reopen": {"reason": "来电"},
    "close": {"reason": "来电"},
    "tasks/task-1/done": None,
    "corrective-actions": {"measures": "清洗", "due_at": DUE},
    "corrective-actions/{action}/done": {},
    "corrective-actions/{action}/check": {"passed": True},
}
BESIDE_WORK = {"note": {"text": "见邮件"}, "collaborators": {"username": "nobody"}}
NOT_LIVE = [
    {"disposition": "dismissed", "disposition_reason": "spam"},
    {"disposition": "merged", "merged_into": "018f0000-0000-7000-8000-000000000001"},
]


class TestACaseNotLive:
    def test_is_tried_by_every_route_that_changes_a_case(self, followup: Followup) -> None:
        paths = {
            path.removeprefix("/v1/cases/{case_id}/").replace("{task_id}", "task-1")
            for path, methods in followup.service.app.openapi()["paths"].items()
            if path.startswith("/v1/cases/{case_id}/") and "post" in methods
        }
        known = {one.replace("{action}", "{action_id}") for one in (*WORK, *BESIDE_WORK)}
        assert paths == known | {"macro-preview"}

    @pytest.mark.parametrize("standing", NOT_LIVE, ids=["dismissed", "merged"])
    async def test_is_not_worked_on_and_says_what_to_do(
        self, followup: Followup, standing: dict[str, str]
    ) -> None:
        task = TaskAssignment(
            task_id="task-1", team=TEAM, owner=LI, text="核对", opened_at=followup.clock.now()
        )
        born = await followup.open_case(tasks=(task,))
        planned = {"measures": "清洗", "due_at": DUE}
        shown = await followup.move(born.case_id, "corrective-actions", planned, who=MANAGER)
        action = shown.json()["corrective_actions"][0]["id"]
        await followup.hear(triaged(born, 2, owner=LI, tasks=(task,), **standing))
        for move, body in WORK.items():
            path = move.format(action=action)
            refused = await followup.move(born.case_id, path, body, who=MANAGER, status=409)
            assert refused.json()["legal"] == [], move
            assert "分派" in refused.json()["detail"]
        await followup.move(born.case_id, "note", BESIDE_WORK["note"], who=MANAGER)
        assert (await followup.read(born.case_id)).json()["legal_moves"] == []


class TestLists:
    async def test_come_in_pages_newest_first(self, followup: Followup) -> None:
        births = [birth() for _ in range(5)]
        await followup.hear(*(triaged(one, owner=LI) for one in births))
        expected = sorted((one.case_id for one in births), reverse=True)
        seen: list[str] = []
        cursor: str | None = None
        for _ in range(3):
            answer = await followup.http.get(
                "/v1/cases",
                params={"limit": 2, **({"cursor": cursor} if cursor else {})},
                headers=followup.signed_in(),
            )
            page = answer.json()
            seen += ids(page["items"])
            cursor = page["next_cursor"]
        assert (seen, cursor) == (expected, None)

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"owner": "me"}, True),
            ({"owner": "someone-else"}, False),
            ({"status": "assigned"}, True),
            ({"status": "closed"}, False),
            ({"team": "team-store"}, True),
            ({"store_code": "SH001"}, True),
            ({"store_code": "BJ001"}, False),
            ({"ticket_no": "20261122-7Q4K2"}, True),
            ({"ticket_no": "20261122-XXXXX"}, False),
        ],
    )
    async def test_narrow_to_what_is_asked(
        self, followup: Followup, wanted: dict[str, str], found: bool
    ) -> None:
        born = await followup.open_case()
        answer = await followup.http.get("/v1/cases", params=wanted, headers=followup.signed_in())
        assert ids(answer.json()["items"]) == ([born.case_id] if found else [])

    async def test_find_one_by_its_feedback(self, followup: Followup) -> None:
        born = await followup.open_case()
        await followup.open_case()
        answer = await followup.http.get(
            "/v1/cases", params={"feedback_id": born.feedback_id}, headers=followup.signed_in()
        )
        assert ids(answer.json()["items"]) == [born.case_id]

    async def test_hold_only_what_is_within_reach(self, followup: Followup) -> None:
        await followup.open_case()
        answer = await followup.http.get("/v1/cases", headers=followup.signed_in(STRANGER))
        assert answer.json() == {"items": [], "next_cursor": None}

    @pytest.mark.parametrize(
        "wanted",
        [{"status": "nonsense"}, {"limit": "0"}, {"cursor": "WyJ4Il0"}, {"feedback_id": "x"}],
    )
    async def test_refuse_nonsense(self, followup: Followup, wanted: dict[str, str]) -> None:
        answer = await followup.http.get("/v1/cases", params=wanted, headers=followup.signed_in())
        assert answer.status_code == 422


class TestTheLedger:
    async def test_counts_every_case_once(self, followup: Followup) -> None:
        await followup.open_case(disposition="dismissed")
        await followup.open_case()
        _, token = await followup.resolved_case()
        await followup.http.post(f"/v1/surveys/{token}", json={"score": 4, "solved": True})
        answer = await followup.http.get("/v1/ledger", headers=followup.signed_in(AUDITOR))
        ledger = answer.json()
        assert {name: ledger[name] for name in ("total", "open", "closed", "dismissed")} == {
            "total": 3,
            "open": 1,
            "closed": 1,
            "dismissed": 1,
        }
        (line,) = ledger["items"]
        assert (line["channel"], line["store_code"]) == ("web", "SH001")
        assert line["by_status"] == {"assigned": 1, "closed": 1, "dismissed": 1}

    async def test_is_for_those_who_account(self, followup: Followup) -> None:
        answer = await followup.http.get("/v1/ledger", headers=followup.signed_in(LEAD))
        assert answer.status_code == 403


class TestHearing:
    async def test_the_same_new_case_twice_at_once_is_one(self, followup: Followup) -> None:
        born = birth()
        answers = await asyncio.gather(
            *(followup.hear(triaged(born, owner=LI)) for _ in range(4)), return_exceptions=True
        )
        assert None in answers
        await followup.hear(triaged(born, 2, owner=LI))
        assert len(await followup.published(CaseProgressed)) == 1

    async def test_a_batch_of_new_and_known_cases(self, followup: Followup) -> None:
        births = [birth() for _ in range(40)]
        await followup.hear(*(triaged(one) for one in births[:20]))
        await followup.hear(*(triaged(one, 2, owner=LI) for one in births))
        answer = await followup.http.get(
            "/v1/cases", params={"status": "assigned"}, headers=followup.signed_in()
        )
        assert len(answer.json()["items"]) == 40

    async def test_clocks_break_by_timer(self, followup: Followup) -> None:
        born = await followup.open_case()
        now = followup.clock.advance(hours=5)
        handlers = followup.service.timer_handlers

        def fire(session: Session) -> None:
            due = timers.due(session, list(handlers), now=now, limit=10)
            for one in due:
                timers.cancel(session, one.kind, one.key)
                handlers[one.kind](session, [one], now)

        await followup.service.database.write(fire)
        shown = (await followup.read(born.case_id)).json()
        assert shown["clocks"][0]["status"] == "breached"
        assert shown["clocks"][0]["due_at"].startswith(
            f"{born.received_at + timedelta(hours=4):%Y-%m-%dT%H:%M}"
        )
