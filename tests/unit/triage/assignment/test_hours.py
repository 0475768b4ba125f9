"""Leave and other hours, and working time that has passed."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.triage.rules.shifts import (
    Hours,
    Override,
    Timetable,
    Timetables,
    on_shift,
    working_time_ago,
)

OFFICE = Hours([1, 2, 3, 4, 5], 9 * 60, 18 * 60)
NIGHT = Hours([1, 2, 3, 4, 5, 6, 7], 22 * 60, 6 * 60)
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
MOMENTS = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 (the 23rd is a Monday) by Shanghai's clocks."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


class TestLeave:
    def test_takes_the_shifts_that_start_on_its_days(self) -> None:
        leave = [Override("leave", MONDAY, MONDAY)]
        assert not on_shift([OFFICE], shanghai(23, 12), leave)
        assert on_shift([OFFICE], shanghai(24, 12), leave)

    def test_leaves_the_end_of_last_nights_shift_and_takes_tonights(self) -> None:
        leave = [Override("leave", MONDAY, MONDAY)]
        assert on_shift([NIGHT], shanghai(23, 5), leave)
        assert not on_shift([NIGHT], shanghai(23, 23), leave)
        assert not on_shift([NIGHT], shanghai(24, 5), leave)
        assert on_shift([NIGHT], shanghai(24, 22), leave)

    def test_with_hours_takes_that_part_of_each_day(self) -> None:
        leave = [Override("leave", MONDAY, TUESDAY, 13 * 60, 18 * 60)]
        assert on_shift([OFFICE], shanghai(23, 12, 59), leave)
        assert not on_shift([OFFICE], shanghai(23, 13), leave)
        assert not on_shift([OFFICE], shanghai(24, 17, 59), leave)
        assert on_shift([OFFICE], shanghai(25, 15), leave)

    def test_goes_before_other_hours(self) -> None:
        both = [Override("work", MONDAY, MONDAY, 600, 700), Override("leave", MONDAY, MONDAY)]
        assert not on_shift([OFFICE], shanghai(23, 11), both)


class TestOtherHours:
    def test_stand_for_the_shifts_of_their_days(self) -> None:
        early = [Override("work", MONDAY, MONDAY, 6 * 60, 10 * 60)]
        assert on_shift([OFFICE], shanghai(23, 7), early)
        assert not on_shift([OFFICE], shanghai(23, 12), early)
        assert on_shift([OFFICE], shanghai(24, 12), early)

    def test_hold_on_days_without_a_shift(self) -> None:
        sunday = date(2026, 11, 22)
        worked = [Override("work", sunday, sunday, 9 * 60, 18 * 60)]
        assert on_shift([OFFICE], shanghai(22, 12), worked)
        assert not on_shift([OFFICE], shanghai(22, 12))


class TestTimetables:
    def test_a_persons_leave_holds_against_the_teams_shifts(self) -> None:
        found = Timetables(
            {"anna": Timetable([], [Override("leave", MONDAY, MONDAY)])},
            {"team": Timetable([OFFICE])},
        )
        at_work = found.at(shanghai(23, 12))
        assert not at_work("anna", {"team"})
        assert at_work("bob", {"team"})

    def test_a_teams_closed_day_holds_for_those_without_own_shifts(self) -> None:
        found = Timetables(
            {"anna": Timetable([OFFICE])},
            {"team": Timetable([OFFICE], [Override("leave", MONDAY, MONDAY)])},
        )
        at_work = found.at(shanghai(23, 12))
        assert at_work("anna", {"team"})
        assert not at_work("bob", {"team"})

    def test_a_persons_extra_hours_need_no_shift_of_the_team(self) -> None:
        extra = Override("work", MONDAY, MONDAY, 19 * 60, 21 * 60)
        found = Timetables({"anna": Timetable([], [extra])}, {"team": Timetable([OFFICE])})
        assert found.at(shanghai(23, 20))("anna", {"team"})
        assert not found.at(shanghai(23, 12))("anna", {"team"})


class TestWorkingTime:
    def test_runs_only_within_the_shifts(self) -> None:
        since = working_time_ago([OFFICE], [], shanghai(24, 9, 30), timedelta(hours=2))
        assert since == shanghai(23, 16, 30)

    def test_stands_still_on_closed_days(self) -> None:
        closed = [Override("leave", MONDAY, MONDAY)]
        since = working_time_ago([OFFICE], closed, shanghai(24, 10), timedelta(hours=2))
        assert since == shanghai(20, 17)

    def test_runs_around_the_clock_without_any_shift(self) -> None:
        at = shanghai(22, 3)
        assert working_time_ago([], [], at, timedelta(hours=2)) == at - timedelta(hours=2)

    @given(MOMENTS, st.integers(5, 600))
    def test_is_never_shorter_than_the_time_by_the_clock(self, at: datetime, minutes: int) -> None:
        at = at.replace(second=0, microsecond=0)
        span = timedelta(minutes=minutes)
        since = working_time_ago([OFFICE], [], at, span)
        steps = int((at - since) / timedelta(minutes=1))
        worked = sum(on_shift([OFFICE], at - timedelta(minutes=n + 1)) for n in range(steps))
        assert since <= at - span
        assert abs(worked - minutes) <= 5
