"""The routes of incidents: how far their cases are, and one fix for all of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from pydantic import BaseModel

from services.followup import queries
from services.followup.models import Case, Incident
from services.followup.operations import incidents
from services.followup.operations.progress import Resolution
from services.followup.web.desk import Desk
from services.followup.web.schemas import ResolveBody
from services.followup.web.views import person
from shared.auth import Principal, Staff, staff
from shared.database import Session
from shared.events.vocabulary import PersonRef, shown_status
from shared.preconditions import IfMatchGiven, etag
from shared.routes import Router

router = Router(prefix="/v1/incidents", tags=["incidents"])

IncidentId = Annotated[UUID, Path(description="The incident's id.")]
Worker = Annotated[Principal, staff("agent", "lead", "manager")]
MOST_CASES = 1000


class FixView(BaseModel):
    """The one result given to the cases; `ordinal` counts how often one was."""

    ordinal: int
    result: str | None
    measures: str | None
    tell_customer: bool
    resolver: PersonRef | None
    fixed_at: datetime | None


class IncidentCaseView(BaseModel):
    """A case of the incident within reach; `outcome` is what the newest fix did to it."""

    id: str
    ticket_no: str
    status: str
    store_code: str | None
    outcome: str | None


class IncidentView(BaseModel):
    """An incident: its owner, its fix if it has one, and its cases within reach."""

    id: str
    title: str
    state: str
    owner: PersonRef | None
    fix: FixView | None
    cases: list[IncidentCaseView]


def view_of(session: Session, incident: Incident, principal: Principal) -> IncidentView:
    cases = queries.cases_of_incident(session, incident.id, principal, limit=MOST_CASES)
    outcomes = incidents.outcomes_of(session, incident)
    return IncidentView(
        id=incident.id,
        title=incident.title,
        state=incident.state,
        owner=person(incident.owner),
        fix=fix_of(incident) if incident.fix else None,
        cases=[case_of(case, outcomes) for case in cases],
    )


def fix_of(incident: Incident) -> FixView:
    return FixView(
        ordinal=incident.fix,
        result=incident.result,
        measures=incident.measures,
        tell_customer=incident.tell_customer,
        resolver=person(incident.resolver),
        fixed_at=incident.fixed_at,
    )


def case_of(case: Case, outcomes: Mapping[str, str]) -> IncidentCaseView:
    return IncidentCaseView(
        id=case.id,
        ticket_no=case.ticket_no,
        status=shown_status(case.disposition, case.progress),
        store_code=case.store_code,
        outcome=outcomes.get(case.id),
    )


@router.get("/{incident_id}")
async def read_incident(
    *, desk: Desk, principal: Staff, response: Response, incident_id: IncidentId
) -> IncidentView:
    """Show an accepted incident with its cases within reach, and its ETag."""

    def work(session: Session) -> tuple[IncidentView, int]:
        incident = incidents.seen_incident(session, str(incident_id), principal)
        return view_of(session, incident, principal), incident.revision

    shown, revision = await desk.read(work)
    response.headers["ETag"] = etag("f", revision)
    return shown


@router.post("/{incident_id}/resolve")
async def resolve_incident(
    *,
    desk: Desk,
    by: Worker,
    response: Response,
    incident_id: IncidentId,
    if_match: IfMatchGiven = None,
    body: ResolveBody,
) -> IncidentView:
    """Give all its cases one result, by its owner or a manager; each customer is told.

    The cases follow one by one; `outcome` says what became of each.
    """
    now = desk.clock.now()
    resolution = Resolution(body.result, body.measures, body.tell_customer)

    def work(session: Session) -> tuple[IncidentView, int]:
        incident = incidents.resolve_incident(
            session, str(incident_id), resolution, by=by, if_match=if_match, now=now
        )
        session.flush()
        return view_of(session, incident, by), incident.revision

    shown, revision = await desk.database.write(work)
    response.headers["ETag"] = etag("f", revision)
    return shown
