"""What becomes of cases that join an incident and leave it again."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board
from services.triage.models.cases import Case
from services.triage.models.incidents import Incident, IncidentCase
from services.triage.operations.ownership import settle
from services.triage.operations.publishing import history_row, publish, write_history
from services.triage.rules.cases import WORKING
from shared.auth.principal import Principal
from shared.database import Session


def places_in(session: Session, incident_id: str) -> Sequence[IncidentCase]:
    return (
        session.execute(
            sa.select(IncidentCase)
            .where(col(IncidentCase.incident_id) == incident_id)
            .order_by(col(IncidentCase.case_id))
        )
        .scalars()
        .all()
    )


def join(
    session: Session,
    board: Board,
    incident: Incident,
    cases: Sequence[Case],
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Make cases members, and the incident's owner theirs where work is left."""
    places = {one.case_id: one for one in places_in(session, incident.id)}
    history = []
    for case in cases:
        place = places.get(case.id)
        if place is None:
            place = IncidentCase(
                incident_id=incident.id, case_id=case.id, added_at=now, added_by=by.reference
            )
            session.add(place)
        place.state, place.owner_before = "member", case.owner_id
        place.assigned_before, place.accepted_before = case.assigned_at, case.accepted_at
        place.cycle_before = case.cycle
        case.incident_id = incident.id
        if case.is_open and case.owner_id != incident.owner_id:
            put_in_charge(case, incident.owner_id, now)
        case.revision += 1
        detail = {"incident": incident.id, "title": incident.title, "owner": case.owner_id}
        row = history_row(case.id, now, "joined_incident", actor=by.reference, detail=detail)
        history.append(row)
    session.flush()
    write_history(session, history)
    publish(
        session,
        board,
        cases,
        now=now,
        change="joined_incident",
        actor=by.reference,
        cause=incident.title,
    )


def leave_incident(
    session: Session,
    board: Board,
    incident: Incident,
    cases: Sequence[Case],
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Let cases go on alone, as before: with who had them if still there, or with nobody."""
    places = {one.case_id: one for one in places_in(session, incident.id)}
    history = []
    for case in cases:
        place = places[case.id]
        place.state = "left"
        case.incident_id = None
        # A dismissed or merged one too: it may be restored. What was answered stays with who did.
        if case.progress in WORKING and case.owner_id == incident.owner_id:
            give_back(board, case, place, now)
        case.revision += 1
        detail = {"incident": incident.id, "owner": case.owner_id}
        row = history_row(case.id, now, "left_incident", actor=by.reference, detail=detail)
        history.append(row)
    write_history(session, history)
    publish(
        session,
        board,
        cases,
        now=now,
        change="left_incident",
        actor=by.reference,
        cause=incident.title,
    )


def give_back(board: Board, case: Case, place: IncidentCase, now: datetime) -> None:
    """Undo what joining changed: who had accepted the case has; nobody has what nobody had.

    What was not accepted counts as given anew, so that it does not lapse at once; nor is an answer
    to an earlier cycle an acceptance of this one. With an owner before who left, nothing changes.
    """
    before = place.owner_before
    if before is not None and before not in board.people:
        return
    is_new = case.owner_id != before
    put_in_charge(case, before, now)
    if before is None:
        case.assigned_at = None
    elif is_new and place.accepted_before is not None and case.cycle == place.cycle_before:
        case.assigned_at, case.accepted_at = place.assigned_before, place.accepted_before


def put_in_charge(case: Case, staff_id: str | None, now: datetime) -> None:
    """Give a case to who has it by its incident; loads follow from the rows."""
    if case.owner_id == staff_id:
        return
    case.owner_id, case.assigned_at, case.accepted_at = staff_id, now, None
    settle(case)
