"""Which texts the learner reads as they stand, whole and in parts."""

import pytest

from services.triage.learning.prepared import is_plain, plain

ALSO_PLAIN = ["一直没有回复", "手续太复杂", "味道[真]不错", "a<b"]
NOT_PLAIN = [
    "味道可以，你好，就是慢",
    "请尽快回复",
    "看http://a.b这里",
    "电话138****8000",
    "此致敬礼",
]


class TestIsPlain:
    @pytest.mark.parametrize("text", ALSO_PLAIN)
    def test_a_word_that_letters_hold_too_is_no_form_letter(self, text: str) -> None:
        assert is_plain(text)

    @pytest.mark.parametrize("text", NOT_PLAIN)
    def test_says_no_where_something_would_be_blank(self, text: str) -> None:
        assert not is_plain(text)

    @pytest.mark.parametrize("text", ALSO_PLAIN)
    def test_every_part_of_a_plain_text_stays_as_it_is(self, text: str) -> None:
        parts = [text[a:b] for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
        assert [plain(part) for part in parts] == parts

    def test_a_greeting_in_the_middle_may_begin_a_part(self) -> None:
        text = "味道可以，你好，就是慢"
        assert plain(text) == text
        assert plain(text[5:]) != text[5:]
