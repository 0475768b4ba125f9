"""Patterns are tried where one of their triggers stands, and nowhere else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.patterns import Patterns, alternatives_of, any_pattern

LEXICON = Lexicon()
TRIGGERS = sorted({trigger for pattern in LEXICON.patterns for trigger in pattern.triggers})


class TestTriggered:
    @given(st.lists(st.sampled_from([*TRIGGERS, "，", "好", "a"]), max_size=8).map("".join))
    def test_are_those_with_a_trigger_in_their_order(self, text: str) -> None:
        expected = [
            pattern
            for pattern in LEXICON.patterns
            if any(trigger in text for trigger in pattern.triggers)
        ]
        assert LEXICON.patterns.triggered(text) == expected

    @pytest.mark.parametrize("text", ["", "没有人理"])
    def test_are_none_where_there_are_no_patterns(self, text: str) -> None:
        assert Patterns([]).triggered(text) == []


class TestAnyPattern:
    PATTERNS = ("(?:好|香).{0,2}死", "[三五]分熟", "(很|非常)?辣|吐司", "不?疼")

    @given(st.text("好香死三五分熟很非常辣吐司不疼，", max_size=12))
    def test_finds_what_each_finds(self, text: str) -> None:
        plain = re.compile("|".join(f"(?:{pattern})" for pattern in self.PATTERNS))
        found = any_pattern(self.PATTERNS).finditer(text)
        assert [one.span() for one in found] == [one.span() for one in plain.finditer(text)]

    @pytest.mark.parametrize("pattern", [".熟", "(?!不)疼", "[^不]疼", "好|", r"\d次", "[a-z]"])
    def test_refuses_a_pattern_that_may_begin_with_anything(self, pattern: str) -> None:
        with pytest.raises(ValueError, match="begins with"):
            any_pattern([pattern])


class TestAlternatives:
    @pytest.mark.parametrize(
        ("pattern", "beginnings"),
        [
            ("slipped (?:on|over)|gas leak", ["slipped ", "gas leak"]),
            (r"\bscams?\b|money back\b|a[|]b", ["", "money back", "a"]),
            (r"or\|and|\(no|yes", ["or", "", "yes"]),
        ],
    )
    def test_know_how_each_begins(self, pattern: str, beginnings: list[str]) -> None:
        assert [beginning for beginning, _ in alternatives_of(pattern)] == beginnings
