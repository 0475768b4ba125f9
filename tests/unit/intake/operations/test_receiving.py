"""Accepting a batch of submissions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.intake.errors import InvalidField, StoreNeeded, StoreOutOfReach, UnknownStore
from services.intake.errors_channels import ChannelOutOfReach, UnknownChannel
from services.intake.errors_files import AttachmentUnavailable
from services.intake.models.tables import FEEDBACK, TICKET_COUNTER
from services.intake.operations.attachments import keep_attachment, upload_of
from services.intake.operations.envelopes import sealed_as
from services.intake.operations.receiving import Answer
from shared.auth import Principal
from shared.events import FeedbackReceived
from shared.idempotency import IdempotencyKeyReused
from tests.fixtures.intake_play import KEY, SEALER, Play
from tests.fixtures.pictures import picture


def kinds(results: Sequence[object]) -> list[str]:
    return [one.kind if isinstance(one, Answer) else type(one).__name__ for one in results]


def received(results: Sequence[object]) -> Answer:
    (answer,) = results
    assert isinstance(answer, Answer)
    return answer


class TestReceiveFeedback:
    def test_answers_each_of_a_batch_by_itself(self, play: Play) -> None:
        results = play.receive(
            play.submission(key="a"),
            play.submission(key="a"),
            play.submission("别的", key="a"),
            play.submission(store_code="S999"),
            play.submission(external_id="1"),
            play.submission(external_id="1"),
            play.submission(store_code="S001"),
        )

        assert kinds(results) == [
            "received",
            "replay",
            "IdempotencyKeyReused",
            "UnknownStore",
            "received",
            "duplicate",
            "received",
        ]
        assert len(play.published(FeedbackReceived)) == 3

    def test_finds_repetitions_of_earlier_batches(self, play: Play) -> None:
        first = play.receive(play.submission(key="a", external_id="1"))
        again = play.receive(play.submission(key="a", external_id="1"))
        other = play.receive(play.submission("别的", key="a"), play.submission(external_id="1"))

        assert kinds(again) == ["replay"]
        assert again == [replace(received(first), kind="replay")]
        assert isinstance(other[0], IdempotencyKeyReused)
        assert other[1] == replace(received(first), kind="duplicate")

    def test_replays_the_answer_to_a_duplicate(self, play: Play) -> None:
        play.receive(play.submission(external_id="1"))
        duplicate = play.receive(play.submission(key="k", external_id="1"))
        again = play.receive(play.submission(key="k", external_id="1"))

        assert kinds([*duplicate, *again]) == ["duplicate", "replay"]

    def test_a_refused_first_leaves_its_key_free(self, play: Play) -> None:
        results = play.receive(
            play.submission(key="a", store_code="S999"), play.submission(key="a")
        )

        assert kinds(results) == ["UnknownStore", "received"]

    def test_can_be_run_again(self, play: Play) -> None:
        batch = [play.submission(contact={"phone": "13812345678"}), play.submission()]
        play.session.commit()
        play.receive(*batch)
        play.session.rollback()
        play.receive(*batch)

        assert [event.customer is None for event in play.published(FeedbackReceived)] == [
            False,
            True,
        ]

    def test_counts_tickets_by_day(self, play: Play) -> None:
        today = play.submission()
        play.now += timedelta(hours=12)
        play.receive(today, play.submission(), play.submission())

        rows = play.session.execute(sa.select(TICKET_COUNTER.c.day, TICKET_COUNTER.c.used))
        assert [tuple(row) for row in rows] == [("20261122", 1), ("20261123", 2)]

    def test_seals_what_was_really_said(self, play: Play) -> None:
        feedback_id = play.received(text="电话13812345678")

        row = play.session.execute(sa.select(FEEDBACK)).one()
        assert row.text == "电话138****5678"
        sealed = SEALER.open(row.sealed_text, sealed_as(feedback_id, "text"))
        assert sealed.decode() == "电话13812345678"


class TestAttachments:
    def keep(self, play: Play, by: Principal = KEY) -> str:
        upload = upload_of(picture(), SEALER)
        keep_attachment(play.session, upload, uploaded_by=by.reference, now=play.now)
        play.session.flush()
        return upload.attachment_id

    def test_are_claimed_once(self, play: Play) -> None:
        attachment = self.keep(play)
        results = play.receive(
            play.submission(attachment_ids=(attachment,)),
            play.submission(attachment_ids=(attachment,)),
        )
        later = play.receive(play.submission(attachment_ids=(attachment,)))

        assert kinds(results) == ["received", "AttachmentUnavailable"]
        assert kinds(later) == ["AttachmentUnavailable"]
        assert play.published(FeedbackReceived)[0].attachments == 1

    def test_belong_to_who_uploaded_them(self, play: Play) -> None:
        other = Principal(kind="key", id="other", name="other")
        (result,) = play.receive(
            play.submission(attachment_ids=(self.keep(play), self.keep(play, other)))
        )

        assert isinstance(result, AttachmentUnavailable)
        assert result.errors[0].pointer == "/attachment_ids/1"

    def test_refused_with_one_are_free_for_the_next(self, play: Play) -> None:
        attachment = self.keep(play)
        results = play.receive(
            play.submission(attachment_ids=(attachment,), store_code="S999"),
            play.submission(attachment_ids=(attachment,)),
        )

        assert kinds(results) == ["UnknownStore", "received"]


class TestPrepare:
    def test_refuses_unknown_channels(self, play: Play) -> None:
        with pytest.raises(UnknownChannel, match="wechat_official"):
            play.submission(channel="telegraph")

    def test_holds_a_key_to_its_channel(self, play: Play) -> None:
        limited = Principal(kind="key", id="k", name="k", channel="wjx")

        assert play.submission(by=limited).channel == "wjx"
        with pytest.raises(ChannelOutOfReach):
            play.submission(by=limited, channel="app")

    def test_holds_a_store_manager_to_the_own_stores(self, play: Play) -> None:
        one = Principal(
            kind="staff",
            id="s",
            name="s",
            roles=frozenset({"store_manager"}),
            stores=frozenset({"S001"}),
        )
        none = Principal(kind="staff", id="s", name="s", roles=frozenset({"store_manager"}))

        assert play.submission(by=one).store_code == "S001"
        known, unknown = play.receive(
            play.submission(by=one, store_code="S002"), play.submission(by=one, store_code="S999")
        )
        assert isinstance(known, StoreOutOfReach)
        assert isinstance(unknown, UnknownStore), "as for everybody else"
        with pytest.raises(StoreNeeded):
            play.submission(by=none)

    def test_refuses_a_time_to_come(self, play: Play) -> None:
        play.submission(occurred_at=play.now + timedelta(minutes=5))
        with pytest.raises(InvalidField):
            play.submission(occurred_at=play.now + timedelta(minutes=5, seconds=1))

    def test_names_customers_by_digests_only(self, play: Play) -> None:
        made = play.submission(contact={"name": "王", "phone": "13812345678", "email": "a@b.cn"})

        assert made.contact_kinds == "phone,email"
        assert "13812345678" not in repr(made)


def test_unknown_store_is_named(play: Play) -> None:
    (refusal,) = play.receive(play.submission(store_code="S999"))

    assert isinstance(refusal, UnknownStore)
    assert "S999" in refusal.en
