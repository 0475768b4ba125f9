"""Incidents that somebody opens from an alert of followup's daily watch."""

from collections.abc import Sequence
from datetime import datetime

from services.triage.assignment.board import LoadBoard
from services.triage.models.incidents import Incident
from services.triage.models.organisation import Staff
from services.triage.operations.incidents import decide, locked_cases, may_join
from services.triage.operations.incidents_members import join
from services.triage.queries.organisation import team_ids_of
from services.triage.rules.roles import MAY_OWN_CASES
from shared import outbox
from shared.auth.principal import Principal
from shared.database import Session
from shared.events import IncidentRefused, IncidentRequested

LONGEST_TOPIC = 40
TAKEN = "没有可归入的工单：都已属于别的事件，或已不再处理"
OWNER_LEFT = "负责人已不能负责工单"


def open_requested(
    session: Session, wanted: Sequence[IncidentRequested], boards: LoadBoard, *, now: datetime
) -> None:
    """Open each requested incident, once, with those of its cases that are free just now."""
    for one in wanted:
        if session.get(Incident, one.incident_id) is None:
            open_one(session, one, boards, now=now)


def open_one(
    session: Session, wanted: IncidentRequested, boards: LoadBoard, *, now: datetime
) -> None:
    """Open it under its owner; rejected when that cannot be any more, and followup hears why."""
    by = principal_of(session, wanted)
    board = boards.current(session, now, knowing=wanted.owner.id)
    incident = Incident(
        id=wanted.incident_id,
        title=wanted.title,
        scope=f"store:{wanted.store_code}",
        topic=wanted.topic[:LONGEST_TOPIC] if wanted.topic else None,
        burst={
            "observed": wanted.observed,
            "expected": round(wanted.expected, 3),
            "chance": wanted.chance,
            "days": 1,
        },
        opened_at=now,
        first_at=wanted.first_at,
        last_at=wanted.last_at,
    )
    session.add(incident)
    session.flush()
    cases = locked_cases(session, wanted.case_ids)
    joining = [case for case in cases.values() if may_join(by, case)]
    owner = board.people.get(wanted.owner.id)
    is_fit = owner is not None and not owner.roles.isdisjoint(MAY_OWN_CASES)
    if not joining or not is_fit:
        incident.reason = OWNER_LEFT if joining else TAKEN
        decide(session, board, incident, "rejected", by=by, now=now)
        refused = IncidentRefused(
            incident_id=incident.id,
            alert_id=wanted.alert_id,
            reason=incident.reason,
            refused_at=now,
        )
        outbox.add(session, refused, now=now)
        return
    incident.owner_id = wanted.owner.id
    decide(session, board, incident, "accepted", by=by, now=now)
    join(session, board, incident, joining, by=by, now=now)


def principal_of(session: Session, wanted: IncidentRequested) -> Principal:
    """Return who asked, with what they may do now."""
    asked = wanted.requested_by
    person = session.get(Staff, asked.id)
    return Principal(
        kind="staff",
        id=asked.id,
        name=asked.name,
        username=asked.username,
        roles=frozenset(person.roles if person else ()),
        teams=frozenset(team_ids_of(session, [asked.id])[asked.id]),
        stores=frozenset(person.stores if person else ()),
    )
