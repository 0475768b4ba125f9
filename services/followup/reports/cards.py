"""The monthly card of a person: quality, timeliness and satisfaction, as their cases let expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup.errors_reports import AppealExists, AppealUnknown, ItemNotOnCard
from services.followup.models.reports import FACTS, CardAppeal
from services.followup.rules.evaluation import Outcome, Standing, standing
from services.followup.rules.periods import Group, last_of
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.masking import mask_numbers

MONTH: Group = "month"
METHOD = (
    "每项 = 实际 ÷ 按同类工单（类型 × 紧急程度 × 一级主题）全体平均应达到的数，1 为与全体持平；"
    "数量少时向 1 收拢（加 5 个“应达到”）。总指数 = 100 × 质量 × 及时 × 满意。"
    "有争议的工单在裁定前及申诉成立后不计。"
)
DISPUTED = ("open", "upheld")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the card: what is good in it, and which facts it judges."""

    fact: str
    good: str
    value: Any
    states: tuple[str, ...] = ()


PARTS = {
    "quality": Part("resolved", "state", ("stands",)),
    "timeliness": Part("promise", "state", ("met",)),
    "satisfaction": Part("survey", "score", (4, 5), ("answered",)),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A person's month; `index` is None until every part has something to judge."""

    parts: dict[str, Standing]
    index: float | None
    disputed: Sequence[str]


def month_of(month: str) -> tuple[date, date]:
    """Return the first and last day of a month such as `2026-11`."""
    first = date.fromisoformat(f"{month}-01")
    return first, last_of(first, MONTH)


def card(session: Session, person_id: str, month: str) -> Card:
    """Count a person's month against everybody's."""
    first, last = month_of(month)
    disputed = {one.case_id for one in appeals(session, person_id, month) if one.status in DISPUTED}
    parts = {}
    for name, part in PARTS.items():
        everybody = outcomes(session, part, first, last)
        own = [
            outcome
            for case_id, person, outcome in everybody
            if person == person_id and case_id not in disputed
        ]
        parts[name] = standing(own, (outcome for _, _, outcome in everybody))
    found = [one.index for one in parts.values() if one.index is not None]
    index = None
    if len(found) == len(PARTS):
        index = 100.0
        for one in found:
            index *= one
    return Card(parts, index, sorted(disputed))


def outcomes(
    session: Session, part: Part, first: date, last: date
) -> list[tuple[str, str, Outcome]]:
    """Return (case, person, outcome) of everybody's facts that a part judges."""
    statement = sa.select(FACTS).where(
        FACTS.c.fact == part.fact,
        FACTS.c.day.between(first, last),
        FACTS.c.person_id.is_not(None),
    )
    if part.states:
        statement = statement.where(FACTS.c.state.in_(part.states))
    return [
        (row["case_id"], row["person_id"], Outcome(stratum(row), row[part.good] in part.value))
        for row in session.execute(statement).mappings()
    ]


def stratum(fact: Any) -> tuple[str | None, str | None, str]:
    """Return what sort of case it is: kind, urgency and the topic at the top."""
    topic = fact["topics"].strip("|").split("|")[0].split(".")[0]
    return fact["kind"], fact["urgency"], topic


def is_on_card(session: Session, person_id: str, case_id: str, month: str) -> bool:
    first, last = month_of(month)
    found = session.execute(
        sa.select(FACTS.c.case_id).where(
            FACTS.c.case_id == case_id,
            FACTS.c.person_id == person_id,
            FACTS.c.day.between(first, last),
            FACTS.c.fact.in_([part.fact for part in PARTS.values()]),
        )
    )
    return found.first() is not None


def appeals(session: Session, person_id: str, month: str) -> Sequence[CardAppeal]:
    """Return what was appealed on a card, oldest first."""
    return session.exec(
        select(CardAppeal)
        .where(CardAppeal.person_id == person_id, CardAppeal.month == month)
        .order_by(col(CardAppeal.id))
    ).all()


def appeal(
    session: Session,
    person_id: str,
    month: str,
    case_id: str,
    reason: str,
    *,
    by: Principal,
    now: datetime,
) -> CardAppeal:
    """Dispute a case on a card; it is out of the card until decided.

    Raises ItemNotOnCard, AppealExists.
    """
    if not is_on_card(session, person_id, case_id, month):
        raise ItemNotOnCard
    if any(one.case_id == case_id for one in appeals(session, person_id, month)):
        raise AppealExists
    made = CardAppeal(
        id=new_id(),
        person_id=person_id,
        month=month,
        case_id=case_id,
        reason=mask_numbers(reason),
        made_by=by.reference,
        made_at=now,
    )
    session.add(made)
    _audit(session, made, "card.appeal", by, now)
    return made


def known_appeal(session: Session, appeal_id: str) -> CardAppeal:
    """Return an appeal. Raises AppealUnknown."""
    found = session.get(CardAppeal, appeal_id)
    if found is None:
        raise AppealUnknown
    return found


def decide(
    session: Session,
    one: CardAppeal,
    is_upheld: bool,
    note: str,
    *,
    by: Principal,
    now: datetime,
) -> CardAppeal:
    """Decide an appeal: upheld, the case stays out; rejected, it counts again."""
    one.status = "upheld" if is_upheld else "rejected"
    one.note, one.decided_by, one.decided_at = mask_numbers(note), by.reference, now
    _audit(session, one, "card.decide", by, now)
    return one


def _audit(session: Session, one: CardAppeal, action: str, by: Principal, now: datetime) -> None:
    detail = {"person": one.person_id, "month": one.month, "case": one.case_id, "is": one.status}
    audit.record(session, actor=by, action=action, subject=one.id, detail=detail, now=now)
