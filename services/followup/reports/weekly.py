"""The weekly report: made once a week and region, shown as a page and as a PDF."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from services.followup.errors_reports import RegionUnknown
from services.followup.models import KeptName
from services.followup.models.alerts import ALERTS
from services.followup.models.reports import CELLS, FILES, ReportFile
from services.followup.reports import answers, names
from services.followup.reports.asking import Asked, Reach
from services.followup.reports.facts import day_of
from shared.bulk import IGNORED, insert_rows
from shared.database import Session

ALL_REGIONS = ""
READY = timedelta(hours=8)
"""How long after Monday began, in Shanghai, the week before is reported."""

MOST_LINES = 10

LINES = (
    ("received", "收到", "{:.0f}"),
    ("complaints", "其中投诉", "{:.0f}"),
    ("resolved", "解决", "{:.0f}"),
    ("closed", "关闭", "{:.0f}"),
    ("response_median_seconds", "首次答复中位数（小时）", "hours"),
    ("resolution_median_seconds", "解决中位数（小时）", "hours"),
    ("first_response_attainment", "首次答复按时率", "{:.1%}"),
    ("resolution_attainment", "解决按时率", "{:.1%}"),
    ("reopen_rate", "返工率", "{:.1%}"),
    ("csat", "满意率", "{:.1%}"),
    ("response_rate", "问卷回复率", "{:.1%}"),
    ("nps", "净推荐值", "{:.0f}"),
)


def week_of(day: date) -> str:
    """Return the ISO week of a day, such as `2026-W47`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def days_of(week: str) -> tuple[date, date]:
    """Return Monday and Sunday of an ISO week. Raises ValueError for what is none."""
    year, _, number = week.partition("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return monday, monday + timedelta(days=6)


def last_week(now: datetime, ready: timedelta = READY) -> str:
    """Return the newest week that is over and ready to be reported."""
    return week_of(day_of(now - ready) - timedelta(days=7))


def is_over(week: str, now: datetime) -> bool:
    """Say whether a week is over; one that its year does not have never is."""
    try:
        return day_of(now) > days_of(week)[1]
    except ValueError:
        return False


def is_due(session: Session, now: datetime, ready: timedelta = READY) -> bool:
    """Say whether last week had feedback and nobody has reported it yet."""
    week = last_week(now, ready)
    if session.get(ReportFile, (week, ALL_REGIONS)) is not None:
        return False
    first, last = days_of(week)
    found = session.execute(
        sa.select(CELLS.c.day)
        .where(CELLS.c.dimension == "all", CELLS.c.day.between(first, last))
        .limit(1)
    )
    return found.first() is not None


def make_due(session: Session, now: datetime, ready: timedelta = READY) -> list[ReportFile]:
    """Make last week's report for every region that had feedback, once, and return them."""
    week = last_week(now, ready)
    first, last = days_of(week)
    rows = session.execute(
        sa.select(CELLS.c.key)
        .where(CELLS.c.dimension == "region", CELLS.c.day.between(first, last), CELLS.c.key != "")
        .distinct()
    )
    wanted = [ALL_REGIONS, *sorted(row[0] for row in rows)]
    made = [content_of(session, week, region, now) for region in wanted]
    insert_rows(session, FILES, [one.model_dump() for one in made], conflict=IGNORED)
    return made


def report(session: Session, week: str, region: str, now: datetime) -> ReportFile:
    """Return a week's report: as it was made on Monday, else as it would be made now.

    Raises RegionUnknown.
    """
    made = session.get(ReportFile, (week, region))
    if made is None and region != ALL_REGIONS:
        require_region(session, region)
    return made or content_of(session, week, region, now)


def require_region(session: Session, region: str) -> None:
    """Raise RegionUnknown unless there is feedback of the region, or a store in it."""
    of_region = sa.select(CELLS.c.day).where(CELLS.c.dimension == "region", CELLS.c.key == region)
    if session.execute(of_region.limit(1)).first() is None:
        stores = session.exec(select(KeptName.snapshot).where(KeptName.kind == "store"))
        known = sorted({one["region"] for one in stores})
        if region not in known:
            raise RegionUnknown(known)


def content_of(session: Session, week: str, region: str, now: datetime) -> ReportFile:
    """Count a week for one region, or for all."""
    first, last = days_of(week)
    filters = {"region": region} if region else {}
    asked = Asked(first, last, Reach(all=True), filters)
    before = asked.within(first - timedelta(days=7), first - timedelta(days=1))
    content: dict[str, Any] = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "figures": answers.count(session, asked, None).whole().shown(),
        "before": answers.count(session, before, None).whole().shown(),
        "stores": busiest(session, asked, "store"),
        "topics": busiest(session, asked, "topic"),
        "alerts": alert_lines(session, asked),
        "open": answers.backlog(session, asked, now).open,
    }
    return ReportFile(week=week, region=region, content=content, made_at=now)


def busiest(session: Session, asked: Asked, dimension: str) -> list[dict[str, Any]]:
    """Return the keys with most complaints, with what their customers say."""
    counts = answers.count(session, asked, dimension)
    tallies = sorted(
        ((key, tally) for (key, _), tally in counts.by_place.items() if key),
        key=lambda one: (-one[1].figures.get("complaints", 0), one[0]),
    )[:MOST_LINES]
    known = names.names_of(session, dimension, [key for key, _ in tallies])
    return [
        {
            "key": key,
            "name": known[key],
            **{
                name: tally.shown()[name]
                for name in ("received", "complaints", "resolved", "csat", "reopen_rate")
            },
        }
        for key, tally in tallies
    ]


def alert_lines(session: Session, asked: Asked) -> list[dict[str, Any]]:
    statement = sa.select(ALERTS).where(ALERTS.c.day.between(asked.first, asked.last))
    if "region" in asked.filters:
        statement = statement.where(ALERTS.c.region == asked.filters["region"])
    rows = session.execute(statement.order_by(ALERTS.c.chance).limit(MOST_LINES)).mappings()
    return [
        {
            "day": row["day"].isoformat(),
            "kind": row["kind"],
            "store": row["store_code"],
            "topic": row["topic"],
            "observed": row["observed"],
            "expected": row["expected"],
        }
        for row in rows
    ]


def lines(content: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (what, this week, the week before) in words."""
    return [
        (words, told(content["figures"].get(name), form), told(content["before"].get(name), form))
        for name, words, form in LINES
    ]


def told(value: Any, form: str) -> str:
    if value is None:
        return "—"
    return f"{value / 3600:.1f}" if form == "hours" else form.format(value)


ALERT_WORDS = {
    "volume_high": "反馈异常增多",
    "volume_low": "反馈异常减少",
    "score_drop": "评分下降",
    "response_drop": "问卷回复率下降",
}


def title_of(made: ReportFile) -> str:
    return f"客户反馈周报 {made.week} {made.region or '全部区域'}"
