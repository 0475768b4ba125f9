"""Proven contacts: another customer than who merely typed the same."""

import sqlalchemy as sa

from services.intake.models.tables import CONTACT, FEEDBACK
from tests.fixtures.intake_play import Play

OPENID = "oABCD-1234567890_efgh"
PHONE = "13812345678"


def customers(play: Play) -> list[str | None]:
    rows = play.session.execute(sa.select(FEEDBACK.c.customer).order_by(FEEDBACK.c.id))
    return list(rows.scalars())


def hand_in(play: Play, *proven: str, **contact: str) -> None:
    play.received(contact=contact, proven=frozenset(proven))


class TestProvenContact:
    def test_is_the_same_customer_each_time(self, play: Play) -> None:
        hand_in(play, "wechat_openid", wechat_openid=OPENID)
        hand_in(play, "wechat_openid", wechat_openid=OPENID)

        one, two = customers(play)
        assert one == two is not None

    def test_is_not_met_by_typing_it(self, play: Play) -> None:
        hand_in(play, "wechat_openid", wechat_openid=OPENID)
        hand_in(play, wechat_openid=OPENID)

        one, two = customers(play)
        assert one != two
        assert sorted(play.session.execute(sa.select(CONTACT.c.is_verified)).scalars()) == [
            False,
            True,
        ]

    def test_does_not_lend_its_history_to_who_types_the_phone_beside_it(self, play: Play) -> None:
        hand_in(play, "wechat_openid", wechat_openid=OPENID, phone=PHONE)
        hand_in(play, phone=PHONE)

        one, two = customers(play)
        assert one != two

    def test_beside_others_in_one_batch_stays_apart(self, play: Play) -> None:
        made = [
            play.submission(contact={"wechat_openid": OPENID}, proven=frozenset(proven))
            for proven in ({"wechat_openid"}, set(), {"wechat_openid"})
        ]
        play.receive(*made)

        assert len(set(customers(play))) == 2
