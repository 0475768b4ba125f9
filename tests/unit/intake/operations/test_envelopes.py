"""What a customer said is sealed with their own key, and is gone for ever with it."""

from collections.abc import Sequence
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import select

from services.intake.models import (
    Attachment,
    AttachmentContent,
    CustomerKey,
    Feedback,
    FeedbackMessage,
)
from services.intake.models.tables import TABLES
from services.intake.operations.attachments import keep_attachment, opened_file, upload_of
from services.intake.operations.customers import opened_contact
from services.intake.operations.envelopes import opened_message, sealed_as, unsealed
from services.intake.operations.erasing import erase_customer
from services.intake.operations.follow_ons import open_follow_ons
from services.intake.operations.messages import append_message, words
from shared.events import FollowOnRequested
from shared.sealing import SealBroken
from tests.fixtures.intake_play import KEY, MANAGER, SEALER, Play
from tests.fixtures.pictures import picture

CONTACT = {"name": "王", "phone": "13812345678"}


def row_of(play: Play, feedback_id: str) -> Feedback:
    play.session.expire_all()
    return play.session.exec(select(Feedback).where(Feedback.id == feedback_id)).one()


class TestWhatACustomerSaid:
    def test_opens_by_their_key_and_not_by_the_secret_alone(self, play: Play) -> None:
        row = row_of(play, play.received(text="秘密", contact=CONTACT, extra={"a": 1}))

        assert opened_contact(row, SEALER) == CONTACT
        assert unsealed(row, row.sealed_text, "text", SEALER) == "秘密".encode()
        details = unsealed(row, row.sealed_details or b"", "details", SEALER)
        assert orjson.loads(details)["extra"] == {"a": 1}
        with pytest.raises(SealBroken):
            SEALER.open(row.sealed_text, sealed_as(row.id, "text"))

    def test_is_under_one_key_a_customer(self, play: Play) -> None:
        rows = [row_of(play, play.received(text=text, contact=CONTACT)) for text in "甲乙"]

        assert rows[0].data_key != rows[1].data_key
        assert len(play.session.exec(select(CustomerKey)).all()) == 1
        assert [unsealed(one, one.sealed_text, "text", SEALER).decode() for one in rows] == [
            *"甲乙"
        ]

    def test_in_one_batch_is_under_one_key_too(self, play: Play) -> None:
        play.receive(*(play.submission(text, contact=CONTACT) for text in ("甲", "乙")))

        assert len(play.session.exec(select(CustomerKey)).all()) == 1

    def test_cannot_be_read_from_a_copy_once_the_key_is_destroyed(self, play: Play) -> None:
        row = row_of(play, play.received(text="秘密", contact=CONTACT))
        copy = {"sealed_text": row.sealed_text, "data_key": row.data_key, "erased_at": None}
        erase_customer(play.session, str(row.customer), "顾客要求", by=MANAGER, now=play.now)
        play.session.execute(sa.update(Feedback).values(copy))

        brought_back = row_of(play, row.id)
        with pytest.raises(SealBroken, match="destroyed"):
            unsealed(brought_back, brought_back.sealed_text, "text", SEALER)

    def test_without_a_contact_opens_by_the_secret(self, play: Play) -> None:
        row = row_of(play, play.received(text="匿名", contact={"name": "某人"}))

        assert row.data_key is None
        assert play.session.exec(select(CustomerKey)).all() == []
        assert unsealed(row, row.sealed_text, "text", SEALER) == "匿名".encode()
        assert opened_contact(row, SEALER) == {"name": "某人"}

    def test_goes_on_in_a_case_that_follows(self, play: Play) -> None:
        origin = play.received(text="秘密", contact=CONTACT)
        request = FollowOnRequested(
            cause_id="c1",
            cause="late message",
            requested_at=play.now,
            origin_feedback_id=origin,
            origin_case_id=play.case_of(origin),
            text="又来了",
        )
        open_follow_ons(play.session, [request], play.preparer, play.links, now=play.now)
        play.session.expire_all()
        row = play.session.exec(select(Feedback).where(Feedback.id != origin)).one()

        assert len(play.session.exec(select(CustomerKey)).all()) == 1
        assert opened_contact(row, SEALER) == CONTACT
        with pytest.raises(SealBroken):
            SEALER.open(row.sealed_text, sealed_as(row.id, "text"))


def with_files(play: Play, **fields: Any) -> Feedback:
    """Return a feedback with a picture, and a further message with another."""
    first, other = upload_of(picture(), SEALER), upload_of(picture(), SEALER)
    keep_attachment(play.session, first, uploaded_by=KEY.reference, now=play.now)
    play.session.flush()
    feedback_id = play.received(attachment_ids=(first.attachment_id,), **fields)
    said = words(feedback_id, "又一句秘密", SEALER)
    append_message(play.session, said, now=play.now, uploads=[other])
    play.session.flush()
    return row_of(play, feedback_id)


def opened_rows(play: Play, row: Feedback) -> list[bytes | str]:
    message = play.session.exec(select(FeedbackMessage)).one()
    files = play.session.exec(select(Attachment)).all()
    contents = {
        one.attachment_id: one.sealed for one in play.session.exec(select(AttachmentContent))
    }
    return [
        opened_message(row, message, SEALER),
        *(opened_file(one, contents[one.id], row, SEALER) for one in files),
    ]


class TestFilesAndFurtherMessages:
    @pytest.mark.parametrize("fields", [{"contact": CONTACT}, {}], ids=["known", "anonymous"])
    def test_open_as_they_came(self, play: Play, fields: dict[str, Any]) -> None:
        row = with_files(play, **fields)

        assert opened_rows(play, row) == ["又一句秘密", picture(), picture()]

    def test_of_a_backup_open_no_more_once_the_customer_s_key_is_destroyed(
        self, play: Play
    ) -> None:
        """All of the backup comes back, save the keys, which stand in their own table."""
        row = with_files(play, contact=CONTACT)
        tables = [TABLES[name] for name in ("feedback", *BACKED_UP)]
        backup = {one: play.session.execute(sa.select(one)).mappings().all() for one in tables}
        erase_customer(play.session, str(row.customer), "顾客要求", by=MANAGER, now=play.now)
        play.session.flush()
        for table, rows in backup.items():
            play.session.execute(sa.delete(table))
            play.session.execute(sa.insert(table), [dict(one) for one in rows])
        row = row_of(play, row.id)
        message = play.session.exec(select(FeedbackMessage)).one()
        files = play.session.exec(select(Attachment)).all()

        assert message.sealed_text
        assert len(files) == 2
        for keeps in (row.data_key, message.data_key, *(one.data_key for one in files)):
            assert keeps
            for context in contexts(row, files):
                with pytest.raises(SealBroken):
                    SEALER.open(keeps, context)
        with pytest.raises(SealBroken, match="destroyed"):
            opened_rows(play, row)

    def test_from_before_they_had_keys_are_read(self, play: Play) -> None:
        row = with_files(play, contact=CONTACT)
        message = play.session.exec(select(FeedbackMessage)).one()
        message.data_key = None
        message.sealed_text = SEALER.seal("旧的".encode(), sealed_as(row.id, "message"))
        for one in play.session.exec(select(Attachment)).all():
            content = play.session.get_one(AttachmentContent, one.id)
            one.data_key, content.sealed = None, SEALER.seal(b"old", f"attachment/{one.id}")
        play.session.flush()

        assert opened_rows(play, row) == ["旧的", b"old", b"old"]


BACKED_UP = ("feedback_message", "attachment", "attachment_content", "contact")


def contexts(row: Feedback, files: Sequence[Attachment]) -> list[str]:
    parts = ("key", "message/key", "message", "text")
    return [
        *(sealed_as(row.id, part) for part in parts),
        *(f"attachment/{one.id}/key" for one in files),
    ]
