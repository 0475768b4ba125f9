"""Answers to a form's own questions: a value or a refusal, whatever is typed."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.forms import (
    ExtraField,
    NotAnAnswer,
    Option,
    answer_to,
    words_without_text,
)


def question(kind: str) -> ExtraField:
    options = [Option("a", "甲", "A"), Option("b", "乙", "B")] if kind == "choice" else []
    return ExtraField("q", kind, "问", "Q", options=options)  # type: ignore[arg-type]


class TestAnAnswer:
    @pytest.mark.parametrize(
        ("kind", "given", "value"),
        [
            ("text", " 好 ", "好"),
            ("number", "12", 12),
            ("number", "-1.50", -1.5),
            ("date", "2026-02-28", "2026-02-28"),
            ("choice", "b", "b"),
            ("text", "  ", None),
        ],
    )
    def test_is_a_value(self, kind: str, given: str, value: object) -> None:
        assert answer_to(question(kind), given) == value

    @pytest.mark.parametrize(
        ("kind", "given"),
        [
            ("number", "1e5"),
            ("number", "١٢"),
            ("number", "9" * 13),
            ("number", "nan"),
            ("date", "2026-02-30"),
            ("date", "20260228"),
            ("choice", "甲"),
            ("text", "长" * 501),
        ],
    )
    def test_that_does_not_fit_is_refused(self, kind: str, given: str) -> None:
        with pytest.raises(NotAnAnswer):
            answer_to(question(kind), given)

    @given(st.sampled_from(["text", "number", "date", "choice"]), st.text(max_size=600))
    def test_of_any_words_is_a_value_or_a_refusal(self, kind: str, given: str) -> None:
        with contextlib.suppress(NotAnAnswer):
            answer_to(question(kind), given)


class TestWordsWithoutText:
    def test_say_what_was_chosen(self) -> None:
        assert (
            words_without_text(5, [(question("choice"), "a")]) == "评分：5 分（非常满意）；问：甲"
        )
        assert words_without_text(None, []) == ""
