"""The routes of business calendars: their hours, their days, and what they make of a moment."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Path, Query, Request, Response
from sqlmodel import col, select

from services.followup.errors import CalendarUnknown, UnfitValue
from services.followup.models import BusinessCalendar, CalendarDay, CalendarUse, CalendarYear
from services.followup.operations import calendars
from services.followup.promises import calendar_settings, compiled
from services.followup.rules.notice import NoticeError, days_in
from services.followup.rules.promises import ALWAYS
from services.followup.web.desk import Desk
from services.followup.web.schemas_calendars import (
    CALENDAR_NAME,
    LONGEST_TARGET,
    CalendarBody,
    CalendarChange,
    CalendarView,
    DaysBody,
    DaysView,
    DayView,
    DueView,
    Moment,
)
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, decode_cursor, page_of
from shared.routes import Router

router = Router(prefix="/v1/calendars", tags=["promises"])

Planner = Annotated[Principal, staff("admin", "manager")]
Name = Annotated[
    str, Path(max_length=40, pattern=CALENDAR_NAME, description="The calendar's name.")
]
HolidayName = Annotated[
    str,
    Path(max_length=40, pattern=CALENDAR_NAME, description="A calendar, or the table `CN`."),
]


@router.get("")
async def list_calendars(
    _by: Staff, desk: Desk, limit: Limit = 50, cursor: Cursor = None
) -> Page[CalendarView]:
    """Return the calendars by name, those that came with the product too."""
    (after,) = decode_cursor(cursor, str) if cursor else ("",)

    def work(session: Session) -> Page[CalendarView]:
        names = [one for one in sorted(calendar_settings(session)) if one > (after or "")]
        shown = {one: view_of(session, one) for one in names[:limit]}
        return page_of(
            names[: limit + 1], limit, key=lambda one: (one,), item=lambda one: shown[one]
        )

    return await desk.read(work)


def view_of(session: Session, name: str) -> CalendarView:
    """Return a calendar as it is. Raises CalendarUnknown."""
    setting = calendar_settings(session).get(name)
    if setting is None:
        raise CalendarUnknown
    default = session.exec(
        select(BusinessCalendar.name).where(col(BusinessCalendar.is_default).is_(True))
    ).first()
    uses = session.exec(
        select(CalendarUse.kind, CalendarUse.key).where(CalendarUse.calendar == name)
    ).all()
    years = confirmed_years(session, name, setting.holidays)
    row = session.get(BusinessCalendar, name)
    return CalendarView.of(setting, row, uses, default=default or ALWAYS, years=years)


def confirmed_years(session: Session, *names: str | None) -> list[int]:
    rows = select(CalendarYear.year).where(col(CalendarYear.calendar).in_([*names]))
    return sorted(set(session.exec(rows)))


@router.post("", status_code=201, response_model=CalendarView)
async def add_calendar(
    body: CalendarBody,
    by: Planner,
    request: Request,
    desk: Desk,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a calendar."""
    now = desk.clock.now()

    def work(session: Session) -> CalendarView:
        calendars.add_calendar(session, body.name, body.draft(body.name), by=by, now=now)
        session.flush()
        return view_of(session, body.name)

    return await idempotent(request, idempotency_key, by, desk.database, work, now=now)


@router.get("/{name}")
async def show_calendar(name: Name, _by: Staff, desk: Desk) -> CalendarView:
    """Return one calendar."""
    return await desk.read(lambda session: view_of(session, name))


@router.put("/{name}")
async def change_calendar(
    name: Name, body: CalendarChange, by: Planner, desk: Desk
) -> CalendarView:
    """Replace a calendar; running clocks follow, and what was held stays held."""
    now = desk.clock.now()

    def work(session: Session) -> CalendarView:
        calendars.change_calendar(session, name, body.draft(name), by=by, now=now)
        session.flush()
        return view_of(session, name)

    return await desk.database.write(work)


@router.delete("/{name}", status_code=204)
async def remove_calendar(name: Name, by: Planner, desk: Desk) -> None:
    """Remove a calendar that nobody keeps."""
    now = desk.clock.now()
    await desk.database.write(
        lambda session: calendars.remove_calendar(session, name, by=by, now=now)
    )


@router.get("/{name}/days")
async def list_days(
    name: HolidayName,
    _by: Staff,
    desk: Desk,
    year: Annotated[int | None, Query(ge=2000, le=2199)] = None,
) -> DaysView:
    """Return the dates that are not as their weekday says: its own over the holiday table's."""
    return await desk.read(lambda session: days_of(session, name, year))


def days_of(session: Session, name: str, year: int | None) -> DaysView:
    calendars.known_calendar(session, name)
    setting = calendar_settings(session).get(name)
    table = setting.holidays if setting else None
    statement = select(CalendarDay).where(col(CalendarDay.calendar).in_([name, table]))
    if year is not None:
        between = col(CalendarDay.day).between(date(year, 1, 1), date(year, 12, 31))
        statement = statement.where(between)
    found: dict[date, CalendarDay] = {}
    for row in session.exec(statement):
        if row.calendar == name or row.day not in found:
            found[row.day] = row
    return DaysView(
        name=name,
        confirmed_years=confirmed_years(session, name, table),
        days=[DayView.of(found[day]) for day in sorted(found)],
    )


@router.post("/{name}/days")
async def set_days(name: HolidayName, body: DaysBody, by: Planner, desk: Desk) -> DaysView:
    """Set dates, read the State Council's notice, confirm a year; clocks are timed anew."""
    now = desk.clock.now()
    drafts = [*notice_days(body), *(one.draft() for one in body.days)]
    source = "国务院通知" if body.notice else by.reference

    def work(session: Session) -> DaysView:
        calendars.set_days(
            session,
            name,
            drafts,
            confirm_year=body.confirm_year,
            source=source,
            by=by,
            now=now,
        )
        session.flush()
        return days_of(session, name, None)

    return await desk.database.write(work)


def notice_days(body: DaysBody) -> list[calendars.DayDraft]:
    """Return what the notice says, if one was given. Raises UnfitValue."""
    if body.notice is None:
        return []
    try:
        found = days_in(body.notice, body.confirm_year)
    except NoticeError:
        raise UnfitValue(
            "没有读到放假安排；请粘贴通知全文，并填写 confirm_year。",
            "No holiday was found. Paste the whole notice, and give confirm_year.",
            pointer="/notice",
        ) from None
    return [calendars.DayDraft(day, kind, note="国务院通知") for day, kind in found.items()]


@router.delete("/{name}/days/{day}", status_code=204)
async def remove_day(name: HolidayName, day: date, by: Planner, desk: Desk) -> None:
    """Let a date be again what its weekday, or the holiday table, says."""
    now = desk.clock.now()
    await desk.database.write(
        lambda session: calendars.remove_day(session, name, day, by=by, now=now)
    )


@router.get("/{name}/due")
async def try_calendar(
    name: Name,
    _by: Staff,
    desk: Desk,
    start: Annotated[Moment, Query(description="When a clock would start.")],
    minutes: Annotated[int, Query(ge=0, le=LONGEST_TARGET, description="Business minutes.")],
) -> DueView:
    """Say when a target of so many business minutes would be due."""

    def work(session: Session) -> DueView:
        hours = compiled(session, desk.policy).calendars.get(name)
        if hours is None:
            raise CalendarUnknown
        due_at = hours.add(start, timedelta(minutes=minutes))
        return DueView(
            start=start,
            is_open=hours.is_open(start),
            next_open=hours.next_open(start),
            minutes=minutes,
            due_at=due_at,
            unconfirmed=not hours.is_confirmed(start, due_at),
        )

    return await desk.read(work)
