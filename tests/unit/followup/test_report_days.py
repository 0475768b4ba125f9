"""Closed days, the weeks and months added up from them, and whose figures are read."""

from datetime import date, timedelta

import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAYS
from services.followup.reports import answers, daily, rollup, spans
from services.followup.reports.asking import Reach, reach_of
from services.followup.reports.facts import day_of
from services.followup.rules.periods import Group
from tests.fixtures.figures import HOURS, asked, figures, keep_up
from tests.fixtures.followup import (
    LEAD,
    LI,
    MANAGER,
    OTHER_TEAM,
    STORE_MANAGER,
    Desk,
    birth,
    triaged,
)


class TestADay:
    def test_that_is_closed_shows_what_changed_later(self, desk: Desk) -> None:
        born = desk.open_case()
        keep_up(desk)
        first = day_of(desk.now)
        desk.turn(days=2)
        keep_up(desk)
        assert answers.count(desk.session, asked(desk), None).late == []
        desk.hear(triaged(born, 2, owner=LI, kind="praise"))
        keep_up(desk)
        late = answers.count(desk.session, asked(desk), None).late
        assert [(one.day, one.figure, one.first, one.revised) for one in late] == [
            (first, "complaints", 1, 0),
            (first, "praise", 0, 1),
        ]
        whole = answers.count(desk.session, asked(desk), None).whole()
        assert (whole.figures["complaints"], whole.figures["praise"]) == (0, 1)

    def test_lets_surveys_be_answered_before_it_calls_them_late(self, desk: Desk) -> None:
        born = desk.told_case()
        keep_up(desk)
        desk.turn(days=2)
        keep_up(desk)
        desk.answers(desk.survey(born.case_id).token, 5)
        keep_up(desk)
        found = answers.count(desk.session, asked(desk), None)
        assert (found.late, found.whole().figures["satisfied"]) == ([], 1)

    def test_begins_at_midnight_in_shanghai(self, desk: Desk) -> None:
        desk.clock.at = desk.clock.at.replace(hour=15, minute=59)
        desk.open_case()
        desk.turn(minutes=2)
        desk.open_case()
        keep_up(desk)
        days = desk.session.execute(sa.select(DAYS.c.day).order_by(DAYS.c.day)).scalars().all()
        assert days == [date(2026, 11, 22), date(2026, 11, 23)]

    def test_is_not_written_over_by_one_who_saw_less(self, desk: Desk) -> None:
        desk.open_case()
        rollup.take_marks(desk.session, HOURS)
        day = day_of(desk.now)
        older = rollup.counted_day(desk.session, day)
        desk.open_case()
        rollup.take_marks(desk.session, HOURS)
        newer = rollup.counted_day(desk.session, day)
        assert rollup.store_day(desk.session, newer)
        assert not rollup.store_day(desk.session, older)
        kept = desk.session.execute(
            sa.select(CELLS.c.received).where(CELLS.c.dimension == "all")
        ).scalar_one()
        assert kept == 2


class TestASpan:
    def test_that_is_added_up_is_read_in_place_of_its_days(self, desk: Desk) -> None:
        desk.open_case()
        begin = day_of(desk.now).replace(day=1)
        desk.turn(days=31)
        keep_up(desk)
        today = day_of(desk.now)
        parts = spans.parts(desk.session, begin, today, "month")
        assert (parts.firsts, parts.days) == ([begin], [(today.replace(day=1), today)])
        desk.session.execute(sa.delete(CELLS))
        assert figures(desk, group="month")[""]["received"] == 1
        assert figures(desk, "store", group="month")["SH001"]["received"] == 1
        assert figures(desk, store="SH001")[""]["received"] == 1
        assert figures(desk, group="day") == {}

    def test_shows_what_changed_after_its_days_were_closed(self, desk: Desk) -> None:
        born = desk.open_case()
        day = day_of(desk.now)
        desk.turn(days=31)
        keep_up(desk)
        desk.hear(triaged(born, 2, owner=LI, kind="praise"))
        desk.turn(hours=2)
        keep_up(desk)
        by_day = answers.count(desk.session, asked(desk, "day"), "store").late
        assert [(one.day, one.first, one.revised) for one in by_day] == [(day, 1, 0), (day, 0, 1)]
        groups: tuple[Group | None, ...] = (None, "week", "month")
        for group in groups:
            assert answers.count(desk.session, asked(desk, group), "store").late == by_day

    def test_whose_days_changed_is_read_by_day_until_it_had_its_rest(self, desk: Desk) -> None:
        born = desk.open_case()
        begin = day_of(desk.now).replace(day=1)
        desk.turn(days=31)
        keep_up(desk)
        desk.hear(triaged(born, 2, owner=LI, kind="praise"))
        keep_up(desk)
        assert spans.parts(desk.session, begin, day_of(desk.now), None).firsts == []
        assert figures(desk)[""]["praise"] == 1
        desk.turn(hours=2)
        keep_up(desk)
        assert spans.parts(desk.session, begin, day_of(desk.now), None).firsts == [begin]
        assert figures(desk)[""]["praise"] == 1

    def test_holds_what_stores_sold_and_changes_with_it(self, desk: Desk) -> None:
        desk.session.add(desk.kept("store", "SH001"))
        desk.open_case()
        sold(desk, visitors=500)
        desk.turn(days=31)
        keep_up(desk)
        for visitors, shown in ((500, 2.0), (250, 4.0)):
            sold(desk, day=day_of(desk.now) - timedelta(days=31), visitors=visitors)
            for _ in range(2):
                for by_store, key in ((False, ""), (True, "SH001")):
                    found = answers.rates(desk.session, asked(desk), by_store=by_store)[key]
                    assert found["received_per_1000_visitors"] == shown
                desk.turn(hours=2)
                keep_up(desk)
        own = answers.rates(desk.session, asked(desk, store="SH001"), by_store=False)
        assert own[""] == own["SH001"] == found

    def test_that_is_not_over_is_not_added_up(self, desk: Desk) -> None:
        desk.open_case()
        keep_up(desk)
        assert spans.due(desk.session, day_of(desk.now), desk.now) is None

    def test_is_not_written_over_by_one_who_saw_less(self, desk: Desk) -> None:
        desk.open_case()
        desk.turn(days=31)
        keep_up(desk)
        older = spans.Span("month", day_of(desk.now).replace(month=11, day=1), 1)
        assert not spans.store(desk.session, older, [], desk.now)


def sold(desk: Desk, *, day: date | None = None, visitors: int) -> None:
    given = daily.DailyFigures("SH001", day or day_of(desk.now), None, visitors, None)
    daily.put_daily(desk.session, given, by=MANAGER, now=desk.now)


class TestReach:
    def test_of_a_lead_is_their_team(self, desk: Desk) -> None:
        desk.open_case()
        desk.open_case(team=OTHER_TEAM)
        keep_up(desk)
        own = figures(desk, reach=reach_of(LEAD))
        assert own[""]["received"] == 1
        by_store = figures(desk, "store", reach=reach_of(LEAD))
        assert by_store["SH001"]["received"] == 1

    def test_of_a_store_manager_is_their_store(self, desk: Desk) -> None:
        desk.open_case()
        desk.hear(triaged(birth(at=desk.now, store_code="BJ001"), owner=LI))
        keep_up(desk)
        assert set(figures(desk, "store", reach=reach_of(STORE_MANAGER))) == {"SH001"}
        assert figures(desk, reach=reach_of(STORE_MANAGER), store="BJ001") == {}

    def test_of_nobody_is_nothing(self, desk: Desk) -> None:
        desk.open_case()
        keep_up(desk)
        assert figures(desk, reach=Reach()) == {}


class TestFilters:
    def test_of_a_topic_hold_what_stands_below_it(self, desk: Desk) -> None:
        desk.open_case(topics=[{"code": "hygiene.insects", "confidence": 0.9}])
        desk.open_case(topics=[{"code": "hygiene_x.odd", "confidence": 0.9}])
        keep_up(desk)
        assert figures(desk, topic="hygiene")[""]["received"] == 1
        assert figures(desk, topic="hygiene.insects")[""]["received"] == 1

    def test_hold_together(self, desk: Desk) -> None:
        desk.open_case(topics=[{"code": "hygiene.insects", "confidence": 0.9}])
        keep_up(desk)
        assert figures(desk, topic="hygiene.insects", store="SH001")[""]["received"] == 1
        assert figures(desk, topic="hygiene.insects", store="BJ001") == {}
