"""Pages follow each other without gaps, and nobody can bend a cursor."""

import base64
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.paging import BadCursor, decode_cursor, encode_cursor, page_of

AT = datetime(2026, 11, 22, 4, 0, 0, 123456, tzinfo=UTC)


class TestCursor:
    def test_gives_back_the_key(self) -> None:
        cursor = encode_cursor(AT, "门店", 5, None, 0.5)

        shape = (datetime, str, int, str, float)
        assert decode_cursor(cursor, *shape, nullable=True) == (AT, "门店", 5, None, 0.5)
        with pytest.raises(BadCursor):
            decode_cursor(cursor, *shape)
        assert cursor.isascii()
        assert "=" not in cursor

    @pytest.mark.parametrize(
        "value",
        ["[]", "[1]", '["x", 1, 2]', '["2026-11-22T00:00:00", "x"]', '{"a": 1}', '[1, "x"]', "no"],
    )
    def test_of_another_shape_is_refused(self, value: str) -> None:
        with pytest.raises(BadCursor) as caught:
            decode_cursor(base64.urlsafe_b64encode(value.encode()).decode(), datetime, str)
        assert caught.value.status == 422
        assert caught.value.errors[0].pointer == "/cursor"

    @pytest.mark.parametrize("value", ['"x"', '"2026-13-01"', "20261122", "null"])
    def test_holds_only_days_there_are(self, value: str) -> None:
        assert decode_cursor(encode_cursor("2026-11-22"), date) == (date(2026, 11, 22),)
        with pytest.raises(BadCursor):
            decode_cursor(base64.urlsafe_b64encode(f"[{value}]".encode()).decode(), date)

    @pytest.mark.parametrize("value", ["[true]", "[9223372036854775808]", "[1.5]", '["1"]'])
    def test_holds_only_numbers_a_database_takes(self, value: str) -> None:
        with pytest.raises(BadCursor):
            decode_cursor(base64.urlsafe_b64encode(value.encode()).decode(), int)

    def test_holds_no_text_a_database_refuses(self) -> None:
        with pytest.raises(BadCursor):
            decode_cursor(base64.urlsafe_b64encode(rb'["\u0000"]').decode(), str)

    @given(st.text(max_size=60))
    def test_made_up_is_refused(self, cursor: str) -> None:
        with pytest.raises(BadCursor):
            decode_cursor(cursor, datetime, str)


class TestPageOf:
    def test_ends_with_a_cursor_while_there_is_more(self) -> None:
        page = page_of([1, 2, 3], 2, key=lambda row: (row,), item=str)

        assert page.items == ["1", "2"]
        assert page.next_cursor is not None
        assert decode_cursor(page.next_cursor, int) == (2,)

    def test_ends_without_one_on_the_last(self) -> None:
        page = page_of([1, 2], 2, key=lambda row: (row,), item=str)

        assert page.items == ["1", "2"]
        assert page.next_cursor is None
