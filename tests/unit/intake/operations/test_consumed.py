"""Progress, follow-ons and messages: harmless in any order and number."""

import itertools
from typing import Any

import pytest

from services.intake.models import Feedback, KnownProgress
from services.intake.operations.customers import opened_contact
from services.intake.operations.follow_ons import OriginUnknown, open_follow_ons
from services.intake.operations.messages import append_message, words
from services.intake.operations.progress import know_progress
from services.intake.operations.republishing import republish
from services.intake.operations.submissions import KeyedRequest
from shared.events import (
    CaseProgressed,
    FeedbackAppended,
    FeedbackReceived,
    FollowOnRequested,
)
from shared.events.followup import SurveyState
from shared.events.vocabulary import PersonRef, TeamRef
from shared.idempotency import IdempotencyKeyReused
from shared.ids import new_id
from tests.fixtures.intake_play import SEALER, Play

FEEDBACK, CASE = new_id(), new_id()


def progressed(generation: int = 1, version: int = 1, **fields: Any) -> CaseProgressed:
    return CaseProgressed(
        **{
            "generation": generation,
            "version": version,
            "case_id": CASE,
            "feedback_id": FEEDBACK,
            "progress": "in_progress",
            "public_status": "in_progress",
            **fields,
        }
    )


class TestKnowProgress:
    snapshots = (
        progressed(1, 1, progress="open", public_status="received"),
        progressed(1, 3, progress="resolved", public_status="resolved"),
        progressed(2, 1, progress="told", public_status="resolved"),
        progressed(1, 2, progress="assigned", public_status="received"),
    )

    @pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
    def test_ends_at_the_newest_in_any_order(self, play: Play, order: tuple[int, ...]) -> None:
        for index in order:
            know_progress(play.session, [self.snapshots[index]], now=play.now)

        kept = play.session.get_one(KnownProgress, FEEDBACK)
        assert (kept.generation, kept.version, kept.progress) == (2, 1, "told")

    def test_keeps_the_newest_of_a_batch(self, play: Play) -> None:
        know_progress(play.session, [*self.snapshots, *self.snapshots], now=play.now)

        assert play.session.get_one(KnownProgress, FEEDBACK).progress == "told"

    def test_keeps_whose_case_it_is_and_the_survey(self, play: Play) -> None:
        survey = SurveyState(status="open", url="https://x/s/1", comment="13812345678")
        snapshot = progressed(
            owner=PersonRef(id="p", username="anna", name="安娜"),
            team=TeamRef(id="t", name="门店服务"),
            survey=survey,
        )
        know_progress(play.session, [snapshot], now=play.now)

        kept = play.session.get_one(KnownProgress, FEEDBACK)
        assert (kept.owner_id, kept.team_id) == ("p", "t")
        assert kept.survey
        assert kept.survey["url"] == "https://x/s/1"
        assert "comment" not in kept.survey


class TestOpenFollowOns:
    def request(self, origin: str, cause: str = "cause") -> FollowOnRequested:
        return FollowOnRequested(
            cause_id=cause,
            origin_case_id=CASE,
            origin_feedback_id=origin,
            cause="late low score",
            text="还是没有解决,电话13812345678",
            requested_at="2026-11-22T04:00:00Z",
        )

    def test_is_a_feedback_like_every_other(self, play: Play) -> None:
        origin = play.received(
            channel="app", store_code="S005", contact={"name": "王", "phone": "13812345678"}
        )
        open_follow_ons(
            play.session, [self.request(origin)], play.preparer, play.links, now=play.now
        )

        first, second = play.published(FeedbackReceived)
        assert second.linked_case_id == CASE
        assert second.case_id not in {first.case_id, CASE}
        assert second.ticket_no != first.ticket_no
        assert (second.channel, second.store_code, second.region, second.customer) == (
            first.channel,
            first.store_code,
            first.region,
            first.customer,
        )
        assert second.reachable
        assert second.text == "还是没有解决,电话138****5678"
        kept = play.session.get_one(Feedback, second.feedback_id)
        assert opened_contact(kept, SEALER) == {"name": "王", "phone": "13812345678"}

    def test_opens_one_for_a_cause(self, play: Play) -> None:
        asked = self.request(play.received())
        for batch in ([asked, asked], [asked]):
            open_follow_ons(play.session, batch, play.preparer, play.links, now=play.now)

        assert len(play.published(FeedbackReceived)) == 2

    def test_waits_for_an_origin_that_is_not_here(self, play: Play) -> None:
        with pytest.raises(OriginUnknown):
            open_follow_ons(
                play.session, [self.request(new_id())], play.preparer, play.links, now=play.now
            )


class TestAppendMessage:
    def append(self, play: Play, feedback_id: str, text: str, key: str | None = None) -> int:
        keyed = KeyedRequest(key, f"mark of {text}") if key else None
        said = words(feedback_id, text, SEALER)
        return append_message(play.session, said, now=play.now, keyed=keyed).seq

    def test_counts_from_one_for_each_feedback(self, play: Play) -> None:
        one, other = play.received(), play.received()
        seqs = [self.append(play, one, "a"), self.append(play, one, "b")]

        assert [*seqs, self.append(play, other, "c")] == [1, 2, 1]
        assert [event.seq for event in play.published(FeedbackAppended)] == [1, 2, 1]

    def test_is_published_masked(self, play: Play) -> None:
        self.append(play, play.received(), "回我13812345678")

        assert play.published(FeedbackAppended)[0].text == "回我138****5678"

    def test_sent_twice_is_one(self, play: Play) -> None:
        feedback_id = play.received()

        assert [self.append(play, feedback_id, "a", "k") for _ in range(2)] == [1, 1]
        assert len(play.published(FeedbackAppended)) == 1
        with pytest.raises(IdempotencyKeyReused):
            self.append(play, feedback_id, "b", "k")


class TestRepublish:
    def test_says_the_same_again(self, play: Play) -> None:
        play.received(
            text="电话13812345678",
            store_code="S001",
            rating=2,
            contact={"phone": "13812345678"},
            campaign="双十一",
        )
        (born,) = play.published(FeedbackReceived)
        again = republish(play.session, [born.case_id, new_id()], now=play.now)

        assert again == 1
        assert play.published(FeedbackReceived) == [born, born]
