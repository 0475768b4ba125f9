"""One fix for all cases of an incident: each is resolved by itself, each customer told."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup import queries
from services.followup.errors import IncidentNotOpen, IncidentUnknown, NotYours
from services.followup.models import FIX_CASES, INCIDENTS, Case, Incident, IncidentFixCase
from services.followup.operations.clockwork import wind
from services.followup.operations.progress import Resolution, give_result, resolver_of
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, tell
from services.followup.rules.lifecycle import ANSWERED
from services.followup.rules.policy import Policy
from shared import audit, timers
from shared.auth.principal import Principal
from shared.bulk import Conflict, insert_rows
from shared.database import Session
from shared.events import IncidentChanged
from shared.masking import mask_numbers
from shared.preconditions import check_given_etag
from shared.timers import Timer

FIX = "incident_fix"
"""The timer that goes on with a fix."""

CHUNK = 50
AGAIN = timedelta(seconds=15)
PATIENCE = timedelta(days=1)
"""How long a fix waits for somebody to be in charge of a case; then it is left as it is."""

NEWER = Conflict(
    key=("id",),
    changed=("title", "state", "owner", "generation", "version"),
    newer=("generation", "version"),
)


def keep_incidents(session: Session, changed: Sequence[IncidentChanged]) -> None:
    """Know each incident as its newest snapshot says."""
    newest: dict[str, IncidentChanged] = {}
    for one in sorted(changed, key=lambda one: (one.generation, one.version)):
        newest[one.id] = one
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "state": one.state,
            "owner": one.owner.model_dump() if one.owner else None,
            "generation": one.generation,
            "version": one.version,
            "revision": 1,
            "fix": 0,
            "tell_customer": True,
        }
        for one in newest.values()
    ]
    insert_rows(session, INCIDENTS, rows, conflict=NEWER)


def seen_incident(session: Session, incident_id: str, principal: Principal) -> Incident:
    """Return an incident that the principal owns or of which they see a case.

    Raises IncidentUnknown.
    """
    incident = session.get(Incident, incident_id)
    if incident is None:
        raise IncidentUnknown
    if not owns(principal, incident) and not queries.cases_of_incident(
        session, incident_id, principal, limit=1
    ):
        raise IncidentUnknown
    return incident


def owns(principal: Principal, incident: Incident) -> bool:
    return incident.owner is not None and incident.owner["id"] == principal.id


def resolve_incident(
    session: Session,
    incident_id: str,
    resolution: Resolution,
    *,
    by: Principal,
    if_match: str | None,
    now: datetime,
) -> Incident:
    """Give the cases that are in the incident now one result; a timer carries it to each.

    Who joins later is not told by it: the owner gives it again. Raises IncidentUnknown, NotYours,
    StaleETag, IncidentNotOpen.
    """
    seen_incident(session, incident_id, by)
    incident = session.get_one(Incident, incident_id, with_for_update=True, populate_existing=True)
    if not (owns(by, incident) or by.has_role("manager")):
        raise NotYours("事件负责人或经理", "the incident's owner or a manager")
    check_given_etag(if_match, prefix="f", revision=incident.revision)
    waiting = session.exec(
        select(Case.id).where(
            Case.incident_id == incident_id,
            Case.disposition == "live",
            col(Case.progress).not_in(ANSWERED),
        )
    ).all()
    if incident.state != "accepted" or not waiting:
        raise IncidentNotOpen
    incident.fix += 1
    incident.revision += 1
    incident.result = mask_numbers(resolution.result)
    incident.measures = mask_numbers(resolution.measures) if resolution.measures else None
    incident.tell_customer = resolution.tell_customer
    incident.resolver, incident.fixed_at = resolver_of(by), now
    members = session.exec(select(Case.id).where(Case.incident_id == incident_id)).all()
    rows = [
        {
            "incident_id": incident_id,
            "fix": incident.fix,
            "case_id": case_id,
            "outcome": "pending",
            "at": now,
        }
        for case_id in members
    ]
    insert_rows(session, FIX_CASES, rows)
    detail = {"fix": incident.fix, "cases": len(rows)}
    audit.record(
        session, actor=by, action="incident.resolve", subject=incident_id, detail=detail, now=now
    )
    timers.schedule(session, FIX, incident_id, now)
    return incident


def apply_fixes(session: Session, due: Sequence[Timer], now: datetime, *, policy: Policy) -> None:
    """Go on with fixes: a chunk of each incident's cases, each resolved as its owner would."""
    for timer in due:
        incident = session.get(Incident, timer.key, populate_existing=True)
        if incident is not None:
            apply_fix(session, incident, now, policy)


def apply_fix(session: Session, incident: Incident, now: datetime, policy: Policy) -> None:
    pending = pending_of(session, incident, CHUNK)
    cases = queries.locked_cases(session, [one.case_id for one in pending])
    is_late = incident.fixed_at is None or now - incident.fixed_at > PATIENCE
    resolved: list[Case] = []
    waits = False
    for one in pending:
        outcome = outcome_for(cases.get(one.case_id), incident)
        if outcome == "no_owner" and not is_late:
            waits = True
            continue
        one.outcome, one.at = outcome, now
        if outcome == "resolved":
            resolved.append(cases[one.case_id])
    for case in resolved:
        resolve_by_incident(session, case, incident, now, policy)
    wind(session, resolved)
    publish(session, resolved, now=now, why=why_of(incident))
    if waits:
        timers.schedule(session, FIX, incident.id, now + AGAIN)
    elif len(pending) == CHUNK:
        timers.schedule(session, FIX, incident.id, now)


def pending_of(session: Session, incident: Incident, limit: int) -> Sequence[IncidentFixCase]:
    """Return the cases the newest fix has still to come to; those without an owner stand last."""
    has_none = sa.case((col(Case.progress) == "open", 1), else_=0)
    return session.exec(
        select(IncidentFixCase)
        .join(Case, col(Case.id) == col(IncidentFixCase.case_id))
        .where(
            IncidentFixCase.incident_id == incident.id,
            IncidentFixCase.fix == incident.fix,
            IncidentFixCase.outcome == "pending",
        )
        .order_by(has_none, col(IncidentFixCase.case_id))
        .limit(limit)
    ).all()


def outcome_for(case: Case | None, incident: Incident) -> str:
    """Return what a fix does to a case as it stands: `resolved`, or why not."""
    if case is None or case.incident_id != incident.id:
        return "left"
    if case.disposition != "live":
        return case.disposition
    if case.progress in ANSWERED:
        return "already_resolved"
    return "no_owner" if case.progress == "open" else "resolved"


def resolve_by_incident(
    session: Session, case: Case, incident: Incident, now: datetime, policy: Policy
) -> None:
    """Make the ordinary moves up to `resolved`, with the incident's result."""
    if case.progress == "assigned":
        case.move("start")
    case.move("resolve")
    resolution = Resolution(incident.result or "", incident.measures, incident.tell_customer)
    give_result(session, case, resolution, dict(incident.resolver or {}), now=now, policy=policy)
    tell(
        session,
        case.id,
        now,
        why_of(incident),
        result=case.result,
        told=case.tell_customer,
        incident=incident.id,
    )


def why_of(incident: Incident) -> Why:
    resolver: Mapping[str, str] = incident.resolver or {}
    return Why("resolved", f"staff:{resolver.get('id', '')}", incident.title)


def outcomes_of(session: Session, incident: Incident) -> dict[str, str]:
    """Return what the newest fix did to each case, by id."""
    rows = session.exec(
        select(IncidentFixCase.case_id, IncidentFixCase.outcome).where(
            IncidentFixCase.incident_id == incident.id, IncidentFixCase.fix == incident.fix
        )
    )
    return {case_id: outcome for case_id, outcome in rows}  # noqa: C416 - pairs, not rows
