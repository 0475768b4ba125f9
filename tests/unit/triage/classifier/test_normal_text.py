"""Texts are folded before they are read, and every character knows where it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.normal_text import Normaliser


@pytest.fixture(scope="module")
def normaliser() -> Normaliser:
    return Lexicon().normaliser


class TestNormalise:
    @pytest.mark.parametrize(
        ("given_text", "folded"),
        [
            ("ＡＰＰ闪退，㎏数不对", "app闪退,kg数不对"),
            ("服務員態度惡劣", "服务员态度恶劣"),
            ("吃著飯時發現頭髮，餐廳裡面很髒", "吃着饭时发现头发,餐厅里面很脏"),
            ("皇后後來乾杯，乾隆年間", "皇后后来干杯,乾隆年间"),
            ("妳們的帳單", "你们的账单"),
            ("什么东西坏了還不退", "什么东西坏了还不退"),
            ("太太太太难吃了！！！！", "太太难吃了!!"),
            ("太太很满意", "太太很满意"),
            ("花了10000元", "花了10000元"),
            ("电话138****8000", "电话138****8000"),
            ("食\u200b物中\u200b毒", "食物中毒"),
            ("看 https://a.example/b?c=1 这里", "看 🔗 这里"),
            ("<p class='x'>难吃</p><br/>", " 难吃  "),
            ("&nbsp;难吃&amp;贵", " 难吃 贵"),
            ("<订单号>没到<3", "<订单号>没到<3"),
            ("难吃\\\\n还贵\\n慢", "难吃\n还贵\n慢"),
            ("C:\\new 打不开", "c:\\new 打不开"),
            ("难吃T_T", "难吃😭"),
            ("【太难吃了】", " 太难吃了 "),
            ("--太难吃了--", "  太难吃了  "),
            ("【退款】三天了", "【退款】三天了"),
            ("---", "--"),
            ("(╯°□°)╯︵┻━┻退钱", "😡退钱"),
            ("真棒[强][强]", "真棒👍👍"),
            ("等了……好久", "等了……好久"),
            ("\ud800好", "\ufffd好"),
            ("", ""),
        ],
    )
    def test_folds(self, normaliser: Normaliser, given_text: str, folded: str) -> None:
        assert normaliser.normalise(given_text).text == folded

    def test_a_cut_repetition_spans_all_of_it(self, normaliser: Normaliser) -> None:
        normal = normaliser.normalise("真的太太太太难吃")
        at = normal.text.index("太")
        assert normal.span(at, at + 2) == (2, 6)

    def test_a_face_spans_all_of_its_strokes(self, normaliser: Normaliser) -> None:
        normal = normaliser.normalise("好T_T吗")
        at = normal.text.index("😭")
        assert normal.span(at, at + 1) == (1, 4)

    @given(
        text=st.text(
            alphabet=st.one_of(
                st.characters(), st.sampled_from("太太頭髮麵Ａ①㎏…T_[强]\u200be\u0301*18﷽")
            ),
            max_size=60,
        )
    )
    @settings(max_examples=300, deadline=None)
    def test_every_character_comes_from_somewhere_in_order(
        self, normaliser: Normaliser, text: str
    ) -> None:
        normal = normaliser.normalise(text)
        spans = [normal.span(at, at + 1) for at in range(len(normal.text))]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
