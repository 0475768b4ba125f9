"""A survey's link leaves by day only, and not once its case was reopened."""

from datetime import timedelta, timezone
from typing import Any

import pytest

from services.intake.operations.progress import know_progress
from services.intake.operations.sending import next_due_at
from services.intake.operations.survey_replies import SUPERSEDED
from services.intake.rules.outcomes import Retry
from shared.events import CaseProgressed, ReplyFailed, SurveyState
from tests.fixtures.intake_play import Play
from tests.fixtures.reply_stage import Stage

SHANGHAI = timezone(timedelta(hours=8))
LINK = "http://127.0.0.1:8000/followup/s/AbC_d-1"


@pytest.fixture
def stage(play: Play) -> Stage:
    return Stage(play)


def by_the_clock(stage: Stage, hour: int, minute: int = 0) -> None:
    """Set the clock to a time of the next day in Shanghai."""
    tomorrow = stage.play.now.astimezone(SHANGHAI) + timedelta(days=1)
    stage.play.now = tomorrow.replace(hour=hour, minute=minute).astimezone(stage.play.now.tzinfo)


def ask_survey(stage: Stage) -> str:
    return stage.ask(purpose="survey", text=f"请为反馈评分：{LINK}，谢谢")


class TestTheHours:
    @pytest.mark.parametrize(("hour", "minute"), [(8, 59), (21, 0), (23, 10), (3, 0)])
    def test_are_waited_for(self, stage: Stage, hour: int, minute: int) -> None:
        by_the_clock(stage, hour, minute)
        request_id = ask_survey(stage)
        assert stage.work() == 0
        due = next_due_at(stage.play.session)
        assert due is not None
        opens = due.astimezone(SHANGHAI)
        assert (opens.hour, opens.minute) == (9, 0)
        assert due - stage.play.now < timedelta(hours=12, seconds=1)
        stage.play.now = due
        stage.work()
        assert stage.reply(request_id).via == "sms"

    @pytest.mark.parametrize(("hour", "minute"), [(9, 0), (20, 59)])
    def test_are_open_by_day(self, stage: Stage, hour: int, minute: int) -> None:
        by_the_clock(stage, hour, minute)
        ask_survey(stage)
        assert stage.work() == 1

    def test_are_kept_by_a_repetition(self, stage: Stage) -> None:
        by_the_clock(stage, 20, 30)
        stage.sms.will(Retry("isv.BUSINESS_LIMIT_CONTROL", after=timedelta(minutes=40)))
        request_id = ask_survey(stage)
        stage.work()
        stage.work_for(timedelta(hours=12), step=timedelta(minutes=10))
        assert len(stage.sms.sent) == 1
        stage.work_for(timedelta(hours=1), step=timedelta(minutes=10))
        delivered_at = stage.reply(request_id).delivered_at
        assert delivered_at is not None
        assert delivered_at.astimezone(SHANGHAI).hour == 9

    def test_do_not_hold_up_a_result(self, stage: Stage) -> None:
        by_the_clock(stage, 23)
        stage.ask()
        assert stage.work() == 1

    def test_never_lengthen_what_expires(self, stage: Stage) -> None:
        by_the_clock(stage, 22)
        stage.ask(purpose="survey", text=LINK, not_after=stage.play.now + timedelta(hours=2))
        stage.work_for(timedelta(hours=12), step=timedelta(minutes=30))
        assert stage.sms.sent == []
        assert stage.play.published(ReplyFailed)[0].reasons["sms"] == "expired"


class TestAReopenedCase:
    def heard(self, stage: Stage, request_id: str, **fields: Any) -> None:
        """Let followup say how far the case is."""
        reply = stage.reply(request_id)
        stage.pass_time(timedelta(minutes=1))
        snapshot = CaseProgressed(
            **{
                "generation": 1,
                "version": 9,
                "change": "reopened",
                "case_id": reply.case_id,
                "feedback_id": reply.feedback_id,
                "progress": "open",
                "cycle": 2,
                "public_status": "received",
                **fields,
            }
        )
        know_progress(stage.play.session, [snapshot], now=stage.play.now)

    def kept_from_leaving(self, stage: Stage) -> str:
        """Return a survey's reply that no rung could send as yet."""
        stage.sms.will(Retry("HTTP 503", after=timedelta(minutes=10)))
        request_id = ask_survey(stage)
        stage.work()
        return request_id

    def test_asks_no_more_and_says_why(self, stage: Stage) -> None:
        request_id = self.kept_from_leaving(stage)
        self.heard(stage, request_id)
        stage.work_for(timedelta(hours=1))
        assert len(stage.sms.sent) == 1
        assert stage.email.sent == []
        (failed,) = stage.play.published(ReplyFailed)
        assert failed.reasons["sms"] == failed.reasons["email"] == SUPERSEDED
        assert stage.reply(request_id).state == "failed"

    def test_asks_no_more_who_was_merged_into_it(self, stage: Stage) -> None:
        request_id = self.kept_from_leaving(stage)
        self.heard(stage, request_id, cycle=1, progress="assigned")
        stage.work_for(timedelta(hours=1))
        (failed,) = stage.play.published(ReplyFailed)
        assert failed.reasons["sms"] == SUPERSEDED

    def test_is_told_its_result_all_the_same(self, stage: Stage) -> None:
        stage.sms.will(Retry("HTTP 503", after=timedelta(minutes=10)))
        request_id = stage.ask()
        stage.work()
        self.heard(stage, request_id)
        stage.work_for(timedelta(hours=1))
        assert stage.reply(request_id).via == "sms"


class TestACaseThatStillAsks:
    def test_is_asked_about(self, stage: Stage) -> None:
        case = TestAReopenedCase()
        request_id = case.kept_from_leaving(stage)
        survey = SurveyState(status="open", url=LINK)
        case.heard(stage, request_id, cycle=1, progress="told", survey=survey)
        stage.work_for(timedelta(hours=1))
        assert stage.reply(request_id).via == "sms"

    def test_is_asked_about_when_it_was_heard_of_only_before(self, stage: Stage) -> None:
        request_id = ask_survey(stage)
        reply = stage.reply(request_id)
        stage.pass_time(-timedelta(hours=1))
        TestAReopenedCase().heard(stage, request_id, cycle=1, progress="in_progress")
        stage.pass_time(timedelta(hours=2))
        stage.work()
        assert reply.via == "sms"
