"""Assignment in the database: lapses, bounces, stickiness, the backlog, and who wakes it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.assignment.board import LoadBoard
from services.triage.models import CustomerTag, EffortWeight, RoutingRule, Shift, Team, Topic
from services.triage.models.cases import Case, CaseHistory
from services.triage.operations import hours, organisation, staff, teams
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.cases import decline_case, take_next
from services.triage.operations.lapse import LAPSE, lapse_untouched
from services.triage.operations.progress import follow_progress
from services.triage.operations.verdicts import Correction, correct_verdict
from services.triage.operations.waking import DRAIN_BACKLOG, ROSTER
from services.triage.timers import handlers
from shared.ids import new_id
from shared.preconditions import etag
from shared.tables import service_state, timer
from shared.timers import Timer, due
from tests.fixtures.triage import NOON, Organisation, feedback, progressed

LATER = NOON + timedelta(minutes=30)


def policy(org: Organisation, team: str, **values: Any) -> None:
    found = org.session.get_one(Team, org.teams[team])
    for name, value in values.items():
        setattr(found, name, value)
    org.session.flush()


def away(org: Organisation, *names: str, is_away: bool = True) -> None:
    for name in names:
        org.people[name].away = is_away
    org.session.flush()


def anew(org: Organisation) -> None:
    org.boards = LoadBoard(default_team="门店服务")


def last(org: Organisation, case: Case) -> CaseHistory:
    rows = org.session.execute(
        sa.select(CaseHistory)
        .where(CaseHistory.case_id == case.id)  # type: ignore[arg-type]
        .order_by(CaseHistory.id)  # type: ignore[arg-type]
    ).scalars()
    found: list[CaseHistory] = list(rows)
    return found[-1]


def by_name(org: Organisation, case: Case) -> str | None:
    return next((name for name, one in org.people.items() if one.id == case.owner_id), None)


class TestLapse:
    def test_hands_untouched_work_to_the_next_and_tells_why(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        case = org.case()
        first = case.owner_id

        assert lapse_untouched(org.session, org.boards, LATER) == 1

        assert case.owner_id not in {first, None}
        assert case.declined_by == [first]
        entry = last(org, case)
        assert (entry.event, entry.detail["from"]) == ("lapsed", first)
        event = org.published()[-1]
        assert (event.change, event.owner.id, event.version) == ("lapsed", case.owner_id, 2)

    @pytest.mark.parametrize("minutes", [None, 31])
    def test_leaves_work_alone_before_the_limit(
        self, org: Organisation, minutes: int | None
    ) -> None:
        policy(org, "售后退款", lapse_minutes=minutes)
        org.case()
        assert lapse_untouched(org.session, org.boards, LATER) == 0

    def test_leaves_work_alone_that_is_accepted_or_begun(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        accepted, begun = org.case(), org.case()
        accepted.accepted_at = NOON
        org.session.flush()
        follow_progress(
            org.session, [progressed(begun, progress="in_progress")], org.boards, now=NOON
        )
        assert lapse_untouched(org.session, org.boards, LATER) == 0

    def test_counts_the_teams_working_time_only(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        org.case()
        org.session.execute(
            sa.update(Shift)
            .where(Shift.team_id == org.teams["售后退款"])  # type: ignore[arg-type]
            .values(starts=20 * 60, ends=23 * 60)
        )
        assert lapse_untouched(org.session, org.boards, NOON + timedelta(hours=8)) == 0
        assert lapse_untouched(org.session, org.boards, NOON + timedelta(hours=8.5)) == 1

    def test_counts_as_a_bounce_so_that_an_arbiter_gets_it_next(self, org: Organisation) -> None:
        policy(org, "售后退款", lapse_minutes=30)
        case = org.case()
        for rounds in (1, 2):
            lapse_untouched(org.session, org.boards, NOON + rounds * timedelta(minutes=30))
        assert by_name(org, case) == "lea"
        assert last(org, case).detail["reason"] == "bounced"

    def test_looks_again_soon(self, org: Organisation) -> None:
        lapse_untouched(org.session, org.boards, NOON)
        at = org.session.execute(
            sa.select(timer.c.due_at).where(timer.c.kind == LAPSE)
        ).scalar_one()
        assert at == NOON + timedelta(seconds=30)


class TestArbiters:
    def decline(self, org: Organisation, case: Case, name: str) -> None:
        decline_case(
            org.session,
            org.boards,
            case.id,
            reason="不归我管",
            by=org.principal(name),
            if_match=etag("t", case.revision),
            now=NOON,
        )

    def bounced(self, org: Organisation) -> Case:
        case = org.case()
        for _ in range(2):
            self.decline(org, case, by_name(org, case) or "")
        return case

    def test_are_leads_even_with_their_hands_full(self, org: Organisation) -> None:
        org.people["lea"].capacity = 0
        org.session.flush()
        assert by_name(org, self.bounced(org)) == "lea"

    def test_are_managers_when_no_lead_is_there(self, org: Organisation) -> None:
        away(org, "lea")
        assert by_name(org, self.bounced(org)) == "max"

    def test_who_decline_pass_it_on_to_the_next_arbiter(self, org: Organisation) -> None:
        case = self.bounced(org)
        self.decline(org, case, "lea")
        assert by_name(org, case) == "max"

    def test_are_missed_aloud(self, org: Organisation) -> None:
        away(org, "lea", "max")
        case = self.bounced(org)
        assert case.owner_id is None
        assert last(org, case).detail["alerted"] == [org.people["lea"].id]


class TestStickiness:
    def again(self, org: Organisation, **fields: Any) -> Case:
        said = feedback(customer="c-1", **fields)
        return org.case(said=said)

    def test_gives_a_customers_next_case_to_the_owner_of_their_open_one(
        self, org: Organisation
    ) -> None:
        policy(org, "售后退款", sticky_days=3)
        first = self.again(org, received_at=NOON - timedelta(days=2))
        org.case()
        org.case()
        second = self.again(org)
        assert second.owner_id == first.owner_id
        assert last(org, second).detail["reason"] == "same_customer"

    @pytest.mark.parametrize(
        ("days", "age"), [(None, 1), (3, 4)], ids=["without the option", "too long ago"]
    )
    def test_holds_for_so_many_days_where_the_team_wants_it(
        self, org: Organisation, days: int | None, age: int
    ) -> None:
        policy(org, "售后退款", sticky_days=days)
        first = self.again(org, received_at=NOON - timedelta(days=age))
        second = self.again(org)
        assert second.owner_id != first.owner_id

    def test_ends_with_the_open_matter(self, org: Organisation) -> None:
        policy(org, "售后退款", sticky_days=3)
        first = self.again(org)
        follow_progress(org.session, [progressed(first, progress="closed")], org.boards, now=NOON)
        org.session.flush()
        org.case()
        assert last(org, self.again(org)).detail["reason"] == "least_loaded"


class TestEffort:
    def test_of_a_case_is_kept_and_counted(self, org: Organisation) -> None:
        org.session.add(EffortWeight(topic="refund", urgency="", effort=3))
        org.session.flush()
        case = org.case()
        assert case.effort == 3
        assert last(org, case).detail["effort"] == 3
        anew(org)
        board = org.boards.current(org.session, NOON)
        assert board.tally.loads[case.owner_id or ""] == 3

    def test_follows_a_correction(self, org: Organisation) -> None:
        org.session.add(EffortWeight(topic="", urgency="critical", effort=7))
        org.session.flush()
        case = org.case()
        owner = case.owner_id or ""
        correct_verdict(
            org.session,
            org.boards,
            case.id,
            Correction(urgency="critical"),
            by=org.principal("lea"),
            if_match=etag("t", case.revision),
            now=NOON,
        )
        assert case.effort == 7
        assert org.boards.current(org.session, NOON).tally.loads[owner] == 7

    def test_gives_back_all_its_room_when_it_is_answered(self, org: Organisation) -> None:
        org.session.add(EffortWeight(topic="refund", urgency="", effort=3))
        org.session.flush()
        case = org.case()
        owner = case.owner_id or ""
        follow_progress(org.session, [progressed(case, progress="told")], org.boards, now=NOON)
        assert org.boards.current(org.session, NOON).tally.loads[owner] == 0


class TestSkills:
    def test_are_asked_for_by_topics(self, org: Organisation) -> None:
        org.session.get_one(Topic, "refund.late").skills = ["英语"]
        org.people["bob"].skills = ["英语"]
        org.session.flush()
        assert {by_name(org, org.case("refund.late")) for _ in range(3)} == {"bob"}

    def test_of_another_teams_topic_do_not_count(self, org: Organisation) -> None:
        org.session.get_one(Topic, "food_safety").skills = ["化验"]
        org.session.flush()
        assert org.case("refund", "food_safety").owner_id is not None

    def test_that_nobody_has_alert_the_lead_and_hold_up_nobody_behind(
        self, org: Organisation
    ) -> None:
        away(org, "anna", "bob")
        org.session.get_one(Topic, "refund.late").skills = ["英语"]
        stuck = [org.case("refund.late") for _ in range(30)]
        free = org.case("refund")
        away(org, "anna", "bob", is_away=False)
        anew(org)

        assert drain_backlog(org.session, org.boards, LATER) == 1

        assert free.owner_id is not None
        assert {case.owner_id for case in stuck} == {None}
        assert last(org, stuck[0]).detail["alerted"] == [org.people["lea"].id]


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


CHIEF = "max"


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
