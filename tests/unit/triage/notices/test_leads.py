"""What leads are told: of cases that nobody can take, and of those that are open again."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseTask
from services.triage.models.notices import NoticePush
from services.triage.operations.cases import decline_case, open_task, transfer_case
from services.triage.operations.lapse import take_back
from services.triage.operations.notices_to_leads import TO_LEADS, UNTAKEN
from services.triage.operations.ownership import redistribute
from services.triage.operations.progress import follow_progress
from services.triage.operations.receive import receive_feedback
from services.triage.operations.tasks import take_task
from services.triage.rules.notices import told as notice_words
from shared.events import NoticeReleased
from shared.preconditions import etag
from tests.fixtures.assignment import anew, away, policy
from tests.fixtures.notices import fire_all, told
from tests.fixtures.triage import NOON, Organisation, feedback, progressed, verdict

SOON = NOON + timedelta(minutes=5)
NIGHT = NOON + timedelta(hours=12)


def fire(org: Organisation, now: datetime) -> int:
    return fire_all(org, now, [UNTAKEN, TO_LEADS, "notice_held"])


def nobody_there(org: Organisation) -> None:
    away(org, "anna", "bob")
    anew(org)


def decline(org: Organisation, case: Case, now: datetime) -> None:
    owner = next(name for name, one in org.people.items() if one.id == case.owner_id)
    decline_case(
        org.session,
        org.boards,
        case.id,
        reason="不归我管",
        by=org.principal(owner),
        if_match=etag("t", case.revision),
        now=now,
    )


def transfer(org: Organisation, case: Case, now: datetime) -> None:
    transfer_case(
        org.session,
        org.boards,
        case.id,
        to_staff=None,
        to_team=org.teams["售后退款"],
        reason="退款",
        by=org.principal("max"),
        if_match=etag("t", case.revision),
        now=now,
    )


def lapse(org: Organisation, case: Case, now: datetime) -> None:
    take_back(org.session, org.boards.current(org.session, now), [case], now)


def leave(org: Organisation, case: Case, now: datetime) -> None:
    for name in ("anna", "bob"):
        org.people[name].active = False
    org.session.flush()
    redistribute(org.session, org.boards, case.owner_id or "", now)


def reopen(org: Organisation, case: Case, *, cycle: int = 2, now: datetime = NOON) -> None:
    for version, progress, in_cycle in ((1, "closed", cycle - 1), (2, "open", cycle)):
        heard = progressed(
            case, version=10 * cycle + version, progress=progress, cycle=in_cycle, reopen_count=1
        )
        follow_progress(org.session, [heard], org.boards, now=now)


class TestACaseThatNobodyCanTake:
    def test_is_told_to_the_leads_of_its_team(self, org: Organisation) -> None:
        nobody_there(org)
        case = org.case()
        assert fire(org, NOON + timedelta(minutes=4)) == 0

        fire(org, SOON)

        (one,) = told(org, "lea")
        assert (one.occasion, one.path) == ("untaken", f"/cases/{case.id}")
        title, lines = notice_words(one.occasion, one.facts, "zh")
        assert title == "售后退款：1 件工单无人可接"
        assert "编号：20261122-7Q4K2" in lines
        assert told(org, "max") == []

    def test_is_told_to_managers_where_no_team_has_leads(self, org: Organisation) -> None:
        away(org, "fay")
        org.case("food_safety")
        fire(org, SOON)
        assert [one.occasion for one in told(org, "max")] == ["untaken"]

    def test_is_told_to_managers_where_there_is_no_team(self, org: Organisation) -> None:
        for name in org.teams:
            policy(org, name, active=False)
        anew(org)
        case = org.case()
        assert case.team_id is None
        fire(org, SOON)
        (one,) = told(org, "max")
        assert notice_words("untaken", one.facts, "en")[0] == "no team: 1 case without a taker"

    def test_is_told_at_once_when_critical(self, org: Organisation) -> None:
        nobody_there(org)
        cases = [org.case(urgency="critical") for _ in range(3)]
        fire(org, NOON)
        assert {one.path for one in told(org, "lea")} == {f"/cases/{one.id}" for one in cases}
        assert {one.critical for one in told(org, "lea")} == {True}

    @pytest.mark.parametrize("what", [decline, transfer, lapse, leave])
    def test_is_told_however_it_comes_to_wait(self, org: Organisation, what: object) -> None:
        case = org.case()
        away(org, *(name for name in ("anna", "bob") if org.people[name].id != case.owner_id))
        if what is transfer:
            away(org, "anna", "bob")
        anew(org)

        what(org, case, NOON)  # type: ignore[operator]
        assert case.owner_id is None
        fire(org, SOON)

        assert [one.occasion for one in told(org, "lea")] == ["untaken"]

    def test_is_told_with_all_that_wait(self, org: Organisation) -> None:
        nobody_there(org)
        judged = [(feedback(), verdict("refund")) for _ in range(30)]
        receive_feedback(org.session, judged, org.boards, now=NOON)

        assert fire(org, SOON) == 1

        (one,) = told(org, "lea")
        assert (one.facts["count"], one.path) == ("30", "/queue/unassigned")

    def test_is_told_with_others_when_many_critical_ones_come_at_once(
        self, org: Organisation
    ) -> None:
        nobody_there(org)
        for _ in range(4):
            org.case(urgency="critical")
        fire(org, NOON)
        (one,) = told(org, "lea")
        assert (one.facts["count"], one.path, one.critical) == ("4", "/queue/unassigned", True)

    def test_is_not_told_once_somebody_has_it(self, org: Organisation) -> None:
        nobody_there(org)
        case = org.case()
        case.owner_id, case.is_waiting = org.people["anna"].id, False
        fire(org, SOON)
        assert told(org, "lea") == []

    def test_is_not_told_where_people_take_cases_themselves(self, org: Organisation) -> None:
        policy(org, "售后退款", strategy="pull_only")
        anew(org)
        org.case()
        assert fire(org, SOON) == 0

    def test_is_told_half_an_hour_after_the_last_at_the_earliest(self, org: Organisation) -> None:
        nobody_there(org)
        org.case()
        fire(org, SOON)
        org.case(now=NOON + timedelta(minutes=6))
        fire(org, NOON + timedelta(minutes=11))
        assert len(told(org, "lea")) == 1

        fire(org, SOON + timedelta(minutes=30))

        assert [one.facts["count"] for one in told(org, "lea")] == ["1", "2"]
        assert fire(org, SOON + timedelta(hours=2)) == 0

    def test_is_pushed_once_in_the_morning_with_all_of_the_night(self, org: Organisation) -> None:
        nobody_there(org)
        for hour in range(3):
            org.case(now=NIGHT + timedelta(hours=hour))
            fire(org, NIGHT + timedelta(hours=hour, minutes=5))
        fire(org, NIGHT + timedelta(hours=8))

        assert len(told(org, "lea")) == 3
        (push,) = org.published(NoticeReleased)
        assert push.title == "售后退款：3 件工单无人可接"
        dropped = sa.select(col(NoticePush.reason)).where(col(NoticePush.state) == "dropped")
        reasons = org.session.execute(dropped).scalars().all()
        assert reasons == ["told anew since"] * 2


class TestAReopenedCase:
    def test_is_told_to_the_leads_though_somebody_has_it(self, org: Organisation) -> None:
        case = org.case()
        reopen(org, case)
        assert case.owner_id is not None

        fire(org, NOON)

        (one,) = told(org, "lea")
        assert (one.occasion, one.path) == ("reopened", f"/cases/{case.id}")
        title, _ = notice_words(one.occasion, one.facts, "zh")
        assert title == "售后退款：1 件工单重新打开"

    def test_is_told_once_a_cycle(self, org: Organisation) -> None:
        case = org.case()
        for cycle in (2, 3):
            reopen(org, case, cycle=cycle)
            reopen(org, case, cycle=cycle)
            fire(org, NOON)
        assert len(told(org, "lea")) == 2

    def test_is_told_with_others_when_many_are_at_once(self, org: Organisation) -> None:
        for case in [org.case() for _ in range(4)]:
            reopen(org, case)
        fire(org, NOON)
        (one,) = told(org, "lea")
        assert (one.facts["count"], one.path) == ("4", "/queue/team")

    def test_is_told_among_those_that_wait_while_nobody_takes_it(self, org: Organisation) -> None:
        case = org.case()
        nobody_there(org)
        reopen(org, case)
        fire(org, NOON)
        fire(org, SOON)
        assert case.owner_id is None
        assert [one.occasion for one in told(org, "lea")] == ["reopened", "untaken"]


class TestATaskThatNobodyCanTake:
    def task(self, org: Organisation) -> tuple[Case, CaseTask]:
        """Ask a team of which nobody is there."""
        case = org.case("food_safety")
        nobody_there(org)
        open_task(
            org.session,
            org.boards,
            case.id,
            team_id=org.teams["售后退款"],
            text="请先退款",
            by=org.principal("fay"),
            if_match=etag("t", case.revision),
            now=NOON,
        )
        org.session.flush()
        task = org.session.execute(sa.select(CaseTask)).scalar_one()
        assert task.owner_id is None
        return case, task

    def test_is_told_to_the_leads_of_its_team(self, org: Organisation) -> None:
        case, _ = self.task(org)
        fire(org, NOON)
        (one,) = told(org, "lea")
        assert one.path == f"/cases/{case.id}"
        assert notice_words("untaken", one.facts, "zh")[0] == "售后退款：1 件协办任务无人可接"

    def test_is_not_told_once_somebody_has_taken_it(self, org: Organisation) -> None:
        case, task = self.task(org)
        take_task(
            org.session,
            org.boards,
            case.id,
            task.id,
            by=org.principal("max"),
            if_match=etag("t", case.revision),
            now=NOON,
        )
        org.session.flush()
        fire(org, NOON)
        assert told(org, "lea") == []

    def test_is_not_told_once_its_case_is_closed(self, org: Organisation) -> None:
        case, _ = self.task(org)
        follow_progress(org.session, [progressed(case, progress="closed")], org.boards, now=NOON)
        org.session.expire_all()
        fire(org, NOON)
        assert told(org, "lea") == []
