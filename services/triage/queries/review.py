"""The review queue: critical cases, then the least certain verdicts and some drawn by lot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.queries.cases import COLUMNS, Condition, Filters, review
from services.triage.rules.review import DRAWN_FROM, FIRST_RANK, UNSURE_FOR_EACH_DRAWN
from shared.auth.principal import Principal
from shared.columns import Id
from shared.database import Session

RANK = (col(Case.review_rank), col(Case.id))

Rank = tuple[int, str]
"""Where a case stands in its stream: its rank and its id."""


@dataclass(frozen=True, slots=True)
class Offered:
    """How far a reader has come: the last case of each stream, and doubtful ones since a drawn."""

    doubtful: Rank | None = None
    drawn: Rank | None = None
    since_drawn: int = 0


Offer = tuple[sa.Row[Any], Offered]
"""A case of the queue, and how far the reader has come with it."""


def review_queue(
    session: Session, principal: Principal, *, filters: Filters, after: Offered, limit: int
) -> list[Offer]:
    """Return up to `limit` cases whose verdict somebody should look at, behind `after`."""
    branches, narrowed = review(principal), filters.conditions()
    below, above = col(Case.review_rank) < DRAWN_FROM, col(Case.review_rank) >= DRAWN_FROM
    doubtful = stream(session, branches, [*narrowed, below, *behind(after.doubtful)], limit)
    drawn = stream(session, branches, [*narrowed, above, *behind(after.drawn)], limit)
    offered = dict(islice(mixed(doubtful, drawn, after), limit))
    rows = session.execute(sa.select(*COLUMNS).where(col(Case.id).in_(offered)))
    by_id = {row.id: row for row in rows}
    return [(by_id[case_id], place) for case_id, place in offered.items() if case_id in by_id]


def stream(
    session: Session,
    branches: Sequence[Sequence[Condition]],
    conditions: Sequence[Condition],
    limit: int,
) -> list[Rank]:
    """Return the first places of one stream over all branches, each case once."""
    found = [
        map(tuple, session.execute(first_ranked([*branch, *conditions], limit)))
        for branch in branches
    ]
    return list(islice(dict.fromkeys(merge(*found)), limit))


def first_ranked(conditions: Iterable[Condition], limit: int) -> sa.Select[int | None, str]:
    """Return the query of ranks and ids alone: an index holds them, and rows are wide."""
    return sa.select(*RANK).where(*conditions).order_by(*RANK).limit(limit)


def behind(last: Rank | None) -> list[Condition]:
    """Return the condition of standing behind `last`, none before the first page."""
    if last is None:
        return []
    here = sa.tuple_(sa.literal(last[0], sa.SmallInteger()), sa.literal(last[1], Id))
    return [sa.tuple_(*RANK) > here]


def mixed(
    doubtful: Sequence[Rank], drawn: Sequence[Rank], after: Offered
) -> Iterator[tuple[str, Offered]]:
    """Yield ids: four doubtful cases, then a drawn one; critical ones stand in front of both."""
    left, lots, place = list(reversed(doubtful)), list(reversed(drawn)), after
    while left or lots:
        critical_next = bool(left) and left[-1][0] == FIRST_RANK
        takes_lot = lots and not critical_next and place.since_drawn >= UNSURE_FOR_EACH_DRAWN
        if takes_lot or not left:
            taken = lots.pop()
            place = Offered(place.doubtful, taken, 0)
        else:
            taken = left.pop()
            count = place.since_drawn + (not critical_next)
            place = Offered(taken, place.drawn, min(count, UNSURE_FOR_EACH_DRAWN))
        yield taken[1], place
