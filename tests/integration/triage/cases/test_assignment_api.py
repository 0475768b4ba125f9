"""Teams' strategies, leave, efforts, routing rules, alerts and fairness, on both databases."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from services.triage.models.cases import Store
from shared.ids import new_id
from shared.tables import audit_entry
from tests.fixtures.incidents import decide
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage

SINCE = "2026-11-01T00:00:00Z"
REFUNDS, FOOD = "售后退款", "食品安全"


async def send(triage: Triage, username: str, method: str, path: str, body: Any) -> httpx.Response:
    headers = await triage.sign_in(username)
    return await triage.client.request(method, path, headers=headers, json=body)


async def patch_team(triage: Triage, name: str, **changes: Any) -> httpx.Response:
    path = f"/v1/teams/{await triage.team_id(name)}"
    answer = await send(triage, "manager", "PATCH", path, changes)
    triage.clock.advance(seconds=3)
    return answer


async def all_away(triage: Triage, *usernames: str) -> None:
    for username in usernames:
        answer = await triage.post(username, "/v1/staff/me/away", {"away": True})
        assert answer.status_code == 200
    triage.clock.advance(seconds=3)


async def audited(triage: Triage, action: str) -> list[Any]:
    statement = sa.select(audit_entry).where(audit_entry.c.action == action)
    return await triage.service.database.read(lambda session: list(session.execute(statement)))


async def rule(triage: Triage, name: str, team: str, **conditions: list[str]) -> str:
    body = {"name": name, "conditions": conditions, "team_id": await triage.team_id(team)}
    answer = await triage.post("manager", "/v1/routing-rules", body)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def fairness(triage: Triage, team: str) -> dict[str, Any]:
    path = f"/v1/teams/{await triage.team_id(team)}/fairness"
    answer = await triage.get("manager", path, until="2026-11-24T00:00:00Z")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestTeams:
    async def test_take_a_strategy_and_limits(self, triage: Triage) -> None:
        changes = {"strategy": "round_robin", "hourly_cap": 9, "sticky_days": 3}
        answer = await patch_team(triage, REFUNDS, **changes, lapse_minutes=30)
        assert answer.status_code == 200
        assert answer.json().items() >= {**changes, "lapse_minutes": 30}.items()
        again = await patch_team(triage, REFUNDS, lapse_minutes=None)
        assert again.json()["lapse_minutes"] is None
        assert again.json()["hourly_cap"] == 9

    @pytest.mark.parametrize(
        "changes", [{"strategy": "lottery"}, {"hourly_cap": 0}, {"lapse_minutes": 1}]
    )
    async def test_refuse_what_does_not_fit(self, triage: Triage, changes: dict[str, Any]) -> None:
        assert (await patch_team(triage, REFUNDS, **changes)).status_code == 422

    async def test_that_pull_only_leave_cases_to_be_taken(self, triage: Triage) -> None:
        await patch_team(triage, REFUNDS, strategy="pull_only")
        case_id = await triage.receive("refund")
        before = await triage.get("agent07", f"/v1/cases/{case_id}")
        taken = await triage.post("agent07", "/v1/cases/next")

        assert before.json()["owner"] is None
        assert before.json()["assignment"]["reason"] == "pull_only"
        assert taken.json()["id"] == case_id


class TestReasons:
    async def test_of_the_last_choice_are_shown(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        case = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        shown = case["assignment"]
        assert shown["owner"] == case["owner"]
        assert shown["runner_up"]["username"] in {"agent07", "agent08"} - {
            case["owner"]["username"]
        }
        assert (shown["reason"], shown["effort"]) == ("least_loaded", 1)
        assert shown["considered"] == {"eligible": 2, "load": 0}

    async def test_are_of_the_cases_owner_when_a_task_is_opened(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        before = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        body = {"team": await triage.team_id(FOOD), "text": "请核实配料"}
        answer = await triage.move("manager", case_id, "tasks", body)
        assert answer.status_code == 200, answer.text
        after = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        assert after["assignment"] == before["assignment"]

    async def test_name_the_leads_who_were_alerted(self, triage: Triage) -> None:
        await all_away(triage, "agent07", "agent08")
        case_id = await triage.receive("refund")
        case = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        assert case["owner"] is None
        assert case["assignment"]["considered"] == {"eligible": 0, "away": 2}
        assert [one["username"] for one in case["assignment"]["alerted"]] == ["lead04"]


class TestAlerts:
    async def test_tell_a_lead_of_their_own_waiting_cases(self, triage: Triage) -> None:
        await all_away(triage, "agent07", "agent08", "agent09", "agent10")
        await triage.receive("refund", urgency="critical")
        await triage.receive("refund")
        await triage.receive("food_safety")

        own = (await triage.get("lead04", "/v1/alerts")).json()["items"]
        every = (await triage.get("manager", "/v1/alerts")).json()["items"]

        assert [(one["team"]["name"], one["waiting"], one["critical"]) for one in own] == [
            (REFUNDS, 2, 1)
        ]
        assert own[0]["members"] == {"eligible": 0, "away": 2}
        assert [one["username"] for one in own[0]["told"]] == ["lead04"]
        assert [one["team"]["name"] for one in every] == [REFUNDS, FOOD]

    async def test_are_none_while_everybody_has_an_owner(self, triage: Triage) -> None:
        await triage.receive("refund")
        assert (await triage.get("manager", "/v1/alerts")).json() == {"items": []}


class TestFairness:
    async def test_is_the_spread_of_effort_by_shift_and_person(self, triage: Triage) -> None:
        await send(
            triage, "manager", "PUT", "/v1/efforts", {"items": [{"topic": "refund", "effort": 2}]}
        )
        triage.clock.advance(seconds=3)
        for _ in range(3):
            await triage.receive("refund")
        path = f"/v1/teams/{await triage.team_id(REFUNDS)}/fairness"
        answer = await triage.get("lead04", path, until="2026-11-24T00:00:00Z")

        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert (body["people"], body["effort"], body["least"], body["most"]) == (2, 6, 2, 4)
        assert sorted(one["effort"] for one in body["by_person"]) == [2, 4]
        (shift,) = body["shifts"]
        assert (shift["day"], shift["start"], shift["end"]) == ("2026-11-22", "00:00", "24:00")
        assert (shift["cases"], shift["effort"], shift["people"]) == (3, 6, 2)

    async def test_counts_no_case_that_an_incident_moved(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        opened = await triage.post(
            "manager", "/v1/incidents", {"title": "退款都没到账", "case_ids": [case_id]}
        )
        assert opened.status_code == 201, opened.text
        split = await decide(triage, opened.json()["id"], "split", {"reason": "不是一回事"})
        assert split.status_code == 200, split.text

        found = await fairness(triage, REFUNDS)

        assert (found["effort"], found["people"]) == (1, 2)
        assert sum(one["effort"] for one in found["by_person"]) == 1

    async def test_names_tasks_apart_and_under_their_own_team(self, triage: Triage) -> None:
        case_id = await triage.receive("refund")
        body = {"team": await triage.team_id(FOOD), "text": "请核实配料"}
        await triage.move("manager", case_id, "tasks", body)
        (task,) = (await triage.get("manager", f"/v1/cases/{case_id}")).json()["tasks"]

        refunds, food = await fairness(triage, REFUNDS), await fairness(triage, FOOD)

        assert (refunds["effort"], food["effort"]) == (1, 0)
        assert [one["tasks"] for one in refunds["by_person"]] == [0, 0]
        by_name = {one["person"]["username"]: one["tasks"] for one in food["by_person"]}
        assert by_name[task["owner"]["username"]] == 1
        assert sum(by_name.values()) == 1

    async def test_of_nothing_is_even(self, triage: Triage) -> None:
        path = f"/v1/teams/{await triage.team_id(FOOD)}/fairness"
        body = (await triage.get("manager", path)).json()
        assert (body["effort"], body["shifts"], body["evenness"]) == (0, [], 1.0)

    async def test_is_for_the_teams_own_lead(self, triage: Triage) -> None:
        path = f"/v1/teams/{await triage.team_id(REFUNDS)}/fairness"
        codes = [(await triage.get(who, path)).status_code for who in ("lead01", "agent07")]
        assert codes == [403, 403]

    async def test_refuses_a_period_that_is_none_or_too_long(self, triage: Triage) -> None:
        path = f"/v1/teams/{await triage.team_id(REFUNDS)}/fairness"
        for since in ("2026-12-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-11-01T00:00:00"):
            answer = await triage.get("manager", path, since=since, until="2026-11-30T00:00:00Z")
            assert answer.status_code == 422
        unknown = await triage.get("manager", f"/v1/teams/{new_id()}/fairness")
        assert unknown.status_code == 404


DAYS = {"kind": "leave", "first_day": "2026-11-22", "last_day": "2026-11-22"}


class TestShiftOverrides:
    async def test_leave_keeps_cases_from_a_person(self, triage: Triage) -> None:
        away = await triage.staff_id("agent07")
        added = await triage.post(
            "manager", "/v1/shift-overrides", {**DAYS, "staff_id": away, "note": "请假"}
        )
        triage.clock.advance(seconds=3)
        cases = [await triage.receive("refund") for _ in range(3)]
        owners = {
            (await triage.get("manager", f"/v1/cases/{one}")).json()["owner"]["username"]
            for one in cases
        }
        assert (added.status_code, owners) == (201, {"agent08"})

        path = f"/v1/shift-overrides/{added.json()['id']}"
        listed = (await triage.get("lead01", "/v1/shift-overrides", staff_id=away)).json()["items"]
        removed = await send(triage, "manager", "DELETE", path, None)
        twice = await send(triage, "manager", "DELETE", path, None)
        assert [one["note"] for one in listed] == ["请假"]
        assert (removed.status_code, twice.status_code) == (204, 404)
        assert len(await audited(triage, "shift_override.remove")) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"staff_id": "{agent}", "team_id": "{team}"},
            {"staff_id": "{unknown}"},
            {"staff_id": "{agent}", "kind": "work"},
            {"staff_id": "{agent}", "start": "09:00"},
            {"staff_id": "{agent}", "start": "09:00", "end": "09:00"},
            {"staff_id": "{agent}", "last_day": "2026-11-21"},
            {"staff_id": "{agent}", "last_day": "2028-11-21"},
            {"staff_id": "{agent}", "timezone": "Mars/Olympus"},
            {"staff_id": "{agent}", "kind": "strike"},
        ],
    )
    async def test_refuse_what_does_not_fit(self, triage: Triage, changes: dict[str, Any]) -> None:
        known = {
            "{agent}": await triage.staff_id("agent01"),
            "{team}": await triage.team_id(FOOD),
            "{unknown}": new_id(),
        }
        filled = {name: known.get(value, value) for name, value in changes.items()}
        answer = await triage.post("manager", "/v1/shift-overrides", {**DAYS, **filled})
        assert answer.status_code == 422


class TestEfforts:
    async def test_are_replaced_as_a_whole(self, triage: Triage) -> None:
        items = [
            {"topic": None, "urgency": "critical", "effort": 5},
            {"topic": "refund", "urgency": None, "effort": 2},
        ]
        put = await send(triage, "manager", "PUT", "/v1/efforts", {"items": items})
        shown = await triage.get("lead01", "/v1/efforts")
        assert put.status_code == 200
        assert shown.json() == {"items": items, "default": 1}
        triage.clock.advance(seconds=3)
        case_id = await triage.receive("refund", urgency="critical")
        case = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        assert case["assignment"]["effort"] == 2
        assert len(await audited(triage, "effort.set")) == 1

    @pytest.mark.parametrize(
        "items",
        [
            [{"topic": "nowhere", "effort": 2}],
            [{"topic": "refund", "effort": 2}, {"topic": "refund", "effort": 3}],
            [{"urgency": "extreme", "effort": 2}],
            [{"topic": "refund", "effort": 0}],
        ],
    )
    async def test_refuse_what_does_not_fit(self, triage: Triage, items: list[Any]) -> None:
        answer = await send(triage, "manager", "PUT", "/v1/efforts", {"items": items})
        assert answer.status_code == 422


class TestRules:
    async def test_are_put_in_order_all_at_once(self, triage: Triage) -> None:
        first, second = [await rule(triage, name, FOOD) for name in ("一", "二")]
        answer = await triage.post("manager", "/v1/routing-rules/order", {"ids": [second, first]})
        listed = (await triage.get("manager", "/v1/routing-rules")).json()["items"]
        assert [one["name"] for one in answer.json()["items"]] == ["二", "一"]
        assert [one["name"] for one in listed] == ["二", "一"]
        assert len(await audited(triage, "routing_rule.reorder")) == 1

    async def test_are_put_in_order_only_when_each_is_named_once(self, triage: Triage) -> None:
        first, second = [await rule(triage, name, FOOD) for name in ("一", "二")]
        for ids in ([first], [first, first], [first, second, new_id()]):
            answer = await triage.post("manager", "/v1/routing-rules/order", {"ids": ids})
            assert answer.status_code == 422

    async def test_name_stores_and_regions_that_there_are(self, triage: Triage) -> None:
        body = {"name": "r", "team_id": await triage.team_id(FOOD)}
        known = {"store_code": ["S001"], "region": ["华东"]}
        added = await triage.post("manager", "/v1/routing-rules", {**body, "conditions": known})
        refused = [
            await triage.post(
                "manager", "/v1/routing-rules", {**body, "conditions": {**known, **change}}
            )
            for change in ({"store_code": ["S001", "S999"]}, {"region": ["火星"]})
        ]
        assert added.status_code == 201
        assert [one.status_code for one in refused] == [422, 422]
        pointers = [one.json()["errors"][0]["pointer"] for one in refused]
        assert pointers == ["/conditions/store_code/1", "/conditions/region/0"]

    async def test_stay_changeable_when_their_region_is_gone(self, triage: Triage) -> None:
        conditions = {"region": ["华东"]}
        body = {"name": "r", "team_id": await triage.team_id(FOOD), "conditions": conditions}
        added = (await triage.post("manager", "/v1/routing-rules", body)).json()
        await triage.service.database.write(
            lambda session: session.execute(sa.update(Store).values(region="华中"))
        )
        path = f"/v1/routing-rules/{added['id']}"
        renamed = await send(triage, "manager", "PATCH", path, {"name": "新名"})
        refused = await send(triage, "manager", "PATCH", path, {"conditions": conditions})
        assert (renamed.status_code, refused.status_code) == (200, 422)

    async def test_propose_teams_for_tasks(self, triage: Triage) -> None:
        body = {
            "name": "大促",
            "conditions": {"campaign": ["双十一"]},
            "team_id": await triage.team_id(REFUNDS),
            "assist_team_ids": [await triage.team_id("电商物流")],
        }
        assert (await triage.post("manager", "/v1/routing-rules", body)).status_code == 201
        triage.clock.advance(seconds=3)
        case_id = await triage.receive("refund", said=feedback(campaign="双十一"))
        case = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
        assert [one["name"] for one in case["proposed_teams"]] == ["电商物流"]

        refused = await triage.post(
            "manager", "/v1/routing-rules", {**body, "assist_team_ids": [new_id()]}
        )
        assert refused.json()["errors"][0]["pointer"] == "/assist_team_ids/0"
