"""A survey's link goes out after its delay, within the hours, not too often; one reminder."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from services.followup.models import SurveySetting
from services.followup.operations.surveys import Answer, Source, answer_survey
from services.followup.rules.surveys import SHANGHAI, Asking, push_at
from shared.events import Birth, ReplyDelivered, ReplyFailed
from shared.ids import new_id
from tests.fixtures.followup import LI, Desk, birth, triaged


def reachable(desk: Desk, customer: str = "customer-1", **given: Any) -> Birth:
    """Let a customer who left a contact be told a result."""
    born = birth(at=desk.now, reachable=True, customer=customer)
    desk.hear(triaged(born, owner=LI, **given))
    desk.start(born.case_id)
    desk.resolve(born.case_id)
    desk.deliver_result(born.case_id)
    return born


def pushes(desk: Desk, born: Birth) -> int:
    return len(desk.requests(born.case_id, "survey"))


class TestTheHour:
    @pytest.mark.parametrize(
        ("resolved", "hours", "sent"),
        [
            ((12, 0), 2, (22, 14, 0)),
            ((6, 59), 2, (22, 9, 0)),
            ((7, 0), 2, (22, 9, 0)),
            ((18, 59), 2, (22, 20, 59)),
            ((19, 0), 2, (23, 9, 0)),
            ((23, 30), 2, (23, 9, 0)),
            ((12, 0), 24, (23, 12, 0)),
        ],
    )
    def test_lies_within_the_day(
        self, resolved: tuple[int, int], hours: float, sent: tuple[int, int, int]
    ) -> None:
        begun = datetime(2026, 11, 22, *resolved, tzinfo=SHANGHAI).astimezone(UTC)
        day, hour, minute = sent
        wanted = datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)
        assert push_at(begun, hours, Asking()) == wanted

    def test_is_never_widened_by_a_setting(self) -> None:
        begun = datetime(2026, 11, 22, 20, tzinfo=SHANGHAI)
        asking = Asking(from_time=time(0), until_time=time(23, 59))
        assert push_at(begun, 2, asking).astimezone(SHANGHAI).hour == 9


class TestWhoAnsweredAlready:
    def test_is_asked_no_more(self, desk: Desk) -> None:
        born = reachable(desk)
        survey = desk.answers(desk.survey(born.case_id).token, 5)
        assert (survey.push, survey.push_because) == ("cancelled", "answered")
        desk.turn(hours=96)
        assert pushes(desk, born) == 0

    def test_is_not_whom_staff_answered_for(self, desk: Desk) -> None:
        born = reachable(desk)
        token = desk.survey(born.case_id).token
        answer = Answer(score=5, solved=True)
        source = Source(is_staff=True)
        answer_survey(desk.session, token, answer, now=desk.now, policy=desk.policy, source=source)
        desk.turn(hours=3)
        assert pushes(desk, born) == 1


class TestThePush:
    def test_waits_for_its_delay_and_goes_once(self, desk: Desk) -> None:
        born = reachable(desk)
        desk.turn(hours=1, minutes=59)
        assert pushes(desk, born) == 0
        desk.turn(minutes=2)
        desk.turn(hours=20)
        (request,) = desk.requests(born.case_id, "survey")
        assert desk.survey(born.case_id).url in request.text
        assert desk.survey(born.case_id).push == "sent"

    def test_waits_for_the_morning_when_it_is_due_too_late(self, desk: Desk) -> None:
        born = reachable(desk)
        desk.clock.advance(hours=11, minutes=10)
        desk.turn(minutes=1)
        survey = desk.survey(born.case_id)
        assert (pushes(desk, born), survey.push) == (0, "waiting")
        morning = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
        assert desk.due_at("survey_push", survey.id) == morning
        desk.turn(hours=10)
        assert pushes(desk, born) == 1
        assert desk.survey(born.case_id).pushed_at == morning

    def test_waits_by_its_topic(self, desk: Desk) -> None:
        setting = SurveySetting(
            id=new_id(),
            topic="food_safety",
            delay_hours=6,
            from_time=time(9),
            until_time=time(21),
            reasons=[],
            updated_at=desk.now,
        )
        desk.session.add(setting)
        born = reachable(desk, topics=[{"code": "food_safety.illness", "confidence": 0.9}])
        desk.turn(hours=5)
        assert pushes(desk, born) == 0
        desk.turn(hours=2)
        assert pushes(desk, born) == 1

    def test_is_cancelled_by_a_reopening(self, desk: Desk) -> None:
        born = reachable(desk)
        desk.reopen(born.case_id)
        desk.turn(days=2)
        survey = desk.survey(born.case_id, 1)
        assert pushes(desk, born) == 0
        assert (survey.push, survey.push_because) == ("cancelled", "reopened")

    def test_is_not_sent_after_an_answer(self, desk: Desk) -> None:
        born = reachable(desk)
        desk.answers(desk.survey(born.case_id).token, 5)
        desk.turn(days=2)
        assert pushes(desk, born) == 0

    def test_asks_a_customer_once_in_a_week_and_says_why_not(self, desk: Desk) -> None:
        first = reachable(desk)
        second = reachable(desk)
        other = reachable(desk, "customer-2")
        desk.turn(hours=3)
        assert [pushes(desk, one) for one in (first, second, other)] == [1, 0, 1]
        survey = desk.survey(second.case_id)
        assert (survey.push, survey.push_because) == ("suppressed", "fatigue")
        assert "survey_not_sent" in desk.events(second.case_id)
        desk.turn(days=7)
        third = reachable(desk)
        desk.turn(hours=21)
        assert pushes(desk, third) == 1

    def test_needs_a_contact(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.turn(hours=3)
        assert desk.survey(born.case_id).push_because == "no_contact"

    def test_waits_until_the_result_was_told(self, desk: Desk) -> None:
        born = birth(at=desk.now, reachable=True, customer="customer-1")
        desk.hear(triaged(born, owner=LI))
        desk.start(born.case_id)
        desk.resolve(born.case_id)
        desk.turn(hours=4)
        assert (pushes(desk, born), desk.survey(born.case_id).push) == (0, "untold")
        desk.deliver_result(born.case_id)
        desk.turn(hours=2, minutes=1)
        assert pushes(desk, born) == 1

    def test_that_failed_says_why(self, desk: Desk) -> None:
        born = reachable(desk)
        desk.turn(hours=3)
        (request,) = desk.requests(born.case_id, "survey")
        desk.hear(
            ReplyFailed(
                request_id=request.request_id,
                case_id=born.case_id,
                reasons={"sms": "号码已停机"},
                failed_at=desk.now,
            )
        )
        survey = desk.survey(born.case_id)
        assert (survey.push, survey.push_because) == ("failed", "sms: 号码已停机")


class TestTheReminder:
    def arrived(self, desk: Desk) -> Birth:
        born = reachable(desk)
        desk.turn(hours=3)
        (request,) = desk.requests(born.case_id, "survey")
        desk.hear(
            ReplyDelivered(
                request_id=request.request_id,
                case_id=born.case_id,
                via="sms",
                delivered_at=desk.now,
            )
        )
        return born

    def test_comes_once(self, desk: Desk) -> None:
        born = self.arrived(desk)
        desk.turn(days=6)
        assert pushes(desk, born) == 2
        reminded = desk.survey(born.case_id).reminded_at
        assert reminded is not None
        assert reminded - desk.survey(born.case_id).opened_at > timedelta(hours=72)

    def test_waits_for_the_morning_when_it_is_due_too_late(self, desk: Desk) -> None:
        born = self.arrived(desk)
        desk.clock.advance(hours=80)
        desk.turn(minutes=1)
        assert pushes(desk, born) == 1
        desk.turn(hours=10)
        reminded = desk.survey(born.case_id).reminded_at
        assert reminded == datetime(2026, 11, 26, 9, tzinfo=SHANGHAI)
        assert pushes(desk, born) == 2

    def test_does_not_come_after_an_answer(self, desk: Desk) -> None:
        born = self.arrived(desk)
        desk.answers(desk.survey(born.case_id).token, 4)
        desk.turn(days=6)
        assert pushes(desk, born) == 1
