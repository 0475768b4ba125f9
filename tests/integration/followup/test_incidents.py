"""One fix for an incident: each case resolved by itself, each customer told, on both databases."""

from datetime import timedelta
from typing import Any

from services.followup.operations.incidents import CHUNK
from shared import timers
from shared.auth import Principal
from shared.database import Session
from shared.events import Birth, CaseProgressed, IncidentChanged, ReplyRequested
from shared.ids import new_id
from tests.fixtures.followup import (
    COLLEAGUE,
    LI,
    MANAGER,
    OWNER,
    STRANGER,
    WANG,
    birth,
    triaged,
)
from tests.fixtures.followup_service import Followup

FIXED = {"result": "烤鱼已下架, 已为您全额退款", "measures": "更换供应商"}


def changed(incident_id: str, version: int = 1, **given: Any) -> IncidentChanged:
    known = {"title": "人民路店 · 烤鱼、拉肚子", "state": "accepted", "owner": LI, **given}
    return IncidentChanged(generation=1, version=version, id=incident_id, **known)


async def incident_of(followup: Followup, count: int) -> tuple[str, list[Birth]]:
    """Return an incident of so many cases, all of them the incident's owner's."""
    incident_id = new_id()
    births = [birth(at=followup.clock.now()) for _ in range(count)]
    await followup.hear(*(triaged(one, owner=LI, incident_id=incident_id) for one in births))
    await followup.hear(changed(incident_id))
    return incident_id, births


async def resolve(
    followup: Followup,
    incident_id: str,
    who: Principal = OWNER,
    *,
    if_match: str | None = None,
    status: int = 200,
) -> dict[str, Any]:
    headers = followup.signed_in(who)
    seen = await followup.http.get(f"/v1/incidents/{incident_id}", headers=headers)
    tag = if_match or seen.headers.get("ETag", '"f-1"')
    answer = await followup.http.post(
        f"/v1/incidents/{incident_id}/resolve", json=FIXED, headers={**headers, "If-Match": tag}
    )
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def fire(followup: Followup) -> None:
    """Do what timers are due, until none is."""
    handlers = followup.service.timer_handlers
    now = followup.clock.now()

    def work(session: Session) -> int:
        due = timers.due(session, list(handlers), now=now, limit=10)
        for one in due:
            timers.cancel(session, one.kind, one.key)
            handlers[one.kind](session, [one], now)
        return len(due)

    while await followup.service.database.write(work):
        pass


async def shown(followup: Followup, incident_id: str, who: Principal = OWNER) -> dict[str, Any]:
    answer = await followup.http.get(
        f"/v1/incidents/{incident_id}", headers=followup.signed_in(who)
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


class TestOneFix:
    async def test_resolves_each_case_and_tells_each_customer(self, followup: Followup) -> None:
        incident_id, births = await incident_of(followup, CHUNK + 3)

        answer = await resolve(followup, incident_id)
        await fire(followup)

        assert answer["fix"]["resolver"]["id"] == LI.id
        assert {one["outcome"] for one in answer["cases"]} == {"pending"}
        after = await shown(followup, incident_id)
        assert {(one["status"], one["outcome"]) for one in after["cases"]} == {
            ("resolved", "resolved")
        }
        requests = await followup.published(ReplyRequested)
        assert sorted(one.case_id for one in requests) == sorted(one.case_id for one in births)
        assert {one.text for one in requests} == {FIXED["result"]}
        case = (await followup.read(births[0].case_id)).json()
        assert case["measures"] == FIXED["measures"]
        assert case["attribution"]["id"] == LI.id
        assert case["survey"]["status"] == "open"
        assert case["incident"]["result"] == FIXED["result"]
        assert case["incident_id"] == incident_id
        resolved = next(one for one in case["timeline"] if one["event"] == "resolved")
        assert resolved["cause"] == "人民路店 · 烤鱼、拉肚子"

    async def test_leaves_alone_what_was_resolved_before(self, followup: Followup) -> None:
        incident_id, (first, second) = await incident_of(followup, 2)
        await followup.move(first.case_id, "start")
        await followup.move(first.case_id, "resolve", {"result": "已单独赔付"})

        await resolve(followup, incident_id)
        await fire(followup)

        cases = {one["id"]: one["outcome"] for one in (await shown(followup, incident_id))["cases"]}
        assert cases == {first.case_id: "already_resolved", second.case_id: "resolved"}
        assert (await followup.read(first.case_id)).json()["result"] == "已单独赔付"

    async def test_waits_until_somebody_is_in_charge(self, followup: Followup) -> None:
        incident_id, (born,) = await incident_of(followup, 1)
        await followup.hear(triaged(born, 2, owner=None, incident_id=incident_id))
        await resolve(followup, incident_id)
        await fire(followup)
        assert (await shown(followup, incident_id, MANAGER))["cases"][0]["outcome"] == "pending"

        await followup.hear(triaged(born, 3, owner=LI, incident_id=incident_id))
        followup.clock.advance(minutes=1)
        await fire(followup)

        assert (await shown(followup, incident_id))["cases"][0]["outcome"] == "resolved"

    async def test_gives_up_on_a_case_nobody_takes(self, followup: Followup) -> None:
        incident_id, (born,) = await incident_of(followup, 1)
        await followup.hear(triaged(born, 2, owner=None, incident_id=incident_id))
        await resolve(followup, incident_id)

        followup.clock.advance(days=2)
        await fire(followup)

        case = (await shown(followup, incident_id, MANAGER))["cases"][0]
        assert (case["status"], case["outcome"]) == ("open", "no_owner")

    async def test_reaches_who_joins_later_only_when_given_again(self, followup: Followup) -> None:
        incident_id, _ = await incident_of(followup, 1)
        await resolve(followup, incident_id)
        await fire(followup)
        later = await followup.open_case(incident_id=incident_id)
        followup.clock.advance(minutes=1)
        await fire(followup)
        assert (await followup.read(later.case_id)).json()["status"] == "assigned"

        await resolve(followup, incident_id)
        await fire(followup)

        assert (await followup.read(later.case_id)).json()["status"] == "resolved"
        after = await shown(followup, incident_id)
        assert after["fix"]["ordinal"] == 2
        assert len(await followup.published(ReplyRequested)) == 2

    async def test_passes_over_cases_that_left(self, followup: Followup) -> None:
        incident_id, (stays, leaves) = await incident_of(followup, 2)
        await resolve(followup, incident_id)
        await followup.hear(triaged(leaves, 2, owner=LI, change="left_incident"))

        await fire(followup)

        assert (await followup.read(leaves.case_id)).json()["status"] == "assigned"
        assert (await followup.read(stays.case_id)).json()["status"] == "resolved"

    async def test_publishes_each_case_once(self, followup: Followup) -> None:
        incident_id, births = await incident_of(followup, 3)
        before = len(await followup.published(CaseProgressed))

        await resolve(followup, incident_id)
        await fire(followup)

        snapshots = (await followup.published(CaseProgressed))[before:]
        assert sorted(one.case_id for one in snapshots) == sorted(one.case_id for one in births)
        assert {(one.progress, one.change) for one in snapshots} == {("resolved", "resolved")}


class TestWhoMay:
    async def test_the_owner_and_managers_give_it(self, followup: Followup) -> None:
        incident_id, _ = await incident_of(followup, 1)

        await resolve(followup, incident_id, COLLEAGUE, status=403)
        await resolve(followup, incident_id, STRANGER, status=404)
        await resolve(followup, incident_id, MANAGER)

    async def test_not_who_has_not_seen_the_newest(self, followup: Followup) -> None:
        incident_id, _ = await incident_of(followup, 1)
        await resolve(followup, incident_id)

        await resolve(followup, incident_id, if_match='"f-1"', status=412)
        path = f"/v1/incidents/{incident_id}/resolve"
        answer = await followup.http.post(path, json=FIXED, headers=followup.signed_in())
        assert (answer.status_code, answer.json()["fix"]["ordinal"]) == (200, 2)

    async def test_nobody_when_it_is_split_or_nothing_is_left(self, followup: Followup) -> None:
        incident_id, _ = await incident_of(followup, 1)
        await resolve(followup, incident_id)
        await fire(followup)
        await resolve(followup, incident_id, status=409)

        other, _ = await incident_of(followup, 1)
        await followup.hear(changed(other, 2, state="split"))
        await resolve(followup, other, status=409)


class TestSnapshots:
    async def test_of_an_incident_apply_in_any_order(self, followup: Followup) -> None:
        incident_id, _ = await incident_of(followup, 1)
        await followup.hear(changed(incident_id, 3, owner=WANG), changed(incident_id, 2))
        await followup.hear(changed(incident_id, 1))

        assert (await shown(followup, incident_id))["owner"]["id"] == WANG.id

    async def test_of_an_incident_may_come_before_its_cases(self, followup: Followup) -> None:
        incident_id = new_id()
        await followup.hear(changed(incident_id))
        followup.clock.advance(seconds=timedelta(seconds=1).seconds)
        born = await followup.open_case(incident_id=incident_id)

        assert [one["id"] for one in (await shown(followup, incident_id))["cases"]] == [
            born.case_id
        ]
