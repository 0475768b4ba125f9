"""Exports every case as CSV for spreadsheets: masked texts only, formulas neutralised."""

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.followup.models import Case
from services.followup.web.schemas import CaseSummary
from services.followup.web.views import summaries
from shared.database import Database, Session

CHUNK = 1_000
BYTE_ORDER_MARK = "\ufeff"
"""What spreadsheets need to read UTF-8."""

COLUMNS = (
    *("ticket_no", "received_at", "channel", "store_code", "status", "kind", "topics", "urgency"),
    *("sentiment", "team", "owner", "text", "result", "resolved_at", "told_at", "closed_at"),
    *("closed_reason", "reopen_count", "survey_score", "survey_solved"),
)
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
"""A cell that starts so is run by spreadsheets (CWE-1236), in East Asian ones wide signs too."""


async def export_cases(database: Database, file: Path) -> int:
    """Write all cases of followup's `database` to `file`; return how many."""
    count, after = 0, None
    with file.open("w", encoding="utf-8", newline="") as opened:
        opened.write(BYTE_ORDER_MARK)
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        while chunk := await database.read(partial(page, after=after)):
            writer.writerows([neutral(cell) for cell in cells(one)] for one in chunk)
            count, after = count + len(chunk), chunk[-1].id
    return count


def page(session: Session, after: str | None) -> list[CaseSummary]:
    query = sa.select(Case).where(col(Case.triaged) != "").order_by(col(Case.id)).limit(CHUNK)
    if after is not None:
        query = query.where(col(Case.id) > after)
    return summaries(session, list(session.execute(query).scalars()))


def cells(case: CaseSummary) -> Iterator[Any]:
    yield from (case.ticket_no, case.received_at.isoformat(), case.channel, case.store_code)
    yield from (case.status, case.kind, " ".join(topic.code for topic in case.topics))
    yield from (case.urgency, case.sentiment.label, case.team and case.team.name)
    yield from (case.owner and case.owner.name, case.text, case.result)
    for moment in (case.resolved_at, case.told_at, case.closed_at):
        yield moment and moment.isoformat()
    yield from (case.closed_reason, case.reopen_count)
    yield from (case.survey and case.survey.score, case.survey and case.survey.solved)


def neutral(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell
