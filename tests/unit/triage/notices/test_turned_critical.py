"""The owner of a case that turns critical is told at once, and once as of a critical case."""

from datetime import datetime, timedelta

import pytest

from services.triage.models.cases import Case
from services.triage.operations.cases import accept_case, transfer_case
from services.triage.operations.dispositions import merge_case
from services.triage.operations.notices_of_cases import GIVEN, GIVEN_CRITICAL
from services.triage.operations.notices_of_tasks import GIVEN_TASK, GIVEN_TASK_CRITICAL
from services.triage.operations.receive import append_feedback
from services.triage.operations.verdicts import Correction, correct_verdict
from services.triage.rules.notices import told as notice_words
from shared.events import FeedbackAppended
from shared.events.vocabulary import Urgency
from shared.preconditions import etag
from tests.fixtures.notices import fire_all, told
from tests.fixtures.triage import NOON, Organisation, verdict
from tests.unit.triage.notices.test_given_tasks import ask, who_has

MINUTE = timedelta(minutes=1)


def fire(org: Organisation, now: datetime) -> None:
    fire_all(org, now, [GIVEN_CRITICAL, GIVEN])


def occasions(org: Organisation, username: str = "fay") -> list[str]:
    return [one.occasion for one in told(org, username)]


def says(
    org: Organisation, case: Case, now: datetime, *, seq: int = 1, urgency: Urgency = "critical"
) -> None:
    """Let the customer add words of this urgency."""
    message = FeedbackAppended(
        case_id=case.id, feedback_id=case.feedback_id, seq=seq, text="孩子送医了", appended_at=now
    )
    judged = (message, verdict("food_safety", urgency=urgency))
    append_feedback(org.session, [judged], org.boards, now=now)
    org.session.flush()


def correct(
    org: Organisation, case: Case, now: datetime, urgency: Urgency = "critical", by: str = "max"
) -> None:
    correct_verdict(
        org.session,
        org.boards,
        case.id,
        Correction(urgency=urgency),
        by=org.principal(by),
        if_match=etag("t", case.revision),
        now=now,
    )
    org.session.flush()


def take_in(org: Organisation, case: Case, now: datetime) -> None:
    """Merge a critical case of a colleague into the case."""
    other = org.case(urgency="critical", now=now)
    merge_case(
        org.session,
        org.boards,
        other.id,
        into=case.id,
        reason="同一件事",
        by=org.principal("max"),
        if_match=etag("t", other.revision),
        now=now,
    )
    org.session.flush()


def accept(org: Organisation, case: Case, now: datetime) -> None:
    accept_case(
        org.session,
        org.boards,
        case.id,
        by=org.principal("fay"),
        if_match=etag("t", case.revision),
        now=now,
    )
    org.session.flush()


class TestACaseThatTurnsCritical:
    @pytest.mark.parametrize("turns", [says, correct, take_in])
    def test_is_told_at_once_and_not_with_those_of_its_five_minutes(
        self, org: Organisation, turns: object
    ) -> None:
        case = org.case("food_safety")
        turns(org, case, NOON + MINUTE)  # type: ignore[operator]

        fire(org, NOON + MINUTE)

        (one,) = told(org, "fay")
        assert (one.occasion, one.path) == ("assigned_critical", f"/cases/{case.id}")
        assert (one.critical, one.facts["urgency"]) == (True, "critical")
        zh, _ = notice_words(one.occasion, one.facts, "zh")
        en, _ = notice_words(one.occasion, one.facts, "en")
        assert zh == "您负责的工单 20261122-7Q4K2 已转为紧急"
        assert en == "Your case turned critical: 20261122-7Q4K2"
        fire(org, NOON + 5 * MINUTE)
        assert occasions(org) == ["assigned_critical"]

    def test_is_told_after_it_was_told_as_another(self, org: Organisation) -> None:
        case = org.case("food_safety")
        fire(org, NOON + 5 * MINUTE)
        says(org, case, NOON + 6 * MINUTE)
        fire(org, NOON + 6 * MINUTE)
        assert occasions(org) == ["assigned", "assigned_critical"]

    def test_is_told_to_who_has_begun_it(self, org: Organisation) -> None:
        case = org.case("food_safety")
        accept(org, case, NOON + MINUTE)
        says(org, case, NOON + 2 * MINUTE)
        fire(org, NOON + 2 * MINUTE)
        assert occasions(org) == ["assigned_critical"]

    def test_is_not_told_to_who_begins_it_as_such(self, org: Organisation) -> None:
        case = org.case("food_safety")
        says(org, case, NOON + MINUTE)
        accept(org, case, NOON + 2 * MINUTE)
        fire(org, NOON + 2 * MINUTE)
        assert occasions(org) == []

    def test_is_not_told_to_who_made_it_so(self, org: Organisation) -> None:
        case = org.case("food_safety")
        correct(org, case, NOON + MINUTE, by="fay")
        fire(org, NOON + 5 * MINUTE)
        assert occasions(org) == []

    def test_is_not_told_when_it_is_not_critical_any_more(self, org: Organisation) -> None:
        case = org.case("food_safety")
        correct(org, case, NOON + MINUTE)
        correct(org, case, NOON + MINUTE, "high")
        fire(org, NOON + MINUTE)
        assert occasions(org) == []
        fire(org, NOON + 5 * MINUTE)
        assert occasions(org) == ["assigned"]

    def test_is_told_to_its_new_owner_as_given(self, org: Organisation) -> None:
        case = org.case("food_safety")
        says(org, case, NOON + MINUTE)
        transfer_case(
            org.session,
            org.boards,
            case.id,
            to_staff=org.people["anna"].id,
            to_team=None,
            reason="客户要求",
            by=org.principal("max"),
            if_match=etag("t", case.revision),
            now=NOON + MINUTE,
        )
        org.session.flush()
        fire(org, NOON + MINUTE)
        (one,) = told(org, "anna")
        assert notice_words(one.occasion, one.facts, "zh")[0] == "紧急工单 20261122-7Q4K2 分给了您"
        assert occasions(org) == []

    def test_is_told_in_one_notice_when_many_do_at_once(self, org: Organisation) -> None:
        for case in [org.case("food_safety") for _ in range(4)]:
            says(org, case, NOON + MINUTE)
        fire(org, NOON + MINUTE)
        (one,) = told(org, "fay")
        title, _ = notice_words(one.occasion, one.facts, "en")
        tickets = "、".join(["20261122-7Q4K2"] * 3)
        assert (title, one.path) == (f"Your cases turned critical: {tickets}… (4)", "/queue/mine")


class TestACriticalCase:
    def test_is_not_told_again_by_further_words(self, org: Organisation) -> None:
        case = org.case("food_safety", urgency="critical")
        fire(org, NOON)
        says(org, case, NOON + MINUTE)
        fire(org, NOON + 5 * MINUTE)
        assert occasions(org) == ["assigned_critical"]

    def test_is_not_told_again_when_it_was_less_urgent_between(self, org: Organisation) -> None:
        case = org.case("food_safety", urgency="critical")
        fire(org, NOON)
        correct(org, case, NOON + MINUTE, "normal")
        says(org, case, NOON + 2 * MINUTE)
        fire(org, NOON + 5 * MINUTE)
        assert occasions(org) == ["assigned_critical"]

    def test_that_was_told_before_hides_none_that_turn_so_with_it(self, org: Organisation) -> None:
        known = org.case("food_safety", urgency="critical")
        fire(org, NOON)
        correct(org, known, NOON, "normal")
        few = [org.case("food_safety") for _ in range(3)]
        for case in [*few, known]:
            says(org, case, NOON + MINUTE)
        fire(org, NOON + MINUTE)
        paths = {one.path for one in told(org, "fay")}
        assert paths == {f"/cases/{case.id}" for case in [*few, known]}
        assert len(told(org, "fay")) == len(few) + 1


class TestTheOwnerOfATask:
    def test_is_told_at_once_when_its_case_turns_critical(self, org: Organisation) -> None:
        case = org.case()
        task = ask(org, case)
        fire_all(org, NOON + 6 * MINUTE, [GIVEN_TASK])
        says(org, case, NOON + 10 * MINUTE)
        fire_all(org, NOON + 10 * MINUTE, [GIVEN_TASK_CRITICAL])

        given, raised = told(org, who_has(org, task))
        assert (given.occasion, raised.occasion) == ("assigned", "assigned_critical")
        title, _ = notice_words(raised.occasion, raised.facts, "zh")
        assert title == "您负责的协办任务 20261122-7Q4K2 已转为紧急"

    def test_is_told_once_though_the_task_was_given_a_moment_ago(self, org: Organisation) -> None:
        case = org.case()
        task = ask(org, case)
        says(org, case, NOON + MINUTE)
        for minute in (1, 6):
            fire_all(org, NOON + minute * MINUTE, [GIVEN_TASK_CRITICAL, GIVEN_TASK])

        (raised,) = told(org, who_has(org, task))
        assert raised.occasion == "assigned_critical"

    def test_is_not_told_of_what_they_raised_themselves(self, org: Organisation) -> None:
        case = org.case()
        ask(org, case).owner_id = org.people["max"].id
        correct(org, case, NOON + 10 * MINUTE, by="max")
        fire_all(org, NOON + 10 * MINUTE, [GIVEN_TASK_CRITICAL])

        assert told(org, "max") == []
