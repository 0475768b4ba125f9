"""Sending: rungs in their order, retries, what is not known, and nothing told twice."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.intake.models import SendAttempt
from services.intake.operations.ascent import ASK, LEASE, SEND
from services.intake.operations.replies import mark_viewed, take_back
from services.intake.operations.sending import next_due_at
from services.intake.rules.outcomes import Refused, Retry, Sent, Unknown
from shared.events import ReplyDelivered, ReplyFailed
from tests.fixtures.intake_play import Play
from tests.fixtures.reply_stage import Stage


@pytest.fixture
def stage(play: Play) -> Stage:
    return Stage(play)


class TestLadder:
    def test_tells_by_the_first_rung_that_works_and_no_other(self, stage: Stage) -> None:
        request_id = stage.ask()
        stage.work()

        (delivered,) = stage.play.published(ReplyDelivered)
        assert (delivered.request_id, delivered.via) == (request_id, "sms")
        assert (len(stage.sms.sent), len(stage.email.sent)) == (1, 0)
        assert stage.rungs() == {
            "sms": ("delivered", None),
            "email": ("skipped", "not needed: told already"),
            "page": ("skipped", "not needed: told already"),
        }
        assert stage.reply(request_id).state == "delivered"
        assert next_due_at(stage.play.session) is None

    def test_tries_the_next_rung_at_once_when_one_refuses(self, stage: Stage) -> None:
        stage.sms.will(Refused("isv.MOBILE_NUMBER_ILLEGAL"))
        stage.ask()
        stage.work()

        (delivered,) = stage.play.published(ReplyDelivered)
        assert delivered.via == "email"
        assert stage.rungs()["sms"] == ("failed", "isv.MOBILE_NUMBER_ILLEGAL")

    def test_passes_over_a_rung_whose_window_is_closed(self, stage: Stage) -> None:
        stage.sms.refuses = "the window is closed"
        stage.ask()
        stage.work()

        assert stage.sms.sent == []
        assert stage.rungs()["sms"] == ("skipped", "the window is closed")
        assert stage.play.published(ReplyDelivered)[0].via == "email"

    def test_says_of_each_rung_why_when_none_works(self, stage: Stage) -> None:
        stage.sms.will(Refused("no balance"))
        stage.email.will(Refused("550 no such mailbox"))
        request_id = stage.ask()
        stage.work()

        (failed,) = stage.play.published(ReplyFailed)
        assert failed.reasons == {
            "sms": "no balance",
            "email": "550 no such mailbox",
            "page": "not viewed yet",
        }
        assert stage.reply(request_id).state == "failed"

    def test_gives_each_sender_what_it_needs(self, stage: Stage) -> None:
        stage.sms.will(Refused("no"))
        stage.ask()
        stage.work()

        (sms,), (mail,) = stage.sms.sent, stage.email.sent
        assert (sms.address, mail.address) == ("13812345678", "wang@example.com")
        assert "已为您退款" in mail.text
        assert sms.link in sms.text
        assert sms.id != mail.id
        assert (len(sms.id), len(mail.id)) == (32, 32)

    def test_leads_to_the_survey_that_followup_named(self, stage: Stage) -> None:
        url = "http://127.0.0.1:8000/followup/s/AbC_d-1"
        stage.ask(purpose="survey", text=f"请为反馈评分：{url}，谢谢")
        stage.work()

        (sms,) = stage.sms.sent
        assert url in sms.text
        assert sms.values["survey_link"] == url

    def test_shows_no_contact_where_a_letter_is_printed(self, stage: Stage) -> None:
        stage.ask()
        (errand,) = stage.claim()

        assert "13812345678" not in repr(errand)

    def test_skips_a_customer_whose_contact_was_erased(self, stage: Stage) -> None:
        stage.ask()
        stage.play.session.execute(sa.text("UPDATE feedback SET sealed_contact = NULL"))
        stage.play.session.expire_all()
        stage.work()

        assert stage.rungs()["sms"] == ("skipped", "contact not known any more")
        assert stage.play.published(ReplyFailed)


class TestRetries:
    def test_tries_again_later_and_tells_once(self, stage: Stage) -> None:
        stage.sms.will(Retry("HTTP 503"), Retry("rate limit"))
        stage.ask()
        stage.work()
        assert stage.work() == 0
        stage.work_for(timedelta(minutes=10))

        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["sms"]
        assert [one[2] for one in stage.attempts()] == ["retry", "retry", "sent"]
        assert len({letter.id for letter in stage.sms.sent}) == 1

    def test_leaves_a_rung_for_the_next_after_an_hour(self, stage: Stage) -> None:
        stage.sms.will(*[Retry("HTTP 500")] * 50)
        stage.ask()
        stage.work_for(timedelta(hours=2))

        assert stage.rungs()["sms"] == ("failed", "gave up: HTTP 500")
        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["email"]
        assert 3 < len(stage.sms.sent) < 10

    def test_tries_the_last_rung_until_the_reply_expires_and_never_after(
        self, stage: Stage
    ) -> None:
        stage.sms.will(*[Retry("HTTP 500")] * 500)
        request_id = stage.ask(
            {"phone": "13812345678"}, not_after=stage.play.now + timedelta(days=1)
        )
        stage.work_for(timedelta(days=2), timedelta(minutes=20))

        assert stage.reply(request_id).state == "failed"
        last = max(row for (row,) in stage.play.session.execute(sa.select(SendAttempt.began_at)))  # type: ignore[call-overload]
        assert last < stage.reply(request_id).not_after
        assert len(stage.play.published(ReplyFailed)) == 1

    def test_sends_nothing_when_its_worker_slept_too_long(self, stage: Stage) -> None:
        request_id = stage.ask(not_after=stage.play.now + timedelta(minutes=5))
        stage.pass_time(timedelta(minutes=6))
        stage.work()

        assert stage.sms.sent == []
        assert stage.reply(request_id).state == "expired"
        assert stage.play.published(ReplyFailed)[0].reasons["sms"] == "expired"

    def test_waits_as_long_as_the_vendor_asks(self, stage: Stage) -> None:
        stage.sms.will(Retry("slow down", after=timedelta(minutes=7)))
        stage.ask()
        stage.work()

        assert next_due_at(stage.play.session) == stage.play.now + timedelta(minutes=7)

    def test_gives_back_what_an_attempt_reserved(self, stage: Stage) -> None:
        stage.sms.will(Retry("HTTP 500"), Refused("45015"))
        stage.ask()
        stage.work_for(timedelta(minutes=2))

        assert stage.sms.reserved == 2
        assert stage.sms.settled == [Retry("HTTP 500"), Refused("45015")]


class TestUnknownOutcome:
    def test_asks_the_vendor_and_does_not_send_again(self, stage: Stage) -> None:
        stage.sms.will(Unknown("timed out"))
        stage.sms.will_say([Retry("not listed yet"), Sent("biz-1")])
        stage.ask()
        stage.work_for(timedelta(minutes=10))

        assert len(stage.sms.sent) == 1
        assert len(stage.sms.asked) == 2
        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["sms"]
        assert stage.sms.settled == [Sent("biz-1")]

    def test_becomes_a_call_when_nobody_can_tell(self, stage: Stage) -> None:
        stage.sms.will(Unknown("timed out"))
        stage.sms.will_say([Unknown("the vendor keeps no ids")])
        request_id = stage.ask()
        stage.work_for(timedelta(hours=3))

        assert stage.reply(request_id).state == "unknown"
        assert (len(stage.sms.sent), len(stage.email.sent)) == (1, 0)
        (failed,) = stage.play.published(ReplyFailed)
        assert failed.reasons["sms"] == "outcome unknown: the vendor keeps no ids"

    def test_is_asked_for_a_bounded_number_of_times(self, stage: Stage) -> None:
        stage.sms.will(Unknown("timed out"))
        stage.sms.will_say([Retry("HTTP 500")] * 50)
        request_id = stage.ask()
        stage.work_for(timedelta(hours=6))

        assert stage.reply(request_id).state == "unknown"
        assert len(stage.sms.asked) == 5

    def test_lets_the_next_rung_go_on_when_it_surely_was_not_sent(self, stage: Stage) -> None:
        stage.sms.will(Unknown("timed out"))
        stage.sms.will_say([Refused("never arrived")])
        stage.ask()
        stage.work_for(timedelta(minutes=5))

        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["email"]

    def test_is_what_a_killed_worker_leaves(self, stage: Stage) -> None:
        stage.ask()
        (lost,) = stage.claim()
        assert stage.claim() == []
        stage.pass_time(LEASE)
        (asking,) = stage.claim()

        assert (lost.kind, asking.kind) == (SEND, ASK)
        assert asking.letter.id == lost.letter.id
        assert asking.since == lost.since
        assert asking.reserved == lost.reserved

    def test_never_beats_a_delivery_that_is_noted_late(self, stage: Stage) -> None:
        request_id = stage.ask()
        (slow,) = stage.claim()
        stage.pass_time(LEASE)
        (asking,) = stage.claim()
        stage.note(asking, Unknown("nobody knows"))
        assert stage.reply(request_id).state == "unknown"
        stage.note(slow, Sent("v9"))

        assert stage.reply(request_id).state == "delivered"
        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["sms"]

    def test_leaves_a_late_failure_to_whoever_claimed_it_since(self, stage: Stage) -> None:
        request_id = stage.ask()
        (slow,) = stage.claim()
        stage.pass_time(LEASE)
        stage.claim()
        stage.note(slow, Refused("45015"))

        assert stage.reply(request_id).state == "sending"
        assert stage.email.sent == []


class TestViewedMeanwhile:
    def test_stops_the_ladder(self, stage: Stage) -> None:
        request_id = stage.ask()
        mark_viewed(stage.play.session, stage.reply(request_id).feedback_id, now=stage.play.now)
        stage.work()

        assert stage.sms.sent == []
        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["page"]

    def test_keeps_one_delivery_when_a_rung_works_as_well(self, stage: Stage) -> None:
        request_id = stage.ask()
        (errand,) = stage.claim()
        mark_viewed(stage.play.session, stage.reply(request_id).feedback_id, now=stage.play.now)
        stage.note(errand, Sent("v1"))

        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["page"]
        assert stage.rungs()["sms"] == ("delivered", None)
        assert next_due_at(stage.play.session) is None

    def test_delivers_what_was_unknown(self, stage: Stage) -> None:
        stage.sms.will(Unknown("timed out"))
        stage.sms.will_say([Unknown("no ids")])
        request_id = stage.ask()
        stage.work_for(timedelta(minutes=5))
        mark_viewed(stage.play.session, stage.reply(request_id).feedback_id, now=stage.play.now)

        assert stage.reply(request_id).state == "delivered"
        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["page"]


class TestADeliveryTakenBack:
    def test_lets_the_next_rung_go_on(self, stage: Stage) -> None:
        request_id = stage.ask()
        stage.work()
        stage.pass_time(timedelta(minutes=1))
        take_back(stage.play.session, "sms", "v1", "refused by the phone", now=stage.play.now)
        assert stage.reply(request_id).state == "waiting"
        stage.work()

        assert [one.via for one in stage.play.published(ReplyDelivered)] == ["sms", "email"]
        assert stage.rungs()["sms"] == ("failed", "refused by the phone")
        assert stage.play.published(ReplyFailed) == []

    def test_is_a_failure_when_no_rung_is_left(self, stage: Stage) -> None:
        stage.email.refuses = "no mailbox"
        stage.ask()
        stage.work()
        for _ in range(2):
            take_back(stage.play.session, "sms", "v1", "refused by the phone", now=stage.play.now)
            stage.work()

        (failed,) = stage.play.published(ReplyFailed)
        assert (failed.reasons["sms"], failed.taken_back) == ("refused by the phone", True)
