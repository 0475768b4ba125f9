"""What a customer said is sealed with their own key, and is gone for ever with it."""

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import select

from services.intake.models import CustomerKey, Feedback
from services.intake.operations.customers import opened_contact
from services.intake.operations.envelopes import sealed_as, unsealed
from services.intake.operations.erasing import erase_customer
from shared.sealing import SealBroken
from tests.fixtures.intake_play import MANAGER, SEALER, Play

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
