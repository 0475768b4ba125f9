"""Routing rules tried out on past cases, on both databases."""

import pytest
import sqlalchemy as sa

from services.triage.models.cases import Store
from services.triage.operations.reference import keep_customers
from shared.events import CustomerChanged
from shared.ids import new_id
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage

SINCE = "2026-11-01T00:00:00Z"
REFUNDS, FOOD = "售后退款", "食品安全"


class TestRehearsal:
    async def test_says_where_past_cases_would_have_gone(self, triage: Triage) -> None:
        for region in ("华东", "华东", "华南"):
            await triage.receive("refund", said=feedback(region=region))
        await triage.receive("food_safety", said=feedback(region="华南"))
        draft = {
            "name": "华东",
            "conditions": {"region": ["华东"]},
            "team_id": await triage.team_id("门店服务"),
        }
        body = {"rules": [draft], "since": SINCE, "until": "2026-12-01T00:00:00Z", "examples": 1}

        answer = await triage.post("manager", "/v1/routing-rules/dry-run", body)

        assert answer.status_code == 200, answer.text
        found = answer.json()
        assert (found["cases"], found["moved"]) == (4, 2)
        first = found["flows"][0]
        assert (first["before"]["name"], first["after"]["name"]) == (REFUNDS, "门店服务")
        assert (first["cases"], len(first["examples"])) == (2, 1)
        assert found["because"]["rule: 华东"] == 2
        assert (await triage.get("manager", "/v1/routing-rules")).json()["items"] == []

    async def test_asks_for_the_tags_of_customers(self, triage: Triage) -> None:
        await triage.receive("refund", said=feedback(customer="c-1"))
        await triage.receive("refund", said=feedback(customer="c-2"))
        tagged = await triage.client.put(
            "/v1/customers/c-1/tags",
            headers=await triage.sign_in("manager"),
            json={"tags": ["VIP", "VIP"]},
        )
        draft = {
            "name": "VIP",
            "conditions": {"customer_tag": ["VIP"]},
            "team_id": await triage.team_id(FOOD),
        }
        body = {"rules": [draft], "since": SINCE, "until": "2026-12-01T00:00:00Z"}
        answer = await triage.post("manager", "/v1/routing-rules/dry-run", body)
        shown = await triage.get("auditor", "/v1/customers/c-1/tags")
        unknown = await triage.get("manager", "/v1/customers/c-9/tags")
        assert tagged.json() == shown.json() == {"tags": ["VIP"]}
        assert unknown.status_code == 404
        assert (answer.json()["cases"], answer.json()["moved"]) == (2, 1)

        merged = CustomerChanged(generation=1, version=1, handle="c-2", canonical="c-1")
        await triage.service.database.write(
            lambda session: keep_customers(session, [merged], now=triage.clock.now())
        )
        answer = await triage.post("manager", "/v1/routing-rules/dry-run", body)
        assert (answer.json()["cases"], answer.json()["moved"]) == (2, 2)

    async def test_is_for_planners_and_known_teams(self, triage: Triage) -> None:
        unknown = {"name": "r", "conditions": {}, "team_id": new_id()}
        body = {"rules": [unknown], "since": SINCE}
        answers = [
            await triage.post(who, "/v1/routing-rules/dry-run", body) for who in ("lead01", "admin")
        ]
        assert [one.status_code for one in answers] == [403, 422]
        assert answers[1].json()["errors"][0]["pointer"] == "/rules/0/team_id"

    @pytest.mark.parametrize(
        ("conditions", "pointer"),
        [
            ({"store_code": ["S001", "S999"]}, "store_code/1"),
            ({"region": ["火星"]}, "region/0"),
            ({"topic": ["no.such"]}, "topic/0"),
        ],
    )
    async def test_names_stores_regions_and_topics_that_there_are(
        self, triage: Triage, conditions: dict[str, list[str]], pointer: str
    ) -> None:
        draft = {"name": "r", "team_id": await triage.team_id(FOOD)}
        rules = [{**draft, "conditions": {}}, {**draft, "conditions": conditions}]
        answer = await triage.post(
            "manager", "/v1/routing-rules/dry-run", {"rules": rules, "since": SINCE}
        )
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/rules/1/conditions/{pointer}"

    async def test_tries_a_standing_rule_whose_region_is_gone(self, triage: Triage) -> None:
        body = {
            "name": "r",
            "team_id": await triage.team_id(FOOD),
            "conditions": {"region": ["华东"]},
        }
        added = await triage.post("manager", "/v1/routing-rules", body)
        await triage.service.database.write(
            lambda session: session.execute(sa.update(Store).values(region="华中"))
        )
        tried = await triage.post(
            "manager", "/v1/routing-rules/dry-run", {"rules": [body], "since": SINCE}
        )
        assert (added.status_code, tried.status_code) == (201, 200)

    @pytest.mark.parametrize(
        ("period", "pointer"),
        [
            ({"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "/until"),
            ({"since": "2099-01-01T00:00:00Z"}, "/since"),
        ],
    )
    async def test_refuses_a_period_that_ends_before_it_begins(
        self, triage: Triage, period: dict[str, str], pointer: str
    ) -> None:
        body = {"rules": [], **period}
        answer = await triage.post("manager", "/v1/routing-rules/dry-run", body)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
