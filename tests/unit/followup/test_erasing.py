"""An erased customer's words go from every case; what was decided and measured stays."""

import orjson
import sqlalchemy as sa

from services.followup.models import TIMELINE
from services.followup.operations.erasing import erase_words
from shared.events.words import ERASED
from shared.ids import new_id
from tests.fixtures.followup import Desk

SECRET = "小王的秘密"


class TestErasing:
    def test_removes_words_and_keeps_figures(self, desk: Desk) -> None:
        of = desk.told_case()
        desk.says(of.case_id, text=f"{SECRET}又说")
        survey = desk.survey(of.case_id)
        desk.answers(survey.token, 5, comment=f"{SECRET}很好")
        told = desk.snapshots(of.case_id)[-1]
        assert told.survey
        assert told.survey.comment

        erase_words(desk.session, [of.case_id], now=desk.now)
        desk.session.commit()

        case = desk.case(of.case_id)
        assert case.result == ERASED
        assert case.snapshot.birth.text == ERASED
        assert desk.survey(of.case_id).score == 5
        last = desk.snapshots(of.case_id)[-1]
        assert last.change == "customer_erased"
        assert last.survey
        assert (last.survey.score, last.survey.comment) == (5, None)
        details = desk.session.execute(sa.select(TIMELINE.c.detail)).scalars().all()
        kept = [case.triaged, *details, *(one.text for one in desk.messages(of.case_id))]
        assert SECRET not in "".join(kept)
        assert all(orjson.loads(one) is not None for one in details)

    def test_of_cases_that_are_not_here_does_nothing(self, desk: Desk) -> None:
        of = desk.told_case()
        before = desk.case(of.case_id).revision
        erase_words(desk.session, [new_id()], now=desk.now)

        assert desk.case(of.case_id).revision == before
