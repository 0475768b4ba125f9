"""Answers of reports: figures per key and period, from daily cells or straight from facts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAILY, DAYS, FACTS, MARKS
from services.followup.reports.asking import Asked, narrowed
from services.followup.reports.figures import FIGURES, NOW_OPEN, Tally
from services.followup.reports.rollup import DIMENSIONS, places_of
from shared.among import among
from shared.database import Session

MOST_CUSTOMER_DAYS = 92

Place = tuple[str, date]
"""A key and the first day of a period."""


@dataclass(frozen=True, slots=True)
class Late:
    """A figure of a closed day that changed afterwards: what it was at first and is now."""

    day: date
    figure: str
    first: int
    revised: int


@dataclass(slots=True)
class Counts:
    """Tallies by key and period, and what changed after its day was closed."""

    by_place: dict[Place, Tally] = field(default_factory=lambda: defaultdict(Tally))
    late: list[Late] = field(default_factory=list)

    def whole(self) -> Tally:
        """Return all of it together."""
        found = Tally()
        for tally in self.by_place.values():
            found.add_tally(tally)
        return found


def count(session: Session, asked: Asked, dimension: str | None) -> Counts:
    """Count per key of `dimension` (one key '' without) and per period."""
    sources = asked.sources(dimension)
    if sources is None:
        return from_facts(session, asked, dimension)
    return from_cells(session, asked, dimension, *sources)


def from_cells(
    session: Session,
    asked: Asked,
    dimension: str | None,
    source: str,
    keys: Iterable[str] | None,
) -> Counts:
    statement = (
        sa.select(CELLS, DAYS.c.frozen_at, DAYS.c.settled_at)
        .join(DAYS, DAYS.c.day == CELLS.c.day)
        .where(CELLS.c.dimension == source, CELLS.c.day.between(asked.first, asked.last))
    )
    if keys is not None:
        statement = statement.where(among(CELLS.c.key, list(keys)))
    counts = Counts()
    moved: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in session.execute(statement.order_by(CELLS.c.day)):
        figures = orjson.loads(row.figures)
        key = row.key if dimension else ""
        counts.by_place[key, asked.beginning(row.day)].add_counted(figures, orjson.loads(row.times))
        for name, first, revised in changes(row, figures):
            held = moved[row.day, name]
            held[0], held[1] = held[0] + first, held[1] + revised
    counts.late = [Late(day, name, *held) for (day, name), held in sorted(moved.items())]
    return counts


def whole(session: Session, asked: Asked, dimension: str | None, counts: Counts) -> Tally:
    """Return everything that was counted once; a case of two topics stands in two of their rows."""
    if dimension != "topic":
        return counts.whole()
    return count(session, replace(asked, group=None), None).whole()


def changes(row: Any, figures: Mapping[str, int]) -> Iterable[tuple[str, int, int]]:
    """Yield each figure of a closed day that is not what it was when the day was closed."""
    for stamp, kept, settles in (
        (row.frozen_at, row.frozen, False),
        (row.settled_at, row.settled, True),
    ):
        if stamp is None or kept == row.figures:
            continue
        first = orjson.loads(kept or "{}")
        for name in sorted(first.keys() | figures.keys()):
            figure = FIGURES.get(name)
            is_other = first.get(name, 0) != figures.get(name, 0)
            if figure is not None and figure.settles == settles and is_other:
                yield name, first.get(name, 0), figures.get(name, 0)


def from_facts(session: Session, asked: Asked, dimension: str | None) -> Counts:
    """Count facts where several conditions hold at once; no cell knows of them together."""
    counts = Counts()
    for row in session.execute(sa.select(FACTS).where(asked.condition())).mappings():
        fact = dict(row)
        for key in keys_of(fact, dimension):
            counts.by_place[key, asked.beginning(fact["day"])].add(fact)
    return counts


def keys_of(fact: Mapping[str, Any], dimension: str | None) -> Sequence[str]:
    if dimension is None:
        return ("",)
    return [key for name, key in places_of(fact) if name == dimension]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open now: how many, since when, and by age."""

    open: int
    oldest_at: datetime | None
    median_age_hours: float | None
    by_age: Mapping[str, int]


AGES = (("under_1_day", 24), ("1_to_3_days", 72), ("3_to_7_days", 168), ("over_7_days", 10**6))


def backlog(session: Session, asked: Asked, now: datetime) -> Backlog:
    """Return the open cases within reach and filters, whenever they were received."""
    condition = open_now(asked)
    younger = [
        sa.func.count(sa.case((FACTS.c.at > now - timedelta(hours=hours), 1))) for _, hours in AGES
    ]
    count, oldest, *up_to = session.execute(
        sa.select(sa.func.count(), sa.func.min(FACTS.c.at), *younger).where(condition)
    ).one()
    middle = session.execute(
        sa.select(FACTS.c.at).where(condition).order_by(FACTS.c.at).offset(count // 2).limit(1)
    ).scalar()
    by_age = {
        name: held - before
        for (name, _), held, before in zip(AGES, up_to, (0, *up_to[:-1]), strict=True)
    }
    median = None if middle is None else (now - middle).total_seconds() / 3600
    return Backlog(count, oldest, median, by_age)


def open_now(asked: Asked) -> sa.ColumnElement[bool]:
    """Return the condition that a fact is of a case open now, within reach and filters."""
    wanted = [FACTS.c.is_open, asked.reach.condition()]
    return sa.and_(*wanted, *(narrowed(name, key) for name, key in asked.filters.items()))


def customers(session: Session, asked: Asked) -> int | None:
    """Return how many different customers spoke; anonymous ones are not told apart.

    None for periods longer than MOST_CUSTOMER_DAYS: different ones cannot be added up from days.
    """
    if (asked.last - asked.first).days >= MOST_CUSTOMER_DAYS:
        return None
    found = session.execute(
        sa.select(sa.func.count(sa.distinct(FACTS.c.customer))).where(
            asked.condition(), FACTS.c.fact == "received"
        )
    )
    return int(found.scalar_one())


def rates(session: Session, asked: Asked, *, by_store: bool) -> dict[str, dict[str, float]]:
    """Return cases and complaints per 1,000 visitors and orders, by store or all together ('').

    Only days for which a store gave a figure count, above and below the line alike.
    """
    limits = asked.filters.keys() - {"store"}
    if limits or asked.reach.teams:
        return {}
    conditions: list[sa.ColumnElement[bool]] = [DAILY.c.day.between(asked.first, asked.last)]
    if "store" in asked.filters:
        conditions.append(DAILY.c.store_code == asked.filters["store"])
    if not asked.reach.all:
        conditions.append(among(DAILY.c.store_code, asked.reach.stores))
    matches = sa.and_(
        CELLS.c.dimension == "store", CELLS.c.key == DAILY.c.store_code, CELLS.c.day == DAILY.c.day
    )
    sums = [
        sa.func.sum(sa.case((base.is_not(None), sa.func.coalesce(counted, 0)), else_=0))
        for base in (DAILY.c.visitors, DAILY.c.orders)
        for counted in (CELLS.c.received, CELLS.c.complaints)
    ]
    key = DAILY.c.store_code if by_store else sa.literal("")
    rows = session.execute(
        sa.select(key, sa.func.sum(DAILY.c.visitors), sa.func.sum(DAILY.c.orders), *sums)
        .select_from(DAILY.outerjoin(CELLS, matches))
        .where(*conditions)
        .group_by(key)
    )
    return {row[0]: per_thousand(*row[1:]) for row in rows}


def per_thousand(visitors: int | None, orders: int | None, *counts: int | None) -> dict[str, float]:
    found: dict[str, float] = {}
    names = ("received", "complaints")
    for name, count in zip(names, counts[:2], strict=True):
        if visitors:
            found[f"{name}_per_1000_visitors"] = 1000 * int(count or 0) / int(visitors)
    for name, count in zip(names, counts[2:], strict=True):
        if orders:
            found[f"{name}_per_1000_orders"] = 1000 * int(count or 0) / int(orders)
    return found


def flow(session: Session, asked: Asked) -> dict[str, int]:
    """Return how the backlog came to be: open before + came in - went out = open after."""
    before = total(session, asked.within(date.min, date.fromordinal(asked.first.toordinal() - 1)))
    during = total(session, asked)
    opening = balance(before)
    return {
        "open_before": opening,
        **{name: during.get(name, 0) for name in ("received", "returned")},
        **{name: during.get(name, 0) for name in ("closed", "dismissed", "merged")},
        "open_after": opening + balance(during),
    }


def balance(figures: Mapping[str, int]) -> int:
    came = figures.get("received", 0) + figures.get("returned", 0)
    return came - sum(figures.get(name, 0) for name in ("closed", "dismissed", "merged"))


def total(session: Session, asked: Asked) -> Mapping[str, int]:
    """Return the counts of a period; times are left alone."""
    sources = asked.sources(None)
    if sources is None:
        return from_facts(session, replace(asked, group=None), None).whole().figures
    dimension, keys = sources
    statement = sa.select(CELLS.c.figures).where(
        CELLS.c.dimension == dimension, CELLS.c.day.between(asked.first, asked.last)
    )
    if keys is not None:
        statement = statement.where(among(CELLS.c.key, list(keys)))
    found = Tally()
    for (figures,) in session.execute(statement):
        found.add_counted(orjson.loads(figures), {})
    return found.figures


def pending(session: Session) -> int:
    """Return how many changes of cases no figure shows yet."""
    return int(session.execute(sa.select(sa.func.count()).select_from(MARKS)).scalar_one())


__all__ = ["DIMENSIONS", "NOW_OPEN", "Counts", "Late", "backlog", "count", "customers", "flow"]
