"""Beside the queues: how long they are, the lead's board, and what is related to a case."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from services.triage.assignment.board import Board
from services.triage.errors import CaseUnknown
from services.triage.queries import related
from services.triage.queries.cases import SEES_ALL, case_in_reach
from services.triage.queries.desk import Held, Holdings, holdings, queue_counts, together
from services.triage.web.case_desk import Desk
from services.triage.web.cases_api import CaseId
from services.triage.web.planners import PlanReader
from services.triage.web.schemas import CaseView, fields_of
from services.triage.web.schemas_desk import (
    BoardView,
    HeldView,
    PersonLoad,
    QueuesView,
    QueueView,
    RelatedCase,
    RelatedView,
    TeamBoard,
)
from shared.auth import Staff
from shared.database import Session
from shared.routes import Router

router = Router(prefix="/v1", tags=["desk"])

AT_RISK: Final = timedelta(hours=1)


@router.get("/queues")
async def count_queues(desk: Desk, principal: Staff) -> QueuesView:
    """Return how many cases each of the caller's queues holds; counting stops at a thousand."""

    def work(session: Session, _board: Board) -> QueuesView:
        return QueuesView(items=[QueueView.of(one) for one in queue_counts(session, principal)])

    return await desk.read(work)


@router.get("/board")
async def show_board(desk: Desk, principal: PlanReader) -> BoardView:
    """Return who holds how much, what waits and what is late; a lead sees their own teams."""
    soon = desk.clock.now() + AT_RISK
    own = None if principal.has_role(*SEES_ALL) else principal.teams

    def work(session: Session, board: Board) -> BoardView:
        found = holdings(session, own, soon=soon)
        shown = [team for team in board.active_teams if own is None or team in own]
        homeless = [None] if own is None and any(team is None for team, _ in found.by_owner) else []
        return BoardView(
            teams=[team_board(team, found, board) for team in [*shown, *homeless]],
            at_risk_minutes=int(AT_RISK / timedelta(minutes=1)),
            is_cut=found.is_cut,
        )

    return await desk.read(work)


def team_board(team_id: str | None, found: Holdings, board: Board) -> TeamBoard:
    """Return one team's part: its people, what waits, and what somebody else holds of it."""
    people = [
        entry
        for entry in board.people.values()
        if team_id in entry.team_ids or team_id in entry.lead_of
    ]
    held = {owner: one for (team, owner), one in found.by_owner.items() if team == team_id}
    return TeamBoard(
        team=board.team(team_id),
        unassigned=HeldView.of(held.get(None)),
        elsewhere=elsewhere(held, {entry.staff.id for entry in people}),
        people=[PersonLoad.at(entry, held.get(entry.staff.id), board) for entry in people],
    )


def elsewhere(held: Mapping[str | None, Held], own: Collection[str]) -> HeldView:
    """Return what people hold of a team who are not of it."""
    others = [one for owner, one in held.items() if owner is not None and owner not in own]
    return HeldView.of(together(others))


@router.get("/cases/{case_id}/related")
async def show_related(case_id: CaseId, desk: Desk, principal: Staff) -> RelatedView:
    """Return what the same customer said before and after, and cases like this one."""

    def work(session: Session, board: Board) -> RelatedView:
        case = case_in_reach(session, case_id, principal)
        if case is None:
            raise CaseUnknown
        same = related.of_customer(session, principal, case.customer, but_for=case_id)
        alike = related.similar_cases(session, principal, case_id)
        return RelatedView(
            customer=case.customer,
            same_customer=[CaseView.of(row, board) for row in same],
            similar=[
                RelatedCase.model_validate({**fields_of(row, board), "likeness": likeness})
                for row, likeness in alike
            ],
        )

    return await desk.read(work)
