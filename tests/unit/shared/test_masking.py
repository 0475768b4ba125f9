"""Personal numbers never leave in clear, and offsets into the text never move."""

import re
from timeit import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.masking import mask_numbers

SURVIVORS = [
    "订单号202611221234567890还没有发货",
    "订单 20261119120530123456 迟迟不动",
    "订单号6222021234567890123请查一下",
    "一共花了13800.00元，优惠了138元",
    "2026-11-22 13:45:00下的单，2026/11/23到货",
    "营业时间08:30-21:30，周一到周日",
    "客服电话400-820-8820一直打不通",
    "小票号20261122-7Q4K2",
    "座位13 14 15 16 17 18都是湿的",
    "价格13.5 14.6 15.7 18.9都标错了",
    "买了150 2026-11-22那天的票",
    "快递单号SF1381234567890到现在没动静",
    "会员号123456789，积分10086分",
    "单号138123456789少了一位",
    "重量1.38公斤，长宽高138*123*456",
    "@小红书上看到的，3个人都说好",
]


class TestMobileNumbers:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("电话13812345678请回电", "电话138****5678请回电"),
            ("+8613812345678", "+86138****5678"),
            ("+86 138 1234 5678", "+86 138 **** 5678"),
            ("0086-138-1234-5678", "0086-138-****-5678"),
            ("138.1234.5678", "138.****.5678"),
            ("1381 234 5678", "138* *** 5678"),
            ("138-1234 5678", "138-**** 5678"),
            ("138 - 1234 - 5678", "138 - **** - 5678"),
            ("我是1 3 8 1 2 3 4 5 6 7 8", "我是1 3 8 * * * * 5 6 7 8"),
            ("１３８１２３４５６７８", "１３８****５６７８"),
            ("013812345678", "0138****5678"),
            ("vx13812345678", "vx138****5678"),
            ("2026-11-22 13812345678", "2026-11-22 138****5678"),
            ("13812345678，19912345678", "138****5678，199****5678"),
            ("13812345678 13912345678", "138****5678 139****5678"),
        ],
    )
    def test_keep_the_first_three_and_last_four_digits(self, text: str, masked: str) -> None:
        assert mask_numbers(text) == masked


class TestOtherNumbers:
    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("座机010-62345678", "座机010-****5678"),
            ("(0755)88881234", "(075*)****1234"),
            ("0571 8765 4321转801", "057* **** 4321转801"),
            ("+86 10 62345678", "+86 1* ****5678"),
        ],
    )
    def test_landlines_are_masked(self, text: str, masked: str) -> None:
        assert len(mask_numbers(text)) == len(text)
        assert mask_numbers(text) == masked

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("身份证110101199003071234。", "身份证110*************34。"),
            ("11010119900307123X", "110*************3X"),
            ("11010119900307123x本人", "110*************3x本人"),
            ("110101 19900307 1234", "110*** ******** **34"),
            ("１１０１０１１９９００３０７１２３４", "１１０*************３４"),
            ("老证110101900307123", "老证110**********23"),
        ],
    )
    def test_identity_numbers_are_masked(self, text: str, masked: str) -> None:
        assert mask_numbers(text) == masked

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("卡号6222021234567890123", "卡号***************0123"),
            ("6222 0212 3456 7890 123", "**** **** **** ***0 123"),
            ("4111-1111-1111-1111", "****-****-****-1111"),
            ("退到4111111111111111", "退到************1111"),
        ],
    )
    def test_bank_cards_keep_only_the_last_four_digits(self, text: str, masked: str) -> None:
        assert mask_numbers(text) == masked

    @pytest.mark.parametrize(
        ("text", "masked"),
        [
            ("邮箱zhang.san@example.com谢谢", "邮箱z********@example.com谢谢"),
            ("13812345678@139.com", "1**********@139.com"),
            ("a@b.cn", "*@b.cn"),
            ("li＠example.com.cn", "l*＠example.com.cn"),
        ],
    )
    def test_email_names_are_masked(self, text: str, masked: str) -> None:
        assert mask_numbers(text) == masked


class TestWhatSurvives:
    @pytest.mark.parametrize("text", SURVIVORS)
    def test_orders_prices_dates_and_times_stay(self, text: str) -> None:
        assert mask_numbers(text) == text


words = st.text(st.sampled_from("的了饭菜送餐员abcＡ，。！ \n😀"), max_size=12)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


class TestEveryText:
    @given(st.text(st.sampled_from("0123456789０１９ -.+()Xx@a.电*😀\u200b"), max_size=80))
    def test_keeps_its_number_of_code_points(self, text: str) -> None:
        masked = mask_numbers(text)
        assert len(masked) == len(text)
        assert all(now in (before, "*") for before, now in zip(text, masked, strict=True))

    @given(words, mobiles, words, st.sampled_from(["", "+86", "0086 ", "86-"]))
    def test_hides_every_mobile_between_words(
        self, before: str, mobile: str, after: str, prefix: str
    ) -> None:
        masked = mask_numbers(f"{before}{prefix}{mobile}{after}")
        assert masked == f"{before}{prefix}{mobile[:3]}****{mobile[-4:]}{after}"

    @given(words, mobiles, words, st.sampled_from([" ", "-", ".", "　", "－", "·", "–"]))
    def test_hides_every_grouped_mobile(
        self, before: str, mobile: str, after: str, gap: str
    ) -> None:
        written = gap.join([mobile[:3], mobile[3:7], mobile[7:]])
        masked = mask_numbers(f"{before}{written}{after}")
        assert mobile not in re.sub(r"[^0-9]", "", masked)

    @given(st.text(max_size=60), mobiles)
    def test_a_masked_mobile_stays_masked(self, before: str, mobile: str) -> None:
        masked = mask_numbers(f"{before}，{mobile}，")
        assert mask_numbers(masked) == masked


class TestSpeed:
    def test_text_without_digits_costs_next_to_nothing(self) -> None:
        text = "服务员态度很差，等了很久才上菜，而且菜都凉了，希望好好管理门店。" * 2
        best = min(timeit(lambda: mask_numbers(text), number=2000) for _ in range(5)) / 2000
        assert best < 5e-6

    def test_long_runs_do_not_explode(self) -> None:
        hostile = ["1" * 5000, "1 " * 2500, "a" * 4990 + "@", "13.5 " * 1000, "1-3." * 1250]
        assert timeit(lambda: [mask_numbers(text) for text in hostile], number=1) < 1
