"""Incidents: proposed, accepted under one owner, rejected, added to, split up again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.errors import (
    CaseUnknown,
    IncidentUnknown,
    InOtherIncident,
    NoCaseLeft,
    NotInCharge,
    UnfitValue,
    WrongIncidentState,
)
from services.triage.errors_desk import CaseNotLive
from services.triage.models.cases import Case
from services.triage.models.incidents import Incident
from services.triage.operations.dispositions import lock_in_order
from services.triage.operations.incidents_members import join, leave_incident, places_in
from services.triage.operations.publishing import incident_event
from services.triage.queries import incidents as queries
from services.triage.queries.cases import may_move, may_read
from services.triage.rules.roles import MAY_OWN_CASES
from shared import audit, outbox
from shared.auth.principal import Principal
from shared.database import Session
from shared.preconditions import check_given_etag

LEGAL = {
    "proposed": ("accept", "reject"),
    "accepted": ("cases", "split"),
    "rejected": (),
    "split": (),
}
"""What may be done with an incident, by its state."""


def accept_incident(
    session: Session,
    boards: LoadBoard,
    incident_id: str,
    *,
    owner_id: str | None,
    title: str | None,
    by: Principal,
    if_match: str | None,
    now: datetime,
) -> Incident:
    """Make a proposal an incident with one owner, the caller when none is named.

    Its proposed cases within the caller's reach become members and the owner's; others stay
    proposed. Raises NoCaseLeft when that leaves none.
    """
    incident = incident_for(session, incident_id, "accept", by, if_match)
    board = boards.current(session, now, knowing=owner_id)
    incident.owner_id = owner_among(board, owner_id or by.id)
    incident.title = title or incident.title
    waiting = [one for one in places_in(session, incident_id) if one.state == "proposed"]
    cases = locked_cases(session, [one.case_id for one in waiting])
    joining = {key: case for key, case in cases.items() if may_join(by, case)}
    if not joining:
        raise NoCaseLeft
    decide(session, board, incident, "accepted", by=by, now=now)
    join(session, board, incident, list(joining.values()), by=by, now=now)
    return incident


def reject_incident(
    session: Session,
    boards: LoadBoard,
    incident_id: str,
    *,
    reason: str | None,
    by: Principal,
    if_match: str | None,
    now: datetime,
) -> Incident:
    """Say that a proposal is none: its cases stay apart, and are not proposed together again."""
    incident = incident_for(session, incident_id, "reject", by, if_match)
    incident.reason = reason
    decide(session, boards.current(session, now), incident, "rejected", by=by, now=now)
    return incident


def change_cases(
    session: Session,
    boards: LoadBoard,
    incident_id: str,
    *,
    add: Collection[str],
    remove: Collection[str],
    by: Principal,
    if_match: str | None,
    now: datetime,
) -> Incident:
    """Take cases into an incident, proposed ones or others, and let some go.

    Raises CaseUnknown for a case out of reach, NotInCharge, CaseNotLive, InOtherIncident and
    NoCaseLeft.
    """
    incident = incident_for(session, incident_id, "cases", by, if_match)
    board = boards.current(session, now)
    coming = free_for(incident_id, moved_by(session, by, add, pointer="/add"), pointer="/add")
    going = moved_by(session, by, remove, pointer="/remove")
    places = {one.case_id: one for one in places_in(session, incident_id)}
    for one in [places[case.id] for case in going if case.id in places]:
        one.state = "left"
    leaving = [case for case in going if case.incident_id == incident_id]
    new = [case for case in coming if case.incident_id is None]
    leave_incident(session, board, incident, leaving, by=by, now=now)
    if not new and not has_members(session, incident_id):
        raise NoCaseLeft
    incident.revision += 1
    detail = {"added": [case.id for case in new], "removed": [case.id for case in going]}
    kept(session, incident, "cases_changed", detail, by=by, now=now)
    join(session, board, incident, new, by=by, now=now)
    return incident


def split_incident(
    session: Session,
    boards: LoadBoard,
    incident_id: str,
    *,
    case_ids: Collection[str] | None,
    reason: str | None,
    by: Principal,
    if_match: str | None,
    now: datetime,
) -> Incident:
    """Undo an incident: the named cases go on alone, all of them when none is named.

    Each goes back to who had it before. Without members left the incident is `split`.
    """
    incident = incident_for(session, incident_id, "split", by, if_match)
    board = boards.current(session, now)
    if case_ids is None:
        members = [one.case_id for one in places_in(session, incident_id) if one.state == "member"]
        cases = list(locked_cases(session, members).values())
        if not all(may_move(by, case) for case in cases):
            raise NotInCharge
    else:
        cases = moved_by(session, by, case_ids, pointer="/case_ids")
    leaving = [case for case in cases if case.incident_id == incident_id]
    if not leaving:
        raise NoCaseLeft
    leave_incident(session, board, incident, leaving, by=by, now=now)
    incident.reason = reason
    if has_members(session, incident_id):
        incident.revision += 1
        detail = {"removed": [case.id for case in leaving], "reason": reason}
        kept(session, incident, "cases_changed", detail, by=by, now=now)
    else:
        decide(session, board, incident, "split", by=by, now=now)
    return incident


def incident_for(
    session: Session, incident_id: str, move: str, by: Principal, if_match: str | None
) -> Incident:
    """Return the incident, locked, for a move.

    Raises IncidentUnknown when none of its cases is the caller's business, StaleETag,
    WrongIncidentState. Who owns an accepted incident may change it; others by their roles.
    """
    if queries.incident(session, incident_id, by) is None:
        raise IncidentUnknown
    incident = session.get_one(Incident, incident_id, with_for_update=True, populate_existing=True)
    if not by.has_role("lead", "manager", "admin") and incident.owner_id != by.id:
        raise NotInCharge
    check_given_etag(if_match, prefix="t", revision=incident.revision)
    if move not in LEGAL[incident.state]:
        raise WrongIncidentState(incident.state, LEGAL[incident.state])
    return incident


def owner_among(board: Board, staff_id: str) -> str:
    """Return the id when that person may own cases. Raises UnfitValue."""
    person = board.people.get(staff_id)
    if person is None or person.roles.isdisjoint(MAY_OWN_CASES):
        raise UnfitValue(
            "负责人须为在职且可负责工单的员工。",
            "The owner is an active member of staff whose roles let them own cases.",
            pointer="/owner",
        )
    return staff_id


def locked_cases(session: Session, case_ids: Collection[str]) -> dict[str, Case]:
    """Return the born cases of these ids, locked in the order of their ids."""
    lock_in_order(session, list(case_ids))
    rows = session.execute(
        sa.select(Case)
        .where(col(Case.id).in_(case_ids), col(Case.received_at).is_not(None))
        .order_by(col(Case.id))
        .execution_options(populate_existing=True)
    )
    return {case.id: case for case in rows.scalars()}


def moved_by(
    session: Session, by: Principal, case_ids: Collection[str], *, pointer: str
) -> list[Case]:
    """Return the cases, locked, in the order given, each once.

    Raises CaseUnknown or NotInCharge for one that is not theirs.
    """
    found = locked_cases(session, case_ids)
    for place, case_id in enumerate(case_ids):
        case = found.get(case_id)
        if case is None or not may_read(by, case):
            raise CaseUnknown(pointer=f"{pointer}/{place}")
        if not may_move(by, case):
            raise NotInCharge
    return [found[case_id] for case_id in dict.fromkeys(case_ids)]


def may_join(by: Principal, case: Case) -> bool:
    return case.disposition == "live" and case.incident_id is None and may_move(by, case)


def free_for(incident_id: str | None, cases: Sequence[Case], *, pointer: str) -> Sequence[Case]:
    """Return the cases if all may join the incident. Raises CaseNotLive or InOtherIncident."""
    for place, case in enumerate(cases):
        if case.disposition != "live":
            raise CaseNotLive(pointer=f"{pointer}/{place}")
        if case.incident_id not in {None, incident_id}:
            raise InOtherIncident(pointer=f"{pointer}/{place}")
    return cases


def has_members(session: Session, incident_id: str) -> bool:
    session.flush()
    return any(one.state == "member" for one in places_in(session, incident_id))


def decide(
    session: Session, board: Board, incident: Incident, state: str, *, by: Principal, now: datetime
) -> None:
    """Put the incident into a state, for the audit log and for followup to know."""
    incident.state = state
    incident.decided_at, incident.decided_by = now, by.reference
    incident.revision += 1
    detail = {"title": incident.title, "owner": incident.owner_id, "reason": incident.reason}
    kept(session, incident, state, detail, by=by, now=now)
    if state in {"accepted", "split"}:
        announce(session, board, incident, change=state, actor=by.reference, now=now)


def kept(
    session: Session,
    incident: Incident,
    change: str,
    detail: dict[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    audit.record(
        session,
        actor=by,
        action=f"incident.{change}",
        subject=incident.id,
        detail=detail,
        now=now,
    )


def announce(
    session: Session, board: Board, incident: Incident, *, change: str, actor: str, now: datetime
) -> None:
    """Count a version of the incident and publish it."""
    incident.generation = outbox.generation(session)
    incident.version += 1
    event = incident_event(incident, board, change=change, actor=actor)
    outbox.add(session, event, now=now)
