"""Keeps facts and daily figures in step with cases: marks, then facts, then days counted anew.

A change of a case costs one inserted row where it happens. Whatever counts here is counted from
rows; a day's cells carry the version of the facts they were counted from, so that of two writers
the one who saw more wins.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAYS, FACTS, MARKS
from services.followup.reports import spans
from services.followup.reports.facts import (
    IS_OPEN,
    BusinessSeconds,
    Fact,
    day_of,
    facts_of,
    stories,
)
from services.followup.reports.figures import READ, Tally, seen
from shared.among import among
from shared.bulk import Conflict, insert_rows
from shared.database import Session, insert_for, wake

SIGNAL = "reports"
BATCH = 500
NEAR = 10 * BATCH
"""How many marks further on one of the same case is looked for."""

GRACE = timedelta(minutes=30)
"""How long after midnight a day still takes its last facts before its figures are kept."""

SETTLES_AFTER = timedelta(days=15)
"""Surveys live 7 days, a message reopens for 14: until then their figures are expected to move."""

DIMENSIONS = {
    "store": "store_code",
    "region": "region",
    "team": "team_id",
    "person": "person_id",
    "channel": "channel",
    "campaign": "campaign",
}
COUNTED = Conflict(
    key=("dimension", "day", "key"), changed=("received", "complaints", "figures", "times")
)
READ_OF_FACTS = (*dict.fromkeys((*READ, *DIMENSIONS.values(), "topics")),)
COUNTED_COLUMNS = tuple(FACTS.c[name] for name in READ_OF_FACTS)


def take_marks(session: Session, business: BusinessSeconds, *, limit: int = BATCH) -> int:
    """Write the facts of the cases marked longest ago anew; return how many marks were taken.

    Days whose facts differ are to be counted again. Whoever comes second waits at the first mark
    that another process holds, so that no two write the facts of one case at once.
    """
    marks = session.execute(
        sa.select(MARKS.c.seq, MARKS.c.case_id).order_by(MARKS.c.seq).limit(limit).with_for_update()
    ).all()
    if not marks:
        return 0
    case_ids = {case_id for _, case_id in marks}
    # Later marks of these cases too: what is written below knows of their reasons.
    near = MARKS.c.seq <= marks[-1].seq + NEAR
    session.execute(sa.delete(MARKS).where(near, among(MARKS.c.case_id, case_ids)))
    rewrite(session, case_ids, business)
    return len(marks)


def rewrite(session: Session, case_ids: Collection[str], business: BusinessSeconds) -> None:
    """Replace the facts of cases by what their rows say now."""
    before = {key_of(row): row for row in facts_where(session, among(FACTS.c.case_id, case_ids))}
    found = [one for story in stories(session, case_ids) for one in facts_of(story, business)]
    after = {key_of(one): one for one in found}
    changed = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    if not changed:
        return
    session.execute(sa.delete(FACTS).where(among(FACTS.c.case_id, case_ids)))
    insert_rows(session, FACTS, list(after.values()))
    touched = {
        row["day"]
        for key in changed
        if differs(before.get(key), after.get(key))
        for row in (before.get(key), after.get(key))
        if row is not None
    }
    count_again(session, touched)


def key_of(fact: Mapping[str, Any]) -> tuple[Any, ...]:
    return fact["case_id"], fact["fact"], fact["cycle"], fact["part"]


def differs(before: Fact | None, after: Fact | None) -> bool:
    """Say whether any figure of a day sees the difference; being open now is counted apart."""
    if before is None or after is None:
        return True
    return {**before, IS_OPEN: None} != {**after, IS_OPEN: None}


def facts_where(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Fact]:
    rows = session.execute(sa.select(FACTS).where(*conditions))
    return [dict(row) for row in rows.mappings()]


def count_again(session: Session, days: Collection[date]) -> None:
    """Have the cells of these days counted anew."""
    if not days:
        return
    statement = insert_for(session)(DAYS)
    rows = [{"day": day, "version": 1, "computed": 0} for day in sorted(days)]
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["day"], set_={"version": DAYS.c.version + 1}
        ),
        rows,
    )
    wake(session, SIGNAL)


@dataclass(frozen=True, slots=True)
class Counted:
    """A day's cells and the version of the facts they were counted from."""

    day: date
    version: int
    cells: Sequence[Mapping[str, Any]]


def stale_days(session: Session, limit: int) -> list[date]:
    """Return days that are to be counted again, newest first."""
    rows = session.execute(
        sa.select(DAYS.c.day)
        .where(DAYS.c.computed < DAYS.c.version)
        .order_by(DAYS.c.day.desc())
        .limit(limit)
    )
    return [row[0] for row in rows]


def counted_day(session: Session, day: date) -> Counted:
    """Count a day's facts into cells; writes nothing, so it may take its time."""
    version = session.execute(sa.select(DAYS.c.version).where(DAYS.c.day == day)).scalar_one()
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for row in session.execute(sa.select(*COUNTED_COLUMNS).where(FACTS.c.day == day)):
        fact = dict(zip(READ_OF_FACTS, row, strict=True))
        found = seen(fact)
        for place in places_of(fact):
            tallies[place].take(*found)
    cells = [cell(dimension, key, day, tally) for (dimension, key), tally in tallies.items()]
    return Counted(day, version, cells)


def places_of(fact: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return every (dimension, key) a fact counts under; what has no value counts under ''."""
    found = [("all", "")]
    found += [(name, fact[column] or "") for name, column in DIMENSIONS.items()]
    topics = fact["topics"].strip("|")
    return [*found, *(("topic", code) for code in topics.split("|"))]


def cell(dimension: str, key: str, day: date, tally: Tally) -> dict[str, Any]:
    return {
        "dimension": dimension,
        "day": day,
        "key": key,
        "received": tally.figures.get("received", 0),
        "complaints": tally.figures.get("complaints", 0),
        "figures": orjson.dumps(dict(tally.figures)).decode(),
        "times": orjson.dumps(tally.kept_times()).decode(),
    }


def store_day(session: Session, counted: Counted) -> bool:
    """Write a day's cells unless newer ones are there; False when they are."""
    done = session.execute(
        sa.update(DAYS)
        .where(DAYS.c.day == counted.day, DAYS.c.computed < counted.version)
        .values(computed=counted.version)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        return False
    named = {(one["dimension"], one["key"]) for one in counted.cells}
    held = session.execute(
        sa.select(CELLS.c.dimension, CELLS.c.key).where(CELLS.c.day == counted.day)
    )
    empty = [
        cell(dimension, key, counted.day, Tally())
        for dimension, key in held
        if (dimension, key) not in named
    ]
    insert_rows(session, CELLS, [*counted.cells, *empty], conflict=COUNTED)
    spans.outdate(session, [counted.day])
    return True


def close_days(session: Session, now: datetime) -> int:
    """Keep the figures of days that are over as their first ones; return how many days.

    Nothing is kept while changes still wait to become facts.
    """
    if session.execute(sa.select(MARKS.c.seq).limit(1)).first() is not None:
        return 0
    today = day_of(now - GRACE)
    closed = keep(session, "frozen", DAYS.c.frozen_at, today, now)
    return closed + keep(session, "settled", DAYS.c.settled_at, today - SETTLES_AFTER, now)


def keep(session: Session, column: str, stamp: sa.Column[Any], before: date, now: datetime) -> int:
    days = (
        session.execute(
            sa.select(DAYS.c.day).where(
                stamp.is_(None), DAYS.c.day < before, DAYS.c.computed == DAYS.c.version
            )
        )
        .scalars()
        .all()
    )
    if days:
        session.execute(
            sa.update(CELLS).where(among(CELLS.c.day, days)).values({column: CELLS.c.figures})
        )
        session.execute(sa.update(DAYS).where(among(DAYS.c.day, days)).values({stamp.key: now}))
    return len(days)
