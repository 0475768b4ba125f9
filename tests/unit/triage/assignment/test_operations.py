"""Assignment in the database: lapses, bounces, stickiness, the backlog, and who wakes it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.triage.models import EffortWeight, Shift, Topic
from services.triage.models.cases import Case
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.cases import decline_case
from services.triage.operations.lapse import LAPSE, lapse_untouched
from services.triage.operations.progress import follow_progress
from services.triage.operations.verdicts import Correction, correct_verdict
from shared.preconditions import etag
from shared.tables import timer
from tests.fixtures.assignment import LATER, anew, away, by_name, last, policy
from tests.fixtures.triage import NOON, Organisation, feedback, progressed


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
