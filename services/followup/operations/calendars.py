"""What managers do with calendars: set their hours, their days, and who keeps them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup.errors import (
    CalendarInUse,
    CalendarTaken,
    CalendarUnknown,
    ShippedStays,
    UnfitValue,
)
from services.followup.models import (
    BusinessCalendar,
    CalendarDay,
    CalendarUse,
    CalendarYear,
    KeptName,
    SlaPolicy,
)
from services.followup.operations.clockwork import retime_all
from services.followup.promises import calendar_settings, changed
from services.followup.rules.calendar import is_timezone
from services.followup.rules.promises import CHINA, SHIPPED_CALENDARS
from shared import audit
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session, insert_for

SAID = ("title", "timezone", "weekly", "holidays", "is_default")


@dataclass(frozen=True, slots=True)
class CalendarDraft:
    """A calendar as a manager writes it; `weekly` as rows keep it."""

    title: str
    timezone: str
    weekly: Sequence[Mapping[str, Any]]
    holidays: str | None
    is_default: bool
    teams: Collection[str]
    stores: Collection[str]


@dataclass(frozen=True, slots=True)
class DayDraft:
    """What one date shall be; `hours` as rows keep them, None for those of the weekday."""

    date: date
    kind: str
    hours: list[dict[str, str]] | None = None
    note: str | None = None


def add_calendar(
    session: Session, name: str, draft: CalendarDraft, *, by: Principal, now: datetime
) -> None:
    """Add a calendar. Raises CalendarTaken, UnfitValue."""
    if name == CHINA or name in calendar_settings(session):
        raise CalendarTaken
    write_calendar(session, name, draft, by=by, now=now)


def change_calendar(
    session: Session, name: str, draft: CalendarDraft, *, by: Principal, now: datetime
) -> None:
    """Replace a calendar; running clocks follow. Raises CalendarUnknown, UnfitValue."""
    if name not in calendar_settings(session):
        raise CalendarUnknown
    write_calendar(session, name, draft, by=by, now=now)


def write_calendar(
    session: Session, name: str, draft: CalendarDraft, *, by: Principal, now: datetime
) -> None:
    check(session, name, draft)
    held = session.get(BusinessCalendar, name)
    before = None if held is None else audit.held(held, SAID) | used_by(session, name)
    row = held or BusinessCalendar(name=name, title="", timezone="", weekly=[], changed_at=now)
    row.title, row.timezone, row.changed_at = draft.title, draft.timezone, now
    row.weekly, row.holidays = [dict(one) for one in draft.weekly], draft.holidays
    row.is_default = draft.is_default
    session.add(row)
    if draft.is_default:
        others = sa.update(BusinessCalendar).where(col(BusinessCalendar.name) != name)
        session.execute(others.values(is_default=False))
    session.execute(sa.delete(CalendarUse).where(col(CalendarUse.calendar) == name))
    for kind, keys in (("team", draft.teams), ("store", draft.stores)):
        session.add_all(CalendarUse(kind=kind, key=key, calendar=name) for key in sorted(set(keys)))
    detail = audit.altered(before, audit.held(row, SAID) | used_by(session, name))
    note_change(session, "calendar.write", f"calendar:{name}", detail, by=by, now=now)


def used_by(session: Session, name: str) -> dict[str, Any]:
    """Return the teams and stores that keep a calendar."""
    uses = session.exec(select(CalendarUse).where(CalendarUse.calendar == name)).all()
    return {
        f"{kind}s": sorted(one.key for one in uses if one.kind == kind)
        for kind in ("team", "store")
    }


def check(session: Session, name: str, draft: CalendarDraft) -> None:
    """Raise UnfitValue for an empty calendar and for what it names that is not there or free."""
    if not draft.weekly:
        raise UnfitValue(
            "日历至少要有一段营业时间，否则任何时限都不会到期。",
            "A calendar needs open hours, or nothing would ever be due.",
            pointer="/weekly",
        )
    if not is_timezone(draft.timezone):
        raise UnfitValue("没有这个时区。", "There is no such time zone.", pointer="/timezone")
    for kind, keys in (("team", draft.teams), ("store", draft.stores)):
        check_users(session, name, kind, keys)


def check_users(session: Session, name: str, kind: str, keys: Collection[str]) -> None:
    known = set(
        session.exec(
            select(KeptName.key).where(KeptName.kind == kind, among(col(KeptName.key), keys))
        )
    )
    for key in keys:
        if key not in known:
            raise UnfitValue(f"没有 {key}。", f"There is no {kind} {key}.", pointer=f"/{kind}s")
    taken = session.exec(
        select(CalendarUse).where(
            CalendarUse.kind == kind,
            among(col(CalendarUse.key), keys),
            CalendarUse.calendar != name,
        )
    ).first()
    if taken is not None:
        raise UnfitValue(
            f"{taken.key} 已使用日历 {taken.calendar}，请先在那里移除。",
            f"{taken.key} keeps the calendar {taken.calendar}; take it out there first.",
            pointer=f"/{kind}s",
        )


def remove_calendar(session: Session, name: str, *, by: Principal, now: datetime) -> None:
    """Remove a calendar nobody keeps. Raises CalendarUnknown, ShippedStays, CalendarInUse."""
    if name in SHIPPED_CALENDARS or name == CHINA:
        raise ShippedStays
    row = session.get(BusinessCalendar, name)
    if row is None:
        raise CalendarUnknown
    users = [
        *session.exec(select(CalendarUse.key).where(CalendarUse.calendar == name)),
        *session.exec(select(SlaPolicy.name).where(SlaPolicy.calendar == name)),
    ]
    if users or row.is_default:
        raise CalendarInUse(users or ["默认 / the default"])
    session.delete(row)
    for table in (CalendarDay, CalendarYear):
        session.execute(sa.delete(table).where(col(table.calendar) == name))
    note_change(session, "calendar.remove", f"calendar:{name}", {}, by=by, now=now)


def set_days(
    session: Session,
    name: str,
    days: Sequence[DayDraft],
    *,
    confirm_year: int | None,
    source: str,
    by: Principal,
    now: datetime,
) -> None:
    """Say what dates are, and that a year is certain; clocks that reach them are timed anew.

    `name` is a calendar or the holiday table. Raises CalendarUnknown.
    """
    known_calendar(session, name)
    insert = insert_for(session)(CalendarDay.__table__)  # type: ignore[attr-defined]
    changed_columns = ("kind", "hours", "note", "source", "set_at")
    for one in days:
        values = {
            "calendar": name,
            "day": one.date,
            "kind": one.kind,
            "hours": one.hours,
            "note": one.note,
            "source": source,
            "set_at": now,
        }
        session.execute(
            insert.values(values).on_conflict_do_update(
                index_elements=["calendar", "day"],
                set_={column: values[column] for column in changed_columns},
            )
        )
    if confirm_year is not None and session.get(CalendarYear, (name, confirm_year)) is None:
        session.add(CalendarYear(calendar=name, year=confirm_year, source=source, confirmed_at=now))
    dates = [one.date.isoformat() for one in days]
    detail = {"days": dates, "confirm_year": confirm_year, "source": source}
    note_change(session, "calendar.days", f"calendar:{name}", detail, by=by, now=now)


def remove_day(session: Session, name: str, day: date, *, by: Principal, now: datetime) -> None:
    """Let a date be again what its weekday says. Raises CalendarUnknown."""
    known_calendar(session, name)
    row = session.get(CalendarDay, (name, day))
    if row is None:
        raise CalendarUnknown
    session.delete(row)
    detail = {"removed": day.isoformat()}
    note_change(session, "calendar.days", f"calendar:{name}", detail, by=by, now=now)


def known_calendar(session: Session, name: str) -> None:
    """Raise CalendarUnknown unless it is a calendar or the holiday table."""
    if name != CHINA and name not in calendar_settings(session):
        raise CalendarUnknown


def note_change(
    session: Session,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Audit a change of what is promised, and let programs and running clocks learn of it."""
    session.flush()
    audit.record(session, actor=by, action=action, subject=subject, detail=detail, now=now)
    changed(session)
    retime_all(session, now)
