"""Incidents that a lead or a manager makes of cases at hand, on both databases."""

from typing import Any

import httpx

from shared.ids import new_id
from tests.fixtures.incidents import announced, case_of, decide, fish, proposals, say, shown
from tests.fixtures.triage_service import Triage

TITLE = "烤鱼吃坏肚子"


async def open_one(
    triage: Triage, cases: list[str], who: str = "manager", **body: Any
) -> httpx.Response:
    asked = {"title": TITLE, "case_ids": cases, **body}
    return await triage.post(who, "/v1/incidents", asked)


class TestOpening:
    async def test_needs_no_burst(self, triage: Triage) -> None:
        owner = await triage.staff_id("agent09")
        cases = await fish(triage, 2)

        answer = await open_one(triage, cases, owner=owner)

        assert answer.status_code == 201, answer.text
        made = answer.json()
        assert (made["state"], made["title"], made["scope"]) == ("accepted", TITLE, "store:S001")
        assert made["topic"].startswith("food_safety")
        assert made["burst"] is None
        assert made["owner"]["username"] == "agent09"
        assert made["counts"] == {"members": 2, "proposed": 0, "open": 2}
        assert made == await shown(triage, made["id"])
        for case_id in cases:
            case = await case_of(triage, case_id)
            assert case["owner"]["username"] == "agent09"
            assert case["history"][-1]["event"] == "joined_incident"
        published = {one.case_id: one for one in await triage.published()}
        assert {published[key].incident_id for key in cases} == {made["id"]}
        (event,) = await announced(triage)
        assert (event.id, event.state, event.version) == (made["id"], "accepted", 1)

    async def test_is_of_who_opens_it_unless_somebody_is_named(self, triage: Triage) -> None:
        made = (await open_one(triage, await fish(triage, 1), who="lead05")).json()
        assert made["owner"]["username"] == "lead05"

    async def test_is_everywhere_when_its_cases_are(self, triage: Triage) -> None:
        cases = [
            await say(triage, "App付不了款", "online", store_code=store, region=region)
            for store, region in (("S001", "华东"), ("S005", "华南"), (None, None))
        ]
        made = (await open_one(triage, cases)).json()
        assert made["scope"] == "all"

    async def test_can_be_undone_like_any_other(self, triage: Triage) -> None:
        cases = await fish(triage, 2)
        before = [(await case_of(triage, one))["owner"] for one in cases]
        made = (await open_one(triage, cases)).json()

        answer = await decide(triage, made["id"], "split", {"reason": "不是一回事"})

        assert answer.json()["state"] == "split"
        assert [(await case_of(triage, one))["owner"] for one in cases] == before

    async def test_is_why_its_owner_has_the_cases(self, triage: Triage) -> None:
        (case_id,) = await fish(triage, 1)
        before = await case_of(triage, case_id)
        made = (await open_one(triage, [case_id])).json()

        why = (await case_of(triage, case_id))["assignment"]
        assert (why["owner"]["username"], why["reason"]) == ("manager", "joined_incident")

        await decide(triage, made["id"], "split", {"reason": "不是一回事"})

        why = (await case_of(triage, case_id))["assignment"]
        assert (why["owner"], why["reason"]) == (before["owner"], "left_incident")

    async def test_is_no_reason_for_what_its_owner_had_before(self, triage: Triage) -> None:
        (case_id,) = await fish(triage, 1)
        before = await case_of(triage, case_id)
        await open_one(triage, [case_id], owner=before["owner"]["id"])
        assert (await case_of(triage, case_id))["assignment"] == before["assignment"]

    async def test_is_done_once_for_its_key(self, triage: Triage) -> None:
        headers = {**await triage.sign_in("manager"), "Idempotency-Key": "once"}
        body = {"title": TITLE, "case_ids": await fish(triage, 2)}

        first, again = [
            await triage.client.post("/v1/incidents", json=body, headers=headers) for _ in "12"
        ]

        assert (first.status_code, again.status_code) == (201, 200)
        assert first.json() == again.json()
        assert len(await proposals(triage)) == 1


class TestRefusal:
    async def test_names_the_case_that_cannot_join(self, triage: Triage) -> None:
        first, second, third = await fish(triage, 3)
        await open_one(triage, [first])
        await triage.move("manager", second, "dismiss", {"reason": "spam"})
        refused = {
            "case-unknown": [third, new_id()],
            "case-not-live": [third, second],
            "in-other-incident": [third, first],
        }
        for kind, cases in refused.items():
            answer = await open_one(triage, cases)
            problem = answer.json()
            assert problem["type"].endswith(kind), problem
            assert problem["errors"][0]["pointer"] == "/case_ids/1"
        assert (await case_of(triage, third))["incident"] is None

    async def test_keeps_dismissed_cases_out_of_an_incident(self, triage: Triage) -> None:
        first, second = await fish(triage, 2)
        made = (await open_one(triage, [first])).json()
        await triage.move("manager", second, "dismiss", {"reason": "spam"})

        answer = await decide(triage, made["id"], "cases", {"add": [second]})

        assert answer.status_code == 409
        assert answer.json()["errors"][0]["pointer"] == "/add/0"

    async def test_wants_an_owner_who_may_own_cases(self, triage: Triage) -> None:
        cases = await fish(triage, 1)
        answer = await open_one(triage, cases, owner=await triage.staff_id("auditor"))
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/owner"

    async def test_is_of_bodies_without_cases_or_a_title(self, triage: Triage) -> None:
        cases = await fish(triage, 1)
        for body in ({"title": TITLE, "case_ids": []}, {"title": " ", "case_ids": cases}):
            answer = await triage.post("manager", "/v1/incidents", body)
            assert answer.status_code == 422, answer.text
