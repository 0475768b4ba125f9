"""Has staff told of what reports find: alerts of the daily watch, and the weekly report by mail."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from services.followup.models.reports import ReportFile
from services.followup.reports import names
from shared import outbox
from shared.database import Session
from shared.events import NoticeRequested
from shared.events.vocabulary import NoticeFile

ALERT_LASTS, REPORT_LASTS = timedelta(days=2), timedelta(days=5)
PDF = "application/pdf"


def tell_alerts(session: Session, alerts: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Have those told who watch over a store that had an unusual day."""
    stores = names.names_of(session, "store", {row["store_code"] for row in alerts})
    topics = names.names_of(session, "topic", {row["topic"] for row in alerts if row["topic"]})
    wanted = [
        NoticeRequested(
            key=f"alert:{row['day']}:{row['kind']}:{row['store_code']}:{row['topic']}",
            occasion="alert",
            watches=True,
            region=row["region"] or None,
            store_code=row["store_code"],
            path="/alerts",
            facts={
                "alert": row["kind"],
                "store": stores[row["store_code"]],
                "topic": topics.get(row["topic"], ""),
                "day": str(row["day"]),
            },
            not_after=now + ALERT_LASTS,
        )
        for row in alerts
    ]
    outbox.add_many(session, wanted, now=now)


def tell_reports(session: Session, made: Sequence[ReportFile], now: datetime) -> None:
    """Have each week's report mailed to those whose region it is, once a person."""
    wanted = [
        report_notice(one, now, key=f"weekly:{one.week}:{one.region}", watches=True) for one in made
    ]
    outbox.add_many(session, wanted, now=now)


def send_report(session: Session, made: ReportFile, staff_id: str, key: str, now: datetime) -> None:
    """Have a report mailed to one person now, whatever they chose."""
    wanted = report_notice(made, now, key=key, staff_ids=(staff_id,), only="email")
    outbox.add(session, wanted, now=now)


def report_notice(made: ReportFile, now: datetime, **whom: Any) -> NoticeRequested:
    from services.followup.reports.weekly_pdf import as_pdf

    figures = made.content["figures"]
    csat = figures.get("csat")
    content = b64encode(as_pdf(made)).decode()
    return NoticeRequested(
        occasion="weekly_report",
        region=made.region or None,
        path=f"/weekly?week={made.week}&region={made.region}",
        facts={
            "week": made.week,
            "region": made.region,
            "received": f"{figures.get('received') or 0:.0f}",
            "complaints": f"{figures.get('complaints') or 0:.0f}",
            "csat": "" if csat is None else f"{csat:.1%}",
            "open": str(made.content["open"]),
        },
        file=NoticeFile(name=f"weekly-{made.week}.pdf", media_type=PDF, content=content),
        not_after=now + REPORT_LASTS,
        **whom,
    )
