"""What is worth seeing beside a case: the same customer's others, and cases that read alike."""

import math
from collections import defaultdict
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.models.incidents import SearchTerm
from services.triage.queries.cases import COLUMNS
from services.triage.queries.incidents import in_reach
from shared.auth.principal import Principal
from shared.database import Session

MOST_OF_CUSTOMER: Final = 20
MOST_ALIKE: Final = 8
TELLING_TERMS: Final = 12
MOST_TERMS: Final = 60
SHORTEST_TERM: Final = 2
COMMON: Final = 2000
"""A term of so many cases tells nothing."""

LEAST_LIKENESS: Final = 0.25
CANDIDATES: Final = 60


def of_customer(
    session: Session, principal: Principal, customer: str | None, *, but_for: str
) -> list[sa.Row[Any]]:
    """Return the newest other cases of a customer within reach; of an anonymous one none."""
    if customer is None:
        return []
    asked = (
        sa.select(*COLUMNS)
        .where(
            col(Case.customer) == customer,
            col(Case.id) != but_for,
            col(Case.received_at).is_not(None),
            in_reach(principal),
        )
        .order_by(col(Case.id).desc())
        .limit(MOST_OF_CUSTOMER)
    )
    return list(session.execute(asked))


def similar_cases(
    session: Session, principal: Principal, case_id: str
) -> list[tuple[sa.Row[Any], float]]:
    """Return cases within reach that share the case's rare words, the likest first.

    Likeness is the weight of shared terms over that of all its telling terms; a term of n cases
    weighs log(COMMON / n), so that what every text has says nothing.
    """
    telling = telling_terms(session, case_id)
    everything = sum(weight for weight, _ in telling)
    likeness: dict[str, float] = defaultdict(float)
    for weight, others in telling:
        for other in others:
            likeness[other] += weight / everything
    likeness.pop(case_id, None)
    likest = sorted(likeness, key=lambda one: (likeness[one], one), reverse=True)[:CANDIDATES]
    likest = [one for one in likest if likeness[one] >= LEAST_LIKENESS]
    rows = session.execute(
        sa.select(*COLUMNS).where(
            col(Case.id).in_(likest), col(Case.received_at).is_not(None), in_reach(principal)
        )
    )
    found = {row.id: row for row in rows}
    ranked = [(found[one], round(likeness[one], 3)) for one in likest if one in found]
    return ranked[:MOST_ALIKE]


def telling_terms(session: Session, case_id: str) -> list[tuple[float, list[str]]]:
    """Return the weight and the cases of the case's rarest terms; common ones tell nothing."""
    terms = session.execute(
        sa.select(col(SearchTerm.term)).where(col(SearchTerm.case_id) == case_id)
    ).scalars()
    words = sorted(term for term in terms if len(term) >= SHORTEST_TERM and not term.isascii())
    known = [cases_of(session, word) for word in words[:MOST_TERMS]]
    found = [(math.log(COMMON / len(cases)), cases) for cases in known]
    found.sort(key=lambda one: one[0], reverse=True)
    return [one for one in found[:TELLING_TERMS] if one[0] > 0]


def cases_of(session: Session, term: str) -> list[str]:
    """Return the newest cases of a term, COMMON at most."""
    asked = (
        sa.select(col(SearchTerm.case_id))
        .where(col(SearchTerm.term) == term)
        .order_by(col(SearchTerm.case_id).desc())
        .limit(COMMON)
    )
    return list(session.execute(asked).scalars())
