"""Cases found by words of their texts, or by their numbers."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.models.incidents import SearchTerm
from services.triage.queries.cases import COLUMNS, Condition
from services.triage.queries.incidents import in_reach
from shared.auth.principal import Principal
from shared.database import Session

LAST = "\U0010ffff"
COMMON = 20_000
"""A term of more cases than this is common; which of two common ones is more so does not matter."""


def found_cases(
    session: Session,
    principal: Principal,
    terms: Sequence[str],
    *,
    before: str | None,
    limit: int,
) -> list[sa.Row[Any]]:
    """Return the cases within reach that have every term, newest first, after the id `before`.

    A term of one character also stands for the beginning of others. The rarest term leads: its
    cases are looked up under the other terms. Those of a whole term stand in order in the index;
    those of a beginning are sorted, so that a common one does not lead.
    """
    leading = rarest(session, terms)
    others = [has(term) for term in terms if term != leading]
    asked = sa.select(*COLUMNS).where(in_reach(principal), *others)
    order: Any = col(Case.id)
    if leading is not None and len(leading) == 1:
        few = sa.select(col(SearchTerm.case_id)).where(fits(SearchTerm, leading)).cte("few")
        few = few.prefix_with("MATERIALIZED", dialect="postgresql")
        asked = asked.where(order.in_(sa.select(few.c.case_id)))
    elif leading is not None:
        lead = aliased(SearchTerm)
        order = col(lead.case_id)
        asked = asked.join(lead, order == col(Case.id)).where(fits(lead, leading))
    if before is not None:
        asked = asked.where(order < before)
    return list(session.execute(asked.order_by(order.desc()).limit(limit)))


def rarest(session: Session, terms: Sequence[str]) -> str | None:
    """Return the term of the fewest cases; None when all are beginnings that are common."""
    if len(terms) == 1 and len(terms[0]) > 1:  # there is nothing to choose
        return terms[0]
    number = {term: entries_of(session, term) for term in terms}
    found = min(terms, key=lambda term: (number[term], len(term) == 1))
    return None if len(found) == 1 and number[found] == COMMON else found


def entries_of(session: Session, term: str) -> int:
    """Return how many entries of the index a term stands for, COMMON at most."""
    some = sa.select(sa.literal(1)).where(fits(SearchTerm, term)).limit(COMMON)
    counted = sa.select(sa.func.count()).select_from(some.subquery())
    return int(session.execute(counted).scalar_one())


def has(term: str) -> Condition:
    """Return the condition that a case has the term."""
    named = aliased(SearchTerm)
    return sa.exists(
        sa.select(sa.literal(1)).where(col(named.case_id) == col(Case.id), fits(named, term))
    )


def fits(entry: type[SearchTerm], term: str) -> Condition:
    """Return the condition that an entry of the index is of the term, or begins with it."""
    kept = col(entry.term)
    return kept.between(term, term + LAST) if len(term) == 1 else kept == term
