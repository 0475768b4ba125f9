"""Strategies, routing rules, and when waiting cases are looked at again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.assignment.board import LoadBoard
from services.triage.models import CustomerTag, RoutingRule
from services.triage.operations import hours, organisation, staff, teams
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.cases import take_next
from services.triage.operations.progress import follow_progress
from services.triage.operations.waking import DRAIN_BACKLOG, ROSTER
from services.triage.timers import handlers
from shared.ids import new_id
from shared.tables import service_state, timer
from shared.timers import Timer, due
from tests.fixtures.assignment import LATER, anew, away, by_name, last, policy
from tests.fixtures.triage import NOON, Organisation, feedback, progressed

CHIEF = "max"


class TestStrategies:
    def test_change_in_every_worker_within_its_two_seconds(self, org: Organisation) -> None:
        workers = [LoadBoard(default_team="门店服务") for _ in range(2)]
        team_id = org.teams["售后退款"]
        found = [one.current(org.session, NOON).policies[team_id].strategy for one in workers]
        policy(org, "售后退款", strategy="round_robin")
        soon = NOON + timedelta(seconds=2)
        after = [one.current(org.session, soon).policies[team_id].strategy for one in workers]
        assert (found, after) == (["least_effort"] * 2, ["round_robin"] * 2)

    def test_pull_only_leaves_cases_to_be_taken_and_alerts_nobody(self, org: Organisation) -> None:
        policy(org, "售后退款", strategy="pull_only")
        case = org.case()
        assert case.owner_id is None
        assert last(org, case).detail == {
            "reason": "pull_only",
            "considered": {},
            "team": "topic: refund",
        }
        assert drain_backlog(org.session, org.boards, LATER) == 0

        take_next(org.session, org.boards, by=org.principal("bob"), now=LATER)

        assert by_name(org, case) == "bob"
        assert last(org, case).detail["reason"] == "taken"

    def test_store_owner_finds_the_stores_own_people(self, org: Organisation) -> None:
        policy(org, "售后退款", strategy="store_owner")
        org.people["bob"].stores = ["S001"]
        org.session.flush()
        assert [by_name(org, org.case()) for _ in range(3)] == ["bob"] * 3

    def test_round_robin_keeps_its_turns_when_cases_are_done(self, org: Organisation) -> None:
        policy(org, "售后退款", strategy="round_robin")
        first = org.case(now=NOON)
        drain_backlog(org.session, org.boards, NOON)
        follow_progress(org.session, [progressed(first, progress="closed")], org.boards, now=NOON)
        org.session.flush()
        org.session.expire_all()
        anew(org)

        second = org.case(now=LATER)

        assert second.owner_id != first.owner_id
        assert org.people[by_name(org, first) or ""].last_assigned_at == NOON


class TestRouting:
    def rule(self, org: Organisation, conditions: Mapping[str, list[str]], **fields: Any) -> None:
        org.session.add(
            RoutingRule(
                id=new_id(),
                name="VIP",
                position=1,
                conditions=dict(conditions),
                team_id=org.teams["门店服务"],
                created_at=NOON,
                **fields,
            )
        )
        org.session.flush()

    def test_asks_for_a_customers_tags(self, org: Organisation) -> None:
        self.rule(org, {"customer_tag": ["VIP"]})
        org.session.add(CustomerTag(customer="c-1", tag="VIP"))
        org.session.flush()
        assert by_name(org, org.case(said=feedback(customer="c-1"))) == "sam"
        assert by_name(org, org.case(said=feedback(customer="c-2"))) in {"anna", "bob"}

    def test_keeps_which_teams_a_rule_proposes(self, org: Organisation) -> None:
        self.rule(org, {"topic": ["refund"]}, assist_team_ids=[org.teams["食品安全"]])
        case = org.case("refund.late")
        assert last(org, case).detail["assist"] == [org.teams["食品安全"]]


@contextmanager
def woken(org: Organisation) -> Iterator[None]:
    """Check that what happens within wakes the backlog at once."""
    org.session.execute(sa.delete(timer))
    yield
    keys = org.session.execute(
        sa.select(timer.c.key).where(timer.c.kind == DRAIN_BACKLOG, timer.c.due_at <= NOON)
    ).scalars()
    assert ROSTER in list(keys)


class TestWaking:
    @pytest.fixture(autouse=True)
    def generation(self, org: Organisation) -> None:
        org.session.execute(sa.insert(service_state).values(id=1, generation=1))

    @pytest.mark.parametrize(
        "change", [{"capacity": 99}, {"away": True}, {"skills": ["英语"]}, {"stores": ["S001"]}]
    )
    def test_comes_with_what_may_give_a_person_room(
        self, org: Organisation, change: dict[str, Any]
    ) -> None:
        admin = org.person("ada", "admin")
        with woken(org):
            staff.change_staff(
                org.session,
                org.people["anna"].id,
                change,  # type: ignore[arg-type]
                by=org.principal(admin.username),
                now=NOON,
            )

    def test_comes_when_somebody_is_back(self, org: Organisation) -> None:
        away(org, "anna")
        with woken(org):
            staff.set_away(org.session, org.people["anna"].id, away=False, now=NOON)

    def test_comes_when_somebody_joins_a_team(self, org: Organisation) -> None:
        members = [org.people[name].id for name in ("anna", "bob", "sam")]
        with woken(org):
            teams.change_team(
                org.session,
                org.teams["售后退款"],
                {"members": members},
                by=org.principal(CHIEF),
                now=NOON,
            )

    def test_comes_with_every_change_of_hours(self, org: Organisation) -> None:
        by = org.principal(CHIEF)
        anna = org.people["anna"].id
        weekly = {"staff_id": anna, "weekdays": [1], "starts": 0, "ends": 60}
        days = {"staff_id": anna, "kind": "leave", "first_day": date(2026, 12, 1)}
        with woken(org):
            shift = hours.add_shift(org.session, weekly, by=by, now=NOON)
        with woken(org):
            hours.change_shift(org.session, shift.id, {"ends": 90}, by=by, now=NOON)
        with woken(org):
            hours.remove_shift(org.session, shift.id, by=by, now=NOON)
        with woken(org):
            leave = hours.add_override(
                org.session, {**days, "last_day": date(2026, 12, 2)}, by=by, now=NOON
            )
        with woken(org):
            hours.remove_override(org.session, leave.id, by=by, now=NOON)

    def test_comes_with_lighter_cases(self, org: Organisation) -> None:
        weights = [{"topic": "refund", "urgency": None, "effort": 2}]
        with woken(org):
            organisation.set_efforts(org.session, weights, by=org.principal(CHIEF), now=NOON)

    def test_gives_who_waits_to_who_came_back_however_young_the_board_is(
        self, org: Organisation
    ) -> None:
        away(org, "anna", "bob")
        case = org.case()
        org.boards.current(org.session, NOON)
        staff.set_away(org.session, org.people["anna"].id, away=False, now=NOON)

        self.fire(org)

        assert by_name(org, case) == "anna"

    def test_gives_who_waits_the_room_that_a_closed_case_leaves(self, org: Organisation) -> None:
        for name in ("anna", "bob"):
            org.people[name].capacity = 1
        org.session.flush()
        first, _, third = org.case(), org.case(), org.case()
        owner = first.owner_id
        assert third.owner_id is None
        org.session.execute(sa.delete(timer))

        follow_progress(org.session, [progressed(first, progress="told")], org.boards, now=NOON)
        self.fire(org)

        assert third.owner_id == owner

    @staticmethod
    def fire(org: Organisation) -> None:
        kinds = handlers(org.boards)
        found: list[Timer] = due(org.session, [DRAIN_BACKLOG], now=NOON, limit=9)
        assert found
        kinds[DRAIN_BACKLOG](org.session, found, NOON)
        org.session.flush()
