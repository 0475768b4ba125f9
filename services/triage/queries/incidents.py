"""Incidents within somebody's reach, their cases, and proposed duplicates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case
from services.triage.models.incidents import Duplicate, Incident, IncidentCase
from services.triage.queries.cases import COLUMNS, SEES_ALL, Condition, own_teams
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session

PRESENT = ("proposed", "member")
"""States of a case's place in an incident that still count."""


def in_reach(principal: Principal) -> Condition:
    """Return the condition that a case is one the caller may read: `may_read`, for many."""
    if principal.has_role(*SEES_ALL):
        return sa.true()
    within: list[Condition] = [col(Case.owner_id) == principal.id]
    if teams := own_teams(principal):
        within.append(col(Case.team_id).in_(teams))
    if principal.has_role("store_manager") and principal.stores:
        within += [
            col(Case.store_code).in_(principal.stores),
            col(Case.reported_store).in_(principal.stores),
        ]
    return sa.or_(*within)


def is_seen_by(principal: Principal) -> Condition:
    """Return the condition that an incident is the caller's, or holds a case they may read."""
    if principal.has_role(*SEES_ALL):
        return sa.true()
    holds_one = sa.exists(
        sa.select(sa.literal(1))
        .select_from(IncidentCase)
        .join(Case, col(Case.id) == col(IncidentCase.case_id))
        .where(
            col(IncidentCase.incident_id) == col(Incident.id),
            col(IncidentCase.state).in_(PRESENT),
            in_reach(principal),
        )
    )
    return sa.or_(col(Incident.owner_id) == principal.id, holds_one)


def incidents(
    session: Session, principal: Principal, *, state: str | None, before: str | None, limit: int
) -> list[Incident]:
    """Return the incidents within reach, newest first, after the id `before`."""
    asked = sa.select(Incident).where(is_seen_by(principal))
    if state is not None:
        asked = asked.where(col(Incident.state) == state)
    if before is not None:
        asked = asked.where(col(Incident.id) < before)
    rows = session.execute(asked.order_by(col(Incident.id).desc()).limit(limit))
    return list(rows.scalars())


def incident(session: Session, incident_id: str, principal: Principal) -> Incident | None:
    """Return the incident, None when it is unknown or out of the caller's reach."""
    return session.execute(
        sa.select(Incident).where(col(Incident.id) == incident_id, is_seen_by(principal))
    ).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases an incident has: its members, those proposed, and members still worked on."""

    members: int = 0
    proposed: int = 0
    open: int = 0


def counts_of(session: Session, incident_ids: Collection[str]) -> dict[str, Counts]:
    """Return each incident's counts; one without cases is left out."""
    is_member = col(IncidentCase.state) == "member"
    rows = session.execute(
        sa.select(
            col(IncidentCase.incident_id),
            sa.func.sum(sa.case((is_member, 1), else_=0)),
            sa.func.sum(sa.case((is_member, 0), else_=1)),
            sa.func.sum(sa.case((sa.and_(is_member, col(Case.is_open).is_(True)), 1), else_=0)),
        )
        .join(Case, col(Case.id) == col(IncidentCase.case_id))
        .where(
            col(IncidentCase.incident_id).in_(incident_ids), col(IncidentCase.state).in_(PRESENT)
        )
        .group_by(col(IncidentCase.incident_id))
    )
    return {row[0]: Counts(*(int(number) for number in row[1:])) for row in rows}


def cases_of(session: Session, incident_id: str, principal: Principal) -> list[sa.Row[Any]]:
    """Return the incident's cases within reach with `place`, `similarity`; oldest first."""
    return list(
        session.execute(
            sa.select(
                *COLUMNS,
                col(IncidentCase.state).label("place"),
                col(IncidentCase.similarity),
            )
            .join(IncidentCase, col(IncidentCase.case_id) == col(Case.id))
            .where(
                col(IncidentCase.incident_id) == incident_id,
                col(IncidentCase.state).in_(PRESENT),
                in_reach(principal),
            )
            .order_by(col(Case.received_at), col(Case.id))
        )
    )


def incident_of(session: Session, incident_id: str | None) -> Incident | None:
    """Return the incident a case belongs to; whoever may read the case may read its name."""
    return None if incident_id is None else session.get(Incident, incident_id)


def places_of(session: Session, case_ids: Collection[str]) -> Sequence[sa.Row[str, str, str]]:
    """Return (case_id, incident_id, state) of every place, past ones too, of these cases."""
    columns = (col(IncidentCase.case_id), col(IncidentCase.incident_id), col(IncidentCase.state))
    return session.execute(sa.select(*columns).where(among(columns[0], case_ids))).all()


def duplicates(
    session: Session,
    principal: Principal,
    *,
    case_id: str | None,
    before: str | None,
    limit: int,
) -> list[Duplicate]:
    """Return the proposed duplicates of which the caller may read both cases, newest first."""
    asked = sa.select(Duplicate).where(
        col(Duplicate.state) == "proposed",
        reads(principal, col(Duplicate.case_id)),
        reads(principal, col(Duplicate.of_case_id)),
    )
    if case_id is not None:
        asked = asked.where(
            sa.or_(col(Duplicate.case_id) == case_id, col(Duplicate.of_case_id) == case_id)
        )
    if before is not None:
        asked = asked.where(col(Duplicate.id) < before)
    rows = session.execute(asked.order_by(col(Duplicate.id).desc()).limit(limit))
    return list(rows.scalars())


def duplicate(session: Session, duplicate_id: str, principal: Principal) -> Duplicate | None:
    """Return the proposal, decided on or not; None when either case is out of reach."""
    return session.execute(
        sa.select(Duplicate).where(
            col(Duplicate.id) == duplicate_id,
            reads(principal, col(Duplicate.case_id)),
            reads(principal, col(Duplicate.of_case_id)),
        )
    ).scalar_one_or_none()


def reads(principal: Principal, case_id: Any) -> Condition:
    """Return the condition that the caller may read the case of this id."""
    if principal.has_role(*SEES_ALL):
        return sa.true()
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(Case)
        .where(col(Case.id) == case_id, in_reach(principal))
    )
