"""How evenly work was given."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.rules.fairness import Given, by_shift, hours_in_team, in_all, spread
from services.triage.rules.shifts import Hours, Timetable, Timetables

DAY = Hours([1, 2, 3, 4, 5, 6, 7], 9 * 60, 18 * 60)
NIGHT = Hours([1, 2, 3, 4, 5, 6, 7], 22 * 60, 6 * 60)
HOURS = Timetables({"nora": Timetable([NIGHT])}, {"team": Timetable([DAY])})


def shanghai(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC) - timedelta(hours=8)


class TestSpread:
    def test_of_equal_efforts_is_even(self) -> None:
        found = spread([4, 4, 4])
        assert (found.mean, found.deviation, found.evenness) == (4.0, 0.0, 1.0)

    def test_of_one_who_has_everything_is_as_uneven_as_can_be(self) -> None:
        assert spread([9, 0, 0]).evenness == pytest.approx(1 / 3)

    @given(st.lists(st.integers(0, 500), min_size=1, max_size=30))
    def test_lies_between_the_least_and_the_most(self, efforts: list[int]) -> None:
        found = spread(efforts)
        assert found.least <= found.mean <= found.most
        assert 1 / len(efforts) - 1e-9 <= found.evenness <= 1 + 1e-9
        assert found.effort == sum(efforts)


class TestByShift:
    def test_puts_a_night_to_the_day_it_starts_on(self) -> None:
        given_out = [
            Given(shanghai(23, 23), "nora", 1),
            Given(shanghai(24, 5), "nora", 2),
            Given(shanghai(24, 10), "anna", 3),
            Given(shanghai(24, 20), "anna", 1),
        ]
        works = by_shift(given_out, hours_in_team(HOURS, "team"))

        assert [work.key for work in works] == [
            (date(2026, 11, 23), 22 * 60, 6 * 60),
            (date(2026, 11, 24), 9 * 60, 18 * 60),
            None,
        ]
        assert [sum(work.effort_of.values()) for work in works] == [3, 3, 1]
        assert in_all(works) == {"nora": (3, 1), "anna": (4, 2)}

    def test_counts_those_at_work_who_were_given_nothing(self) -> None:
        (work,) = by_shift([Given(shanghai(24, 10), "anna", 3)], hours_in_team(HOURS, "team"))
        found = work.spread(["anna", "bob"])
        assert (found.people, found.least, found.most) == (2, 0, 3)
