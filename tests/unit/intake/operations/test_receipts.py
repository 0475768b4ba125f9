"""Receipts: once, by what the customer left, and never in a circle."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from services.intake.models import Reply
from services.intake.rules.outcomes import Refused
from shared.events import ReplyDelivered, ReplyFailed
from tests.fixtures.intake_play import Play
from tests.fixtures.reply_stage import CONTACT, Stage

WANTED: dict[str, Any] = {"contact": CONTACT, "wants_receipt": True}


@pytest.fixture
def stage(play: Play) -> Stage:
    return Stage(play)


class TestAReceipt:
    def test_is_sent_once_by_the_ladder_and_followup_hears_nothing(self, stage: Stage) -> None:
        feedback_id = stage.play.received(**WANTED)
        stage.work_for(timedelta(minutes=3))

        (letter,) = stage.sms.sent
        assert letter.link == stage.play.links.url(feedback_id)
        assert letter.link in letter.text
        assert stage.email.sent == []
        assert stage.rungs() == {
            "sms": ("delivered", None),
            "email": ("skipped", "not needed: told already"),
        }
        assert stage.reply(f"receipt:{feedback_id}").state == "delivered"
        assert stage.play.published(ReplyDelivered) == []

    def test_falls_through_and_ends_with_its_reasons(self, stage: Stage) -> None:
        stage.sms.will(Refused("no such number"))
        stage.email.will(Refused("no such mailbox"))
        feedback_id = stage.play.received(**WANTED)
        stage.work_for(timedelta(minutes=3))

        assert stage.rungs() == {
            "sms": ("failed", "no such number"),
            "email": ("failed", "no such mailbox"),
        }
        assert stage.reply(f"receipt:{feedback_id}").state == "failed"
        assert stage.play.published(ReplyFailed) == []

    @pytest.mark.parametrize(
        "fields",
        [
            {"contact": CONTACT},
            {"wants_receipt": True},
            {"contact": {"name": "王女士"}, "wants_receipt": True},
            {"contact": {"wechat_openid": "oAbCdEfGh"}, "wants_receipt": True},
        ],
        ids=["nobody promised one", "nobody is known", "a name alone", "WeChat tells its own"],
    )
    def test_is_not_for(self, stage: Stage, fields: dict[str, Any]) -> None:
        stage.play.received(**fields)

        assert stage.play.session.exec(select(Reply)).all() == []

    def test_is_not_sent_for_a_repetition(self, stage: Stage) -> None:
        for _ in range(2):
            stage.play.receive(stage.play.submission(external_id="1", **WANTED))
        stage.work()

        assert len(stage.sms.sent) == 1

    def test_rests_for_the_day_when_a_customer_had_three(self, stage: Stage) -> None:
        for _ in range(5):
            stage.play.received(**WANTED)
            stage.work_for(timedelta(minutes=1))
        assert len(stage.sms.sent) == 3
        other = {**WANTED, "contact": {"phone": "13900000000"}}
        stage.play.received(**other)
        stage.work()
        assert len(stage.sms.sent) == 4
        stage.pass_time(timedelta(days=1))
        stage.play.received(**WANTED)
        stage.work()

        assert len(stage.sms.sent) == 5
