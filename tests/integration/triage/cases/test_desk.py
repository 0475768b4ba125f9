"""Desks: who one is, saved views, lengths of queues, the board, bulk moves, related cases."""

from typing import Any

import httpx
import pytest

from services.triage.incidents.search_terms import terms_of
from services.triage.models.incidents import SearchTerm
from shared.database import Session
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage

FILTER = {"name": "急件", "query": "queue=team&urgency=critical"}


async def staff_id(triage: Triage, username: str) -> str:
    people = (await triage.get("admin", "/v1/staff", limit=200)).json()["items"]
    return str(next(one["id"] for one in people if one["username"] == username))


async def owned(triage: Triage, owner: str, *topics: str, **said: Any) -> str:
    """Return a case that `owner` has."""
    case_id = await triage.receive(*topics or ("refund",), said=feedback(**said) if said else None)
    to = {"to_staff": await staff_id(triage, owner), "reason": "熟悉"}
    assert (await triage.move("manager", case_id, "transfer", to)).status_code == 200
    return case_id


async def etag(triage: Triage, case_id: str) -> str:
    return (await triage.get("manager", f"/v1/cases/{case_id}")).headers["ETag"]


async def put(triage: Triage, who: str, path: str, body: Any) -> httpx.Response:
    return await triage.client.put(path, headers=await triage.sign_in(who), json=body)


class TestMe:
    async def test_is_named_with_what_one_may_do(self, triage: Triage) -> None:
        me = (await triage.get("lead01", "/v1/me")).json()

        assert (me["username"], me["presence"]) == ("lead01", "available")
        assert me["leads"]
        assert {"board.read", "cases.close"} <= set(me["permissions"])
        assert "staff.write" not in me["permissions"]

    async def test_says_whether_one_takes_work(self, triage: Triage) -> None:
        away = await put(triage, "agent01", "/v1/me/presence", {"presence": "away"})
        seen = (await triage.get("agent01", "/v1/me")).json()
        again = await put(triage, "agent01", "/v1/me/presence", {"presence": "available"})

        assert (away.json()["presence"], seen["presence"]) == ("away", "away")
        assert again.json()["presence"] == "available"


class TestFilters:
    async def test_are_kept_by_name_for_oneself(self, triage: Triage) -> None:
        made = await triage.post("agent01", "/v1/me/filters", FILTER)
        path = f"/v1/me/filters/{made.json()['id']}"
        changed = await put(triage, "agent01", path, {**FILTER, "query": "queue=mine"})
        listed = (await triage.get("agent01", "/v1/me/filters")).json()["items"]

        assert (made.status_code, changed.status_code) == (201, 200)
        assert [(one["name"], one["query"]) for one in listed] == [("急件", "queue=mine")]
        assert (await triage.get("agent02", "/v1/me/filters")).json() == {"items": []}

    async def test_of_somebody_else_do_not_exist(self, triage: Triage) -> None:
        made = await triage.post("agent01", "/v1/me/filters", FILTER)
        path = f"/v1/me/filters/{made.json()['id']}"
        headers = await triage.sign_in("agent02")

        assert (await put(triage, "agent02", path, FILTER)).status_code == 404
        assert (await triage.client.delete(path, headers=headers)).status_code == 404
        own = await triage.sign_in("agent01")
        assert (await triage.client.delete(path, headers=own)).status_code == 204

    async def test_take_a_name_once(self, triage: Triage) -> None:
        await triage.post("agent03", "/v1/me/filters", FILTER)

        again = await triage.post("agent03", "/v1/me/filters", FILTER)

        assert again.status_code == 409
        assert again.json()["errors"][0]["pointer"] == "/name"


class TestQueues:
    async def test_are_counted_within_reach(self, triage: Triage) -> None:
        before = {one["queue"]: one for one in await self.of(triage, "agent01")}
        for _ in range(2):
            await owned(triage, "agent01")
        after = {one["queue"]: one for one in await self.of(triage, "agent01")}

        assert after["mine"]["cases"] == before["mine"]["cases"] + 2
        assert after["team"]["cases"] >= 2
        assert not after["mine"]["more"]
        assert (await self.of(triage, "agent09"))[0]["cases"] == 0

    @staticmethod
    async def of(triage: Triage, who: str) -> list[dict[str, Any]]:
        answer = await triage.get(who, "/v1/queues")
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    @pytest.mark.parametrize("who", ["store01", "auditor", "manager"])
    async def test_are_as_long_as_their_lists(self, triage: Triage, who: str) -> None:
        for topic in ("refund", "hygiene.pests"):
            await triage.receive(topic, said=feedback(store_code="S001"))
        for one in await self.of(triage, who):
            listed = await triage.get(who, "/v1/cases", queue=one["queue"], limit=200)

            assert one["cases"] == len(listed.json()["items"]), one


class TestBoard:
    async def test_shows_a_lead_their_own_team(self, triage: Triage) -> None:
        case_id = await owned(triage, "agent01")
        due = [{"kind": "resolution", "due_at": "2020-01-01T00:00:00Z", "status": "breached"}]
        await triage.progress(case_id, progress="in_progress", clocks=due)

        board = (await triage.get("lead01", "/v1/board")).json()

        (team,) = board["teams"]
        person = next(one for one in team["people"] if one["person"]["username"] == "agent01")
        assert (person["cases"], person["breached"], person["at_risk"]) == (1, 1, 0)
        assert person["presence"] in {"available", "off_shift"}
        assert (person["load"], board["is_cut"]) == (1, False)

    async def test_shows_a_manager_all_and_what_others_hold(self, triage: Triage) -> None:
        case_id = await owned(triage, "agent01")
        team = (await triage.get("manager", f"/v1/cases/{case_id}")).json()["team"]["id"]
        board = (await triage.get("manager", "/v1/board")).json()

        assert len(board["teams"]) >= 5
        mine = next(one for one in board["teams"] if one["team"]["id"] == team)
        assert mine["unassigned"]["cases"] == mine["elsewhere"]["cases"] == 0

    async def test_is_not_for_agents(self, triage: Triage) -> None:
        assert (await triage.get("agent01", "/v1/board")).status_code == 403

    async def test_leads_to_the_cases_of_one_person(self, triage: Triage) -> None:
        case_id = await owned(triage, "agent01")
        await owned(triage, "agent02")

        listed = await triage.get(
            "lead01", "/v1/cases", queue="team", owner=await staff_id(triage, "agent01")
        )

        assert [one["id"] for one in listed.json()["items"]] == [case_id]


class TestBulk:
    async def test_answers_for_each_case(self, triage: Triage) -> None:
        good, stale = await owned(triage, "agent01"), await owned(triage, "agent01")
        far = await owned(triage, "agent09")
        body = {
            "action": "dismiss",
            "details": {"reason": "spam"},
            "items": [
                {"id": good, "etag": await etag(triage, good)},
                {"id": stale, "etag": '"t-0"'},
                {"id": far, "etag": await etag(triage, far)},
            ],
        }

        answer = await triage.post("agent01", "/v1/cases/bulk", body)

        said = answer.json()
        assert answer.status_code == 200, answer.text
        assert [one["status"] for one in said["items"]] == [200, 412, 404]
        assert (said["done"], said["refused"]) == (1, 2)
        assert said["items"][0]["case"]["status"] == "dismissed"
        assert said["items"][1]["problem"]["detail"]
        assert said["items"][2]["case"] is None

    async def test_is_taken_back_by_what_it_answers(self, triage: Triage) -> None:
        case_id = await owned(triage, "agent01")
        item = {"id": case_id, "etag": await etag(triage, case_id)}
        done = await triage.post(
            "agent01",
            "/v1/cases/bulk",
            {"action": "dismiss", "items": [item], "details": {"reason": "invalid"}},
        )

        undone = await triage.post("agent01", "/v1/cases/bulk", done.json()["undo"])

        assert undone.json()["done"] == 1
        case = (await triage.get("agent01", f"/v1/cases/{case_id}")).json()
        assert (case["disposition"], case["owner"]["username"]) == ("live", "agent01")

    @pytest.mark.parametrize(
        "action",
        [
            {"action": "accept"},
            {"action": "confirm"},
            {"action": "correct", "details": {"urgency": "high"}},
            {"action": "transfer", "details": {"to_team": "own", "reason": "换人"}},
            {"action": "decline", "details": {"reason": "不是我们的"}},
        ],
    )
    async def test_makes_every_move(self, triage: Triage, action: dict[str, Any]) -> None:
        case_id = await owned(triage, "agent01")
        case = (await triage.get("agent01", f"/v1/cases/{case_id}")).json()
        if "to_team" in action.get("details", {}):
            action["details"]["to_team"] = case["team"]["id"]

        answer = await triage.post(
            "agent01",
            "/v1/cases/bulk",
            {**action, "items": [{"id": case_id, "etag": case["etag"]}]},
        )

        assert answer.json()["done"] == 1, answer.text

    @pytest.mark.parametrize(
        "body",
        [
            {"action": "close", "items": []},
            {"action": "accept", "items": []},
            {"action": "dismiss", "items": [{"id": "x", "etag": "t"}]},
            {"action": "accept", "items": [{"id": "x", "etag": "t", "owner": "me"}]},
        ],
    )
    async def test_refuses_what_is_no_move(self, triage: Triage, body: dict[str, Any]) -> None:
        assert (await triage.post("agent01", "/v1/cases/bulk", body)).status_code == 422


class TestCustomer:
    async def test_leads_to_their_cases_within_reach(self, triage: Triage) -> None:
        case_id = await owned(triage, "agent01", customer="cst_three")
        await owned(triage, "agent09", customer="cst_three")
        await owned(triage, "agent01")

        seen = (await triage.get("agent01", "/v1/cases", customer="cst_three")).json()["items"]

        assert [one["id"] for one in seen] == [case_id]


class TestRelated:
    async def told(self, triage: Triage, text: str, **said: Any) -> str:
        """Receive a text and let it be found by its words, as the watch does."""
        born = feedback(text=text, store_code="S003", **said)
        case_id = await triage.receive("refund", said=born)
        terms = terms_of(text)

        def index(session: Session) -> None:
            session.add_all(SearchTerm(term=term, case_id=case_id) for term in terms)

        await triage.service.database.write(index)
        return case_id

    async def test_shows_the_same_customer_and_what_reads_alike(self, triage: Triage) -> None:
        customer = "cst_one"
        first = await self.told(triage, "奶茶里有一只蟑螂,太恶心了", customer=customer)
        alike = await self.told(triage, "蟑螂爬进奶茶里了")
        other = await self.told(triage, "空调温度低", customer=customer)

        said = (await triage.get("manager", f"/v1/cases/{first}/related")).json()

        assert said["customer"] == customer
        assert [one["id"] for one in said["same_customer"]] == [other]
        assert [one["id"] for one in said["similar"]] == [alike]
        assert 0 < said["similar"][0]["likeness"] <= 1

    async def test_shows_nothing_out_of_reach(self, triage: Triage) -> None:
        first = await self.told(triage, "奶茶里有一只蟑螂", customer="cst_two")
        await self.told(triage, "又见奶茶里的蟑螂", customer="cst_two")
        to = {"to_staff": await staff_id(triage, "agent09"), "reason": "熟悉"}
        assert (await triage.move("manager", first, "transfer", to)).status_code == 200

        near = (await triage.get("agent09", f"/v1/cases/{first}/related")).json()
        far = await triage.get("agent01", f"/v1/cases/{first}/related")

        assert (near["same_customer"], near["similar"]) == ([], [])
        assert far.status_code == 404
