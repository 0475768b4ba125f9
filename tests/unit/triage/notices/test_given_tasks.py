"""Who is given a task (协办) is told of it as owners are told of their cases."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseTask
from services.triage.models.notices import NoticePush
from services.triage.operations import notices
from services.triage.operations.backlog import drain_backlog
from services.triage.operations.cases import open_task
from services.triage.operations.notices_of_tasks import GIVEN_TASK, GIVEN_TASK_CRITICAL
from services.triage.operations.progress import follow_progress
from services.triage.operations.tasks import hand_on_tasks, take_task
from services.triage.rules.notices import Choice, Wishes
from services.triage.rules.notices import told as notice_words
from shared.events import NoticeReleased
from shared.preconditions import etag
from tests.fixtures.assignment import LATER, anew, away
from tests.fixtures.notices import fire_all, told
from tests.fixtures.triage import NOON, Organisation, progressed

NIGHT = NOON + timedelta(hours=12)
SOON = timedelta(minutes=5)


def fire(org: Organisation, now: datetime) -> int:
    return fire_all(org, now, [GIVEN_TASK, GIVEN_TASK_CRITICAL, "notice_held"])


def ask(
    org: Organisation,
    case: Case,
    team: str = "食品安全",
    *,
    by: str = "max",
    now: datetime = NOON,
) -> CaseTask:
    """Open a task for the team on the case."""
    open_task(
        org.session,
        org.boards,
        case.id,
        team_id=org.teams[team],
        text="请核实留样",
        by=org.principal(by),
        if_match=etag("t", case.revision),
        now=now,
    )
    org.session.flush()
    newest = sa.select(CaseTask).order_by(col(CaseTask.id).desc()).limit(1)
    found: CaseTask = org.session.execute(newest).scalar_one()
    return found


def take(org: Organisation, task: CaseTask, name: str, now: datetime = NOON) -> None:
    case = org.session.get_one(Case, task.case_id)
    take_task(
        org.session,
        org.boards,
        case.id,
        task.id,
        by=org.principal(name),
        if_match=etag("t", case.revision),
        now=now,
    )
    org.session.flush()


def who_has(org: Organisation, task: CaseTask) -> str:
    return next(name for name, one in org.people.items() if one.id == task.owner_id)


class TestAGivenTask:
    def test_is_told_after_five_minutes(self, org: Organisation) -> None:
        case = org.case()
        ask(org, case)
        fire(org, NOON + timedelta(minutes=4))
        assert told(org, "fay") == []

        fire(org, NOON + SOON)

        (one,) = told(org, "fay")
        assert (one.occasion, one.path, one.critical) == ("assigned", f"/cases/{case.id}", False)
        title, lines = notice_words(one.occasion, one.facts, "zh")
        assert (title, lines[0]) == ("新分给您 1 件协办任务", "编号：20261122-7Q4K2")
        english, _ = notice_words(one.occasion, one.facts, "en")
        assert english == "1 task was given to you"
        assert "留样" not in str(one.facts)
        assert {one.channel for one in org.published(NoticeReleased)} == {"wecom"}

    def test_is_told_with_others_of_the_same_minutes(self, org: Organisation) -> None:
        ask(org, org.case())
        ask(org, org.case(), now=NOON + timedelta(minutes=4))
        fire(org, NOON + SOON)
        ask(org, org.case(), now=NOON + timedelta(minutes=6))
        fire(org, NOON + timedelta(minutes=9))

        (one,) = told(org, "fay")
        assert (one.facts["count"], one.path) == ("2", "/tasks")

        fire(org, NOON + timedelta(minutes=11))
        assert [one.facts["count"] for one in told(org, "fay")] == ["2", "1"]

    def test_is_told_at_once_when_its_case_is_critical(self, org: Organisation) -> None:
        case = org.case(urgency="critical")
        ask(org, case, now=NIGHT)

        fire(org, NIGHT)

        (one,) = told(org, "fay")
        assert (one.occasion, one.path) == ("assigned_critical", f"/cases/{case.id}")
        assert (one.critical, one.pops) == (True, True)
        zh, _ = notice_words(one.occasion, one.facts, "zh")
        en, _ = notice_words(one.occasion, one.facts, "en")
        assert zh == "紧急协办任务 20261122-7Q4K2 分给了您"
        assert en == "Critical task given to you: 20261122-7Q4K2"

    def test_is_told_as_critical_when_its_case_became_so_meanwhile(self, org: Organisation) -> None:
        case = org.case()
        ask(org, case)
        case.urgency_order = 0
        fire(org, NOON + SOON)
        assert [one.occasion for one in told(org, "fay")] == ["assigned_critical"]

    def test_is_told_in_one_notice_when_many_critical_ones_come_at_once(
        self, org: Organisation
    ) -> None:
        for _ in range(3):
            ask(org, org.case(urgency="critical"))
        fire(org, NOON)
        assert len(told(org, "fay")) == 3

        for _ in range(4):
            ask(org, org.case(urgency="critical"))
        fire(org, NOON)

        *few, flood = told(org, "fay")
        assert (len(few), flood.path, flood.critical) == (3, "/tasks", True)
        title, _ = notice_words(flood.occasion, flood.facts, "zh")
        tickets = "、".join(["20261122-7Q4K2"] * 3)
        assert title == f"紧急协办任务 {tickets}… (4) 分给了您"
        english, _ = notice_words(flood.occasion, flood.facts, "en")
        assert english == f"Critical tasks given to you: {tickets}… (4)"

    def test_waits_for_the_hours_of_the_person(self, org: Organisation) -> None:
        ask(org, org.case(), now=NIGHT)
        fire(org, NIGHT + SOON)
        states = sa.select(col(NoticePush.state))
        assert list(org.session.execute(states).scalars()) == ["held"]
        fire(org, NIGHT + timedelta(hours=8))
        assert list(org.session.execute(states).scalars()) == ["released"]

    def test_is_not_told_where_nobody_wants_it(self, org: Organisation) -> None:
        wishes = Wishes(choices={"assigned": Choice((), "never")})
        notices.choose(org.session, org.people["fay"].id, wishes, NOON)
        ask(org, org.case())
        fire(org, NOON + SOON)
        assert told(org, "fay") == []

    def test_is_not_told_once_it_is_done_or_its_case_closed(self, org: Organisation) -> None:
        first, second = org.case(), org.case()
        done, _ = ask(org, first), ask(org, second)
        heard = [
            progressed(first, tasks_done=(done.id,)),
            progressed(second, progress="closed"),
        ]
        follow_progress(org.session, heard, org.boards, now=NOON)
        org.session.expire_all()
        fire(org, NOON + SOON)
        assert told(org, "fay") == []


class TestATaskThatIsTaken:
    def test_is_not_told_to_who_took_it_nor_to_who_had_it(self, org: Organisation) -> None:
        task = ask(org, org.case("food_safety"), "售后退款")
        had = who_has(org, task)
        take(org, task, "lea")
        fire(org, NOON + SOON)
        assert (told(org, had), told(org, "lea")) == ([], [])

    def test_is_not_told_to_who_takes_it_back(self, org: Organisation) -> None:
        away(org, "bob")
        anew(org)
        task = ask(org, org.case("food_safety"), "售后退款")
        assert who_has(org, task) == "anna"
        take(org, task, "max")
        away(org, "max")
        anew(org)
        take(org, task, "anna")
        fire(org, NOON + SOON)
        assert told(org, "anna") == []

    def test_is_not_told_to_who_asked_for_it_and_was_given_it(self, org: Organisation) -> None:
        case = org.case("food_safety")
        assert case.owner_id == org.people["fay"].id
        task = ask(org, case, by="fay")
        assert who_has(org, task) == "fay"
        fire(org, NOON + SOON)
        assert told(org, "fay") == []


class TestATaskThatIsPassedOn:
    def test_is_told_when_the_backlog_gives_it(self, org: Organisation) -> None:
        away(org, "fay")
        anew(org)
        ask(org, org.case())
        away(org, "fay", is_away=False)
        anew(org)

        drain_backlog(org.session, org.boards, LATER)
        fire(org, LATER + SOON)

        assert [one.facts["what"] for one in told(org, "fay")] == ["task"]

    def test_is_told_to_the_heir_of_who_left(self, org: Organisation) -> None:
        task = ask(org, org.case("food_safety"), "售后退款")
        left = who_has(org, task)
        heir = ({"anna", "bob"} - {left}).pop()
        org.people[left].active = False
        org.session.flush()
        anew(org)
        now = NOON + timedelta(minutes=1)

        hand_on_tasks(org.session, org.boards, org.people[left].id, now)
        org.session.flush()
        assert who_has(org, task) == heir
        fire(org, now + SOON)

        assert [one.facts["what"] for one in told(org, heir)] == ["task"]
        assert told(org, left) == []


def test_a_notice_of_cases_that_was_told_before_still_speaks_of_cases() -> None:
    assert notice_words("assigned", {"count": "2"}, "zh")[0] == "新分给您 2 件工单"
    assert notice_words("assigned", {"count": "2"}, "en")[0] == "2 cases were given to you"


@pytest.mark.parametrize(
    ("occasion", "one", "two"),
    [
        ("assigned", "1 case was given to you", "2 cases were given to you"),
        ("untaken", "Refunds: 1 case without a taker", "Refunds: 2 cases without a taker"),
        ("reopened", "Refunds: 1 case open again", "Refunds: 2 cases open again"),
        (
            "incident",
            "1 similar case may be one incident",
            "2 similar cases may be one incident",
        ),
    ],
)
def test_english_tells_one_from_many(occasion: str, one: str, two: str) -> None:
    for count, title in (("1", one), ("2", two)):
        assert notice_words(occasion, {"team": "Refunds", "count": count}, "en")[0] == title
