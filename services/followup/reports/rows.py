"""The rows behind a figure: exactly the facts it counts, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from services.followup.errors_reports import FigureUnknown
from services.followup.models import CASES
from services.followup.models.reports import FACTS
from services.followup.reports.answers import open_now
from services.followup.reports.asking import Asked
from services.followup.reports.figures import FIGURES, NOW_OPEN
from shared.database import Session

PLACE = (FACTS.c.day, FACTS.c.case_id, FACTS.c.fact, FACTS.c.cycle, FACTS.c.part)
Position = tuple[date, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a figure counts; what does not apply to it is None."""

    case_id: str
    ticket_no: str
    day: date
    at: datetime
    cycle: int
    part: str
    store_code: str | None
    region: str | None
    team_id: str | None
    person_id: str | None
    channel: str | None
    campaign: str | None
    topics: tuple[str, ...]
    kind: str | None
    urgency: str | None
    state: str | None
    note: str | None
    seconds: int | None
    business_seconds: int | None
    score: int | None
    nps: int | None
    solved: bool | None
    position: Position


def condition(asked: Asked, figure: str) -> sa.ColumnElement[bool]:
    """Return which facts a figure counts. Raises FigureUnknown."""
    if figure == NOW_OPEN:
        return open_now(asked)
    known = FIGURES.get(figure)
    if known is None:
        raise FigureUnknown(figure, (*FIGURES, NOW_OPEN))
    wanted = [asked.condition(), FACTS.c.fact == known.fact]
    return sa.and_(*wanted, *(is_one_of(FACTS.c[name], v) for name, v in known.where.items()))


def is_one_of(column: sa.Column[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    return column.is_(None) if values == (None,) else column.in_(values)


def count(session: Session, asked: Asked, figure: str) -> int:
    """Return how many rows a figure counts; equal to the figure."""
    statement = sa.select(sa.func.count()).select_from(FACTS).where(condition(asked, figure))
    return int(session.execute(statement).scalar_one())


def rows(
    session: Session, asked: Asked, figure: str, *, after: Position | None, limit: int
) -> list[Row]:
    """Return the rows a figure counts, in order of day; one more than `limit` when there are."""
    statement = (
        sa.select(FACTS, CASES.c.ticket_no)
        .join(CASES, CASES.c.id == FACTS.c.case_id)
        .where(condition(asked, figure))
    )
    if after is not None:
        literals = [sa.literal(v, c.type) for v, c in zip(after, PLACE, strict=True)]
        statement = statement.where(sa.tuple_(*PLACE) > sa.tuple_(*literals))
    found = session.execute(statement.order_by(*PLACE).limit(limit + 1)).mappings()
    return [row_of(one) for one in found]


def row_of(found: Any) -> Row:
    names = [name for name in Row.__slots__ if name not in ("topics", "position")]
    topics = found["topics"].strip("|")
    return Row(
        **{name: found[name] for name in names},
        topics=tuple(topics.split("|")) if topics else (),
        position=(
            found["day"],
            found["case_id"],
            found["fact"],
            found["cycle"],
            found["part"],
        ),
    )
