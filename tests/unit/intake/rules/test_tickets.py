"""Ticket numbers."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.rules.tickets import scatter, ticket_day, ticket_no

KEY = b"0123456789abcdef"
keys = st.binary(min_size=16, max_size=16)


class TestScatter:
    @given(keys, st.integers(2, 10))
    def test_is_a_bijection(self, key: bytes, bits: int) -> None:
        places = {scatter(number, bits, key) for number in range(1 << bits)}

        assert places == set(range(1 << bits))

    @given(keys, st.sampled_from([25, 30, 35]), st.data())
    def test_keeps_to_its_space(self, key: bytes, bits: int, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, (1 << bits) - 1))

        assert 0 <= scatter(number, bits, key) < 1 << bits

    @given(keys, st.sets(st.integers(0, (1 << 25) - 1), min_size=2, max_size=50))
    def test_never_takes_two_numbers_to_one_place(self, key: bytes, numbers: set[int]) -> None:
        assert len({scatter(number, 25, key) for number in numbers}) == len(numbers)

    def test_takes_neighbours_far_apart(self) -> None:
        places = [scatter(number, 25, KEY) for number in range(1000)]
        steps = [abs(a - b) for a, b in pairwise(places)]

        assert min(steps) > 0
        assert sum(steps) / len(steps) > 1 << 22


class TestTicketNo:
    @pytest.mark.parametrize(
        ("number", "ticket"),
        [
            (0, "20261122-ABQM6"),
            (12345, "20261122-49M56"),
            ((1 << 25) + 7, "20261122-F5538Y"),
        ],
    )
    def test_is_the_same_for_ever(self, number: int, ticket: str) -> None:
        assert [ticket_no("20261122", number, KEY) for _ in range(2)] == [ticket] * 2

    def test_is_the_day_and_five_signs_that_cannot_be_misread(self) -> None:
        for number in range(2000):
            ticket = ticket_no("20261122", number, KEY)
            assert re.fullmatch(r"20261122-[0-9A-HJKMNP-TV-Z]{5}", ticket)

    @pytest.mark.parametrize(
        ("number", "width"),
        [
            ((1 << 25) - 1, 5),
            (1 << 25, 6),
            ((1 << 25) + (1 << 30) - 1, 6),
            ((1 << 25) + (1 << 30), 7),
        ],
    )
    def test_grows_when_the_day_outgrows_it(self, number: int, width: int) -> None:
        assert len(ticket_no("20261122", number, KEY)) == 9 + width

    def test_has_an_end(self) -> None:
        with pytest.raises(ValueError, match="seven signs"):
            ticket_no("20261122", (1 << 25) + (1 << 30) + (1 << 35), KEY)

    def test_changes_its_order_with_the_key(self) -> None:
        one = [ticket_no("20261122", number, KEY) for number in range(20)]
        other = [ticket_no("20261122", number, b"x" * 16) for number in range(20)]

        assert one != other


class TestTicketDay:
    @pytest.mark.parametrize(
        ("moment", "day"),
        [
            (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), "20261122"),
            (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "20261123"),
            (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "20270101"),
        ],
    )
    def test_is_the_day_in_china(self, moment: datetime, day: str) -> None:
        assert ticket_day(moment) == day
