"""Contacts: compared in one form, shown in another."""

import pytest

from services.intake.rules.contacts import comparable, masked_contact


class TestComparable:
    @pytest.mark.parametrize(
        "written",
        [
            "13812345678",
            " 138 1234 5678 ",
            "138-1234-5678",
            "+86 138 1234 5678",
            "0086-13812345678",
            "8613812345678",
            "１３８１２３４５６７８",
        ],
    )
    def test_mobile_is_the_same_however_written(self, written: str) -> None:
        assert comparable("phone", written) == "13812345678"

    @pytest.mark.parametrize("written", ["", "call me", "1234", "1" * 16, "138@1234"])
    def test_refuses_what_is_no_phone(self, written: str) -> None:
        assert comparable("phone", written) is None

    def test_landline_keeps_its_area_code(self) -> None:
        assert comparable("phone", "(021) 6123-4567") == "02161234567"

    def test_email_is_the_same_in_capitals(self) -> None:
        assert comparable("email", " Wang@Example.COM ") == "wang@example.com"

    @pytest.mark.parametrize("written", ["", "a@b", "a b@c.cn", "@c.cn", "a@c..cn", "a" * 260])
    def test_refuses_what_is_no_email(self, written: str) -> None:
        assert comparable("email", written) is None

    def test_openid_is_taken_as_it_is(self) -> None:
        assert comparable("wechat_openid", "oABC_123-xyz") == "oABC_123-xyz"
        assert comparable("wechat_openid", "o'; --") is None


class TestMaskedContact:
    def test_lets_its_owner_know_it_again_and_nobody_learn_it(self) -> None:
        contact = {
            "name": "王小明",
            "phone": "13812345678",
            "email": "wang@example.com",
            "wechat_openid": "oABCDEFGH123",
        }

        assert masked_contact(contact) == {
            "name": "王**",
            "phone": "138****5678",
            "email": "w***@example.com",
            "wechat_openid": "********H123",
        }

    def test_hides_most_of_a_short_one(self) -> None:
        assert masked_contact({"phone": "66123", "name": "李"}) == {"phone": "***23", "name": "李*"}
