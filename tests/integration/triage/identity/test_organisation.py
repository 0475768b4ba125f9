"""Teams, shifts, topics and routing rules over HTTP, and what assignment reads of them."""

from typing import Any

import pytest

from services.triage.queries import organisation
from shared.events import StaffChanged, TeamChanged, TopicChanged
from tests.integration.triage.identity.conftest import House

SHIFT = {"weekdays": [1, 2, 3, 4, 5], "start": "22:00", "end": "06:00"}
UNKNOWN = "01a20502-01b1-77f8-94f9-31da0041d337"

PLANS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/teams", {"name": "新团队"}),
    ("PATCH", "/v1/teams/{team}", {"name": "新名称"}),
    ("POST", "/v1/shifts", {**SHIFT, "team_id": "{team}"}),
    ("PATCH", f"/v1/shifts/{UNKNOWN}", {"start": "08:00"}),
    ("DELETE", f"/v1/shifts/{UNKNOWN}", {}),
    ("POST", "/v1/topics", {"code": "new", "name_zh": "新", "name_en": "New"}),
    ("PATCH", "/v1/topics/service", {"active": False}),
    ("POST", "/v1/routing-rules", {"name": "r", "conditions": {}, "team_id": "{team}"}),
    ("PATCH", f"/v1/routing-rules/{UNKNOWN}", {"active": False}),
    ("DELETE", f"/v1/routing-rules/{UNKNOWN}", {}),
]


@pytest.mark.parametrize("kind", ["sqlite"])
class TestPlanning:
    @pytest.mark.parametrize(("method", "path", "body"), PLANS)
    async def test_is_for_managers_and_admins(
        self, house: House, method: str, path: str, body: dict[str, Any]
    ) -> None:
        team = await house.team_id("门店服务")
        path = path.format(team=team)
        filled = {name: team if value == "{team}" else value for name, value in body.items()}
        refused = {}
        for username in ("agent01", "lead01", "store01", "auditor"):
            async with await house.as_(username) as client:
                answer = await client.request(method, path, json=filled)
                refused[username] = answer.status_code
        async with await house.as_("manager") as client:
            allowed = await client.request(method, path, json=filled)

        assert set(refused.values()) == {403}
        assert allowed.status_code in {200, 201, 404}

    @pytest.mark.parametrize(("method", "path", "body"), PLANS)
    async def test_refuses_fields_it_does_not_know(
        self, house: House, method: str, path: str, body: dict[str, Any]
    ) -> None:
        if method == "DELETE":
            return
        team = await house.team_id("门店服务")
        filled = {name: team if value == "{team}" else value for name, value in body.items()}
        async with await house.as_("admin") as client:
            answers = [
                await client.request(method, path.format(team=team), json={**filled, **extra})
                for extra in ({"version": 9}, {"id": UNKNOWN}, {"generation": 3})
            ]

        version, own_id, generation = (answer.status_code for answer in answers)
        assert (version, generation) == (422, 422)
        assert own_id == (404 if UNKNOWN in path else 422), "an id is held against what stands"


class TestTeams:
    async def test_are_shown_with_their_people(self, house: House) -> None:
        async with await house.as_("agent05") as client:
            teams = (await client.get("/v1/teams")).json()["items"]

        assert [team["name"] for team in teams] == [
            "门店服务",
            "商品质量",
            "电商物流",
            "售后退款",
            "食品安全",
        ]
        assert [one["username"] for one in teams[0]["members"]] == ["agent01", "agent02"]
        assert [one["username"] for one in teams[0]["leads"]] == ["lead01"]

    async def test_move_people_who_then_need_new_tokens(self, house: House) -> None:
        team = await house.team_id("门店服务")
        agent01, agent03 = [await house.staff_id(name) for name in ("agent01", "agent03")]
        async with (
            await house.as_("agent01") as leaver,
            await house.as_("agent02") as stayer,
            await house.as_("agent03") as joiner,
            await house.as_("manager") as manager,
        ):
            house.clock.advance(seconds=1)
            agent02 = await house.staff_id("agent02")
            answer = await manager.patch(f"/v1/teams/{team}", json={"members": [agent02, agent03]})
            codes = [(await one.get("/v1/auth/me")).status_code for one in (leaver, stayer, joiner)]

        assert [one["username"] for one in answer.json()["members"]] == ["agent02", "agent03"]
        assert codes == [401, 200, 401]
        last = (await house.published(StaffChanged.TYPE, agent03))[-1]
        assert team in StaffChanged.model_validate_json(last).teams
        last = (await house.published(StaffChanged.TYPE, agent01))[-1]
        assert StaffChanged.model_validate_json(last).teams == ()

    async def test_publish_leads_and_name(self, house: House) -> None:
        team = await house.team_id("门店服务")
        lead02 = await house.staff_id("lead02")
        async with await house.as_("manager") as manager:
            await manager.patch(f"/v1/teams/{team}", json={"name": "门店", "leads": [lead02]})

        last = TeamChanged.model_validate_json((await house.published(TeamChanged.TYPE, team))[-1])
        assert (last.name, last.leads, last.version) == ("门店", (lead02,), 2)

    async def test_take_only_people_whose_role_fits(self, house: House) -> None:
        team = await house.team_id("门店服务")
        agent, auditor = [await house.staff_id(name) for name in ("agent01", "auditor")]
        async with await house.as_("manager") as manager:
            answers = [
                await manager.patch(f"/v1/teams/{team}", json=change)
                for change in ({"leads": [agent]}, {"members": [auditor]}, {"members": [UNKNOWN]})
            ]

        assert [answer.status_code for answer in answers] == [422] * 3
        assert answers[0].json()["errors"][0]["pointer"] == "/leads/0"

    async def test_have_different_names(self, house: House) -> None:
        async with await house.as_("manager") as manager:
            answer = await manager.post("/v1/teams", json={"name": "食品安全"})

        assert answer.status_code == 409

    async def test_are_added_once_for_a_key(self, house: House) -> None:
        async with await house.as_("manager") as manager:
            answers = [
                await manager.post(
                    "/v1/teams", json={"name": "夜班"}, headers={"Idempotency-Key": "t"}
                )
                for _ in range(2)
            ]

        assert [answer.status_code for answer in answers] == [201, 200]
        assert answers[0].json() == answers[1].json()


class TestShifts:
    async def test_are_added_changed_and_removed(self, house: House) -> None:
        agent = await house.staff_id("agent01")
        async with await house.as_("manager") as manager:
            added = await manager.post("/v1/shifts", json={**SHIFT, "staff_id": agent})
            path = f"/v1/shifts/{added.json()['id']}"
            changed = await manager.patch(path, json={"end": "24:00", "valid_to": "2026-12-31"})
            listed = await manager.get("/v1/shifts", params={"staff_id": agent})
            removed = await manager.delete(path)
            gone = await manager.get(path)

        assert (added.json()["start"], added.json()["end"]) == ("22:00", "06:00")
        assert (changed.json()["end"], changed.json()["valid_to"]) == ("24:00", "2026-12-31")
        assert [one["id"] for one in listed.json()["items"]] == [added.json()["id"]]
        assert (removed.status_code, gone.status_code) == (204, 404)

    async def test_decide_who_is_at_work_at_once(self, house: House) -> None:
        """Noon of a Sunday in Shanghai: the sample is at work, a night shift is not."""
        agent = await house.staff_id("agent01")
        before = await self.present(house)
        async with await house.as_("manager") as manager:
            await manager.post("/v1/shifts", json={**SHIFT, "staff_id": agent})
        during = await self.present(house)

        assert "agent01" in before
        assert "agent01" not in during
        assert "agent02" in during

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        "body",
        [
            SHIFT,
            {**SHIFT, "staff_id": UNKNOWN},
            {**SHIFT, "team_id": UNKNOWN},
            {**SHIFT, "staff_id": "{agent}", "team_id": "{team}"},
            {**SHIFT, "staff_id": "{agent}", "weekdays": []},
            {**SHIFT, "staff_id": "{agent}", "weekdays": [0]},
            {**SHIFT, "staff_id": "{agent}", "weekdays": [8]},
            {**SHIFT, "staff_id": "{agent}", "start": "9:00"},
            {**SHIFT, "staff_id": "{agent}", "end": "25:00"},
            {**SHIFT, "staff_id": "{agent}", "start": "24:00"},
            {**SHIFT, "staff_id": "{agent}", "start": "06:00"},
            {**SHIFT, "staff_id": "{agent}", "timezone": "Mars/Olympus"},
            {**SHIFT, "staff_id": "{agent}", "timezone": "../etc/passwd"},
            {**SHIFT, "staff_id": "{agent}", "valid_from": "2026-12-01", "valid_to": "2026-11-01"},
        ],
    )
    async def test_refuse_what_does_not_fit(self, house: House, body: dict[str, Any]) -> None:
        known = {
            "{agent}": await house.staff_id("agent01"),
            "{team}": await house.team_id("门店服务"),
        }
        filled = {
            name: known.get(value, value) if isinstance(value, str) else value
            for name, value in body.items()
        }
        async with await house.as_("manager") as manager:
            answer = await manager.post("/v1/shifts", json=filled)

        assert answer.status_code == 422

    @staticmethod
    async def present(house: House) -> set[str]:
        entries = await house.database.read(
            lambda session: organisation.roster(session, house.clock.now())
        )
        return {one.staff.username for one in entries if one.is_present}


class TestTopics:
    async def test_come_from_the_taxonomy_with_their_teams(self, house: House) -> None:
        async with await house.as_("agent01") as client:
            topics = (await client.get("/v1/topics", params={"limit": 200})).json()["items"]
        team = await house.team_id("食品安全")

        by_code = {topic["code"]: topic for topic in topics}
        assert by_code["food_safety"]["default_team_id"] == team
        assert by_code["food_safety.illness"]["parent"] == "food_safety"
        assert topics[0]["code"] == "service"
        defaults = await house.database.read(organisation.topic_team)
        assert defaults["food_safety"].name == "食品安全"

    async def test_are_data(self, house: House) -> None:
        team = await house.team_id("电商物流")
        new = {"code": "robots", "name_zh": "送餐机器人", "name_en": "Robots"}
        async with await house.as_("manager") as manager:
            added = await manager.post("/v1/topics", json={**new, "default_team_id": team})
            changed = await manager.patch("/v1/topics/robots", json={"active": False})
            twice = await manager.post("/v1/topics", json=new)

        assert (added.status_code, twice.status_code) == (201, 409)
        assert changed.json()["active"] is False
        sent = [
            TopicChanged.model_validate_json(one)
            for one in await house.published(TopicChanged.TYPE, "robots")
        ]
        assert [(one.version, one.active) for one in sent] == [(1, True), (2, False)]

    @pytest.mark.parametrize("kind", ["sqlite"])
    async def test_are_leaves_of_what_their_code_says(self, house: House) -> None:
        name = {"name_zh": "猫", "name_en": "Cats"}
        async with await house.as_("manager") as manager:
            leaf = await manager.post("/v1/topics", json={"code": "facility.cats", **name})
            refused = [
                await manager.post("/v1/topics", json={**name, **body})
                for body in (
                    {"code": "zoo.cats"},
                    {"code": "cats", "parent": "facility"},
                    {"code": "hygiene.cats", "parent": "facility"},
                )
            ]
            orphaned = await manager.patch("/v1/topics/facility.cats", json={"parent": None})

        assert (leaf.status_code, leaf.json()["parent"]) == (201, "facility")
        assert [one.status_code for one in (*refused, orphaned)] == [422] * 4

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        "change",
        [
            {"parent": "nowhere"},
            {"parent": "service.attitude"},
            {"parent": "quality"},
            {"default_team_id": UNKNOWN},
            {"name_zh": None},
            {"code": "other"},
        ],
    )
    async def test_refuse_what_does_not_fit(self, house: House, change: dict[str, Any]) -> None:
        async with await house.as_("manager") as manager:
            answer = await manager.patch("/v1/topics/quality", json=change)

        assert answer.status_code == 422


class TestRoutingRules:
    async def test_are_tried_in_their_order(self, house: House) -> None:
        team = await house.team_id("食品安全")
        async with await house.as_("manager") as manager:
            for name, position in (("third", None), ("first", 1), ("second", 5)):
                body = {
                    "name": name,
                    "conditions": {"topic": ["quality"], "channel": ["wechat"]},
                    "team_id": team,
                    "position": position,
                }
                assert (await manager.post("/v1/routing-rules", json=body)).status_code == 201
            listed = (await manager.get("/v1/routing-rules")).json()["items"]
        rules = await house.database.read(organisation.routing_rules)

        assert [rule["name"] for rule in listed] == ["first", "second", "third"]
        assert [rule.name for rule in rules] == ["first", "second", "third"]
        assert rules[0].conditions == {
            "topic": frozenset({"quality"}),
            "channel": frozenset({"wechat"}),
        }
        assert rules[0].team.name == "食品安全"

    async def test_hold_until_switched_off_or_removed(self, house: House) -> None:
        team = await house.team_id("食品安全")
        body = {"name": "all", "conditions": {}, "team_id": team}
        async with await house.as_("manager") as manager:
            rule_id = (await manager.post("/v1/routing-rules", json=body)).json()["id"]
            path = f"/v1/routing-rules/{rule_id}"
            await manager.patch(path, json={"active": False})
            off = await house.database.read(organisation.routing_rules)
            await manager.patch(path, json={"active": True, "conditions": {"urgency": ["high"]}})
            on = await house.database.read(organisation.routing_rules)
            removed = await manager.delete(path)
            gone = await manager.get(path)

        assert off == []
        assert on[0].conditions == {"urgency": frozenset({"high"})}
        assert (removed.status_code, gone.status_code) == (204, 404)

    @pytest.mark.parametrize("kind", ["sqlite"])
    @pytest.mark.parametrize(
        "change",
        [
            {"conditions": {"topic": ["nowhere"]}},
            {"conditions": {"topic": []}},
            {"conditions": {"weather": ["rain"]}},
            {"conditions": {"urgency": ["extreme"]}},
            {"conditions": {"store_code": ["S999"]}},
            {"conditions": {"region": ["火星"]}},
            {"team_id": UNKNOWN},
            {"position": -1},
        ],
    )
    async def test_refuse_what_does_not_fit(self, house: House, change: dict[str, Any]) -> None:
        body = {"name": "r", "conditions": {}, "team_id": await house.team_id("食品安全")}
        async with await house.as_("manager") as manager:
            added = await manager.post("/v1/routing-rules", json={**body, **change})
            rule_id = (await manager.post("/v1/routing-rules", json=body)).json()["id"]
            changed = await manager.patch(f"/v1/routing-rules/{rule_id}", json=change)

        assert (added.status_code, changed.status_code) == (422, 422)
