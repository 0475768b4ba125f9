"""Answers of reports: figures per key and period, from daily cells or straight from facts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAILY, FACTS, MARKS, SPAN_CELLS
from services.followup.reports import spans, visits
from services.followup.reports.asking import Asked, narrowed
from services.followup.reports.figures import NOW_OPEN, Tally
from services.followup.reports.rollup import DIMENSIONS, places_of
from shared.database import Session

MOST_CUSTOMER_DAYS = 92
IS_OPEN: sa.ColumnElement[bool] = sa.literal_column(f"{FACTS.name}.is_open")
"""As the partial index says it: SQLite does not see that `is_open = 1` is the same."""

IS_RECEIVED: sa.ColumnElement[bool] = FACTS.c.fact == sa.literal_column("'received'")
"""As the partial index says it: with a parameter SQLite looks each row up to see whether it is."""

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
    keys: Collection[str] | None,
) -> Counts:
    counts = Counts()
    moved: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0])
    for begin, key, figures, times, late in kept(session, asked, source, keys):
        place = key if dimension else "", asked.beginning(begin)
        counts.by_place[place].add_counted(figures, times)
        for day, name, first, revised in late:
            held = moved[day, name]
            held[0], held[1] = held[0] + first, held[1] + revised
    counts.late = [Late(day, name, *held) for (day, name), held in sorted(moved.items())]
    return counts


LateChange = tuple[date, str, int, int]
Kept = tuple[date, str, Mapping[str, int], Mapping[str, list[int]], list[LateChange]]
"""The first day of what was kept, its key, figures, times, and what changed late."""


def kept(
    session: Session, asked: Asked, source: str, keys: Collection[str] | None
) -> Iterator[Kept]:
    """Yield the cells of a period: of spans that are added up, and of the days between them."""
    parts = spans.parts(session, asked.first, asked.last, asked.group)
    if parts.firsts:
        for row in session.execute(sa.select(SPAN_CELLS).where(parts.of_spans(source, keys))):
            late = [(date.fromisoformat(day), *rest) for day, *rest in orjson.loads(row.late)]
            yield row.first, row.key, orjson.loads(row.figures), orjson.loads(row.times), late
    for row in session.execute(spans.with_stamps(parts.of_days(source, keys))):
        figures = orjson.loads(row.figures)
        late = [(row.day, *change) for change in spans.changes(row, figures)]
        yield row.day, row.key, figures, orjson.loads(row.times), late


def whole(session: Session, asked: Asked, dimension: str | None, counts: Counts) -> Tally:
    """Return everything that was counted once; a case of two topics stands in two of their rows.

    Read anew where whole months are kept: adding up the days of a year takes longer.
    """
    together = replace(asked, group=None)
    is_kept = together.sources(None) is not None
    if dimension == "topic" or (is_kept and (dimension or asked.group in ("day", "week"))):
        return count(session, together, None).whole()
    return counts.whole()


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
    wanted = [IS_OPEN, asked.reach.condition()]
    return sa.and_(*wanted, *(narrowed(name, key) for name, key in asked.filters.items()))


def customers(session: Session, asked: Asked) -> int | None:
    """Return how many different customers spoke; anonymous ones are not told apart.

    None for periods longer than MOST_CUSTOMER_DAYS: different ones cannot be added up from days.
    """
    if (asked.last - asked.first).days >= MOST_CUSTOMER_DAYS:
        return None
    found = session.execute(
        sa.select(sa.func.count(sa.distinct(FACTS.c.customer))).where(
            asked.condition(), IS_RECEIVED
        )
    )
    return int(found.scalar_one())


def rates(session: Session, asked: Asked, *, by_store: bool) -> dict[str, dict[str, float]]:
    """Return cases and complaints per 1,000 visitors and orders, by store or all together ('')."""
    if asked.filters.keys() - {"store"} or asked.reach.teams:
        return {}
    stores = stores_asked(asked)
    parts = spans.parts(session, asked.first, asked.last, None)
    found, keys = {}, stores
    if parts.days:
        days = parts.between(DAILY.c.day)
        if by_store or stores is not None:
            found = visits.sums_by_store(session, days)
        else:
            found = {visits.TOGETHER: visits.sums_together(session, days)}
    if not by_store and stores is None:
        keys = [visits.TOGETHER]
    kept = sa.select(SPAN_CELLS.c.key, SPAN_CELLS.c.figures)
    for key, figures in session.execute(kept.where(parts.of_spans(spans.DAILY_SUMS, keys))):
        found.setdefault(key, Counter()).update(orjson.loads(figures))
    if stores is not None:
        found = {key: sums for key, sums in found.items() if key in stores}
        found[visits.TOGETHER] = sum(found.values(), Counter())
    return {key: visits.per_thousand(sums) for key, sums in found.items()}


def stores_asked(asked: Asked) -> Collection[str] | None:
    """Return the stores within reach and filter, None for every store."""
    wanted = None if asked.reach.all else set(asked.reach.stores)
    if "store" not in asked.filters:
        return wanted
    own = {asked.filters["store"]}
    return own if wanted is None else own & wanted


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
    parts = spans.parts(session, asked.first, asked.last, None)
    both = sa.union_all(
        sa.select(SPAN_CELLS.c.figures).where(parts.of_spans(*sources)),
        sa.select(CELLS.c.figures).where(parts.of_days(*sources)),
    )
    found = Tally()
    for (figures,) in session.execute(both):
        found.add_counted(orjson.loads(figures), {})
    return found.figures


def pending(session: Session) -> int:
    """Return how many changes of cases no figure shows yet."""
    return int(session.execute(sa.select(sa.func.count()).select_from(MARKS)).scalar_one())


__all__ = ["DIMENSIONS", "NOW_OPEN", "Counts", "Late", "backlog", "count", "customers", "flow"]
