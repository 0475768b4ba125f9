"""The watch over new cases: duplicates, search, and its own steadiness, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa

from services.triage.models.incidents import COUNTS
from services.triage.operations.incidents_watch import (
    CALM,
    EVERY_SECONDS,
    NAME,
    REST,
    REST_WHEN_CALM,
    IncidentWatch,
)
from services.triage.operations.reference import keep_customers
from services.triage.queries.incidents_watch import counted, days_to_count, first_id_at, usual
from shared.database import Session
from shared.events import CustomerChanged
from shared.ids import new_id
from tests.fixtures.clock import NOON
from tests.fixtures.incidents import (
    FISH,
    case_of,
    fish,
    say,
    watch_of,
)
from tests.fixtures.triage import feedback
from tests.fixtures.triage_service import Triage


@pytest_asyncio.fixture
async def watch(triage: Triage) -> AsyncIterator[IncidentWatch]:
    made = watch_of(triage, "one")
    while await made.tick():
        pass
    yield made


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
        await triage.service.database.write(
            lambda session: keep_customers(session, [linked], now=triage.clock.now())
        )
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

    async def test_of_one_character_finds_what_begins_with_it(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        told = ("蟑螂和蟑虫爬进奶茶", "一只小蟑螂", "奶茶很好喝", "蟑")
        one, two, tea, alone = [await say(triage, text) for text in told]
        await watch.tick()

        async def found(q: str) -> list[str]:
            answer = await triage.get("manager", "/v1/search", q=q)
            return [case["id"] for case in answer.json()["items"]]

        assert await found("蟑") == [alone, two, one]
        assert await found("奶茶 蟑") == [one]
        assert await found("好 茶") == []
        assert await found("好 奶") == [tea]

    @pytest.mark.parametrize("q", ["烤鱼", "烤"])
    async def test_pages_by_cursor(self, triage: Triage, watch: IncidentWatch, q: str) -> None:
        cases = await fish(triage)
        await watch.tick()
        first = (await triage.get("manager", "/v1/search", q=q, limit=3)).json()
        rest = await triage.get("manager", "/v1/search", q=q, limit=3, cursor=first["next_cursor"])
        shown = [one["id"] for one in first["items"] + rest.json()["items"]]
        assert shown == cases[::-1]

    async def test_forgets_an_erased_customers_words(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        cases = await fish(triage, 2, customer="c1")
        kept = await say(triage, FISH[2])
        await watch.tick()
        erased = CustomerChanged(generation=1, version=1, handle="c1", canonical="c1", erased=True)

        await triage.service.database.write(
            lambda session: keep_customers(session, [erased], now=triage.clock.now())
        )

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

    async def test_makes_way_for_those_who_receive_until_all_is_calm(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        at = triage.clock.now()
        await triage.receive("refund", said=feedback(id_at(at), received_at=at))
        await watch.tick()
        assert watch.rest == REST

        triage.clock.advance(seconds=CALM.total_seconds() + 1)
        await watch.tick()
        assert watch.rest == REST_WHEN_CALM

    async def test_counts_old_days_that_come_after_it_looked(
        self, triage: Triage, watch: IncidentWatch
    ) -> None:
        await watch.tick()
        at = NOON - timedelta(days=3)
        said = feedback(id_at(at), received_at=at, store_code="S001")
        await triage.receive("refund", said=said)
        for _ in range(6):
            await watch.tick()

        found = await triage.service.database.read(
            lambda session: usual(session, "store:S001", "refund", NOON.date())
        )
        assert found.cases == 1

    async def test_knows_what_is_usual(self, triage: Triage, watch: IncidentWatch) -> None:
        for day in range(1, 15):
            at = NOON - timedelta(days=day)
            for _ in range(2):
                said = feedback(id_at(at), received_at=at, store_code="S001")
                await triage.receive("refund", said=said)
        await recount(triage, watch)

        found = await triage.service.database.read(
            lambda session: usual(session, "store:S001", "refund", NOON.date())
        )

        assert found.cases == 28
        assert found.days == 14
        assert 0.5 <= found.weekday <= 2


async def recount(triage: Triage, watch: IncidentWatch) -> None:
    """Let the watch count all days anew, as one that has just begun."""
    await triage.service.database.write(lambda session: session.execute(sa.delete(COUNTS)))
    watch.memory = watch.counted_on = None
    while await watch.tick():
        pass


def id_at(at: Any) -> str:
    """Return an id as one minted at that time."""
    return first_id_at(at)[:14] + new_id()[14:]
