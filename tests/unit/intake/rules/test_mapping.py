"""Field mappings: paths, labels, values, ratings and times; no payload makes them fail."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from services.intake.rules.fitting import fitted
from services.intake.rules.mapping import (
    FieldMapping,
    mapped,
    missing,
    rating_in,
    time_in,
    unmapped,
)
from services.intake.rules.paths import found_at, spoken
from tests.fixtures.clock import NOON

PAYLOAD = {
    "entry": {"field_1": "好", "field_2": ["早餐", "外带"], "n": 3.0, "yes": True, "none": None},
    "questions": [
        {"id": "q-1", "value": "四星"},
        {"id": "q-2", "options": [{"label": "排队"}, {"label": "价格"}]},
    ],
}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


class TestPath:
    @pytest.mark.parametrize(
        ("path", "words"),
        [
            ("entry.field_1", "好"),
            ("entry.field_2", "早餐、外带"),
            ("entry.field_2.1", "外带"),
            ("entry.n", "3"),
            ("entry.yes", "是"),
            ("entry.none", ""),
            ("entry.absent", ""),
            ("questions.*.id", "q-1、q-2"),
            ("questions[id=q-1].value", "四星"),
            ("questions[id=q-2].options", "排队、价格"),
            ("questions[id=q-3].value", ""),
            ("entry.field_1.deeper", ""),
            ("questions.99", ""),
        ],
    )
    def test_names_values(self, path: str, words: str) -> None:
        assert spoken(found_at(PAYLOAD, path)) == words

    @pytest.mark.parametrize("path", ["", ".", "a..b", "a[", "a[=x", "a]b", "x" * 201])
    def test_that_is_none_is_refused(self, path: str) -> None:
        with pytest.raises(ValidationError):
            FieldMapping(rating=path)


class TestMapped:
    def test_joins_several_parts_with_their_labels(self) -> None:
        mapping = FieldMapping.model_validate(
            {"text": [{"path": "entry.field_1", "label": "意见"}, "entry.none", "entry.field_2"]}
        )
        assert mapped(mapping, PAYLOAD).text == "意见：好\n早餐、外带"

    def test_without_a_text_takes_all_answers(self) -> None:
        draft = mapped(FieldMapping(rating="entry.n"), PAYLOAD, ("entry",))
        assert draft.text == "好\n早餐、外带\nyes：是"
        assert draft.rating == 3

    def test_says_so_when_there_is_only_a_rating(self) -> None:
        mapping = FieldMapping(text=["entry.none"], rating="entry.n")
        assert mapped(mapping, PAYLOAD).text == "（没有填写文字，评分 3）"

    def test_replaces_values(self) -> None:
        values = {"rating": {"四星": 4}, "store_code": {"好": "S001"}}
        mapping = FieldMapping.model_validate(
            {
                "rating": "questions[id=q-1].value",
                "store_code": "entry.field_1",
                "extra": {"选项": "questions[id=q-2].options"},
                "values": values,
            }
        )
        draft = mapped(mapping, PAYLOAD)
        assert (draft.rating, draft.store_code) == (4, "S001")
        assert draft.extra == {"选项": "排队、价格"}

    @given(ANY_JSON, st.data())
    def test_of_any_payload_is_a_draft_that_fits(self, value: Any, data: st.DataObject) -> None:
        keys = list(value) if isinstance(value, dict) else []
        path = data.draw(st.sampled_from([*(k for k in keys if k.isalnum()), "a", "*", "0"]))
        fields = dict.fromkeys(("rating", "phone", "occurred_at", "store_code"), path)
        mapping = FieldMapping.model_validate({"text": [path], "extra": {"x": path}, **fields})
        payload = {"a": value} if not isinstance(value, dict) else value
        draft = fitted(mapped(mapping, payload), now=NOON)
        assert draft.rating in {None, 1, 2, 3, 4, 5}
        assert len(unmapped(mapping, payload)) <= 500
        assert set(missing(mapping, payload)) <= {path}


class TestRating:
    @pytest.mark.parametrize(
        ("text", "most", "rating"),
        [
            ("4", 5, 4),
            ("4.0", 5, 4),
            ("4 星", 5, 4),
            ("评分：2分", 5, 2),
            ("9", 10, 5),
            ("3", 10, 2),
            ("70", 100, 4),
            ("6", 5, None),
            ("0", 5, None),
            ("-3", 5, None),
            ("非常满意", 5, None),
            ("", 5, None),
            ("9" * 400, 5, None),
        ],
    )
    def test_is_read_from_words(self, text: str, most: int, rating: int | None) -> None:
        assert rating_in(text, most) == rating


class TestTime:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-11-22T02:01:02Z",
            "2026-11-22T10:01:02+08:00",
            "2026-11-22 10:01:02",
            "2026/11/22 10:01:02",
            "2026年11月22日 10:01:02",
            "1795312862",
            "1795312862000",
        ],
    )
    def test_is_read_as_forms_write_it(self, text: str) -> None:
        found = time_in(text)
        assert found
        assert found.isoformat() == "2026-11-22T02:01:02+00:00"

    @pytest.mark.parametrize(
        "text",
        ["", "昨天", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "99999999999999"],
    )
    def test_that_is_none_is_left_out(self, text: str) -> None:
        assert time_in(text) is None
