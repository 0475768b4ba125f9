"""Shifts, passwords, slowing down and roles, decided without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.triage.rules.passwords import MOST, normalised, objection
from services.triage.rules.roles import may_give
from services.triage.rules.shifts import Hours, clock_text, is_timezone, minutes, on_shift
from services.triage.rules.sign_in import (
    ADDRESS_FAILURES,
    ADDRESS_WINDOW,
    LONGEST_WAIT,
    account_key,
    address_key,
    leaked,
    room_at,
    still_locked,
    verified_at_once,
    wait_after,
)

EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
WORKDAYS = [1, 2, 3, 4, 5]
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def shanghai(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 (the 23rd is a Monday) by Shanghai's clocks."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


class TestOnShift:
    def test_nobody_is_without_shifts(self) -> None:
        assert not on_shift([], NOW)

    def test_counts_by_local_time(self) -> None:
        office = [Hours(WORKDAYS, minutes("09:00"), minutes("18:00"))]

        assert not on_shift(office, shanghai(23, 8, 59))
        assert on_shift(office, shanghai(23, 9))
        assert on_shift(office, shanghai(23, 17, 59))
        assert not on_shift(office, shanghai(23, 18))
        assert not on_shift(office, shanghai(22, 12))

    def test_passes_midnight_and_belongs_to_the_day_it_starts_on(self) -> None:
        friday_night = [Hours([5], minutes("22:00"), minutes("06:00"))]

        assert on_shift(friday_night, shanghai(27, 22))
        assert on_shift(friday_night, shanghai(27, 23, 59))
        assert on_shift(friday_night, shanghai(28, 0))
        assert on_shift(friday_night, shanghai(28, 5, 59))
        assert not on_shift(friday_night, shanghai(28, 6))
        assert not on_shift(friday_night, shanghai(27, 5))
        assert not on_shift(friday_night, shanghai(28, 22))

    def test_ends_at_midnight_when_it_says_24(self) -> None:
        late = [Hours([5], minutes("18:00"), minutes("24:00"))]

        assert on_shift(late, shanghai(27, 23, 59))
        assert not on_shift(late, shanghai(28, 0))

    def test_runs_to_midnight_when_it_ends_at_zero(self) -> None:
        late = [Hours([5], minutes("18:00"), minutes("00:00"))]

        assert on_shift(late, shanghai(27, 23, 59))
        assert not on_shift(late, shanghai(28, 0))

    def test_keeps_to_its_dates_by_the_day_it_starts(self) -> None:
        nights = [
            Hours(
                EVERY_DAY,
                minutes("22:00"),
                minutes("06:00"),
                valid_from=date(2026, 11, 24),
                valid_to=date(2026, 11, 25),
            )
        ]

        assert not on_shift(nights, shanghai(24, 5))
        assert on_shift(nights, shanghai(24, 22))
        assert on_shift(nights, shanghai(26, 5))
        assert not on_shift(nights, shanghai(26, 22))

    def test_keeps_its_hours_when_clocks_change(self) -> None:
        paris = [Hours(EVERY_DAY, minutes("09:00"), minutes("17:00"), timezone="Europe/Paris")]

        assert on_shift(paris, datetime(2026, 10, 24, 7, 0, tzinfo=UTC))
        assert not on_shift(paris, datetime(2026, 10, 26, 7, 0, tzinfo=UTC))
        assert on_shift(paris, datetime(2026, 10, 26, 8, 0, tzinfo=UTC))

    @given(MOMENTS)
    def test_is_always_covered_round_the_clock(self, at: datetime) -> None:
        assert on_shift([Hours(EVERY_DAY, 0, minutes("24:00"))], at)

    @given(MOMENTS, st.integers(0, 1439))
    def test_is_covered_by_a_shift_or_by_its_complement(self, at: datetime, start: int) -> None:
        end = (start + 480) % 1440
        inside = on_shift([Hours(EVERY_DAY, start, end)], at)
        outside = on_shift([Hours(EVERY_DAY, end, start)], at)

        assert inside != outside


class TestTimesOfDay:
    @given(st.integers(0, 1440))
    def test_are_read_as_they_are_written(self, total: int) -> None:
        assert minutes(clock_text(total)) == total

    @pytest.mark.parametrize("text", ["", "9:00", "09:60", "24:01", "25:00", "0900", "०९:००"])
    def test_refuse_anything_else(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"time of day|invalid literal"):
            minutes(text)

    def test_zones_are_those_the_machine_knows(self) -> None:
        assert is_timezone("Asia/Shanghai")
        assert not any(is_timezone(name) for name in ("Mars/Olympus", "../etc/passwd", "Asia"))


class TestPasswords:
    @pytest.mark.parametrize(
        "password",
        ["orange soda without ice", "橘子汽水不加冰糖三分甜", "kT7!pQx2vN", "gzal-voa6-zolm-io3v"],
    )
    def test_that_are_hard_to_guess_pass(self, password: str) -> None:
        assert objection(password, username="agent01") is None

    @pytest.mark.parametrize(
        "password",
        [
            "",
            "short",
            "aaaaaaaaaaaa",
            "1234567890",
            "Qwerty123456!",
            "password2026",
            "agent01agent01",
            "AGENT01-2026",
            "woaini5201314",
            "abcabcabcabc1",
            "x" * (MOST + 1),
        ],
    )
    def test_that_are_easy_to_guess_are_refused(self, password: str) -> None:
        assert objection(password, username="agent01") is not None

    def test_are_the_same_from_any_keyboard(self) -> None:
        assert normalised("ＡＢＣ１２３") == normalised("ABC123")

    @given(st.text(max_size=300))
    def test_of_any_kind_are_judged(self, password: str) -> None:
        objection(password, username="agent01")


class TestSlowingDown:
    def test_leaves_five_failures_free(self) -> None:
        assert all(wait_after(failures) == timedelta(0) for failures in range(6))

    def test_doubles_up_to_the_longest_wait(self) -> None:
        waits = [wait_after(failures).total_seconds() for failures in range(6, 16)]

        assert waits == [4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
        assert wait_after(10**6) == LONGEST_WAIT

    def test_lets_no_more_verify_at_once_than_would_be_free(self) -> None:
        assert [verified_at_once(failures) for failures in (0, 3, 5, 6, 99)] == [6, 3, 1, 1, 1]

    def test_waits_no_longer_than_the_longest_after_the_clock_was_put_back(self) -> None:
        assert still_locked(NOW + timedelta(hours=5), NOW) == NOW + LONGEST_WAIT
        assert still_locked(NOW, NOW) is None
        assert still_locked(None, NOW) is None

    def test_has_room_again_as_the_bucket_leaks(self) -> None:
        full = float(ADDRESS_FAILURES)

        assert room_at(full - 1, NOW) == NOW
        assert room_at(full, NOW) == NOW + ADDRESS_WINDOW / ADDRESS_FAILURES
        assert leaked(full, ADDRESS_WINDOW) == 0
        assert leaked(full, timedelta(hours=-1)) == full

    def test_takes_any_spelling_of_a_name_for_one(self) -> None:
        assert account_key("Agent01") == account_key(" ａｇｅｎｔ01 ")
        assert account_key("agent01") != account_key("agent02")

    def test_takes_a_whole_network_for_one_address(self) -> None:
        assert address_key("2001:db8::1") == address_key("2001:db8::ffff")
        assert address_key("2001:db8:0:1::1") != address_key("2001:db8:0:2::1")
        assert address_key("::ffff:192.0.2.1") == address_key("192.0.2.1") == "192.0.2.1"
        assert len(address_key("a socket's path")) == 64


class TestRoles:
    @pytest.mark.parametrize(
        ("own", "given", "may"),
        [
            ("admin", "admin", True),
            ("admin", "auditor", True),
            ("manager", "admin", False),
            ("manager", "lead", True),
            ("lead", "manager", False),
            ("agent", "lead", False),
        ],
    )
    def test_are_given_by_those_at_least_as_high(self, own: str, given: str, may: bool) -> None:
        assert may_give([own], [given]) is may
