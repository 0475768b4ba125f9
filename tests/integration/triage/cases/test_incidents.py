"""The watch over new cases and what people do with its proposals, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa

from services.triage.helper.text_reader import TextReader
from services.triage.models.incidents import COUNTS
from services.triage.operations.incidents_watch import EVERY_SECONDS, NAME, IncidentWatch
from services.triage.operations.publishing import republish
from services.triage.operations.reference import keep_customers
from services.triage.queries.incidents_watch import counted, days_to_count, first_id_at, usual
from shared.bulk import insert_rows
from shared.database import Session
from shared.events import REGISTRY, CustomerChanged, IncidentChanged
from shared.ids import new_id
from shared.tables import audit_entry, outbox
from tests.fixtures.clock import NOON
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage

FISH = [
    "人民路店昨晚的烤鱼吃完全家拉肚子,孩子还发烧了",
    "昨天吃了烤鱼,我们一家三口都腹泻",
    "你们家烤鱼不新鲜,吃完上吐下泻!!",
    "烤鱼吃完一直拉肚子,要求赔偿",
]
OTHERS = ["排队叫号太乱,等了两个小时", "会员积分突然清零了", "空调坏了,热得吃不下饭"]
REJECTED = {"reason": "只是巧合"}


@pytest_asyncio.fixture
async def watch(triage: Triage) -> AsyncIterator[IncidentWatch]:
    made = watch_of(triage, "one")
    while await made.tick():
        pass
    yield made


def watch_of(triage: Triage, holder: str) -> IncidentWatch:
    return IncidentWatch(
        triage.service.database, triage.boards, triage.clock, TextReader(), holder=holder
    )


async def say(triage: Triage, text: str, topic: str = "food_safety", **given: Any) -> str:
    """Receive a feedback from a customer of their own; return its case's id."""
    judged = {key: given.pop(key) for key in ("kind", "urgency") if key in given}
    known = {"customer": new_id(), "store_code": "S001", "region": "华东", **given}
    said = feedback(text=text, received_at=triage.clock.now(), **known)
    return await triage.receive(topic, said=said, **judged)


async def fish(triage: Triage, count: int = 4, **given: Any) -> list[str]:
    return [await say(triage, text, **given) for text in FISH[:count]]


async def proposals(triage: Triage, who: str = "manager", **query: str) -> list[dict[str, Any]]:
    answer = await triage.get(who, "/v1/incidents", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def shown(triage: Triage, incident_id: str, who: str = "manager") -> dict[str, Any]:
    answer = await triage.get(who, f"/v1/incidents/{incident_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def decide(
    triage: Triage, incident_id: str, move: str, body: Any, who: str = "manager"
) -> httpx.Response:
    tag = (await shown(triage, incident_id))["etag"]
    return await triage.post(who, f"/v1/incidents/{incident_id}/{move}", body, if_match=tag)


async def case_of(triage: Triage, case_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await triage.get("manager", f"/v1/cases/{case_id}")).json()
    return found


async def accepted(triage: Triage, watch: IncidentWatch, **body: str) -> tuple[str, list[str]]:
    """Return an accepted incident and its cases."""
    cases = await fish(triage)
    await watch.tick()
    (found,) = await proposals(triage)
    answer = await decide(triage, found["id"], "accept", body)
    assert answer.status_code == 200, answer.text
    return found["id"], cases


async def announced(triage: Triage) -> list[IncidentChanged]:
    rows = await triage.service.database.read(
        lambda session: session.execute(
            sa.select(outbox.c.data)
            .where(outbox.c.type == IncidentChanged.TYPE)
            .order_by(outbox.c.seq)
        ).scalars()
    )
    return [REGISTRY[IncidentChanged.TYPE].model_validate_json(row) for row in rows]  # type: ignore[misc]


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
    async def test_need_the_newest_etag_and_a_role(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage)
        await watch.tick()
        (found,) = await proposals(triage)
        path = f"/v1/incidents/{found['id']}/accept"
        assert (await triage.post("manager", path, {})).status_code == 428
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
            ("split", {}, 422),
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


class TestDuplicates:
    async def test_at_once_are_merged(self, triage: Triage, watch: IncidentWatch) -> None:
        first = await say(triage, FISH[0], customer="c1")
        triage.clock.advance(minutes=4)
        again = await say(triage, f"{FISH[0]}!!请尽快处理", customer="c1")

        await watch.tick()

        case = await case_of(triage, again)
        assert (case["status"], case["merged_into"]) == ("merged", first)
        assert case["history"][-1]["actor"] == "system"
        assert case["history"][-1]["cause"] == "near_duplicate"
        last = (await triage.published())[-1]
        assert (last.case_id, last.disposition, last.merged_into) == (again, "merged", first)
        assert (await case_of(triage, first))["history"][-1]["event"] == "absorbed"

        restored = await triage.move("manager", again, "restore")
        assert restored.json()["status"] == "open"
        await watch.tick()
        assert (await case_of(triage, again))["status"] == "open"

    async def test_later_are_proposed_and_accepted(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        first = await say(triage, FISH[0], customer="c1")
        triage.clock.advance(minutes=30)
        again = await say(triage, f"{FISH[0]}!!请尽快处理", customer="c1")
        await watch.tick()
        assert (await case_of(triage, again))["status"] == "open"
        (found,) = (await triage.get("agent09", "/v1/duplicates")).json()["items"]
        assert (found["case_id"], found["of_case_id"]) == (again, first)
        assert found["reason"] == "near_duplicate"
        assert (await triage.get("agent01", "/v1/duplicates")).json()["items"] == []

        path = f"/v1/duplicates/{found['id']}/accept"
        assert (await triage.post("manager", path)).status_code == 428
        assert (await triage.post("agent01", path, if_match=found["etag"])).status_code == 404
        one = await triage.get("agent09", f"/v1/duplicates/{found['id']}")
        answer = await triage.post("agent09", path, if_match=one.headers["ETag"])

        assert answer.json()["state"] == "merged"
        assert (await case_of(triage, again))["merged_into"] == first
        stale = await triage.post("agent09", path, if_match=answer.headers["ETag"])
        assert stale.status_code == 409

    async def test_that_are_none_are_not_proposed_again(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await say(triage, FISH[0], customer="c1", urgency="critical")
        again = await say(triage, FISH[0], customer="c1", urgency="critical")
        await watch.tick()
        assert (await case_of(triage, again))["status"] == "open"
        params = {"case_id": again}
        (found,) = (await triage.get("manager", "/v1/duplicates", **params)).json()["items"]

        path = f"/v1/duplicates/{found['id']}/reject"
        answer = await triage.post("manager", path, if_match=found["etag"])

        assert answer.json()["state"] == "rejected"
        assert answer.json()["decided_by"]["username"] == "manager"
        await watch_of(triage, watch.holder).tick()
        assert (await triage.get("manager", "/v1/duplicates")).json()["items"] == []

    async def test_of_two_handles_of_one_person(self, triage: Triage, watch: IncidentWatch) -> None:
        linked = CustomerChanged(generation=1, version=1, handle="c2", canonical="c1")
        await triage.service.database.write(lambda session: keep_customers(session, [linked]))
        first = await say(triage, FISH[0], customer="c1")
        again = await say(triage, FISH[0], customer="c2", channel="phone")

        await watch.tick()

        assert (await case_of(triage, again))["merged_into"] == first

    async def test_of_one_thread_are_merged(self, triage: Triage, watch: IncidentWatch) -> None:
        first = await say(triage, FISH[0], customer="c1")
        again = await say(triage, "还没人联系我", customer="c9", linked_case_id=first)

        await watch.tick()

        assert (await case_of(triage, again))["merged_into"] == first

    async def test_of_many_senders_are_no_duplicates(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        for _ in range(2):
            await say(triage, "退款一直没有到账", topic="refund")

        await watch.tick()

        assert (await triage.get("manager", "/v1/duplicates")).json()["items"] == []


class TestSearch:
    async def test_finds_words_and_numbers(self, triage: Triage, watch: IncidentWatch) -> None:
        cases = await fish(triage)
        order = await say(triage, "订单少了一件", topic="refund", order_no="DD-20261122-77")
        ticket = (await case_of(triage, order))["ticket_no"]
        await watch.tick()

        async def found(q: str, who: str = "manager") -> list[str]:
            answer = await triage.get(who, "/v1/search", q=q)
            assert answer.status_code == 200, answer.text
            return [one["id"] for one in answer.json()["items"]]

        assert await found("烤鱼 拉肚子") == [cases[3], cases[0]]
        assert await found("烤魚") == cases[::-1]
        assert await found("dd-20261122-77") == [order]
        assert order in await found(ticket)
        assert await found("没有这样的词语") == []
        assert await found("?!") == []
        assert await found("烤鱼", "agent09") == cases[::-1]
        assert await found("烤鱼", "store01") == cases[::-1]
        assert await found("烤鱼", "agent01") == []

    async def test_pages_by_cursor(self, triage: Triage, watch: IncidentWatch) -> None:
        cases = await fish(triage)
        await watch.tick()
        first = (await triage.get("manager", "/v1/search", q="烤鱼", limit=3)).json()
        rest = await triage.get(
            "manager", "/v1/search", q="烤鱼", limit=3, cursor=first["next_cursor"]
        )
        shown = [one["id"] for one in first["items"] + rest.json()["items"]]
        assert shown == cases[::-1]

    async def test_forgets_an_erased_customers_words(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        cases = await fish(triage, 2, customer="c1")
        kept = await say(triage, FISH[2])
        await watch.tick()
        erased = CustomerChanged(generation=1, version=1, handle="c1", canonical="c1", erased=True)

        await triage.service.database.write(lambda session: keep_customers(session, [erased]))

        answer = await triage.get("manager", "/v1/search", q="烤鱼")
        assert [one["id"] for one in answer.json()["items"]] == [kept]
        assert len(cases) == 2

    @pytest.mark.parametrize("q", ["", " ", "x" * 201, "a\0b"])
    async def test_refuses_no_words(self, triage: Triage, q: str) -> None:
        assert (await triage.get("manager", "/v1/search", q=q)).status_code == 422


class TestWatch:
    async def test_moves_on_once_rows_are_settled(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await fish(triage, 2)
        await watch.tick()
        assert len(watch.seen) == 2
        assert watch.position == 0

        triage.clock.advance(seconds=60)
        await watch.tick()

        assert watch.seen == set()
        assert watch.position > 0
        assert EVERY_SECONDS <= 5
        assert NAME == "incidents"

    async def test_counts_finished_days_from_the_rows(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        at = NOON - timedelta(days=1)
        for _ in range(3):
            said = feedback(
                id_at(at), received_at=at, store_code="S001", region="华东", campaign="双十一"
            )
            await triage.receive("refund.late", said=said)

        def read(session: Session) -> tuple[Any, ...]:
            days = days_to_count(session, triage.clock.now())
            return days, counted(session, at.date())

        days, found = await triage.service.database.read(read)
        assert days == [at.date()]
        for scope in ("all", "store:S001", "region:华东", "campaign:双十一"):
            assert {found[scope, topic] for topic in ("refund.late", "refund", "")} == {3}

    async def test_knows_what_is_usual(self, triage: Triage, watch: IncidentWatch) -> None:
        for day in range(1, 15):
            at = NOON - timedelta(days=day)
            for _ in range(2):
                said = feedback(id_at(at), received_at=at, store_code="S001")
                await triage.receive("refund", said=said)
        await recount(triage, watch)

        found = await triage.service.database.read(
            lambda session: usual(session, "store:S001", "refund", triage.clock.now())
        )

        assert found.cases == 28
        assert found.days == 14
        assert 0.5 <= found.weekday <= 2


async def recount(triage: Triage, watch: IncidentWatch) -> None:
    """Let the watch count all days anew."""
    await triage.service.database.write(lambda session: session.execute(sa.delete(COUNTS)))
    while await watch.tick():
        pass


def id_at(at: Any) -> str:
    """Return an id as one minted at that time."""
    return first_id_at(at)[:14] + new_id()[14:]
