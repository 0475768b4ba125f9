"""Surveys close, reopen and follow on; every answer is kept."""

import pytest
from sqlmodel import col, select

from services.followup.errors import SurveyExpired, SurveyUnknown, TooManyAnswers
from services.followup.models import SurveyAnswer
from services.followup.operations import surveys
from tests.fixtures.followup import LI, Desk, triaged


class TestAGoodAnswer:
    def test_closes_the_case(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.answers(desk.survey(born.case_id).token, 5, nps=9, comment="谢谢")
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.progress, snapshot.closed_reason) == ("closed", "satisfied")
        assert snapshot.survey is not None
        assert (snapshot.survey.status, snapshot.survey.score) == ("answered", 5)

    def test_closes_a_case_whose_delivery_is_not_known_yet(self, desk: Desk) -> None:
        born = desk.resolved_case()
        desk.answers(desk.survey(born.case_id).token, 3)
        assert desk.case(born.case_id).progress == "closed"


class TestALowAnswer:
    @pytest.mark.parametrize(("score", "solved"), [(1, True), (2, True), (5, False)])
    def test_reopens_at_once(self, desk: Desk, score: int, solved: bool) -> None:
        born = desk.told_case()
        desk.answers(desk.survey(born.case_id).token, score, solved=solved)
        snapshot = desk.snapshots(born.case_id)[-1]
        assert (snapshot.progress, snapshot.cycle) == ("open", 2)

    def test_says_why_in_masked_words(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.answers(desk.survey(born.case_id).token, 1, comment="打13812345678给我")
        assert desk.case(born.case_id).reopen_reason == "客户评价 1 分：打138****5678给我"

    def test_then_a_good_one_does_not_undo_it(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        desk.answers(token, 1)
        desk.answers(token, 5)
        case = desk.case(born.case_id)
        assert (case.progress, case.cycle) == ("open", 2)
        assert desk.survey(born.case_id, 1).score == 5

    def test_after_a_good_one_within_a_day_reopens(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        desk.answers(token, 5)
        desk.turn(hours=23)
        desk.answers(token, 1, solved=False)
        assert desk.case(born.case_id).cycle == 2

    def test_after_a_day_opens_one_follow_on(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        desk.answers(token, 5)
        desk.turn(hours=25)
        desk.answers(token, 1, solved=False, comment="又坏了")
        desk.answers(token, 1, solved=False, comment="又坏了！")
        (follow_on,) = desk.follow_ons()
        assert (follow_on.text, follow_on.origin_case_id) == ("又坏了", born.case_id)
        assert desk.case(born.case_id).progress == "closed"
        assert desk.survey(born.case_id).score == 5

    def test_twice_reopens_once(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        for _ in range(3):
            desk.answers(token, 1)
        assert desk.case(born.case_id).reopen_count == 1

    def test_touches_only_its_own_cycle(self, desk: Desk) -> None:
        born = desk.told_case()
        first = desk.survey(born.case_id).token
        desk.answers(first, 1)
        desk.hear(triaged(born, 2, owner=LI, cycle=2))
        desk.start(born.case_id)
        desk.resolve(born.case_id)
        desk.answers(first, 1)
        case = desk.case(born.case_id)
        assert (case.progress, case.cycle) == ("resolved", 2)
        assert desk.survey(born.case_id, 2).status == "open"


class TestEveryAnswer:
    def test_is_kept_as_a_version(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        for score in (5, 4, 3):
            desk.answers(token, score)
        kept = desk.session.exec(select(SurveyAnswer).order_by(col(SurveyAnswer.ordinal))).all()
        assert [one.score for one in kept] == [5, 4, 3]
        assert desk.survey(born.case_id).score == 3

    def test_is_bounded(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(surveys, "MOST_ANSWERS", 2)
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        desk.answers(token, 5)
        desk.answers(token, 5)
        with pytest.raises(TooManyAnswers):
            desk.answers(token, 5)


class TestTheToken:
    def test_unknown_opens_nothing(self, desk: Desk) -> None:
        with pytest.raises(SurveyUnknown):
            desk.answers("nobody-knows-this-token", 5)

    def test_expires_after_a_week_and_the_case_closes(self, desk: Desk) -> None:
        born = desk.told_case()
        token = desk.survey(born.case_id).token
        desk.turn(days=7)
        case = desk.case(born.case_id)
        assert (case.progress, case.closed_reason) == ("closed", "unanswered")
        snapshot = desk.snapshots(born.case_id)[-1]
        assert snapshot.survey is not None
        assert snapshot.survey.status == "expired"
        with pytest.raises(SurveyExpired):
            desk.answers(token, 5)

    def test_expiring_after_an_answer_changes_nothing(self, desk: Desk) -> None:
        born = desk.told_case()
        desk.answers(desk.survey(born.case_id).token, 5)
        count = len(desk.published())
        desk.turn(days=8)
        assert len(desk.published()) == count
        assert desk.survey(born.case_id).status == "answered"
