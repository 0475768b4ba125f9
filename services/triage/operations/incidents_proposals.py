"""A burst of similar cases becomes a proposal, or joins the incident that they belong to."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board
from services.triage.incidents.bursts import Burst
from services.triage.incidents.findings import FEWEST, Matter
from services.triage.models.cases import Case
from services.triage.models.incidents import INCIDENT_CASES, Incident, IncidentCase
from services.triage.models.organisation import Topic
from services.triage.operations.notices_of_cases import tell_proposed
from services.triage.operations.publishing import SYSTEM, history_row, write_history
from services.triage.queries import incidents as queries
from shared.among import among
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cases of some matters stand: those live and in no incident, and the places of each.

    A place is an incident that a case is in, or was proposed for, and how it is there.
    """

    free: AbstractSet[str]
    places: dict[str, dict[str, str]]
    incidents: dict[str, Incident]

    @classmethod
    def of(cls, session: Session, found: Sequence[Suspected]) -> Self:
        """Read the rows of all at once."""
        case_ids = list({case.id for one in found for case in one.matter.cases})
        free = session.execute(
            sa.select(col(Case.id)).where(
                among(col(Case.id), case_ids),
                col(Case.disposition) == "live",
                col(Case.incident_id).is_(None),
            )
        )
        places: dict[str, dict[str, str]] = defaultdict(dict)
        for case_id, incident_id, state in queries.places_of(session, case_ids):
            places[case_id][incident_id] = state
        known = {incident_id for own in places.values() for incident_id in own}
        incidents = session.execute(sa.select(Incident).where(among(col(Incident.id), known)))
        return cls(set(free.scalars()), places, {one.id: one for one in incidents.scalars()})

    def free_of(self, matter: Matter) -> list[str]:
        return [one.id for one in matter.cases if one.id in self.free]

    def incident_near(self, matter: Matter, now: datetime) -> Incident | None:
        """Return the incident that goes on and has most of the matter's cases; none once split."""
        found = Counter(
            incident_id
            for case in matter.cases
            for incident_id, state in self.places.get(case.id, {}).items()
            if state != "left"
        )
        near = [self.incidents[incident_id] for incident_id, _ in found.most_common()]
        goes_on = (one for one in near if one.state != "split" and one.last_at >= now - GOES_ON)
        return next(goes_on, None)

    def note(self, incident: Incident, case_ids: Sequence[str]) -> None:
        """Know of places that were given meanwhile."""
        self.incidents[incident.id] = incident
        for case_id in case_ids:
            self.places[case_id][incident.id] = "proposed"


def keep_matters(
    session: Session, board: Board, found: Sequence[Suspected], *, now: datetime
) -> None:
    """Add each matter's cases to the incident it belongs to, or propose one when it is a burst."""
    standing = Standing.of(session, found)
    for one in found:
        free = standing.free_of(one.matter)
        incident = standing.incident_near(one.matter, now)
        if incident is not None and incident.state != "rejected":
            new = [case_id for case_id in free if incident.id not in standing.places[case_id]]
            add_candidates(session, incident, one, new, now=now)
            standing.note(incident, new)
        elif one.burst.is_one and is_enough(session, one.matter, incident, free):
            standing.note(propose(session, board, one, free, now=now), free)


def is_enough(
    session: Session, matter: Matter, rejected: Incident | None, free: Sequence[str]
) -> bool:
    """Say whether the free cases of a burst are to be proposed, after a rejection once more."""
    if rejected is not None:
        return has_grown(session, rejected, free)
    customers = {one.customer or one.id for one in matter.cases if one.id in set(free)}
    return len(customers) >= FEWEST


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
    if not case_ids:
        return
    incident.last_at = max(incident.last_at, found.matter.last_at)
    incident.first_at = min(incident.first_at, found.matter.first_at)
    incident.revision += 1
    if incident.state == "proposed":
        incident.burst = as_json(found.burst, found.matter)
    place_candidates(session, incident, found.matter, case_ids, now=now)


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
    about = topic.name_zh if topic else ""
    words = "、".join(word for word in matter.words if word != about)
    parts = (store.name if store else name, about, words)
    return " · ".join(part for part in parts if part)[:200] or "未命名事件"
