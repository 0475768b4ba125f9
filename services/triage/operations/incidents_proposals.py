"""A burst of similar cases becomes a proposal, or joins the incident that they belong to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board
from services.triage.incidents.bursts import Burst
from services.triage.incidents.matters import FEWEST, Matter, words_for
from services.triage.models.cases import Case
from services.triage.models.incidents import INCIDENT_CASES, Incident, IncidentCase
from services.triage.models.organisation import Topic
from services.triage.operations.notices_of_cases import tell_proposed
from services.triage.operations.publishing import SYSTEM, history_row, write_history
from services.triage.queries import incidents as queries
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.ids import new_id

GOES_ON = timedelta(hours=72)
"""An incident takes in further cases until nothing was heard of it for so long."""

GROWN = 2
"""So many times as many cases as were rejected together are proposed anew."""


@dataclass(frozen=True, slots=True)
class Suspected:
    """A matter, and how unusual it is."""

    matter: Matter
    burst: Burst


def keep_matters(
    session: Session, board: Board, found: Sequence[Suspected], *, now: datetime
) -> None:
    """Add each matter's cases to the incident it belongs to, or propose one when it is a burst."""
    for one in found:
        free = free_cases(session, one.matter)
        incident = incident_near(session, one.matter, now)
        if incident is None:
            if one.burst.is_one and enough(one.matter, free):
                propose(session, board, one, free, now=now)
        elif incident.state == "rejected":
            if one.burst.is_one and has_grown(session, incident, free):
                propose(session, board, one, free, now=now)
        elif free:
            add_candidates(session, incident, one, free, now=now)


def free_cases(session: Session, matter: Matter) -> list[str]:
    """Return the matter's cases that are live and in no incident, as the rows are now."""
    rows = session.execute(
        sa.select(col(Case.id)).where(
            col(Case.id).in_([one.id for one in matter.cases]),
            col(Case.disposition) == "live",
            col(Case.incident_id).is_(None),
        )
    )
    return list(rows.scalars())


def enough(matter: Matter, free: Sequence[str]) -> bool:
    """Say whether the cases that may be proposed are of enough customers."""
    customers = {one.customer or one.id for one in matter.cases if one.id in set(free)}
    return len(customers) >= FEWEST


def incident_near(session: Session, matter: Matter, now: datetime) -> Incident | None:
    """Return the incident that most of the matter's cases belong to or were proposed for."""
    places = [
        one
        for one in queries.places_of(session, [case.id for case in matter.cases])
        if one.state != "left"
    ]
    for incident_id, _ in Counter(one.incident_id for one in places).most_common():
        incident = session.get_one(Incident, incident_id)
        if incident.state != "split" and incident.last_at >= now - GOES_ON:
            return incident
    return None


def has_grown(session: Session, incident: Incident, free: Sequence[str]) -> bool:
    """Say whether so many more cases came since a rejection that it should be thought over."""
    before: int = session.execute(
        sa.select(sa.func.count()).where(col(IncidentCase.incident_id) == incident.id)
    ).scalar_one()
    return len(free) >= GROWN * before


def propose(
    session: Session, board: Board, found: Suspected, case_ids: Sequence[str], *, now: datetime
) -> Incident:
    """Open a proposal with these cases, for a person to accept or reject."""
    matter = found.matter
    incident = Incident(
        id=new_id(),
        title=title_of(session, board, matter),
        scope=matter.scope,
        topic=matter.topic,
        burst=as_json(found.burst, matter),
        opened_at=now,
        first_at=matter.first_at,
        last_at=matter.last_at,
    )
    session.add(incident)
    session.flush()
    place_candidates(session, incident, matter, case_ids, now=now)
    tell_proposed(session, incident, case_ids, now)
    return incident


def add_candidates(
    session: Session,
    incident: Incident,
    found: Suspected,
    case_ids: Sequence[str],
    *,
    now: datetime,
) -> None:
    """Propose further cases for an incident; nobody's case joins an accepted one by itself."""
    known = {
        place.case_id
        for place in queries.places_of(session, case_ids)
        if place.incident_id == incident.id
    }
    new = [case_id for case_id in case_ids if case_id not in known]
    if not new:
        return
    incident.last_at = max(incident.last_at, found.matter.last_at)
    incident.first_at = min(incident.first_at, found.matter.first_at)
    incident.revision += 1
    if incident.state == "proposed":
        incident.burst = as_json(found.burst, found.matter)
    place_candidates(session, incident, found.matter, new, now=now)


def place_candidates(
    session: Session, incident: Incident, matter: Matter, case_ids: Sequence[str], *, now: datetime
) -> None:
    alike = dict(zip([one.id for one in matter.cases], matter.similarities, strict=True))
    rows: list[dict[str, Any]] = [
        {
            "incident_id": incident.id,
            "case_id": case_id,
            "state": "proposed",
            "similarity": round(alike[case_id], 3),
            "added_at": now,
            "added_by": SYSTEM,
            "owner_before": None,
        }
        for case_id in case_ids
    ]
    insert_rows(session, INCIDENT_CASES, rows, conflict=IGNORED)
    detail = {"incident": incident.id, "title": incident.title}
    write_history(
        session,
        [history_row(case_id, now, "incident_proposed", detail=detail) for case_id in case_ids],
    )


def as_json(burst: Burst, matter: Matter) -> dict[str, Any]:
    return {
        "observed": burst.observed,
        "expected": round(burst.expected, 3),
        "chance": float(f"{burst.chance:.3g}"),
        "days": matter.days,
    }


def title_of(session: Session, board: Board, matter: Matter) -> str:
    """Return where, what about and which words: people may change it when they accept."""
    kind, _, name = matter.scope.partition(":")
    store = board.stores.get(name) if kind == "store" else None
    topic = None if matter.topic is None else session.get(Topic, matter.topic)
    words = "、".join(words_for(matter.cases))
    parts = (store.name if store else name, topic.name_zh if topic else "", words)
    return " · ".join(part for part in parts if part)[:200] or "未命名事件"
