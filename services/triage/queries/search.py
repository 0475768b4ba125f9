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
COMMON = 2000
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

    A term of one character also stands for the beginning of others. The rarest whole term leads:
    its cases stand in order in the index, and each is looked up under the other terms.
    """
    leading = rarest(session, [term for term in terms if len(term) > 1])
    others = [has(term) for term in terms if term != leading]
    asked = sa.select(*COLUMNS).where(in_reach(principal), *others)
    order: Any = col(Case.id)
    if leading is not None:
        lead = aliased(SearchTerm)
        order = col(lead.case_id)
        asked = asked.join(lead, order == col(Case.id)).where(col(lead.term) == leading)
    if before is not None:
        asked = asked.where(order < before)
    return list(session.execute(asked.order_by(order.desc()).limit(limit)))


def rarest(session: Session, terms: Sequence[str]) -> str | None:
    """Return the term of the fewest cases, None of none."""
    if len(terms) < 2:  # noqa: PLR2004 - of one there is nothing to choose
        return terms[0] if terms else None
    return min(terms, key=lambda term: cases_with(session, term))


def cases_with(session: Session, term: str) -> int:
    """Return how many cases have a term, COMMON at most."""
    some = sa.select(sa.literal(1)).where(col(SearchTerm.term) == term).limit(COMMON)
    counted = sa.select(sa.func.count()).select_from(some.subquery())
    return int(session.execute(counted).scalar_one())


def has(term: str) -> Condition:
    """Return the condition that a case has the term."""
    named = aliased(SearchTerm)
    fits = col(named.term).between(term, term + LAST) if len(term) == 1 else None
    return sa.exists(
        sa.select(sa.literal(1)).where(
            col(named.case_id) == col(Case.id), col(named.term) == term if fits is None else fits
        )
    )
