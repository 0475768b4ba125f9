"""When a person may be disturbed."""

from datetime import datetime

import pytest

from services.triage.rules.notices import (
    OCCASIONS,
    SHANGHAI,
    Choice,
    Hours,
    Wishes,
    as_kept,
    next_opening,
    told,
    wishes_in,
)

WORKDAYS = (1, 2, 3, 4, 5)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of the week that begins on Monday, the 23rd of November."""
    return datetime(2026, 11, 22 + day, hour, minute, tzinfo=SHANGHAI)


class TestHours:
    @pytest.mark.parametrize(
        ("asked", "opens"),
        [
            (at(1, 9), at(1, 9)),
            (at(1, 7, 59), at(1, 8)),
            (at(1, 22), at(2, 8)),
            (at(5, 22), at(8, 8)),
            (at(6, 12), at(8, 8)),
        ],
    )
    def test_begin_next_on_a_day_of_theirs(self, asked: datetime, opens: datetime) -> None:
        assert next_opening(Hours(weekdays=WORKDAYS), asked) == opens

    @pytest.mark.parametrize(
        ("asked", "opens"),
        [(at(1, 23), at(1, 23)), (at(2, 5), at(2, 5)), (at(2, 6), at(2, 20)), (at(7, 3), at(7, 3))],
    )
    def test_may_lie_around_midnight(self, asked: datetime, opens: datetime) -> None:
        assert next_opening(Hours(20 * 60, 6 * 60), asked) == opens

    def test_of_a_whole_day_are_always(self) -> None:
        assert next_opening(Hours(0, 24 * 60), at(3, 3)) == at(3, 3)

    def test_give_way_to_what_is_critical_by_choice(self) -> None:
        night, morning = at(1, 3), at(1, 8)
        wishes = Wishes()
        waits = {
            any_time: [
                wishes.may_disturb_at(night, Choice(("wecom",), any_time), critical=critical)
                for critical in (False, True)
            ]
            for any_time in ("never", "critical", "always")
        }
        assert waits == {
            "never": [morning, morning],
            "critical": [morning, night],
            "always": [night, night],
        }
        assert (
            Wishes(hours=None).may_disturb_at(night, Choice((), "never"), critical=False) == night
        )


class TestWishes:
    def test_are_kept_as_they_were(self) -> None:
        wishes = Wishes("en", Hours(0, 60, (7,)), {"alert": Choice(("email",), "always")})
        assert wishes_in(as_kept(wishes)) == wishes
        assert wishes_in(as_kept(Wishes(hours=None, choices={}))) == Wishes(hours=None, choices={})

    def test_of_admins_hold_no_weekly_report_until_they_ask(self) -> None:
        assert Wishes().choice("weekly_report", ["admin"]).ways == ()
        assert "email" in Wishes().choice("weekly_report", ["admin", "manager"]).ways


class TestWords:
    @pytest.mark.parametrize("occasion", OCCASIONS)
    @pytest.mark.parametrize("language", ["zh", "en"])
    def test_leave_no_placeholder(self, occasion: str, language: str) -> None:
        title, _ = told(occasion, {}, language)
        assert "{" not in title
        assert title

    def test_name_codes_and_times_for_people(self) -> None:
        facts = {
            "ticket_no": "20261122-7Q4K2",
            "clock": "resolution",
            "due_at": "2026-11-22T10:00:00+00:00",
            "urgency": "critical",
            "store": "人民广场店",
            "topic": "食品安全",
            "topic_en": "Food safety",
        }
        assert told("breached", facts, "zh") == (
            "工单 20261122-7Q4K2 的解决已超时",
            ("门店：人民广场店", "主题：食品安全", "紧急程度：紧急", "截止：2026-11-22 18:00"),
        )
        title, lines = told("breached", facts, "en")
        assert title == "The resolution of case 20261122-7Q4K2 is overdue"
        assert "Topic: Food safety" in lines
        assert lines[-1] == "Due: 2026-11-22 18:00"
