"""Work that nobody touched goes back to the queue after a team's limit of working time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.models.cases import Case
from services.triage.operations.notices_of_cases import tell_handed_back
from services.triage.operations.ownership import (
    CHUNK,
    choose_next,
    explained,
    give,
    look_for_left_behind,
)
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.tasks import look_for_left_tasks
from services.triage.operations.waking import ROUND
from services.triage.queries.organisation import timetables
from services.triage.rules.cases import UNTOUCHED
from services.triage.rules.shifts import LONGEST_LOOK, Timetable, working_time_ago
from shared import timers
from shared.database import Session

LAPSE = "lapse_untouched"
"""The timer, of one key, that looks for untouched work."""

LAPSE_EVERY = timedelta(seconds=30)


def lapse_untouched(session: Session, boards: LoadBoard, now: datetime) -> int:
    """Take back what owners have neither accepted nor started in their team's limit.

    At most CHUNK cases a team; returns how many, and schedules the next look. The customer's
    clocks are followup's and go on. What owners have who left is looked for as well.
    """
    board = boards.current(session, now)
    look_for_left_behind(session, board, now)
    look_for_left_tasks(session, now)
    limits = {
        team_id: timedelta(minutes=policy.lapse_minutes)
        for team_id, policy in board.policies.items()
        if policy.lapse_minutes is not None and team_id in board.active_teams
    }
    lapsed: list[Case] = []
    of_team = timetables(session, now - LONGEST_LOOK).of_team if limits else {}
    for team_id, limit in limits.items():
        hours = of_team.get(team_id, Timetable())
        since = working_time_ago(hours.shifts, hours.overrides, now, limit)
        lapsed += untouched(session, team_id, since)
    take_back(session, board, lapsed, now)
    again = now if len(lapsed) >= CHUNK else now + LAPSE_EVERY
    timers.schedule(session, LAPSE, ROUND, again)
    return len(lapsed)


def untouched(session: Session, team_id: str, since: datetime) -> list[Case]:
    """Return the team's cases that were given before `since` and are not accepted, locked."""
    rows = session.execute(
        sa.select(Case)
        .where(
            col(Case.team_id) == team_id,
            col(Case.is_open).is_(True),
            col(Case.owner_id).is_not(None),
            col(Case.accepted_at).is_(None),
            col(Case.assigned_at) <= since,
            col(Case.progress).in_(UNTOUCHED),
        )
        .order_by(col(Case.urgency_order), col(Case.received_at), col(Case.id))
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    )
    return list(rows.scalars())


def take_back(session: Session, board: Board, cases: Sequence[Case], now: datetime) -> None:
    """Give each case to the next of its team; a lapse counts as a bounce, like declining."""
    history = []
    for case in cases:
        owner_id = case.owner_id or ""
        board.tally.take_back(owner_id, case.effort)
        case.declined_by = [*case.declined_by, owner_id]
        choice = choose_next(board, case, now)
        give(case, choice, now)
        case.revision += 1
        detail = {**explained(choice, board, case.team_id), "from": owner_id}
        history.append(history_row(case.id, now, "lapsed", detail=detail))
        tell_handed_back(session, case, owner_id, now)
    write_history(session, history)
    publish(session, board, cases, change="lapsed", actor=SYSTEM, now=now)
