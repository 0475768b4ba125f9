"""Alerts for leads, and how evenly a team's work was given."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query

from services.triage.assignment.board import Board
from services.triage.errors import NotInCharge, UnfitValue
from services.triage.queries import directory, given
from services.triage.queries.organisation import timetables
from services.triage.rules.fairness import ShiftWork, by_shift, hours_in_team
from services.triage.web.case_desk import Desk
from services.triage.web.planners import PlanReader
from services.triage.web.schemas_fairness import AlertsView, AlertView, FairnessView, ShiftSpread
from services.triage.web.schemas_organisation import Moment, Uuid
from shared.auth import Principal
from shared.database import Session
from shared.routes import Router

router = Router(prefix="/v1", tags=["organisation"])

LONGEST = timedelta(days=92)
USUAL = timedelta(days=7)


@router.get("/alerts")
async def list_alerts(desk: Desk, principal: PlanReader) -> AlertsView:
    """Return the teams whose cases wait because nobody is eligible, the most urgent first.

    A lead sees their own teams.
    """

    def work(session: Session, board: Board) -> AlertsView:
        found = [
            AlertView.of(one, board)
            for one in given.waiting_by_team(session).values()
            if may_see(principal, one.team_id)
        ]
        found.sort(key=lambda one: (-one.critical, one.oldest_received_at))
        return AlertsView(items=found)

    return await desk.read(work)


@router.get("/teams/{team_id}/fairness")
async def show_fairness(
    team_id: Uuid,
    desk: Desk,
    principal: PlanReader,
    since: Annotated[Moment | None, Query(description="Absent: a week ago.")] = None,
    until: Annotated[Moment | None, Query(description="Absent: now.")] = None,
) -> FairnessView:
    """Return how evenly effort was given in the team, by shift and in all; a lead of the team."""
    if not may_see(principal, team_id):
        raise NotInCharge
    end = until or desk.clock.now()
    start = since or end - USUAL
    check_period(start, end)

    def work(session: Session, board: Board) -> FairnessView:
        team = directory.team(session, team_id)
        tables = timetables(session, start)
        works = by_shift(
            given.given_in_team(session, team_id, start, end), hours_in_team(tables, team_id)
        )
        members = [one.staff.id for one in board.lines.members(team_id)]

        def shown(one: ShiftWork) -> ShiftSpread:
            is_at_work = tables.at(one.at or end)
            return ShiftSpread.of(
                one, present=[each for each in members if is_at_work(each, [team_id])]
            )

        return FairnessView.of(
            team.ref,
            period=(start, end),
            shifts=[shown(one) for one in works],
            works=works,
            members=members,
            tasks=given.tasks_in_team(session, team_id, start, end),
            board=board,
        )

    return await desk.read(work)


def may_see(principal: Principal, team_id: str | None) -> bool:
    return principal.has_role("manager", "admin", "auditor") or team_id in principal.teams


def check_period(since: datetime, until: datetime) -> None:
    """Raise UnfitValue unless the period is one, and not too long."""
    if not timedelta() < until - since <= LONGEST:
        raise UnfitValue(
            "until 须晚于 since，且最长 92 天。",
            "until must be after since, and 92 days later at most.",
            pointer="/until",
        )
