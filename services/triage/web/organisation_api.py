"""Team, shift, topic and routing rule routes: managers and admins write, staff reads."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response

from services.triage.models import Team
from services.triage.operations import organisation, teams
from services.triage.operations.teams import TeamChanges
from services.triage.queries import directory
from services.triage.web.cursors import after_id, after_position, after_position_and_id
from services.triage.web.identity import Here
from services.triage.web.schemas_organisation import (
    RoutingRuleBody,
    RoutingRulePatch,
    RoutingRuleView,
    ShiftBody,
    ShiftPatch,
    ShiftView,
    TeamBody,
    TeamPatch,
    TeamView,
    TopicBody,
    TopicCode,
    TopicPatch,
    TopicView,
    Uuid,
    rule_columns,
    shift_columns,
)
from shared import auth
from shared.auth import Principal
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.paging import Cursor, Limit, Page, page_of

router = APIRouter(prefix="/v1", tags=["organisation"])

Planner = Annotated[Principal, auth.staff("manager", "admin")]
PlanReader = Annotated[Principal, auth.staff("lead", "manager", "admin", "auditor")]


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
        team = teams.add_team(session, **body.model_dump(), by=principal, now=now)
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


@router.get("/shifts")
async def list_shifts(
    _principal: PlanReader,
    here: Here,
    staff_id: Annotated[Uuid | None, Query()] = None,
    team_id: Annotated[Uuid | None, Query()] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ShiftView]:
    """Return the shifts, oldest first."""
    after = after_id(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.shift_page(
                session, after=after, limit=limit, staff_id=staff_id, team_id=team_id
            ),
            limit,
            key=lambda shift: (shift.id,),
            item=ShiftView.of,
        )
    )


@router.get("/shifts/{shift_id}")
async def show_shift(shift_id: Uuid, _principal: PlanReader, here: Here) -> ShiftView:
    """Return one shift."""
    return await here.database.read(
        lambda session: ShiftView.of(directory.shift(session, shift_id))
    )


@router.post("/shifts", status_code=201, response_model=ShiftView)
async def add_shift(
    body: ShiftBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a weekly shift. A person's own shifts count instead of their teams'."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: ShiftView.of(
            organisation.add_shift(session, shift_columns(body), by=principal, now=now)
        ),
        now=now,
    )


@router.patch("/shifts/{shift_id}")
async def change_shift(
    shift_id: Uuid, body: ShiftPatch, principal: Planner, here: Here
) -> ShiftView:
    """Change when a shift is."""
    now = here.now()
    return await here.database.write(
        lambda session: ShiftView.of(
            organisation.change_shift(session, shift_id, shift_columns(body), by=principal, now=now)
        )
    )


@router.delete("/shifts/{shift_id}", status_code=204)
async def remove_shift(shift_id: Uuid, principal: Planner, here: Here) -> None:
    """Remove a shift."""
    now = here.now()
    await here.database.write(
        lambda session: organisation.remove_shift(session, shift_id, by=principal, now=now)
    )


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


@router.get("/routing-rules")
async def list_routing_rules(
    _principal: PlanReader, here: Here, limit: Limit = 50, cursor: Cursor = None
) -> Page[RoutingRuleView]:
    """Return the rules in the order they are tried."""
    after = after_position_and_id(cursor)
    return await here.database.read(
        lambda session: page_of(
            directory.rule_page(session, after=after, limit=limit),
            limit,
            key=lambda rule: (rule.position, rule.id),
            item=RoutingRuleView.of,
        )
    )


@router.get("/routing-rules/{rule_id}")
async def show_routing_rule(rule_id: Uuid, _principal: PlanReader, here: Here) -> RoutingRuleView:
    """Return one rule."""
    return await here.database.read(
        lambda session: RoutingRuleView.of(directory.rule(session, rule_id))
    )


@router.post("/routing-rules", status_code=201, response_model=RoutingRuleView)
async def add_routing_rule(
    body: RoutingRuleBody,
    principal: Planner,
    request: Request,
    here: Here,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add a rule; it decides from the next case on."""
    now = here.now()
    return await idempotent(
        request,
        idempotency_key,
        principal,
        here.database,
        lambda session: RoutingRuleView.of(
            organisation.add_routing_rule(session, rule_columns(body), by=principal, now=now)
        ),
        now=now,
    )


@router.patch("/routing-rules/{rule_id}")
async def change_routing_rule(
    rule_id: Uuid, body: RoutingRulePatch, principal: Planner, here: Here
) -> RoutingRuleView:
    """Change a rule."""
    now = here.now()
    return await here.database.write(
        lambda session: RoutingRuleView.of(
            organisation.change_routing_rule(
                session, rule_id, rule_columns(body), by=principal, now=now
            )
        )
    )


@router.delete("/routing-rules/{rule_id}", status_code=204)
async def remove_routing_rule(rule_id: Uuid, principal: Planner, here: Here) -> None:
    """Remove a rule."""
    now = here.now()
    await here.database.write(
        lambda session: organisation.remove_routing_rule(session, rule_id, by=principal, now=now)
    )


def team_view(session: Session, team: Team) -> TeamView:
    people = directory.people_of_teams(session, [team.id])
    return TeamView.of(team, people[team.id])
