"""Weeks and months added up from their days, so that a year is read in dozens of rows.

Only spans that are over are added up, each at most once an hour; one whose days changed since is
read day by day, so that a figure never depends on what was added up.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

import orjson
import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAILY, DAYS, SPAN_CELLS, SPANS
from services.followup.reports import visits
from services.followup.reports.figures import FIGURES, Tally
from services.followup.rules.periods import Group, first_of, gaps, last_of
from shared.among import among
from shared.bulk import insert_rows
from shared.database import Session, insert_for

KINDS: Sequence[Group] = ("week", "month")
REST = timedelta(hours=1)
"""How long a span that was added up is left alone: late answers trickle in for days."""


def outdate(session: Session, days: Iterable[date]) -> None:
    """Have the weeks and the months of days added up again."""
    wanted = sorted({(kind, first_of(day, kind)) for day in days for kind in KINDS})
    statement = insert_for(session)(SPANS)
    rows = [{"span": kind, "first": day, "version": 1, "computed": 0} for kind, day in wanted]
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["span", "first"], set_={"version": SPANS.c.version + 1}
        ),
        rows,
    )


DAILY_SUMS = "daily"
"""The dimension under which a span keeps what stores sold; its keys are stores, '' all together."""

BLANK = {"times": "{}", "late": "[]"}


@dataclass(frozen=True, slots=True)
class Span:
    """A week or a month, and the version of its days' cells."""

    kind: Group
    first: date
    version: int

    @property
    def last(self) -> date:
        return last_of(self.first, self.kind)


def due(session: Session, today: date, now: datetime) -> Span | None:
    """Return the newest span that is over, has changed, and had its rest; None when none has."""
    rows = session.execute(
        sa.select(SPANS.c.span, SPANS.c.first, SPANS.c.version)
        .where(
            SPANS.c.computed < SPANS.c.version,
            SPANS.c.first < today,
            sa.or_(SPANS.c.added_at.is_(None), SPANS.c.added_at <= now - REST),
        )
        .order_by(SPANS.c.first.desc())
    )
    spans = (Span(*row) for row in rows)
    return next((one for one in spans if one.last < today), None)


def added_up(session: Session, span: Span) -> list[dict[str, Any]]:
    """Add the cells of a span's days up; writes nothing, so it may take its time."""
    given = visits.sums_by_store(session, DAILY.c.day.between(span.first, span.last))
    sold = [(DAILY_SUMS, key, {**BLANK, "figures": as_json(sums)}) for key, sums in given.items()]
    rows = session.execute(
        with_stamps(CELLS.c.day.between(span.first, span.last)).order_by(
            CELLS.c.dimension, CELLS.c.key, CELLS.c.day
        )
    )
    by_key = groupby(rows, key=lambda row: (row.dimension, row.key))
    happened = [(dimension, key, sums(days)) for (dimension, key), days in by_key]
    return [
        {"span": span.kind, "first": span.first, "dimension": dimension, "key": key, **kept}
        for dimension, key, kept in (*happened, *sold)
    ]


def sums(days: Iterable[Any]) -> dict[str, str]:
    """Return what the cells of some days add up to, as it is kept."""
    tally, late = Tally(), []
    for row in days:
        figures = orjson.loads(row.figures)
        tally.add_counted(figures, orjson.loads(row.times))
        late += [(row.day, *change) for change in changes(row, figures)]
    kept = {"figures": tally.figures, "times": tally.kept_times(), "late": late}
    return {name: as_json(value) for name, value in kept.items()}


def as_json(value: Any) -> str:
    return orjson.dumps(dict(value) if isinstance(value, dict) else value).decode()


def store(session: Session, span: Span, cells: Sequence[Mapping[str, Any]], now: datetime) -> bool:
    """Write a span's cells unless newer ones are there; False when they are."""
    is_it = sa.and_(SPANS.c.span == span.kind, SPANS.c.first == span.first)
    done = session.execute(
        sa.update(SPANS)
        .where(is_it, SPANS.c.computed < span.version)
        .values(computed=span.version, added_at=now)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    session.execute(
        sa.delete(SPAN_CELLS).where(
            SPAN_CELLS.c.span == span.kind, SPAN_CELLS.c.first == span.first
        )
    )
    insert_rows(session, SPAN_CELLS, cells)
    return True


def with_stamps(*conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the query of days' cells with when their day was closed and settled."""
    return (
        sa.select(CELLS, DAYS.c.frozen_at, DAYS.c.settled_at)
        .join(DAYS, DAYS.c.day == CELLS.c.day)
        .where(*conditions)
    )


def changes(row: Any, figures: Mapping[str, int]) -> Iterator[tuple[str, int, int]]:
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


@dataclass(frozen=True, slots=True)
class Parts:
    """A period, taken apart: spans that are added up, and the days between them."""

    kind: Group
    firsts: Sequence[date]
    days: Sequence[tuple[date, date]]

    def of_spans(self, source: str, keys: Collection[str] | None) -> sa.ColumnElement[bool]:
        """Return the condition of the spans' cells."""
        return sa.and_(
            SPAN_CELLS.c.dimension == source,
            SPAN_CELLS.c.span == self.kind,
            among(SPAN_CELLS.c.first, self.firsts),
            sa.true() if keys is None else among(SPAN_CELLS.c.key, list(keys)),
        )

    def of_days(self, source: str, keys: Collection[str] | None) -> sa.ColumnElement[bool]:
        """Return the condition of the cells of the days between."""
        return sa.and_(
            CELLS.c.dimension == source,
            self.between(CELLS.c.day),
            sa.true() if keys is None else among(CELLS.c.key, list(keys)),
        )

    def between(self, day: sa.Column[date]) -> sa.ColumnElement[bool]:
        """Return the condition that `day` is one of the days between."""
        return sa.or_(sa.false(), *(day.between(*ends) for ends in self.days))


def parts(session: Session, first: date, last: date, group: Group | None) -> Parts:
    """Take a period apart into spans that lie in it and are up to date, and what remains."""
    kind = group or "month"
    if kind == "day":
        return Parts(kind, (), ((first, last),))
    rows = session.execute(
        sa.select(SPANS.c.first).where(
            SPANS.c.span == kind,
            SPANS.c.computed == SPANS.c.version,
            SPANS.c.first.between(first, last),
        )
    )
    firsts = [begin for (begin,) in rows if last_of(begin, kind) <= last]
    taken = [(begin, last_of(begin, kind)) for begin in firsts]
    return Parts(kind, firsts, list(gaps(first, last, taken)))
