"""Headings and cells as people write them."""

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.cells import CellWrong, as_text, moment_in, neutral, rating_in
from services.intake.rules.columns import guessed


class TestHeadings:
    @pytest.mark.parametrize(
        ("headings", "found"),
        [
            (
                ["反馈内容", "门店编号", "评分(1-5)", "手机号码", "提交时间"],
                {
                    "text": "反馈内容",
                    "store": "门店编号",
                    "rating": "评分(1-5)",
                    "phone": "手机号码",
                    "occurred_at": "提交时间",
                },
            ),
            (
                ["Comment", "Store Code", "E-mail", "Created At", "ID"],
                {
                    "text": "Comment",
                    "store": "Store Code",
                    "email": "E-mail",
                    "occurred_at": "Created At",
                },
            ),
            (["序号", "留言", "内容"], {"text": "留言"}),
            (["* 订单号：", "TEXT "], {"order_no": "* 订单号：", "text": "TEXT "}),
            (["甲", ""], {}),
        ],
    )
    def test_say_what_they_hold(self, headings: list[str], found: dict[str, str]) -> None:
        assert guessed(headings) == found

    @given(st.lists(st.text(max_size=30), max_size=20))
    def test_of_any_words_name_only_themselves(self, headings: list[str]) -> None:
        assert set(guessed(headings).values()) <= set(headings)


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "rating"),
        [
            ("5", 5),
            (4, 4),
            (3.0, 3),
            ("２分", 2),
            ("五星", 5),
            ("★★★☆☆", 3),
            ("满意", 4),
            ("", None),
        ],
    )
    def test_hold_ratings(self, cell: Any, rating: int | None) -> None:
        assert rating_in(cell) == rating

    @pytest.mark.parametrize(
        "cell",
        [
            "2026-11-20 13:05",
            "2026/11/20 13:05:00",
            "2026年11月20日 13:05",
            "2026年11月20日13时05分",
            "2026-11-20T05:05:00Z",
            datetime(2026, 11, 20, 13, 5),  # noqa: DTZ001 - as a workbook has it
        ],
    )
    def test_hold_moments(self, cell: Any) -> None:
        assert moment_in(cell) == datetime(2026, 11, 20, 5, 5, tzinfo=UTC)

    @given(st.one_of(st.text(), st.floats(), st.integers(), st.datetimes(), st.booleans()))
    def test_of_any_content_are_a_value_or_a_refusal(self, cell: Any) -> None:
        for read in (rating_in, moment_in):
            with contextlib.suppress(CellWrong):
                read(cell)
        assert isinstance(as_text(cell), str)

    def test_lose_what_makes_them_formulas(self) -> None:
        assert [neutral(one) for one in ("=1+1", "@x", "好")] == ["'=1+1", "'@x", "好"]
        assert as_text(13812345678.0) == "13812345678"
