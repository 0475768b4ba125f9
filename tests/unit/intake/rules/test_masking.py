"""What intake hides before anything leaves it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.masking import mask_numbers, masked_field, masked_value
from shared import masking

SIGNS = "0123456789０１３８ ·-.+()（）年月日元店Xx＠@a。,"
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
words = st.text(alphabet="店员态度不好退款慢,。 ", max_size=20)


class TestMaskNumbers:
    @given(st.text(alphabet=SIGNS, max_size=60))
    def test_looks_at_everything_worth_a_look(self, text: str) -> None:
        assert mask_numbers(text) == masking.mask_numbers(text)

    @given(st.text(max_size=200))
    def test_keeps_the_number_of_code_points_and_masks_once(self, text: str) -> None:
        masked = mask_numbers(text)

        assert len(masked) == len(text)
        assert mask_numbers(masked) == masked

    @given(words, mobiles, words)
    def test_lets_no_planted_mobile_survive(self, before: str, mobile: str, after: str) -> None:
        assert mobile not in mask_numbers(f"{before}{mobile}{after}")

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("请打13812345678谢谢", "请打138****5678谢谢"),
            ("我的手机是+86 138-1234-5678。", "我的手机是+86 138-****-5678。"),
            ("身份证11010519491231002X", "身份证110*************2X"),
            ("花了128.50元,等了45分钟", "花了128.50元,等了45分钟"),
            ("2026-11-22 12:30 去的", "2026-11-22 12:30 去的"),
            ("订单E20261122001234没到", "订单E20261122001234没到"),
        ],
    )
    def test_hides_numbers_and_leaves_the_rest(self, text: str, masked: str) -> None:
        assert mask_numbers(text) == masked


class TestMaskedField:
    @pytest.mark.parametrize("value", [None, "E20261121001", "双十一", "crm-1"])
    def test_leaves_what_is_not_personal(self, value: str | None) -> None:
        assert masked_field(value) == value

    def test_hides_a_phone_given_as_an_order_number(self) -> None:
        assert masked_field("13812345678") == "138****5678"


class TestMaskedValue:
    def test_hides_numbers_at_any_depth(self) -> None:
        value = {"a": ["打13812345678", {"13912345678": 13712345678}], "b": [True, None, 1.5, 7]}

        assert masked_value(value) == {
            "a": ["打138****5678", {"139****5678": "137****5678"}],
            "b": [True, None, 1.5, 7],
        }
