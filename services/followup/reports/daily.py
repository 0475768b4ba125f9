"""Daily figures of stores, given by people or tills: what rates per 1,000 are measured against."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from services.followup.errors_reports import DailyFileUnreadable, DayInFuture, StoreUnknown
from services.followup.models import KeptName
from services.followup.models.reports import DAILY, StoreDaily
from services.followup.reports import spans
from services.followup.reports.facts import day_of
from shared.auth.principal import Principal
from shared.bulk import Conflict, insert_rows
from shared.database import Session
from shared.languages import Language

COLUMNS = ("sales", "visitors", "orders")
REPLACED = Conflict(key=("store_code", "day"), changed=(*COLUMNS, "updated_at", "updated_by"))
MOST_LINES = 50_000
LARGEST = 10_000_000
HEADERS = {
    "store_code": ("store_code", "store", "门店", "门店编码"),
    "date": ("date", "day", "日期"),
    "sales": ("sales", "销售额"),
    "visitors": ("visitors", "客流", "顾客数"),
    "orders": ("orders", "订单数"),
}


@dataclass(frozen=True, slots=True)
class DailyFigures:
    """What a store gave for one day; what it did not give is None."""

    store_code: str
    day: date
    sales: float | None
    visitors: int | None
    orders: int | None


def known_stores(session: Session) -> set[str]:
    return set(session.exec(select(KeptName.key).where(KeptName.kind == "store")))


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line of a file, in both languages."""

    zh: str
    en: str

    def said(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


Line = tuple[int, DailyFigures | Wrong]
"""A line's number, and its figures or what is wrong with it."""


def put_daily(session: Session, given: DailyFigures, *, by: Principal, now: datetime) -> None:
    """Keep figures in place of those given for the store and day before.

    Raises StoreUnknown, also for a store that the giver does not reach, and DayInFuture.
    """
    if given.store_code not in known_stores(session) or not by.reaches_store(given.store_code):
        raise StoreUnknown(given.store_code)
    if given.day > day_of(now):
        raise DayInFuture
    keep(session, [given], by=by, now=now)


def take_file(
    session: Session, lines: Iterable[Line], *, by: Principal, now: datetime
) -> list[tuple[int, Wrong]]:
    """Keep the figures of a file; return the lines that hold none to keep, each with the reason."""
    stores = {code for code in known_stores(session) if by.reaches_store(code)}
    today = day_of(now)
    judged = [(number, judged_line(one, stores, today)) for number, one in once_each(lines)]
    if taken := [one for _, one in judged if isinstance(one, DailyFigures)]:
        keep(session, taken, by=by, now=now)
    return [(number, one) for number, one in judged if isinstance(one, Wrong)]


def once_each(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines, what is wrong in place of one whose store and day came before."""
    seen: dict[tuple[str, date], int] = {}
    for number, one in lines:
        if isinstance(one, Wrong):
            yield number, one
            continue
        first = seen.setdefault((one.store_code, one.day), number)
        which = f"{one.store_code} {one.day}"
        again = Wrong(f"{which} 已在第 {first} 行", f"{which} stands in line {first} already")
        yield number, one if first == number else again


def judged_line(
    found: DailyFigures | Wrong, stores: AbstractSet[str], today: date
) -> DailyFigures | Wrong:
    """Return the figures of a line unless its store is out of reach or its day has not come."""
    if isinstance(found, Wrong):
        return found
    if found.store_code not in stores:
        code = found.store_code[:40]
        return Wrong(f"没有门店 {code}，或它不在您的范围内", f"no store {code} within your reach")
    if found.day > today:
        return Wrong(f"{found.day} 还没有到", f"{found.day} has not come yet")
    return found


def keep(session: Session, given: Sequence[DailyFigures], *, by: Principal, now: datetime) -> None:
    rows = {
        (one.store_code, one.day): {
            "store_code": one.store_code,
            "day": one.day,
            **{name: getattr(one, name) for name in COLUMNS},
            "updated_at": now,
            "updated_by": by.reference,
        }
        for one in given
    }
    insert_rows(session, DAILY, list(rows.values()), conflict=REPLACED)
    spans.outdate(session, {one.day for one in given})


def updated_at(session: Session, store_code: str, day: date, by: Principal) -> datetime | None:
    """Return when a store's figures of a day were given, None when never. Raises StoreUnknown."""
    found = daily_of(session, store_code, day, day, by)
    return found[0].updated_at if found else None


def daily_of(
    session: Session, store_code: str, first: date, last: date, by: Principal
) -> Sequence[StoreDaily]:
    """Return what a store gave for a period. Raises StoreUnknown."""
    if store_code not in known_stores(session) or not by.reaches_store(store_code):
        raise StoreUnknown(store_code)
    return session.exec(
        select(StoreDaily)
        .where(StoreDaily.store_code == store_code, col(StoreDaily.day).between(first, last))
        .order_by(col(StoreDaily.day))
    ).all()


def read_file(content: bytes) -> Iterator[Line]:
    """Yield the number of each line of a CSV with its figures, or with what is wrong with it.

    Headers are Chinese or English. Raises DailyFileUnreadable.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise DailyFileUnreadable from None
    reader = csv.reader(io.StringIO(text, newline=""))
    places = columns_of(next(reader, []))
    for number, line in enumerate(reader, start=2):
        if number > MOST_LINES:
            yield number, Wrong(f"超过 {MOST_LINES} 行", f"more than {MOST_LINES} lines")
            return
        if any(cell.strip() for cell in line):
            yield number, read_line({name: cell_of(line, at) for name, at in places.items()})


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Return where each column stands. Raises DailyFileUnreadable without store and date."""
    said = [name.strip().lower() for name in header]
    places = {
        name: said.index(spelling)
        for name, spellings in HEADERS.items()
        for spelling in spellings
        if spelling in said
    }
    if "store_code" not in places or "date" not in places:
        raise DailyFileUnreadable
    return places


def cell_of(line: Sequence[str], place: int) -> str:
    return line[place].strip().lstrip("'") if place < len(line) else ""


def read_line(cells: dict[str, str]) -> DailyFigures | Wrong:
    """Return a line's figures, or what is wrong with it."""
    try:
        day = date.fromisoformat(cells["date"].replace("/", "-"))
    except ValueError:
        said = cells["date"][:20]
        return Wrong(f"看不懂日期“{said}”，请写成 2026-11-22", f"no date: {said}; write 2026-11-22")
    given: dict[str, float | None] = {}
    for name in COLUMNS:
        try:
            given[name] = amount(cells.get(name, ""))
        except ValueError:
            said = cells[name][:20]
            return Wrong(
                f"{HEADERS[name][1]}不是 0 以上的数：{said}", f"{name} is no count: {said}"
            )
    if set(given.values()) == {None}:
        return Wrong("没有任何数字", "no figure")
    visitors, orders = (whole(given[name]) for name in ("visitors", "orders"))
    return DailyFigures(cells["store_code"], day, given["sales"], visitors, orders)


def whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def amount(text: str) -> float | None:
    """Return a number of at least 0, None for an empty cell. Raises ValueError."""
    if not text:
        return None
    value = float(text.replace(",", ""))
    if not 0 <= value <= LARGEST * 1000:
        raise ValueError(text)
    return value
