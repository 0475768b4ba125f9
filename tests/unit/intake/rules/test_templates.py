"""Templates: whatever is typed, it is refused or can be filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.shipped_templates import all_shipped
from services.intake.rules.templates import (
    CHANNELS,
    PLACEHOLDERS,
    ROOMS,
    Room,
    Template,
    filled,
    fitted,
    language_of,
    placeholders_in,
    sample_values,
    stray_braces,
    too_long_by,
    unknown_placeholders,
)

NAMES = st.sampled_from([f"{{{name}}}" for name in PLACEHOLDERS])
WORDS = st.lists(st.one_of(NAMES, st.text(max_size=20)), max_size=8).map("".join)
VALUES = st.fixed_dictionaries({name: st.text(max_size=60) for name in PLACEHOLDERS})


class TestFilled:
    @given(text=WORDS, values=VALUES)
    def test_never_fails_and_replaces_every_known_placeholder_once(
        self, text: str, values: dict[str, str]
    ) -> None:
        marks = {name: f"<{place}>" for place, name in enumerate(values)}
        assert not set(placeholders_in(filled(text, marks))) & set(PLACEHOLDERS)
        assert isinstance(filled(text, values), str)

    @given(values=VALUES)
    def test_reads_no_placeholder_in_what_a_customer_typed(self, values: dict[str, str]) -> None:
        typed = {**values, "name": "{link}{text}"}
        assert filled("{name}", typed) == "{link}{text}"

    @given(text=WORDS)
    def test_fills_whatever_the_check_lets_pass(self, text: str) -> None:
        if not unknown_placeholders(text) and not stray_braces(text):
            sample = dict.fromkeys(PLACEHOLDERS, "x")
            assert "{" not in filled(text, sample)


class TestFitted:
    @given(
        text=WORDS,
        values=VALUES,
        room=st.builds(Room, st.integers(0, 300), st.booleans()),
    )
    def test_is_never_longer_than_its_room(
        self, text: str, values: dict[str, str], room: Room
    ) -> None:
        assert room.taken(fitted(text, values, room)) <= room.most

    @pytest.mark.parametrize("channel", CHANNELS)
    def test_shortens_what_is_told_and_keeps_the_link(self, channel: str) -> None:
        values = {**sample_values("zh"), "text": "很长的答复" * 10_000}
        told = fitted("{text} 详情：{link}", values, ROOMS[channel])

        assert told.endswith(f"… 详情：{values['link']}")
        assert ROOMS[channel].taken(told) > ROOMS[channel].most - 4


class TestChecks:
    @pytest.mark.parametrize("words", all_shipped(), ids=lambda one: f"{one.purpose}-{one.channel}")
    def test_every_shipped_template_passes_them(self, words: Template) -> None:
        assert unknown_placeholders(words.text + words.title) == ()
        assert not stray_braces(words.text + words.title)
        assert too_long_by(words) == 0

    def test_name_what_is_unknown(self) -> None:
        assert unknown_placeholders("{ticket_no}{phone}{Name}{}") == ("phone", "Name", "")

    @pytest.mark.parametrize("text", ["{", "}", "{link", "a}b{"])
    def test_find_a_brace_alone(self, text: str) -> None:
        assert stray_braces(text)


class TestLanguageOf:
    @pytest.mark.parametrize(
        ("text", "language"),
        [("奶茶太甜了", "zh"), ("too sweet", "en"), ("WiFi 太慢", "zh"), ("5", "zh"), ("", "zh")],
    )
    def test_is_english_only_without_a_chinese_sign(self, text: str, language: str) -> None:
        assert language_of(text) == language
