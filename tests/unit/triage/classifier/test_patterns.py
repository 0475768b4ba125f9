"""Patterns are tried where one of their triggers stands, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.classifier.lexicon import Lexicon
from services.triage.classifier.patterns import Patterns

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
