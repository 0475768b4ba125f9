"""The weekly report is made once a week and region, and stays as it was made."""

from datetime import date

from sqlmodel import select

from services.followup.models import ReportFile
from services.followup.reports import weekly, weekly_pdf
from tests.fixtures.figures import keep_up
from tests.fixtures.followup import LI, Desk, birth, triaged


class TestAWeek:
    def test_is_reported_on_monday_morning_for_each_region(self, desk: Desk) -> None:
        desk.open_case()
        desk.hear(triaged(birth(at=desk.now, region="华北", store_code="BJ001"), owner=LI))
        keep_up(desk)
        assert not weekly.is_due(desk.session, desk.now)
        desk.turn(hours=20)
        assert weekly.is_due(desk.session, desk.now)
        weekly.make_due(desk.session, desk.now)
        made = desk.session.exec(select(ReportFile)).all()
        assert {(one.week, one.region) for one in made} == {
            ("2026-W47", ""),
            ("2026-W47", "华东"),
            ("2026-W47", "华北"),
        }
        assert not weekly.is_due(desk.session, desk.now)
        whole = weekly.report(desk.session, "2026-W47", "", desk.now)
        assert whole.content["figures"]["received"] == 2
        made_pdf = weekly_pdf.as_pdf(whole)
        assert made_pdf.startswith(b"%PDF")
        assert b"FontFile2" in made_pdf, "readers need no Chinese font of their own"

    def test_knows_its_days(self) -> None:
        assert weekly.week_of(date(2027, 1, 3)) == "2026-W53"
        assert weekly.days_of("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
