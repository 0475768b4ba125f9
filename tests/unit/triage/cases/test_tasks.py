"""Tasks (协办) that nobody does are taken, given to who has room, and handed on by leavers."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import CaseUnknown, NotInCharge
from services.triage.errors_desk import TaskOver, TaskTaken, TaskUnknown
from services.triage.models.cases import Case, CaseTask
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.cases import open_task
from services.triage.operations.lapse import lapse_untouched
from services.triage.operations.notices_to_leads import TO_LEADS
from services.triage.operations.progress import follow_progress
from services.triage.operations.staff import STAFF_LEFT
from services.triage.operations.tasks import hand_on_tasks, take_task
from services.triage.queries.cases import case_in_reach
from services.triage.queries.tasks import open_tasks, within_reach
from shared.preconditions import StaleETag, etag
from shared.tables import timer
from tests.fixtures.assignment import LATER, anew, away, last, policy
from tests.fixtures.notices import fire_all, told
from tests.fixtures.triage import NOON, Organisation, progressed


def ask(org: Organisation, case: Case, team: str = "食品安全") -> CaseTask:
    """Open a task for the team on the case."""
    open_task(
        org.session,
        org.boards,
        case.id,
        team_id=org.teams[team],
        text="请核实留样",
        by=org.principal("max"),
        if_match=etag("t", case.revision),
        now=NOON,
    )
    org.session.flush()
    statement = sa.select(CaseTask).where(col(CaseTask.case_id) == case.id)
    found: CaseTask = org.session.execute(statement).scalar_one()
    return found


def take(
    org: Organisation,
    task: CaseTask,
    name: str,
    *,
    of: str | None = None,
    seen: int | None = None,
) -> Case:
    case = org.session.get_one(Case, of or task.case_id)
    return take_task(
        org.session,
        org.boards,
        case.id,
        task.id,
        by=org.principal(name),
        if_match=etag("t", seen or case.revision),
        now=LATER,
    )


def who_has(org: Organisation, task: CaseTask) -> str | None:
    return next((name for name, one in org.people.items() if one.id == task.owner_id), None)


def listed(org: Organisation, name: str, queue: str | None = None) -> list[str]:
    reach = within_reach(org.principal(name), queue)
    return [row.id for row in open_tasks(org.session, *reach, limit=9)]


def left(org: Organisation) -> list[str]:
    """Return whose work is about to be handed on."""
    keys = org.session.execute(sa.select(timer.c.key).where(timer.c.kind == STAFF_LEFT))
    return list(keys.scalars())


@pytest.fixture
def nobodys(org: Organisation) -> CaseTask:
    """Return a task of a team whose people take work themselves."""
    policy(org, "食品安全", strategy="pull_only")
    anew(org)
    return ask(org, org.case())


class TestATaskOfATeamThatTakesWorkItself:
    def test_is_seen_by_its_team(self, org: Organisation, nobodys: CaseTask) -> None:
        assert nobodys.owner_id is None
        for queue in (None, "team", "unassigned"):
            assert listed(org, "fay", queue) == [nobodys.id]
            assert listed(org, "sam", queue) == []
        assert listed(org, "fay", "mine") == []
        assert listed(org, "otto", "unassigned") == [nobodys.id]
        case_id = nobodys.case_id
        assert case_in_reach(org.session, case_id, org.principal("fay")) is not None
        assert case_in_reach(org.session, case_id, org.principal("sam")) is None

    def test_is_taken_by_one_of_them(self, org: Organisation, nobodys: CaseTask) -> None:
        case = take(org, nobodys, "fay")

        assert who_has(org, nobodys) == "fay"
        assert listed(org, "fay", "mine") == [nobodys.id]
        assert listed(org, "fay", "unassigned") == []
        event = org.published()[-1]
        assert (event.case_id, event.change) == (case.id, "task_taken")
        assert event.tasks[0].owner.username == "fay"
        assert last(org, case).detail["reason"] == "taken"

    def test_stays_to_be_taken(self, org: Organisation, nobodys: CaseTask) -> None:
        drain_backlog(org.session, org.boards, LATER)
        assert nobodys.owner_id is None

    def test_is_taken_by_nobody_else(self, org: Organisation, nobodys: CaseTask) -> None:
        with pytest.raises(CaseUnknown):
            take(org, nobodys, "sam")
        for name in ("anna", "bob"):
            with pytest.raises(NotInCharge):
                take(org, nobodys, name)
        assert nobodys.owner_id is None

    def test_is_taken_under_the_newest_etag(self, org: Organisation, nobodys: CaseTask) -> None:
        with pytest.raises(StaleETag):
            take(org, nobodys, "fay", seen=1)

    def test_of_another_case_is_unknown(self, org: Organisation, nobodys: CaseTask) -> None:
        other = ask(org, org.case())
        with pytest.raises(TaskUnknown):
            take(org, other, "fay", of=nobodys.case_id)

    def test_is_gone_once_it_is_done_or_its_case_closed(
        self, org: Organisation, nobodys: CaseTask
    ) -> None:
        case = org.session.get_one(Case, nobodys.case_id)
        done = progressed(case, version=1, tasks_done=(nobodys.id,))
        closed = progressed(case, version=2, progress="closed")
        for event in (done, closed):
            follow_progress(org.session, [event], org.boards, now=NOON)
            org.session.refresh(case)
            assert listed(org, "fay") == []
            with pytest.raises(TaskOver):
                take(org, nobodys, "fay")


class TestATaskThatSomebodyHas:
    def test_is_taken_over_by_leads_and_managers(self, org: Organisation) -> None:
        task = ask(org, org.case("food_safety"), "售后退款")
        assert who_has(org, task) in {"anna", "bob"}
        for name in ("lea", "max"):
            take(org, task, name)
            assert who_has(org, task) == name

    def test_is_taken_by_a_colleague_when_its_owner_is_not_at_work(self, org: Organisation) -> None:
        task = ask(org, org.case("food_safety"), "售后退款")
        owner = who_has(org, task) or ""
        colleague = "bob" if owner == "anna" else "anna"
        with pytest.raises(TaskTaken):
            take(org, task, colleague)

        away(org, owner)
        anew(org)
        take(org, task, colleague)

        assert who_has(org, task) == colleague


class TestATaskThatNobodyCouldTake:
    def test_is_given_as_soon_as_somebody_can(self, org: Organisation) -> None:
        away(org, "fay")
        anew(org)
        case = org.case()
        task = ask(org, case)
        assert task.owner_id is None
        away(org, "fay", is_away=False)
        anew(org)

        drain_backlog(org.session, org.boards, LATER)

        assert who_has(org, task) == "fay"
        told_others = org.published()[-1]
        assert (told_others.change, told_others.cause) == ("task_assigned", "backlog")
        entry = last(org, case)
        assert (entry.event, entry.cause) == ("task_assigned", "backlog")
        assert entry.detail["task_id"] == task.id


class TestATaskOfSomebodyWhoLeft:
    def leave(self, org: Organisation, name: str) -> None:
        org.people[name].active = False
        org.session.flush()
        anew(org)

    def test_is_handed_on_like_their_cases(self, org: Organisation) -> None:
        case = org.case("food_safety")
        task = ask(org, case, "售后退款")
        owner = who_has(org, task) or ""
        self.leave(org, owner)
        lapse_untouched(org.session, org.boards, LATER)
        assert left(org) == [org.people[owner].id]

        fire_all(org, LATER, [STAFF_LEFT])

        assert who_has(org, task) == ({"anna", "bob"} - {owner}).pop()
        told_others = org.published()[-1]
        assert (told_others.change, told_others.cause) == ("task_assigned", "owner_left")
        assert last(org, case).detail["from"] == org.people[owner].id

    def test_waits_for_who_can_take_it_and_leads_are_told(self, org: Organisation) -> None:
        case = org.case("food_safety")
        task = ask(org, case, "售后退款")
        away(org, *({"anna", "bob"} - {who_has(org, task)}))
        self.leave(org, who_has(org, task) or "")

        assert hand_on_tasks(org.session, org.boards, task.owner_id or "", LATER) == 1
        org.session.flush()

        assert task.owner_id is None
        fire_all(org, LATER + timedelta(minutes=1), [TO_LEADS])
        (one,) = told(org, "lea")
        assert (one.occasion, one.path) == ("untaken", f"/cases/{case.id}")

    def test_stays_theirs_once_it_is_done(self, org: Organisation) -> None:
        case = org.case("food_safety")
        task = ask(org, case, "售后退款")
        owner = who_has(org, task) or ""
        event = progressed(case, tasks_done=(task.id,))
        follow_progress(org.session, [event], org.boards, now=NOON)
        self.leave(org, owner)

        assert hand_on_tasks(org.session, org.boards, org.people[owner].id, LATER) == 0
        lapse_untouched(org.session, org.boards, LATER)

        assert who_has(org, task) == owner
        assert left(org) == []
