"""What triage tells its listeners: cases and incidents that changed, and the organisation."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models.cases import Case, CaseHistory
from services.triage.models.incidents import Incident, IncidentCase
from services.triage.models.notices import Notice
from services.triage.queries.cases import SEES_ALL, may_read, own_teams
from services.triage.queries.incidents import PRESENT
from shared.among import among
from shared.auth import ROLES, Principal
from shared.database import Session
from shared.events import CaseTriaged, IncidentChanged, KeyChanged, StaffChanged, TeamChanged
from shared.events.triage import TopicChanged
from shared.streams import Change, Told

FIRST_ID: Final = "00000000-0000-0000-0000-000000000000"
MOST_NOTICES: Final = 200

REACH: Final = (
    col(Case.owner_id),
    col(Case.team_id),
    col(Case.store_code),
    col(Case.reported_store),
)
"""What decides who may read a case."""

NOTICES: Final[Mapping[str, tuple[str, Collection[str]]]] = {
    StaffChanged.TYPE: ("staff", ("manager", "admin", "auditor")),
    TeamChanged.TYPE: ("team", ROLES),
    TopicChanged.TYPE: ("topic", ROLES),
    KeyChanged.TYPE: ("api_key", ("admin", "auditor")),
}
"""What else is told: what it is about, and the roles that may list that."""


def tell(session: Session, changes: Sequence[Change]) -> list[Told]:
    """Say what changes mean to staff, in their order."""
    by_type: dict[str, list[str]] = defaultdict(list)
    for one in changes:
        by_type[one.type].append(one.subject)
    return [
        *cases_told(session, by_type[CaseTriaged.TYPE]),
        *incidents_told(session, by_type[IncidentChanged.TYPE]),
        *notices_told(changes),
    ]


def cases_told(session: Session, ids: Collection[str]) -> list[Told]:
    """Tell of each case who may read it now, and who could until this change."""
    if not ids:
        return []
    rows = session.execute(
        sa.select(col(Case.id), col(Case.version), *REACH).where(among(col(Case.id), set(ids)))
    )
    left = those_before(session, ids)
    return [
        Told(
            "case",
            {"id": row.id, "version": row.version},
            partial(is_reached, row=row, left=left.get(row.id, {})),
        )
        for row in rows
    ]


def those_before(session: Session, ids: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Return what the newest change of each case says of whose it was: its queue must lose it."""
    newest = (
        sa.select(sa.func.max(col(CaseHistory.id)))
        .where(among(col(CaseHistory.case_id), set(ids)))
        .group_by(col(CaseHistory.case_id))
    )
    rows = session.execute(
        sa.select(col(CaseHistory.case_id), col(CaseHistory.detail)).where(
            col(CaseHistory.id).in_(newest)
        )
    )
    return {row.case_id: row.detail for row in rows}


def is_reached(principal: Principal, *, row: Any, left: Mapping[str, Any]) -> bool:
    return (
        may_read(principal, row)
        or principal.id in {left.get("from_staff"), left.get("from")}
        or left.get("from_team") in own_teams(principal)
    )


def incidents_told(session: Session, ids: Collection[str]) -> list[Told]:
    """Tell of each incident its owner, and who may read a case of it."""
    if not ids:
        return []
    found = session.execute(
        sa.select(col(Incident.id), col(Incident.version), col(Incident.owner_id)).where(
            among(col(Incident.id), set(ids))
        )
    )
    cases: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(
        sa.select(col(IncidentCase.incident_id), *REACH)
        .join(Case, col(Case.id) == col(IncidentCase.case_id))
        .where(among(col(IncidentCase.incident_id), set(ids)), col(IncidentCase.state).in_(PRESENT))
        .distinct()
    ):
        cases[row.incident_id].append(row)
    return [
        Told(
            "incident",
            {"id": row.id, "version": row.version},
            partial(is_concerned, owner_id=row.owner_id, cases=cases[row.id]),
        )
        for row in found
    ]


def is_concerned(principal: Principal, *, owner_id: str | None, cases: Sequence[Any]) -> bool:
    return (
        principal.has_role(*SEES_ALL)
        or owner_id == principal.id
        or any(may_read(principal, case) for case in cases)
    )


def notices_told(changes: Sequence[Change]) -> list[Told]:
    return [
        Told("notice", {"about": about, "id": one.subject}, who_has(roles))
        for one in changes
        if one.type in NOTICES
        for about, roles in [NOTICES[one.type]]
    ]


def who_has(roles: Collection[str]) -> Callable[[Principal], bool]:
    return lambda principal: principal.has_role(*roles)


def new_notices(session: Session, mark: str | None) -> tuple[str, list[Told]]:
    """Tell each person of the notices written for them since the one that `mark` names."""
    if mark is None:
        newest = sa.select(col(Notice.id)).order_by(col(Notice.id).desc()).limit(1)
        return session.execute(newest).scalar_one_or_none() or FIRST_ID, []
    rows = session.execute(
        sa.select(col(Notice.id), col(Notice.staff_id), col(Notice.is_listed))
        .where(col(Notice.id) > mark)
        .order_by(col(Notice.id))
        .limit(MOST_NOTICES)
    ).all()
    told = [
        Told("notice", {"about": "me", "id": row.id}, partial(is_oneself, staff_id=row.staff_id))
        for row in rows
        if row.is_listed
    ]
    return rows[-1].id if rows else mark, told


def is_oneself(principal: Principal, *, staff_id: str) -> bool:
    return principal.id == staff_id
