"""Cases that came when no team was there to have them: led to one as soon as there is one."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board
from services.triage.models.cases import IN_ORDER, Case
from services.triage.operations.customers import remember
from services.triage.operations.ownership import choose_next, explained, give, led_by
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.verdicts import route_of
from shared.database import Session

ROUTED = "routed"
"""The entry of a case's history that says to which team it was led after its birth."""


def route_unrouted(session: Session, board: Board, now: datetime, *, limit: int) -> int:
    """Lead up to `limit` waiting cases without an active team to one; return how many.

    The most urgent first. Whoever of the team has room gets them, else its leads are alerted.
    """
    cases = list(unrouted(session, board, limit))
    remember(session, board, [case.customer for case in cases], now)
    routed, history = [], []
    for case in cases:
        route = route_of(board, case)
        if route.team is None:
            continue
        case.team_id, case.declined_by = route.team.id, []
        choice = choose_next(board, case, now)
        give(case, choice, now)
        case.revision += 1
        routed.append(case)
        detail = {**led_by(route), **explained(choice, board, case.team_id)}
        history.append(history_row(case.id, now, ROUTED, detail=detail))
    session.flush()
    write_history(session, history)
    publish(session, board, routed, change=ROUTED, actor=SYSTEM, now=now)
    return len(routed)


def unrouted(session: Session, board: Board, limit: int) -> Iterator[Case]:
    """Yield waiting cases, locked, that no team has, or one that is not active any more."""
    if not board.active_teams:
        return
    for team_id in (None, *sorted(board.teams.keys() - board.active_teams.keys())):
        rows = session.execute(
            sa.select(Case)
            .where(col(Case.team_id) == team_id, col(Case.is_waiting).is_(True))
            .order_by(*(col(getattr(Case, name)) for name in IN_ORDER))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        for case in rows.scalars():
            yield case
            limit -= 1
        if limit <= 0:
            return
