"""Daily figures of stores, given by people or tills: what rates per 1,000 are measured against."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from services.followup.errors_reports import DailyFileUnreadable, StoreUnknown
from services.followup.models import KeptName
from services.followup.models.reports import DAILY, StoreDaily
from services.followup.reports import spans
from shared.auth.principal import Principal
from shared.bulk import Conflict, insert_rows
from shared.database import Session

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


def put_daily(
    session: Session, given: Sequence[DailyFigures], *, by: Principal, now: datetime
) -> None:
    """Keep figures, each in place of those given for its store and day before.

    Raises StoreUnknown, also for a store that the giver does not reach.
    """
    stores = known_stores(session)
    for one in given:
        if one.store_code not in stores or not by.reaches_store(one.store_code):
            raise StoreUnknown(one.store_code)
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


def read_file(content: bytes) -> Iterator[tuple[int, DailyFigures | str]]:
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
            yield number, f"more than {MOST_LINES} lines"
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


def read_line(cells: dict[str, str]) -> DailyFigures | str:
    """Return a line's figures, or what is wrong with it."""
    try:
        day = date.fromisoformat(cells["date"].replace("/", "-"))
        sales = amount(cells.get("sales", ""))
        counts = [amount(cells.get(name, "")) for name in ("visitors", "orders")]
    except ValueError as error:
        return str(error)
    if sales is None and counts == [None, None]:
        return "no figure"
    visitors, orders = (None if one is None else int(one) for one in counts)
    return DailyFigures(cells["store_code"], day, sales, visitors, orders)


def amount(text: str) -> float | None:
    """Return a number of at least 0, None for an empty cell. Raises ValueError."""
    if not text:
        return None
    value = float(text.replace(",", ""))
    if not 0 <= value <= LARGEST * 1000:
        raise ValueError(f"out of range: {text[:20]}")
    return value
