"""Business time: adding and subtracting are opposites, nothing is due in closed time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.followup.rules.calendar import (
    AroundTheClock,
    Day,
    EmptyCalendarError,
    OpenHours,
    Opening,
    Plan,
)
from services.followup.rules.china import PUBLISHED_YEARS, as_days, published_days
from services.followup.rules.notice import NoticeError, days_in
from services.followup.rules.promises import weekly

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = ("Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
WEEKDAYS = weekly(range(1, 6), "09:00", "18:00")
QUICK = settings(max_examples=40, deadline=None)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def office() -> OpenHours:
    return OpenHours(Plan("Asia/Shanghai", WEEKDAYS, as_days(2026), frozenset({2026})))


openings = st.builds(
    Opening,
    weekday=st.integers(1, 7),
    starts=st.integers(0, 1439),
    ends=st.integers(1, 1440),
)
dates = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 31))
days = st.dictionaries(
    dates,
    st.sampled_from([Day("holiday"), Day("workday"), Day("workday", ((600, 660), (1380, 120)))]),
    max_size=12,
)
plans = st.builds(
    Plan,
    timezone=st.sampled_from(ZONES),
    weekly=st.lists(openings, min_size=1, max_size=8).map(tuple),
    days=days,
)
hours = plans.map(OpenHours)
moments = st.integers(0, 1000 * 86_400 * 10**6).map(
    lambda microseconds: datetime(2025, 2, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)
spans = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=10))


class TestArithmetic:
    @QUICK
    @given(hours, moments, spans)
    def test_adding_then_subtracting_is_the_identity(
        self, hours: OpenHours, at: datetime, span: timedelta
    ) -> None:
        began = hours.next_open(at)
        due = hours.add(began, span)
        assert hours.between(began, due) == span
        assert hours.subtract(due, span) == began

    @QUICK
    @given(hours, moments, spans)
    def test_nothing_is_due_in_closed_time(
        self, hours: OpenHours, at: datetime, span: timedelta
    ) -> None:
        due = hours.add(at, span)
        ends_open_time = hours.is_open(due - timedelta(microseconds=1))
        assert hours.is_open(due) or ends_open_time

    @QUICK
    @given(hours, moments, spans, spans)
    def test_more_time_is_never_due_earlier(
        self, hours: OpenHours, at: datetime, span: timedelta, more: timedelta
    ) -> None:
        assert hours.add(at, span) <= hours.add(at, span + more)
        assert hours.add(at, span) <= hours.add(at + more, span)
        assert hours.add(at, span) >= at

    @QUICK
    @given(hours, moments, spans, spans)
    def test_parts_add_up(
        self, hours: OpenHours, at: datetime, first: timedelta, second: timedelta
    ) -> None:
        assert hours.add(hours.add(at, first), second) == hours.add(at, first + second)

    @QUICK
    @given(hours, moments, moments, moments)
    def test_time_between_is_additive_and_no_longer_than_the_wall_s(
        self, hours: OpenHours, a: datetime, b: datetime, c: datetime
    ) -> None:
        a, b, c = sorted((a, b, c))
        assert hours.between(a, b) + hours.between(b, c) == hours.between(a, c)
        assert timedelta() <= hours.between(a, c) <= c - a
        assert hours.between(c, a) == -hours.between(a, c)

    @QUICK
    @given(st.sampled_from(ZONES), moments, spans)
    def test_around_the_clock_is_wall_time_in_any_zone(
        self, zone: str, at: datetime, span: timedelta
    ) -> None:
        always = OpenHours(Plan(zone, weekly(range(1, 8), "00:00", "24:00")))
        assert always.add(at, span) == AroundTheClock().add(at, span)
        assert always.subtract(at, span) == at - span
        assert always.is_open(at)


class TestHours:
    @pytest.mark.parametrize(
        ("at", "minutes", "due"),
        [
            ("2026-11-27T09:00", 60, "2026-11-27T10:00"),
            ("2026-11-27T17:30", 60, "2026-11-30T09:30"),
            ("2026-11-27T17:00", 60, "2026-11-27T18:00"),
            ("2026-11-28T12:00", 1, "2026-11-30T09:01"),
            ("2026-11-27T03:00", 540, "2026-11-27T18:00"),
            ("2026-11-27T03:00", 541, "2026-11-30T09:01"),
            ("2026-11-27T20:00", 0, "2026-11-30T09:00"),
        ],
    )
    def test_of_an_office(self, at: str, minutes: int, due: str) -> None:
        assert office().add(shanghai(at), timedelta(minutes=minutes)) == shanghai(due)

    def test_with_a_lunch_break(self) -> None:
        shop = OpenHours(
            Plan(
                "Asia/Shanghai",
                (*weekly([5], "09:00", "12:00"), *weekly([5], "13:30", "18:00")),
            )
        )
        assert shop.add(shanghai("2026-11-27T11:30"), timedelta(hours=1)) == shanghai(
            "2026-11-27T14:00"
        )

    def test_past_midnight_belong_to_the_day_they_start_on(self) -> None:
        bar = OpenHours(
            Plan(
                "Asia/Shanghai", weekly([5], "18:00", "02:00"), {date(2026, 11, 28): Day("holiday")}
            )
        )
        assert bar.is_open(shanghai("2026-11-28T01:00"))
        assert not bar.is_open(shanghai("2026-11-28T02:00"))
        assert bar.add(shanghai("2026-11-27T23:00"), timedelta(hours=4)) == shanghai(
            "2026-12-04T19:00"
        )

    def test_stay_when_the_clocks_change(self) -> None:
        berlin = OpenHours(Plan("Europe/Berlin", weekly(range(1, 8), "01:00", "04:00")))
        spring, autumn = datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)
        day = timedelta(days=1)
        before = timedelta(hours=6)
        assert berlin.between(spring - before, spring - before + day) == timedelta(hours=2)
        assert berlin.between(autumn - before, autumn - before + day) == timedelta(hours=4)

    def test_of_no_opening_are_a_mistake(self) -> None:
        with pytest.raises(EmptyCalendarError):
            OpenHours(Plan("Asia/Shanghai", ()))


class TestChina:
    @pytest.mark.parametrize("year", PUBLISHED_YEARS)
    def test_has_the_days_of_the_package_with_weekends_that_touch_them(self, year: int) -> None:
        package = holidays.country_holidays("CN", years=year, language="zh_CN")
        named = {day: name for day, name in package.items() if day.year == year}
        worked = {day for day in getattr(package, "weekend_workdays", ()) if day.year == year}
        days = {day: (kind, name) for day, kind, name in published_days(year)}
        assert {day for day, (kind, _) in days.items() if kind == "workday"} == worked
        assert {day: days.get(day) for day in named} == {
            day: ("holiday", name) for day, name in named.items()
        }
        for day in days.keys() - named.keys() - worked:
            near = [day + timedelta(days=step) for step in (-2, -1, 1, 2)]
            assert day.isoweekday() >= 6
            assert any(days[one] == days[day] for one in near if one in named)

    def test_of_2026_has_its_adjusted_workdays(self) -> None:
        worked = {day for day, one in as_days(2026).items() if one.kind == "workday"}
        assert worked == {
            date(2026, month, day)
            for month, day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
        }

    @pytest.mark.parametrize(
        ("day", "is_worked"),
        [
            ("2026-10-10", True),
            ("2026-10-07", False),
            ("2026-10-08", True),
            ("2026-10-11", False),
            ("2026-02-14", True),
            ("2026-02-23", False),
            ("2026-01-04", True),
            ("2026-01-01", False),
            ("2026-09-25", False),
        ],
    )
    def test_moves_workdays(self, day: str, is_worked: bool) -> None:
        assert office().is_open(shanghai(f"{day}T10:00")) is is_worked

    def test_an_adjusted_saturday_has_a_weekday_s_hours(self) -> None:
        begun = shanghai("2026-10-09T17:00")
        assert office().add(begun, timedelta(hours=10)) == shanghai("2026-10-10T18:00")

    def test_a_due_time_in_a_year_not_published_is_unconfirmed(self) -> None:
        hours = office()
        at = shanghai("2026-12-31T17:00")
        assert hours.is_confirmed(at, hours.add(at, timedelta(hours=1)))
        assert not hours.is_confirmed(at, hours.add(at, timedelta(hours=2)))

    def test_own_days_lie_over_the_holidays_both_ways(self) -> None:
        days = {
            **as_days(2026),
            date(2026, 10, 7): Day("workday"),
            date(2026, 10, 10): Day("holiday"),
        }
        hours = OpenHours(Plan("Asia/Shanghai", WEEKDAYS, days))
        assert hours.is_open(shanghai("2026-10-07T10:00"))
        assert not hours.is_open(shanghai("2026-10-10T10:00"))


NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号　2025年11月4日
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
"""


class TestNotice:
    def test_of_2026_is_read_as_the_package_has_it(self) -> None:
        package = {day: one.kind for day, one in as_days(2026).items()}
        assert days_in(NOTICE, 2026) == days_in(NOTICE, None) == package

    def test_may_name_a_range_over_the_month_s_end_and_the_year_before(self) -> None:
        read = days_in("元旦：2023年12月30日至1月1日放假。", 2024)
        assert sorted(read) == [date(2023, 12, 30), date(2023, 12, 31), date(2024, 1, 1)]
        read = days_in("春节：1月31日至2月2日放假，2月8日（周日）上班。", 2025)
        assert [day.day for day in read] == [31, 1, 2, 8]

    @pytest.mark.parametrize(
        "text", ["", "明天放假", "2月30日放假", "1月1日上班", "5月9日至1日放假", "1日放假"]
    )
    def test_that_says_nothing_is_refused(self, text: str) -> None:
        with pytest.raises(NoticeError):
            days_in(text, 2026)

    @pytest.mark.parametrize("year", PUBLISHED_YEARS)
    def test_every_published_year_has_seven_holidays_or_more(self, year: int) -> None:
        kinds = [one.kind for one in as_days(year).values()]
        assert kinds.count("holiday") >= 20
        assert kinds.count("workday") >= 5
