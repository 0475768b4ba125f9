"""Routes of what stores sold each day, and how many came and ordered."""

from typing import Annotated

from fastapi import Path, Request

from services.followup.reports import daily
from services.followup.reports.daily import DailyFigures
from services.followup.reports.facts import day_of
from services.followup.web.desk import Desk
from services.followup.web.reports_api import Ask, Reader
from services.followup.web.schemas_reports import DailyBody, DailyImport, DailyView
from shared.auth import Principal, staff_or_key
from shared.database import Session
from shared.languages import preferred_language
from shared.paging import Cursor, Limit, Page, page_among
from shared.read_back import ReadOnly
from shared.routes import Router

router = Router(prefix="/v1", tags=["stores"])

Giver = Annotated[Principal, staff_or_key("daily:write", "manager", "admin", "store_manager")]
StoreCode = Annotated[str, Path(max_length=40)]
MOST_ERRORS = 100


@router.put("/stores/{code}/daily")
async def put_daily(*, desk: Desk, by: Giver, code: StoreCode, body: DailyBody) -> DailyView:
    """Give a store's sales, visitors and orders of a day, in place of those given before."""
    now = desk.clock.now()
    given = DailyFigures(code, body.date, body.sales, body.visitors, body.orders)
    if body.store_code not in {None, code}:
        raise ReadOnly(["store_code"])

    def work(session: Session) -> None:
        before = daily.updated_at(session, code, body.date, by) if body.updated_at else None
        if body.updated_at != before:
            raise ReadOnly(["updated_at"])
        daily.put_daily(session, given, by=by, now=now)

    await desk.database.write(work)
    figures = body.model_dump(include={"date", "sales", "visitors", "orders"})
    return DailyView(store_code=code, **figures, updated_at=now)


@router.get("/stores/{code}/daily")
async def read_daily(
    *,
    desk: Desk,
    principal: Reader,
    code: StoreCode,
    ask: Ask,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[DailyView]:
    """List what a store gave for a period, by day."""
    asked = ask.asked(principal, day_of(desk.clock.now()))
    found = await desk.read(
        lambda session: daily.daily_of(session, code, asked.first, asked.last, principal)
    )
    return page_among(
        found,
        limit,
        cursor,
        key=lambda one: one.day.isoformat(),
        item=lambda one: DailyView(date=one.day, **one.model_dump()),
    )


@router.post("/stores/daily")
async def import_daily(*, request: Request, desk: Desk, by: Giver) -> DailyImport:
    """Take a CSV of store_code, date, sales, visitors, orders; headers in English or Chinese."""
    lines = list(daily.read_file(await request.body()))
    now = desk.clock.now()
    refused = await desk.database.write(
        lambda session: daily.take_file(session, lines, by=by, now=now)
    )
    language = preferred_language(request.headers.get("accept-language"))
    return DailyImport(
        accepted=len(lines) - len(refused),
        rejected=len(refused),
        errors=[
            {"line": number, "detail": wrong.said(language)}
            for number, wrong in refused[:MOST_ERRORS]
        ],
    )
