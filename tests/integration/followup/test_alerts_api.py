"""Alerts over HTTP, and the cards that are told of them."""

from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Principal
from shared.events import IncidentRefused, IncidentRequested, StaffChanged
from tests.fixtures.followup import (
    LEAD,
    LI,
    MANAGER,
    OWNER,
    birth,
    staff,
    triaged,
)
from tests.fixtures.followup_reports import ask
from tests.fixtures.followup_service import Followup

PERSON = "01930000-0000-7000-8000-000000000001"
KEEPER = "01930000-0000-7000-8000-000000000002"


class TestAlerts:
    async def test_tell_of_a_surge_once_with_its_cases(self, followup: Followup) -> None:
        noon = followup.clock.now()
        history = [
            triaged(birth(at=noon - timedelta(days=day), store_code=store, region="华东"), owner=LI)
            for day in range(2, 40)
            for store in ("SH001", "SH002", "SH003")
        ]
        surge = [
            triaged(birth(at=noon - timedelta(days=1), store_code="SH001"), owner=LI)
            for _ in range(12)
        ]
        await followup.hear(*history, *surge)
        listed = (await ask(followup, "/v1/alerts")).json()["items"]
        (alert,) = [one for one in listed if one["kind"] == "volume_high"]
        assert (alert["store_code"], alert["observed"]) == ("SH001", 12)
        assert set(alert["case_ids"]) == {one.case_id for one in surge}
        again = (await ask(followup, "/v1/alerts")).json()["items"]
        assert len(again) == len(listed)

        path = f"/v1/alerts/{alert['id']}"
        by = followup.signed_in(MANAGER)
        seen = await followup.http.post(f"{path}/acknowledge", headers=by)
        assert seen.json()["status"] == "acknowledged"
        body = {"useful": False, "note": "促销当天"}
        judged = await followup.http.post(f"{path}/judge", json=body, headers=by)
        assert (judged.json()["useful"], judged.json()["note"]) == (False, "促销当天")
        counted = (await ask(followup, "/v1/alerts/usefulness")).json()["items"]
        assert {"kind": "volume_high", "raised": 1, "judged": 1, "useful": 0} in counted

    async def test_lead_to_an_incident_and_to_a_task_for_the_store(
        self, followup: Followup
    ) -> None:
        boss = await self.hired(followup, PERSON, "boss", "manager")
        keeper = await self.hired(followup, KEEPER, "keeper", "store_manager", stores=("SH001",))
        path, surge = await self.surge(followup)
        by = followup.signed_in(boss)

        opened = await followup.http.post(f"{path}/incident", json={}, headers=by)
        again = await followup.http.post(f"{path}/incident", json={}, headers=by)

        assert opened.status_code == 200, opened.text
        (asked,) = await followup.published(IncidentRequested)
        assert opened.json()["incident_id"] == again.json()["incident_id"] == asked.incident_id
        assert set(asked.case_ids) == surge
        assert (asked.owner.id, asked.requested_by.id) == (PERSON, PERSON)

        due_at = (followup.clock.now() + timedelta(days=2)).isoformat()
        body = {"text": "检查后厨卫生，电话 13812345678", "due_at": due_at}
        task = (await followup.http.post(f"{path}/tasks", json=body, headers=by)).json()
        assert (task["owner"]["username"], task["state"]) == ("keeper", "open")
        assert "13812345678" not in task["text"]
        followup.clock.advance(days=3)
        await followup.fire_due()
        listed = (await ask(followup, "/v1/store-tasks?state=open", keeper)).json()["items"]
        assert [(one["id"], bool(one["overdue_at"])) for one in listed] == [(task["id"], True)]
        done = await followup.http.post(
            f"/v1/store-tasks/{task['id']}/done",
            json={"note": "已整改"},
            headers=followup.signed_in(keeper),
        )
        assert (done.json()["state"], done.json()["done_by"]["name"]) == ("done", "keeper")
        assert (await ask(followup, "/v1/store-tasks", OWNER)).json()["items"] == []

    async def test_say_why_triage_opened_no_incident_and_let_it_be_asked_again(
        self, followup: Followup
    ) -> None:
        boss = await self.hired(followup, PERSON, "boss", "manager")
        path, _ = await self.surge(followup)
        by = followup.signed_in(boss)
        first = (await followup.http.post(f"{path}/incident", json={}, headers=by)).json()
        (asked,) = await followup.published(IncidentRequested)
        refused = IncidentRefused(
            incident_id=asked.incident_id,
            alert_id=asked.alert_id,
            reason="没有可归入的工单",
            refused_at=followup.clock.now(),
        )
        await followup.hear(refused)
        seen = (await followup.http.get(path, headers=by)).json()
        assert (seen["incident_id"], seen["incident_refused"]) == (None, "没有可归入的工单")

        second = (await followup.http.post(f"{path}/incident", json={}, headers=by)).json()
        await followup.hear(refused)
        assert second["incident_id"] not in {None, first["incident_id"]}
        assert (await followup.http.get(path, headers=by)).json() == second
        assert second["incident_refused"] is None

    async def test_refuse_a_task_that_nobody_can_do(self, followup: Followup) -> None:
        path, _ = await self.surge(followup)
        by, now = followup.signed_in(MANAGER), followup.clock.now()
        later = (now + timedelta(hours=1)).isoformat()

        async def refused(**body: Any) -> tuple[int, Any]:
            answer = await followup.http.post(f"{path}/tasks", json=body, headers=by)
            return answer.status_code, answer.json()["errors"][0]["pointer"]

        assert await refused(text="看看", due_at=later) == (422, "/owner")
        assert await refused(text="看看", due_at=later, owner=PERSON) == (422, "/owner")
        assert await refused(text="看看", due_at=now.isoformat()) == (422, "/due_at")

    async def hired(
        self, followup: Followup, person: str, name: str, role: str, stores: tuple[str, ...] = ()
    ) -> Principal:
        await followup.hear(
            StaffChanged(
                generation=1,
                version=1,
                id=person,
                username=name,
                name=name,
                roles=(role,),
                stores=stores,
                tokens_valid_from=followup.clock.now() - timedelta(days=9),
            )
        )
        return staff(person, role, stores=stores, name=name)

    async def surge(self, followup: Followup) -> tuple[str, set[str]]:
        """Return the path of an alert of yesterday's surge at SH001, and its cases."""
        noon = followup.clock.now()
        history = [
            triaged(birth(at=noon - timedelta(days=day), store_code=store), owner=LI)
            for day in range(2, 30)
            for store in ("SH001", "SH002")
        ]
        surge = [triaged(birth(at=noon - timedelta(days=1)), owner=LI) for _ in range(12)]
        await followup.hear(*history, *surge)
        listed = (await ask(followup, "/v1/alerts?kind=volume_high")).json()["items"]
        return f"/v1/alerts/{listed[0]['id']}", {one.case_id for one in surge}

    async def test_catch_up_on_days_nobody_watched(self, followup: Followup) -> None:
        noon = followup.clock.now()
        history = [
            triaged(birth(at=noon - timedelta(days=day), store_code=store), owner=LI)
            for day in range(2, 40)
            for store in ("SH001", "SH002")
        ]
        await followup.hear(*history)
        await ask(followup, "/v1/alerts")
        born = [triaged(birth(at=noon, store_code="SH001"), owner=LI) for _ in range(12)]
        await followup.hear(*born)
        followup.clock.advance(days=4)
        listed = (await ask(followup, "/v1/alerts?kind=volume_high")).json()["items"]
        assert [(one["day"], one["observed"]) for one in listed] == [("2026-11-22", 12)]


class TestACard:
    async def person(self, followup: Followup) -> Principal:
        await followup.hear(
            StaffChanged(
                generation=1,
                version=1,
                id=PERSON,
                username="agent07",
                name="李敏",
                roles=("agent",),
                teams=("team-store",),
                stores=(),
                active=True,
                tokens_valid_from=followup.clock.now() - timedelta(days=9),
            )
        )
        return Principal(
            kind="staff",
            id=PERSON,
            name="李敏",
            username="agent07",
            roles=frozenset({"agent"}),
            teams=frozenset({"team-store"}),
        )

    async def test_leaves_out_what_is_disputed(self, followup: Followup) -> None:
        who = await self.person(followup)
        cases = []
        for score in (5, 1):
            born = await followup.open_case(
                owner={"id": PERSON, "username": "agent07", "name": "李敏"}
            )
            await followup.move(born.case_id, "start", who=who)
            told = await followup.move(born.case_id, "resolve", {"result": "已处理"}, who=who)
            token = str(told.json()["survey"]["url"]).rpartition("/")[2]
            await followup.http.post(
                f"/v1/surveys/{token}", json={"score": score, "solved": score > 2}
            )
            cases.append(born.case_id)
        path = f"/v1/reports/staff/{PERSON}/card"
        card = (await ask(followup, f"{path}?month=2026-11", who)).json()
        assert (card["satisfaction"]["good"], card["satisfaction"]["all"]) == (1, 2)
        assert card["index"] == pytest.approx(100.0)

        by = followup.signed_in(who)
        body = {"month": "2026-11", "case_id": cases[1], "reason": "客户误点"}
        made = await followup.http.post(f"{path}/appeals", json=body, headers=by)
        assert made.status_code == 201, made.text
        card = (await ask(followup, f"{path}?month=2026-11", who)).json()
        assert (card["satisfaction"]["all"], card["disputed"]) == (1, [cases[1]])

        decide = f"/v1/reports/appeals/{made.json()['id']}/decide"
        verdict = {"upheld": False, "note": "录音核实"}
        refused = await followup.http.post(decide, json=verdict, headers=by)
        assert refused.status_code == 403
        done = await followup.http.post(decide, json=verdict, headers=followup.signed_in(LEAD))
        assert done.json()["status"] == "rejected", done.text
        card = (await ask(followup, f"{path}?month=2026-11", LEAD)).json()
        assert (card["satisfaction"]["all"], card["appeals"][0]["note"]) == (2, "录音核实")

    async def test_of_a_colleague_is_not_shown(self, followup: Followup) -> None:
        await self.person(followup)
        path = f"/v1/reports/staff/{PERSON}/card?month=2026-11"
        assert (await ask(followup, path, OWNER)).status_code == 404
        assert (await ask(followup, path, MANAGER)).status_code == 200
        to_come = await ask(followup, f"/v1/reports/staff/{PERSON}/card?month=2026-12", MANAGER)
        assert (to_come.status_code, to_come.json()["errors"][0]["pointer"]) == (422, "/month")
