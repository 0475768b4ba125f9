"""Who is in charge: giving a case to somebody, handing on the cases of a person who left."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.models.cases import Case
from services.triage.models.organisation import Staff
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.staff import STAFF_LEFT
from services.triage.rules.assignment import Choice
from services.triage.rules.cases import (
    BOUNCES_BEFORE_LEAD,
    CRITICAL,
    REOPENINGS_BEFORE_MANAGER,
    has_work_left,
    urgency_order,
)
from services.triage.rules.review import FIRST_RANK
from shared import timers
from shared.database import Session

CHUNK = 200
DRAIN_EVERY = timedelta(seconds=15)
DRAIN_BACKLOG = "drain_backlog"


def give(case: Case, choice: Choice, now: datetime) -> None:
    """Put the chosen one in charge, or nobody; either way it is not accepted yet."""
    case.owner_id = choice.owner.id if choice.owner else None
    case.assigned_at = now if choice.owner else None
    case.accepted_at = None
    settle(case)


def settle(case: Case) -> None:
    """Compute what follows from the case's facts: its shown urgency, and whether work is left."""
    case.urgency_order = urgency_order(
        base=case.urgency_base,
        of_messages=case.urgency_of_messages,
        later_cycles=case.cycle - case.urgency_cycle,
    )
    case.is_open = has_work_left(
        born=case.received_at is not None, disposition=case.disposition, progress=case.progress
    )
    case.is_waiting = case.is_open and case.owner_id is None
    if case.review_rank is not None and case.urgency_order == 0:
        case.review_rank = FIRST_RANK


def explained(choice: Choice, board: Board, team_id: str | None) -> dict[str, Any]:
    """Return what the history keeps of a choice; nobody eligible alerts the team's leads."""
    detail: dict[str, Any] = {"reason": choice.reason, "considered": choice.considered}
    if choice.owner is None:
        return {**detail, "alerted": board.leads(team_id)}
    return {**detail, "owner": choice.owner.id}


def choose_next(board: Board, case: Case, now: datetime, exclude: Collection[str] = ()) -> Choice:
    """Choose who is asked next: not those who declined; after some bounces the team's lead."""
    declined = set(case.declined_by) | set(exclude)
    if len(case.declined_by) >= BOUNCES_BEFORE_LEAD:
        choice = board.choose_lead(case.team_id, now)
        if choice.owner is not None:
            return Choice(choice.owner, "bounced", choice.considered)
    return board.choose(case.team_id, now, declined)


def choose_again(board: Board, case: Case, now: datetime) -> Choice:
    """Choose who answers a further cycle: the previous owner if present, else the team's next.

    After too many reopenings it is a manager's, when one is present.
    """
    if case.progress_detail.get("reopen_count", 0) > REOPENINGS_BEFORE_MANAGER:
        choice = board.choose_manager(now)
        if choice.owner is not None:
            return Choice(choice.owner, "reopened_often", choice.considered)
    if case.owner_id is not None and board.is_present(case.owner_id):
        return Choice(board.person(case.owner_id), "previous_owner")
    return board.choose(case.team_id, now)


def wake_backlog(session: Session, board: Board, now: datetime) -> None:
    """Let those who wait be given owners at once, if any wait: somebody has room now."""
    if board.is_waiting:
        timers.schedule(session, DRAIN_BACKLOG, "all", now)


def drain_backlog(session: Session, boards: LoadBoard, now: datetime) -> int:
    """Give waiting cases to people who have room, critical first, then the longest waiting.

    At most CHUNK cases; returns how many got an owner and schedules the next round.
    """
    board = boards.current(session, now)
    given: list[Case] = []
    for team_id in board.active_teams if board.is_waiting else ():
        room = min(CHUNK - len(given), board.line(team_id).room)
        given += give_waiting(session, board, team_id, room, now) if room > 0 else []
    publish(session, board, given, change="assigned", actor=SYSTEM, cause="backlog", now=now)
    soon = now if len(given) == CHUNK else now + DRAIN_EVERY
    timers.schedule(session, DRAIN_BACKLOG, "all", soon)
    return len(given)


def give_waiting(
    session: Session, board: Board, team_id: str, room: int, now: datetime
) -> list[Case]:
    """Give up to `room` of the team's waiting cases to its people; return those given."""
    given, history = [], []
    for case in waiting_cases(session, team_id, room):
        choice = choose_next(board, case, now)
        if choice.owner is None:
            continue
        give(case, choice, now)
        case.revision += 1
        given.append(case)
        detail = explained(choice, board, team_id)
        history.append(history_row(case.id, now, "assigned", cause="backlog", detail=detail))
    write_history(session, history)
    return given


def waiting_cases(session: Session, team_id: str, limit: int) -> list[Case]:
    """Return the team's waiting cases, locked: critical ones first, then the longest waiting.

    The index holds each urgency in order of arrival, so each is read by itself and merged here.
    """
    found: list[Case] = []
    for order in range(CRITICAL + 1):
        rows = session.execute(
            sa.select(Case)
            .where(
                col(Case.team_id) == team_id,
                col(Case.urgency_order) == order,
                col(Case.is_waiting).is_(True),
            )
            .order_by(col(Case.received_at), col(Case.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found += rows.scalars()
    found.sort(key=lambda case: (case.urgency_order > 0, case.received_at, case.id))
    return found[:limit]


def redistribute(session: Session, boards: LoadBoard, staff_id: str, now: datetime) -> int:
    """Hand on the open cases of somebody who left, CHUNK at a time; return how many were.

    Nothing happens while the person is active. What nobody can take waits without an owner.
    """
    person = session.get(Staff, staff_id)
    if person is None or person.active:
        return 0
    rows = session.execute(
        sa.select(Case)
        .where(col(Case.owner_id) == staff_id, col(Case.is_open).is_(True))
        .order_by(col(Case.urgency_order), col(Case.received_at), col(Case.id))
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    )
    cases = list(rows.scalars())
    board = boards.current(session, now)
    hand_on(session, board, cases, staff_id, now)
    if cases:
        timers.schedule(session, STAFF_LEFT, staff_id, now)
    return len(cases)


def hand_on(
    session: Session, board: Board, cases: Sequence[Case], staff_id: str, now: datetime
) -> None:
    """Give each case to somebody else of its team than `staff_id`."""
    history = []
    for case in cases:
        choice = choose_next(board, case, now, exclude={staff_id})
        give(case, choice, now)
        case.revision += 1
        detail = {**explained(choice, board, case.team_id), "from": staff_id}
        history.append(history_row(case.id, now, "assigned", cause="owner_left", detail=detail))
    write_history(session, history)
    publish(session, board, cases, change="assigned", actor=SYSTEM, cause="owner_left", now=now)
