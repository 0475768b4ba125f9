"""Proposals of incidents and what people decide about them, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest_asyncio
import sqlalchemy as sa

from services.triage.models.incidents import COUNTS
from services.triage.operations.incidents_watch import IncidentWatch
from services.triage.operations.publishing import republish
from shared.bulk import insert_rows
from shared.database import Session
from shared.ids import new_id
from shared.tables import audit_entry
from tests.fixtures.clock import NOON
from tests.fixtures.incidents import (
    FISH,
    OTHERS,
    REJECTED,
    accepted,
    announced,
    case_of,
    decide,
    fish,
    proposals,
    say,
    shown,
    watch_of,
)
from tests.fixtures.triage_service import Triage


@pytest_asyncio.fixture
async def watch(triage: Triage) -> AsyncIterator[IncidentWatch]:
    made = watch_of(triage, "one")
    while await made.tick():
        pass
    yield made


class TestProposal:
    async def test_gathers_what_several_customers_tell(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        cases = await fish(triage)
        for text in OTHERS:
            await say(triage, text)
        await say(triage, "烤鱼真好吃,全家都喜欢", kind="praise")

        await watch.tick()

        (found,) = await proposals(triage)
        assert found["state"] == "proposed"
        assert found["scope"] == "store:S001"
        assert "烤鱼" in found["title"]
        assert found["burst"]["observed"] == 4
        assert found["burst"]["chance"] < 0.005
        assert found["counts"] == {"members": 0, "proposed": 4, "open": 0}
        assert found["moves"] == ["accept", "reject"]
        full = await shown(triage, found["id"])
        assert {one["id"] for one in full["cases"]} == set(cases)
        assert {one["place"] for one in full["cases"]} == {"proposed"}
        assert (await case_of(triage, cases[0]))["incident_id"] is None
        history = (await case_of(triage, cases[0]))["history"]
        assert history[-1]["event"] == "incident_proposed"

    async def test_is_not_made_of_one_customers_cases(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage, customer="only-one")

        await watch.tick()

        assert await proposals(triage) == []

    async def test_is_not_made_where_so_many_are_usual(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        rows = [
            {
                "scope": scope,
                "topic": "food_safety",
                "day": NOON.date() - timedelta(days=day),
                "cases": 40,
            }
            for day in range(1, 57)
            for scope in ("all", "store:S001")
        ]
        await triage.service.database.write(lambda session: insert_rows(session, COUNTS, rows))
        await fish(triage, 3)

        await watch.tick()

        assert await proposals(triage) == []

    async def test_grows_while_it_waits(self, triage: Triage, watch: IncidentWatch) -> None:
        await fish(triage, 3)
        await watch.tick()
        later = await say(triage, FISH[3])

        await watch.tick()

        (found,) = await proposals(triage)
        assert found["counts"]["proposed"] == 4
        assert later in {one["id"] for one in (await shown(triage, found["id"]))["cases"]}

    async def test_is_made_once_whoever_watches(self, triage: Triage, watch: IncidentWatch) -> None:
        await fish(triage)
        await watch.tick()
        other = watch_of(triage, "two")
        assert not await other.tick()
        assert other.memory is None

        triage.clock.advance(seconds=60)
        await other.tick()
        await other.tick()

        assert len(await proposals(triage)) == 1
        assert other.memory is not None

    async def test_goes_on_when_its_memory_is_lost(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        first = await fish(triage, 3)
        await watch.tick()
        await watch.reader.recall()  # another takes its place
        last = await say(triage, FISH[3])
        while await watch.tick():
            pass

        (found,) = await proposals(triage)
        assert {one["id"] for one in (await shown(triage, found["id"]))["cases"]} == {*first, last}

    async def test_goes_on_after_a_restart(self, triage: Triage, watch: IncidentWatch) -> None:
        await fish(triage, 2)
        await watch.tick()
        triage.clock.advance(seconds=60)
        await watch.tick()
        await say(triage, FISH[2])

        again = watch_of(triage, watch.holder)
        await again.tick()

        assert len(await proposals(triage)) == 1


class TestAcceptance:
    async def test_puts_one_person_in_charge(self, triage: Triage, watch: IncidentWatch) -> None:
        owner = await triage.staff_id("agent09")

        incident_id, cases = await accepted(triage, watch, owner=owner, title="烤鱼食品安全")

        full = await shown(triage, incident_id)
        assert (full["state"], full["title"]) == ("accepted", "烤鱼食品安全")
        assert full["owner"]["username"] == "agent09"
        assert full["counts"] == {"members": 4, "proposed": 0, "open": 4}
        for case_id in cases:
            case = await case_of(triage, case_id)
            assert case["owner"]["username"] == "agent09"
            assert case["incident"]["title"] == "烤鱼食品安全"
            assert case["status"] == "open"
            assert case["history"][-1]["event"] == "joined_incident"
        published = {one.case_id: one for one in await triage.published()}
        assert {published[key].incident_id for key in cases} == {incident_id}
        (event,) = await announced(triage)
        assert (event.id, event.state, event.version) == (incident_id, "accepted", 1)
        assert event.owner is not None
        assert event.owner.username == "agent09"

    async def test_is_kept_in_the_audit_log(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, _ = await accepted(triage, watch)

        actions = await triage.service.database.read(
            lambda session: (
                session.execute(
                    sa.select(audit_entry.c.action).where(audit_entry.c.subject == incident_id)
                )
                .scalars()
                .all()
            )
        )
        assert list(actions) == ["incident.accepted"]

    async def test_is_told_again_with_its_cases(self, triage: Triage, watch: IncidentWatch) -> None:
        """As after a restore, or when reconcile finds that followup knows something else."""
        incident_id, cases = await accepted(triage, watch)

        def again(session: Session) -> int:
            now = triage.clock.now()
            return republish(session, triage.boards.current(session, now), cases, now)

        assert await triage.service.database.write(again) == len(cases)
        first, second = await announced(triage)
        assert (second.id, second.version, second.state) == (incident_id, 1, "accepted")
        assert first.version == second.version

    async def test_is_owned_by_who_accepts(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, _ = await accepted(triage, watch)

        assert (await shown(triage, incident_id))["owner"]["username"] == "manager"

    async def test_takes_only_what_is_in_reach(self, triage: Triage, watch: IncidentWatch) -> None:
        near = [await say(triage, text) for text in FISH[:2]]
        far = [await say(triage, text, topic="refund") for text in FISH[2:]]
        team = await triage.team_id("售后退款")
        assert (await case_of(triage, far[0]))["team"]["id"] == team
        # The gate parts topics; a store's own words brought these together by hand.
        await watch.tick()
        assert await proposals(triage) == []
        more = [await say(triage, text) for text in FISH[2:]]
        body = {"to_team": team, "reason": "转给售后"}
        await triage.move("manager", more[1], "transfer", body)
        await watch.tick()
        (found,) = await proposals(triage, "lead05")

        answer = await decide(triage, found["id"], "accept", {}, "lead05")

        assert answer.status_code == 200, answer.text
        assert {one["id"] for one in answer.json()["cases"]} == {*near, more[0]}
        full = await shown(triage, found["id"])
        places = {one["id"]: one["place"] for one in full["cases"]}
        assert places == {**dict.fromkeys((*near, more[0]), "member"), more[1]: "proposed"}
        assert full["counts"] == {"members": 3, "proposed": 1, "open": 3}

    async def test_proposes_later_joiners_only(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, _ = await accepted(triage, watch)
        later = await say(triage, "吃了烤鱼以后拉肚子,孩子也腹泻")

        await watch.tick()

        assert (await case_of(triage, later))["incident"] is None
        assert (await shown(triage, incident_id))["counts"]["proposed"] == 1
        answer = await decide(triage, incident_id, "cases", {"add": [later]})
        assert answer.json()["counts"] == {"members": 5, "proposed": 0, "open": 5}
        assert (await case_of(triage, later))["incident_id"] == incident_id


class TestRejection:
    async def test_keeps_the_same_from_being_proposed_again(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage)
        await watch.tick()
        (found,) = await proposals(triage)
        answer = await decide(triage, found["id"], "reject", REJECTED)
        assert (answer.json()["state"], answer.json()["reason"]) == ("rejected", "只是巧合")
        await say(triage, "烤鱼吃了拉肚子")

        await watch.tick()

        assert [one["state"] for one in await proposals(triage)] == ["rejected"]

    async def test_is_thought_over_when_many_more_come(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage, 3)
        await watch.tick()
        (found,) = await proposals(triage)
        await decide(triage, found["id"], "reject", REJECTED)
        for number in range(4):
            await say(triage, f"烤鱼吃完全家拉肚子,{number}号桌")

        await watch.tick()

        assert [one["state"] for one in await proposals(triage, state="proposed")] == ["proposed"]


class TestSplitting:
    async def test_gives_each_case_back(self, triage: Triage, watch: IncidentWatch) -> None:
        cases = await fish(triage)
        before = {key: (await case_of(triage, key))["owner"]["username"] for key in cases}
        await watch.tick()
        (found,) = await proposals(triage)
        await decide(triage, found["id"], "accept", {})

        answer = await decide(triage, found["id"], "split", {"reason": "是两家供应商"})

        assert answer.json()["state"] == "split"
        for key in cases:
            case = await case_of(triage, key)
            assert case["incident_id"] is None
            assert case["owner"]["username"] == before[key]
        assert [one.state for one in await announced(triage)] == ["accepted", "split"]
        last = {one.case_id: one for one in await triage.published()}
        assert {last[key].incident_id for key in cases} == {None}

    async def test_takes_some_out(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, cases = await accepted(triage, watch)

        body = {"case_ids": cases[:1], "reason": "另一家店"}
        answer = await decide(triage, incident_id, "split", body)

        assert answer.json()["state"] == "accepted"
        assert answer.json()["counts"]["members"] == 3
        assert (await case_of(triage, cases[0]))["incident_id"] is None
        again = await decide(triage, incident_id, "cases", {"add": cases[:1]})
        assert again.json()["counts"]["members"] == 4


class TestDecisions:
    async def test_need_no_etag_and_no_word(self, triage: Triage, watch: IncidentWatch) -> None:
        await fish(triage)
        await watch.tick()
        (found,) = await proposals(triage)
        path = f"/v1/incidents/{found['id']}"

        taken = await triage.post("manager", f"{path}/accept")
        split = await triage.post("manager", f"{path}/split")

        assert (taken.status_code, split.status_code) == (200, 200), split.text
        assert taken.headers["ETag"] != split.headers["ETag"]
        assert (split.json()["state"], split.json()["reason"]) == ("split", None)

    async def test_need_the_newest_etag_where_one_is_given_and_a_role(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage)
        await watch.tick()
        (found,) = await proposals(triage)
        path = f"/v1/incidents/{found['id']}/accept"
        assert (await triage.post("manager", path, {}, if_match='"t-9"')).status_code == 412
        for who in ("agent09", "store01", "auditor"):
            answer = await triage.post(who, path, {}, if_match=found["etag"])
            assert answer.status_code == 403, who
        answer = await triage.post("lead01", path, {}, if_match=found["etag"])
        assert answer.status_code == 404

    async def test_fit_the_state(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, cases = await accepted(triage, watch)

        answer = await decide(triage, incident_id, "reject", REJECTED)
        assert answer.status_code == 409
        assert answer.json()["legal"] == ["cases", "split"]
        answer = await decide(triage, incident_id, "cases", {"remove": cases})
        assert answer.status_code == 409

    async def test_refuse_unfit_bodies(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, cases = await accepted(triage, watch)
        bodies: list[tuple[str, Any, int]] = [
            ("cases", {}, 422),
            ("cases", {"add": cases[:1], "remove": cases[:1]}, 422),
            ("cases", {"add": [new_id()]}, 404),
            ("split", {"case_ids": [], "reason": "x"}, 422),
        ]
        for move, body, status in bodies:
            answer = await decide(triage, incident_id, move, body)
            assert answer.status_code == status, (move, body, answer.text)

    async def test_of_its_owner_change_its_cases(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        owner = await triage.staff_id("agent09")
        incident_id, cases = await accepted(triage, watch, owner=owner)

        answer = await decide(triage, incident_id, "cases", {"remove": cases[:1]}, "agent10")
        assert answer.status_code == 403
        answer = await decide(triage, incident_id, "cases", {"remove": cases[:1]}, "agent09")
        assert answer.json()["counts"]["members"] == 3

    async def test_name_an_owner_who_may_own_cases(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage)
        await watch.tick()
        (found,) = await proposals(triage)
        for owner in (new_id(), await triage.staff_id("auditor")):
            answer = await decide(triage, found["id"], "accept", {"owner": owner})
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == "/owner"


class TestReach:
    async def test_is_that_of_the_cases(self, triage: Triage, watch: IncidentWatch) -> None:
        incident_id, _ = await accepted(triage, watch)
        assert await proposals(triage, "agent09")
        assert await proposals(triage, "store01")
        assert await proposals(triage, "auditor")
        for who in ("agent01", "lead01", "agent07"):
            assert await proposals(triage, who) == []
            answer = await triage.get(who, f"/v1/incidents/{incident_id}")
            assert answer.status_code == 404

    async def test_pages_by_cursor(self, triage: Triage, watch: IncidentWatch) -> None:
        await fish(triage)
        coupon = [
            "满减券结账不能用,说过期",
            "满减券收银台不认说过期",
            "领的满减券用不了,说是过期了",
        ]
        for text in coupon:
            await say(triage, text, topic="price")
        await watch.tick()
        first = (await triage.get("manager", "/v1/incidents", limit=1)).json()
        second = await triage.get("manager", "/v1/incidents", limit=1, cursor=first["next_cursor"])
        assert len(first["items"]) == len(second.json()["items"]) == 1
        assert first["items"][0]["id"] != second.json()["items"][0]["id"]
