"""Cases found by words of their texts, or by their numbers."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.models.incidents import SearchTerm
from services.triage.queries.cases import COLUMNS, Condition
from services.triage.queries.incidents import in_reach
from shared.auth.principal import Principal
from shared.database import Session

LAST = "\U0010ffff"


def found_cases(
    session: Session,
    principal: Principal,
    terms: Sequence[str],
    *,
    before: str | None,
    limit: int,
) -> list[sa.Row[Any]]:
    """Return the cases within reach that have every term, newest first, after the id `before`.

    A term of one character also stands for the beginning of others.
    """
    asked = sa.select(*COLUMNS).where(in_reach(principal), *(has(term) for term in terms))
    if before is not None:
        asked = asked.where(col(Case.id) < before)
    return list(session.execute(asked.order_by(col(Case.id).desc()).limit(limit)))


def has(term: str) -> Condition:
    """Return the condition that a case has the term."""
    named = col(SearchTerm.term)
    fits = named.between(term, term + LAST) if len(term) == 1 else named == term
    return col(Case.id).in_(sa.select(col(SearchTerm.case_id)).where(fits))
