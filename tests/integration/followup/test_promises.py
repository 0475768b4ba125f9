"""Calendars and SLA policies over HTTP, and what they do to running clocks, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from shared.database import Session
from shared.events import CustomerChanged, CustomerTagged, StoreChanged
from tests.fixtures.followup import ADMIN, LEAD, LI, MANAGER, OWNER, birth, triaged
from tests.fixtures.followup_service import Followup

WEEKDAYS = [{"weekdays": [1, 2, 3, 4, 5], "start": "09:00", "end": "18:00"}]
OFFICE = {"name": "办公", "title": "办公时间", "weekly": WEEKDAYS}


async def ask(
    followup: Followup, method: str, path: str, body: Any = None, *, status: int = 200
) -> Any:
    answer = await followup.http.request(
        method, f"/v1{path}", json=body, headers=followup.signed_in(MANAGER)
    )
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def fire(followup: Followup) -> None:
    """Fire what is due until nothing is."""
    await followup.fire_due()


async def due(followup: Followup, calendar: str, start: str, minutes: int) -> Any:
    query = f"start={start.replace('+', '%2B')}&minutes={minutes}"
    return await ask(followup, "GET", f"/calendars/{calendar}/due?{query}")


class TestCalendars:
    async def test_come_with_the_product(self, followup: Followup) -> None:
        shown = await ask(followup, "GET", "/calendars")
        assert [one["name"] for one in shown["items"]] == ["always", "office", "retail"]
        assert [one["is_default"] for one in shown["items"]] == [True, False, False]
        assert 2026 in shown["items"][1]["confirmed_years"]

    async def test_know_china_s_adjusted_workdays(self, followup: Followup) -> None:
        worked = await due(followup, "office", "2026-10-10T10:00:00+08:00", 60)
        assert (worked["is_open"], worked["due_at"]) == (True, "2026-10-10T03:00:00Z")
        off = await due(followup, "office", "2026-10-07T10:00:00+08:00", 60)
        assert (off["is_open"], off["due_at"]) == (False, "2026-10-08T02:00:00Z")

    async def test_take_each_date_once_and_not_nothing(self, followup: Followup) -> None:
        twice = [{"date": "2026-12-31", "kind": kind} for kind in ("workday", "holiday")]
        refused: list[dict[str, Any]] = [{}, {"days": []}, {"days": twice}]
        for body in refused:
            await ask(followup, "POST", "/calendars/office/days", body, status=422)

    async def test_flag_what_reaches_a_year_that_is_not_confirmed(self, followup: Followup) -> None:
        late = "2026-12-31T17:30:00+08:00"
        assert (await due(followup, "office", late, 60))["unconfirmed"]
        said = await ask(
            followup,
            "POST",
            "/calendars/CN/days",
            {"days": [{"date": "2027-01-01", "kind": "holiday"}], "confirm_year": 2027},
        )
        assert 2027 in said["confirmed_years"]
        sure = await due(followup, "office", late, 60)
        assert (sure["unconfirmed"], sure["due_at"]) == (False, "2027-01-04T01:30:00Z")

    async def test_take_the_notice_as_it_is_published(self, followup: Followup) -> None:
        notice = "现将2027年部分节假日安排通知如下。一、元旦：1月1日至3日放假，1月4日（周一）上班。"
        said = await ask(
            followup, "POST", "/calendars/CN/days", {"notice": notice, "confirm_year": 2027}
        )
        days = {one["date"]: one["kind"] for one in said["days"] if one["date"] > "2027"}
        assert days == {
            **dict.fromkeys(("2027-01-01", "2027-01-02", "2027-01-03"), "holiday"),
            "2027-01-04": "workday",
        }
        wrong = await ask(
            followup, "POST", "/calendars/CN/days", {"notice": "下周放假"}, status=422
        )
        assert wrong["errors"][0]["pointer"] == "/notice"

    async def test_have_own_days_over_the_holidays(self, followup: Followup) -> None:
        await ask(followup, "POST", "/calendars", OFFICE, status=201)
        days = [
            {
                "date": "2026-10-07",
                "kind": "workday",
                "hours": [{"start": "10:00", "end": "12:00"}],
            },
            {"date": "2026-10-10", "kind": "holiday", "note": "店庆"},
        ]
        said = await ask(followup, "POST", "/calendars/办公/days", {"days": days})
        own = {one["date"]: one["calendar"] for one in said["days"]}
        assert (own["2026-10-07"], own["2026-10-01"]) == ("办公", "CN")
        short = await due(followup, "办公", "2026-10-06T09:00:00+08:00", 180)
        assert short["due_at"] == "2026-10-08T02:00:00Z"
        assert not (await due(followup, "办公", "2026-10-10T10:00:00+08:00", 1))["is_open"]
        await ask(followup, "DELETE", "/calendars/办公/days/2026-10-07", status=204)
        assert not (await due(followup, "办公", "2026-10-07T11:00:00+08:00", 1))["is_open"]

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"weekly": []}, "/weekly"),
            (
                {"weekly": [{"weekdays": [], "start": "09:00", "end": "18:00"}]},
                "/weekly/0/weekdays",
            ),
            (
                {"weekly": [{"weekdays": [8], "start": "09:00", "end": "18:00"}]},
                "/weekly/0/weekdays/0",
            ),
            ({"weekly": [{"weekdays": [1], "start": "25:00", "end": "18:00"}]}, "/weekly/0/start"),
            ({"weekly": [{"weekdays": [1], "start": "09:00", "end": "09:00"}]}, "/weekly/0"),
            ({"timezone": "Asia/Atlantis"}, "/timezone"),
            ({"teams": ["nobody"]}, "/teams"),
            ({"stores": ["S404"]}, "/stores"),
            ({"name": "../x"}, "/name"),
        ],
    )
    async def test_that_cannot_work_are_refused(
        self, followup: Followup, changed: dict[str, Any], pointer: str
    ) -> None:
        refused = await ask(followup, "POST", "/calendars", {**OFFICE, **changed}, status=422)
        assert refused["errors"][0]["pointer"] == pointer

    async def test_are_changed_and_removed_unless_somebody_keeps_them(
        self, followup: Followup
    ) -> None:
        await ask(followup, "POST", "/calendars", OFFICE, status=201)
        await ask(followup, "POST", "/calendars", OFFICE, status=409)
        whole_day = [{"weekdays": [6, 7], "start": "22:00", "end": "02:00"}]
        kept = {"weekly": whole_day, "holidays": None, "is_default": True}
        changed = await ask(followup, "PUT", "/calendars/办公", kept)
        assert (changed["weekly"], changed["is_default"]) == (whole_day, True)
        await ask(followup, "DELETE", "/calendars/办公", status=409)
        await ask(followup, "PUT", "/calendars/办公", {**kept, "is_default": False})
        await ask(followup, "DELETE", "/calendars/办公", status=204)
        await ask(followup, "GET", "/calendars/办公", status=404)
        await ask(followup, "DELETE", "/calendars/office", status=409)

    async def test_of_a_store_hold_for_its_cases(self, followup: Followup) -> None:
        await followup.hear(
            StoreChanged(
                generation=1,
                version=1,
                change="added",
                code="SH001",
                name="一店",
                region="华东",
                city="上海",
            )
        )
        await ask(followup, "POST", "/calendars", {**OFFICE, "stores": ["SH001"]}, status=201)
        born = await followup.open_case()
        (first, _) = (await followup.read(born.case_id)).json()["clocks"]
        assert (first["due_at"], first["calendar"]) == ("2026-11-23T05:00:00Z", "办公")
        other = await followup.open_case(store_code="SH002")
        (first, _) = (await followup.read(other.case_id)).json()["clocks"]
        assert first["calendar"] == "always"


POLICY = {
    "name": "食品安全",
    "conditions": {"urgency": ["normal"]},
    "targets": {"first_response": 30, "resolution": 120},
    "escalation": [{"to": "lead", "after_minutes": 0}, {"to": "manager", "after_minutes": 10}],
}


class TestPolicies:
    async def test_shipped_ones_promise_what_was_promised_before(self, followup: Followup) -> None:
        shown = (await ask(followup, "GET", "/sla-policies"))["items"]
        assert [one["conditions"]["urgency"] for one in shown] == [
            [urgency] for urgency in ("critical", "high", "normal", "low")
        ]
        assert shown[2]["targets"] == {
            "first_response": 240,
            "next_response": 240,
            "resolution": 4320,
            "task": 4320,
        }
        assert all(one["shipped"] for one in shown)

    async def test_come_before_the_shipped_ones_and_reach_running_clocks(
        self, followup: Followup
    ) -> None:
        born = await followup.open_case()
        made = await ask(followup, "POST", "/sla-policies", POLICY, status=201)
        assert (made["position"], made["shipped"]) == (1, False)
        await fire(followup)
        shown = (await followup.read(born.case_id)).json()["clocks"]
        at = born.received_at
        assert [one["due_at"] for one in shown] == [
            f"{at + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}" for minutes in (30, 120)
        ]
        await ask(followup, "DELETE", f"/sla-policies/{made['id']}", status=204)
        await fire(followup)
        (first, _) = (await followup.read(born.case_id)).json()["clocks"]
        assert first["due_at"] == f"{at + timedelta(hours=4):%Y-%m-%dT%H:%M:%SZ}"

    async def test_a_shipped_one_is_rewritten_and_comes_back(self, followup: Followup) -> None:
        normal = (await ask(followup, "GET", "/sla-policies"))["items"][2]
        changed = {**POLICY, "name": normal["name"]}
        path = f"/sla-policies/{normal['id']}"
        assert (await ask(followup, "PUT", path, changed))["targets"]["first_response"] == 30
        assert len((await ask(followup, "GET", "/sla-policies"))["items"]) == 4
        await ask(followup, "DELETE", path, status=204)
        assert (await ask(followup, "GET", path))["targets"] == normal["targets"]
        await ask(followup, "DELETE", path, status=409)

    async def test_warn_break_and_escalate_by_the_ladder(self, followup: Followup) -> None:
        await ask(followup, "POST", "/sla-policies", POLICY, status=201)
        born = await followup.open_case()
        for minutes in (15, 9, 6, 5, 5):
            followup.clock.advance(minutes=minutes)
            await fire(followup)
        shown = (await followup.read(born.case_id)).json()
        heard = [
            (one["event"], one["detail"].get("percent") or one["detail"].get("to"))
            for one in shown["timeline"]
            if one["event"].startswith("clock") and one["cause"] == "first_response"
        ]
        assert heard == [
            ("clock_warned", 50),
            ("clock_warned", 80),
            ("clock_breached", None),
            ("clock_escalated", "lead"),
            ("clock_escalated", "manager"),
        ]
        (first, _) = shown["clocks"]
        assert (first["status"], first["escalation"], first["escalated_to"]) == (
            "breached",
            2,
            "manager",
        )
        await followup.move(born.case_id, "start")
        resolved = await followup.move(born.case_id, "resolve", {"result": "已退款"})
        (first, second) = resolved.json()["clocks"]
        assert (first["status"], second["status"]) == ("met_late", "met")

    async def test_are_tried_on_past_cases_without_changing_any(self, followup: Followup) -> None:
        born, _ = await followup.resolved_case()
        hard = {**POLICY, "targets": {"first_response": 1, "resolution": 1}}
        followup.clock.advance(minutes=5)
        asked = {"policies": [hard], "since": "2026-11-01T00:00:00Z"}
        found = await ask(followup, "POST", "/sla-policies/dry-run", asked)
        assert (found["cases"], found["changed"]) == (1, 1)
        assert found["examples"][0]["after"] == "食品安全"
        assert found["verdicts"]["resolution"] == {"before": {"met": 1}, "after": {"met": 1}}
        assert (await followup.read(born.case_id)).json()["clocks"][0]["status"] == "met"

    async def test_are_not_tried_on_a_period_that_ends_before_it_begins(
        self, followup: Followup
    ) -> None:
        period = {"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}
        asked = {"policies": [], **period}
        found = await ask(followup, "POST", "/sla-policies/dry-run", asked, status=422)
        assert found["errors"][0]["pointer"] == "/until"

    @pytest.mark.parametrize(
        ("changed", "pointer"),
        [
            ({"targets": {}}, "/targets"),
            ({"targets": {"first_response": 0}}, "/targets/first_response"),
            ({"targets": {"first_reply": 5}}, "/targets/first_reply"),
            ({"calendar": "nowhere"}, "/calendar"),
            ({"conditions": {"store_code": ["S404"]}}, "/conditions/store_code"),
            ({"conditions": {"urgency": []}}, "/conditions/urgency"),
            ({"escalation": [{"to": "nobody", "after_minutes": 0}]}, "/escalation/0/to"),
        ],
    )
    async def test_that_cannot_hold_are_refused(
        self, followup: Followup, changed: dict[str, Any], pointer: str
    ) -> None:
        refused = await ask(followup, "POST", "/sla-policies", {**POLICY, **changed}, status=422)
        assert refused["errors"][0]["pointer"] == pointer

    async def test_are_managers_to_write_and_leads_to_read(self, followup: Followup) -> None:
        for who, status in ((OWNER, 403), (LEAD, 200), (ADMIN, 200)):
            answer = await followup.http.get("/v1/sla-policies", headers=followup.signed_in(who))
            assert answer.status_code == status
        for who in (OWNER, LEAD):
            answer = await followup.http.post(
                "/v1/sla-policies", json=POLICY, headers=followup.signed_in(who)
            )
            assert answer.status_code == 403


class TestTheTimeline:
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE timeline_entry SET actor = 'nobody'", "DELETE FROM timeline_entry"],
    )
    async def test_only_grows_in_the_database_itself(
        self, followup: Followup, statement: str
    ) -> None:
        await followup.open_case(owner=LI)

        def work(session: Session) -> None:
            session.execute(sa.text(statement))

        with pytest.raises(DBAPIError, match="only grows"):
            await followup.service.database.write(work)


def tagged(version: int, *tags: str) -> CustomerTagged:
    return CustomerTagged(generation=1, version=version, change="tagged", handle="c-1", tags=tags)


def known_as(version: int, canonical: str) -> CustomerChanged:
    return CustomerChanged(
        generation=1, version=version, change="merged", handle="c-9", canonical=canonical
    )


class TestTags:
    async def test_given_and_taken_later_reach_open_cases(self, followup: Followup) -> None:
        vip = {**POLICY, "conditions": {"customer_tag": ["VIP"]}}
        await ask(followup, "POST", "/sla-policies", vip, status=201)
        await fire(followup)
        at = followup.clock.now()
        mine, other = (birth(at=at, customer=handle) for handle in ("c-1", "c-2"))
        await followup.hear(triaged(mine, owner=LI), triaged(other, owner=LI))
        plain = await self.dues(followup, mine.case_id)

        await followup.hear(tagged(1, "VIP"))
        await self.settle(followup)
        due = [at + timedelta(minutes=minutes) for minutes in (30, 120)]
        assert await self.dues(followup, mine.case_id) == [f"{one:%FT%TZ}" for one in due]
        assert await self.dues(followup, other.case_id) == plain

        await followup.hear(tagged(2))
        await followup.hear(tagged(1, "VIP"))
        await self.settle(followup)
        assert await self.dues(followup, mine.case_id) == plain
        timeline = (await followup.read(mine.case_id)).json()["timeline"]
        causes = [one["cause"] for one in timeline if one["event"] == "promises_changed"]
        assert causes == ["customer_tagged"] * 2

    async def test_hold_for_who_was_merged_into_the_customer(self, followup: Followup) -> None:
        vip = {**POLICY, "conditions": {"customer_tag": ["VIP"]}}
        await ask(followup, "POST", "/sla-policies", vip, status=201)
        await fire(followup)
        at = followup.clock.now()
        mine = birth(at=at, customer="c-9")
        await followup.hear(tagged(1, "VIP"))
        await followup.hear(triaged(mine, owner=LI))
        plain = await self.dues(followup, mine.case_id)

        await followup.hear(known_as(1, "c-1"))
        await self.settle(followup)
        due = [f"{at + timedelta(minutes=minutes):%FT%TZ}" for minutes in (30, 120)]
        assert await self.dues(followup, mine.case_id) == due
        await followup.hear(tagged(2))
        await self.settle(followup)
        assert await self.dues(followup, mine.case_id) == plain
        await followup.hear(tagged(3, "VIP"))
        await followup.hear(known_as(2, "c-9"))
        await self.settle(followup)
        assert await self.dues(followup, mine.case_id) == plain

    @staticmethod
    async def settle(followup: Followup) -> None:
        followup.clock.advance(seconds=1)
        await followup.fire_due()

    @staticmethod
    async def dues(followup: Followup, case_id: str) -> list[str]:
        shown = (await followup.read(case_id)).json()["clocks"]
        return [one["due_at"] for one in shown]
