"""Team and topic routes, and what cases weigh: managers and admins write, staff reads."""

from typing import Annotated, cast

from fastapi import Query, Request, Response

from services.triage.models import Team
from services.triage.operations import organisation, teams
from services.triage.operations.teams import TeamChanges
from services.triage.queries import directory
from services.triage.web.cursors import after_id, after_position
from services.triage.web.identity import Here
from services.triage.web.planners import Planner, PlanReader
from services.triage.web.schemas_organisation import (
    EffortsBody,
    EffortsView,
    TeamBody,
    TeamPatch,
    TeamView,
    TopicBody,
    TopicCode,
    TopicPatch,
    TopicView,
    Uuid,
)
from shared import auth
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_of
from shared.routes import Router

router = Router(prefix="/v1", tags=["organisation"])


@router.get("/teams")
async def list_teams(
    _principal: auth.Staff,
    here: Here,
    active: Annotated[bool | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TeamView]:
    """Return the teams with their active people, oldest first."""
    after = after_id(cursor)

    def unit(session: Session) -> Page[TeamView]:
        found = directory.team_page(session, after=after, limit=limit, active=active)
        people = directory.people_of_teams(session, [team.id for team in found])
        return page_of(
            found,
            limit,
            key=lambda team: (team.id,),
            item=lambda team: TeamView.of(team, people[team.id]),
        )

    return await here.database.read(unit)


@router.get("/teams/{team_id}")
async def show_team(team_id: Uuid, _principal: auth.Staff, here: Here) -> TeamView:
    """Return one team."""
    return await here.database.read(
        lambda session: team_view(session, directory.team(session, team_id))
    )


@router.post("/teams", status_code=201, response_model=TeamView)
async def add_team(
    body: TeamBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a team."""
    now = here.now()

    def unit(session: Session) -> TeamView:
        team = teams.add_team(
            session,
            name=body.name,
            leads=body.leads,
            members=body.members,
            policy=body.policy(),
            by=principal,
            now=now,
        )
        return team_view(session, team)

    answer = await idempotent(request, idempotency_key, principal, here.database, unit, now=now)
    here.authenticator.forget_directory()
    return answer


@router.patch("/teams/{team_id}")
async def change_team(team_id: Uuid, body: TeamPatch, principal: Planner, here: Here) -> TeamView:
    """Change a team; whoever joins or leaves it needs a new access token."""
    now = here.now()
    changes = cast("TeamChanges", body.model_dump(exclude_unset=True))
    changed = await here.database.write(
        lambda session: team_view(
            session, teams.change_team(session, team_id, changes, by=principal, now=now)
        )
    )
    here.authenticator.forget_directory()
    return changed


@router.get("/topics")
async def list_topics(
    _principal: auth.Staff,
    here: Here,
    active: Annotated[bool | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TopicView]:
    """Return the topics in their order."""
    after = after_position(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.topic_page(session, after=after, limit=limit, active=active),
            limit,
            key=lambda topic: (topic.position, topic.code),
            item=TopicView.of,
        )
    )


@router.get("/topics/{code}")
async def show_topic(code: TopicCode, _principal: auth.Staff, here: Here) -> TopicView:
    """Return one topic."""
    return await here.database.read(lambda session: TopicView.of(directory.topic(session, code)))


@router.post("/topics", status_code=201, response_model=TopicView)
async def add_topic(
    body: TopicBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a topic: from then on staff can give it to cases and rules can name it."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: TopicView.of(
            organisation.add_topic(session, body.model_dump(), by=principal, now=now)
        ),
        now=now,
    )


@router.patch("/topics/{code}")
async def change_topic(
    code: TopicCode, body: TopicPatch, principal: Planner, here: Here
) -> TopicView:
    """Change a topic; its code stays, as cases carry it."""
    now = here.now()
    changes = body.model_dump(exclude_unset=True)
    return await here.database.write(
        lambda session: TopicView.of(
            organisation.change_topic(session, code, changes, by=principal, now=now)
        )
    )


@router.get("/efforts")
async def show_efforts(_principal: PlanReader, here: Here) -> EffortsView:
    """Return what cases weigh; whatever is not named weighs 1."""
    return await here.database.read(
        lambda session: EffortsView.of(directory.effort_weights(session))
    )


@router.put("/efforts")
async def set_efforts(body: EffortsBody, principal: Planner, here: Here) -> EffortsView:
    """Replace what cases weigh; open ones keep their effort until given anew or corrected."""
    now = here.now()
    weights = [one.model_dump() for one in body.items]

    def unit(session: Session) -> EffortsView:
        organisation.set_efforts(session, weights, by=principal, now=now)
        return EffortsView.of(directory.effort_weights(session))

    return await here.database.write(unit)


def team_view(session: Session, team: Team) -> TeamView:
    people = directory.people_of_teams(session, [team.id])
    return TeamView.of(team, people[team.id])
