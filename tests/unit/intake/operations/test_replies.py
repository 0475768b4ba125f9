"""Replies: one row a request, whatever becomes of it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from services.intake.channels import Ladder
from services.intake.models import OutboundMessage, Reply
from services.intake.operations.replies import mark_viewed, request_replies
from shared.events import ReplyDelivered, ReplyFailed, ReplyRequested
from shared.ids import new_id
from tests.fixtures.intake_play import Play

LADDER = Ladder()


def request(play: Play, feedback_id: str, **fields: Any) -> ReplyRequested:
    return ReplyRequested(
        **{
            "request_id": new_id(),
            "case_id": play.case_of(feedback_id),
            "feedback_id": feedback_id,
            "cycle": 1,
            "purpose": "result",
            "text": "已为您退款",
            "not_after": play.now + timedelta(days=3),
            **fields,
        }
    )


def states(play: Play) -> dict[str, str]:
    return {
        one.rung: one.state for one in play.session.execute(sa.select(OutboundMessage)).scalars()
    }


class TestRequestReplies:
    def test_delivers_by_the_page_when_nothing_else_reaches_the_customer(self, play: Play) -> None:
        asked = request(play, play.received())
        request_replies(play.session, [asked], LADDER, now=play.now)

        (delivered,) = play.published(ReplyDelivered)
        assert (delivered.request_id, delivered.via) == (asked.request_id, "page")
        assert states(play) == {"page": "delivered"}

    def test_says_of_each_rung_why_it_failed(self, play: Play) -> None:
        feedback_id = play.received(contact={"phone": "13812345678", "email": "a@b.cn"})
        request_replies(play.session, [request(play, feedback_id)], LADDER, now=play.now)

        (failed,) = play.published(ReplyFailed)
        assert failed.reasons == {
            "sms": "no provider configured",
            "email": "no provider configured",
            "page": "not viewed yet",
        }
        assert states(play) == {"sms": "failed", "email": "failed", "page": "waiting"}

    def test_answers_a_request_once(self, play: Play) -> None:
        asked = request(play, play.received())
        request_replies(play.session, [asked, asked], LADDER, now=play.now)
        request_replies(play.session, [asked], LADDER, now=play.now)

        assert len(play.published(ReplyDelivered)) == 1

    def test_never_tells_what_came_too_late(self, play: Play) -> None:
        feedback_id = play.received()
        asked = request(play, feedback_id, not_after=play.now)
        request_replies(play.session, [asked], LADDER, now=play.now)
        viewed = mark_viewed(play.session, feedback_id, now=play.now)

        (failed,) = play.published(ReplyFailed)
        assert failed.reasons == {"page": "expired"}
        assert viewed == []

    def test_claims_nothing_for_a_feedback_it_does_not_know(self, play: Play) -> None:
        known = request(play, play.received())
        unknown = known.model_copy(update={"request_id": "r", "feedback_id": new_id()})
        request_replies(play.session, [unknown], LADDER, now=play.now)

        assert play.published(ReplyDelivered) == []
        assert play.published(ReplyFailed)[0].reasons == {"page": "feedback unknown"}


class TestMarkViewed:
    def test_delivers_what_had_failed_and_only_once(self, play: Play) -> None:
        feedback_id = play.received(contact={"phone": "13812345678"})
        asked = request(play, feedback_id)
        request_replies(play.session, [asked], LADDER, now=play.now)
        first = mark_viewed(play.session, feedback_id, now=play.now)
        second = mark_viewed(play.session, feedback_id, now=play.now)

        assert (first, second) == ([asked.request_id], [])
        assert [one.via for one in play.published(ReplyDelivered)] == ["page"]
        assert states(play) == {"sms": "failed", "page": "delivered"}

    def test_remembers_the_view_of_what_was_delivered(self, play: Play) -> None:
        feedback_id = play.received()
        asked = request(play, feedback_id)
        request_replies(play.session, [asked], LADDER, now=play.now)
        mark_viewed(play.session, feedback_id, now=play.now)

        assert len(play.published(ReplyDelivered)) == 1
        assert play.session.get_one(Reply, asked.request_id).viewed_at == play.now

    def test_of_one_page_delivers_nothing_of_another(self, play: Play) -> None:
        mine = play.received(contact={"phone": "13812345678"})
        other = play.received(contact={"phone": "13912345678"})
        request_replies(play.session, [request(play, other)], LADDER, now=play.now)

        assert mark_viewed(play.session, mine, now=play.now) == []
