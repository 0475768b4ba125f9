"""What a further message does depends on when it was written, never on when it came."""

from datetime import datetime, timedelta

import pytest

from services.followup.rules.reopening import Moment, message_effect
from shared.events import MessageVerdict
from shared.events.vocabulary import Progress
from tests.fixtures.clock import NOON
from tests.fixtures.followup import verdict


def moment(progress: Progress = "told", closed_at: datetime | None = None) -> Moment:
    return Moment(progress, NOON - timedelta(days=2), closed_at)


def what(
    of: Moment,
    at: datetime = NOON,
    given: MessageVerdict | None = None,
    *,
    waited_out: bool = False,
) -> str:
    return message_effect(of, at, given, waited_out=waited_out)


class TestBeforeAResult:
    @pytest.mark.parametrize("progress", ["open", "assigned", "in_progress"])
    def test_it_is_noted(self, progress: Progress) -> None:
        assert what(moment(progress)) == "noted"

    def test_it_answers_the_question_asked_before(self) -> None:
        assert what(moment("waiting_customer")) == "answer"

    def test_words_older_than_the_question_do_not_answer_it(self) -> None:
        assert what(moment("waiting_customer"), NOON - timedelta(days=3)) == "noted"


class TestAfterAResult:
    @pytest.mark.parametrize("progress", ["resolved", "told", "closed"])
    def test_it_waits_for_triage(self, progress: Progress) -> None:
        assert what(moment(progress)) == "wait"

    @pytest.mark.parametrize("given", [verdict(small_talk=True), verdict(kind="praise")])
    def test_thanks_change_nothing(self, given: MessageVerdict) -> None:
        assert what(moment(), given=given) == "thanks"

    def test_a_complaint_reopens(self) -> None:
        assert what(moment(), given=verdict()) == "reopen"

    def test_no_verdict_in_time_reopens(self) -> None:
        assert what(moment(), waited_out=True) == "reopen"

    def test_words_older_than_the_result_are_judged_too(self) -> None:
        unseen = NOON - timedelta(days=1, seconds=1)
        assert what(moment(), unseen) == "wait"
        assert what(moment(), unseen, verdict()) == "reopen"
        assert what(moment(), unseen, verdict(small_talk=True)) == "thanks"

    def test_two_weeks_after_closing_it_is_a_new_feedback(self) -> None:
        closed = moment("closed", NOON - timedelta(days=14, seconds=1))
        assert what(closed, given=verdict()) == "follow_on"

    def test_within_two_weeks_it_reopens(self) -> None:
        closed = moment("closed", NOON - timedelta(days=14))
        assert what(closed, given=verdict()) == "reopen"
