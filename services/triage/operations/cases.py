"""What staff do with a case: take it, accept it, pass it on, give it back, ask for a part of it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.errors import NotInCharge, OwnedByAnother, UnfitValue
from services.triage.models.cases import Case, CaseTask
from services.triage.operations.moves import case_for, changed, legal_moves
from services.triage.operations.ownership import choose_next, explained, give, work_of
from services.triage.queries.cases import by_team, in_order, is_waiting
from services.triage.queries.organisation import RosterEntry
from services.triage.rules.assignment import Choice
from services.triage.rules.roles import MAY_OWN_CASES
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id


def take_next(session: Session, boards: LoadBoard, *, by: Principal, now: datetime) -> Case | None:
    """Put the caller in charge of the next unowned case of their teams; None when there is none.

    The team whose case is first in the queue is tried first; a case somebody else is just taking
    is passed over.
    """
    if not by.has_role(*MAY_OWN_CASES):
        raise NotInCharge
    board = boards.current(session, now)
    for branch in nonempty_branches(session, by):
        case = session.execute(
            sa.select(Case)
            .where(*branch)
            .order_by(col(Case.urgency_order), col(Case.received_at), col(Case.id))
            .limit(1)
            .with_for_update(skip_locked=True)
        ).scalar_one_or_none()
        if case is not None:
            detail = take(board, case, by, now)
            return changed(session, board, case, "taken", by=by, now=now, detail=detail)
    return None


def nonempty_branches(session: Session, by: Principal) -> list[list[sa.ColumnElement[bool]]]:
    """Return the parts of the unassigned queue that hold cases, the most urgent one first."""
    heads = [
        (head[0], branch)
        for branch in by_team(by.teams, is_waiting())
        if (head := in_order(session, [branch], (), None, 1))
    ]
    heads.sort(key=lambda pair: (pair[0].urgency_order, pair[0].received_at, pair[0].id))
    return [branch for _, branch in heads]


def take(board: Board, case: Case, by: Principal, now: datetime) -> dict[str, Any]:
    """Make the caller the owner, count it on the board, and return what the history keeps."""
    choice = board.keep(by.id, "taken", now, effort=case.effort)
    case.owner_id, case.assigned_at = by.id, now
    return explained(choice, board, case.team_id)


def accept_case(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Accept one's case, or take one that nobody owns. Raises OwnedByAnother."""
    case = case_for(session, case_id, "accept", by, if_match)
    board = boards.current(session, now)
    detail = None
    if case.owner_id is None:
        if not by.has_role(*MAY_OWN_CASES):
            raise NotInCharge
        detail = take(board, case, by, now)
    elif case.owner_id != by.id:
        owner = board.person(case.owner_id)
        legal = [move for move in legal_moves(case) if move not in {"accept", "decline"}]
        raise OwnedByAnother(owner.name if owner else "", legal)
    case.accepted_at = now
    return changed(session, board, case, "accepted", by=by, now=now, detail=detail)


def decline_case(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    reason: str,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Give one's case back with a reason: the next of the team gets it, after two an arbiter."""
    case = case_for(session, case_id, "decline", by, if_match)
    board = boards.current(session, now)
    if case.owner_id != by.id:
        raise NotInCharge
    board.tally.take_back(by.id, case.effort)
    case.declined_by = [*case.declined_by, by.id]
    choice = choose_next(board, case, now)
    give(case, choice, now)
    detail = explained(choice, board, case.team_id)
    return changed(session, board, case, "declined", by=by, now=now, cause=reason, detail=detail)


def transfer_case(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    to_staff: str | None,
    to_team: str | None,
    reason: str,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Pass a case to a person, or to a team whose next member gets it.

    Raises UnfitValue when the target is not active or cannot own cases.
    """
    case = case_for(session, case_id, "transfer", by, if_match)
    board = boards.current(session, now, knowing=to_staff or to_team)
    before = {"from_staff": case.owner_id, "from_team": case.team_id}
    choice = target_of(board, case, to_staff, to_team, now)
    if case.owner_id is not None:
        board.tally.take_back(case.owner_id, case.effort)
    give(case, choice, now)
    case.declined_by = []
    detail = {**before, "to_team": case.team_id, **explained(choice, board, case.team_id)}
    return changed(session, board, case, "transferred", by=by, now=now, cause=reason, detail=detail)


def target_of(
    board: Board, case: Case, to_staff: str | None, to_team: str | None, now: datetime
) -> Choice:
    """Return who gets a transferred case, with the case moved to their team."""
    if to_team is not None:
        if to_team not in board.active_teams:
            raise UnfitValue("没有这个团队。", "No such team.", pointer="/to_team")
        case.team_id = to_team
        return board.choose(to_team, now, work=work_of(board, case))
    person = board.people.get(to_staff or "")
    if person is None or person.roles.isdisjoint(MAY_OWN_CASES):
        raise UnfitValue(
            "没有这名在职员工，或其角色不能负责工单。",
            "No such active member of staff, or their roles do not let them own cases.",
            pointer="/to_staff",
        )
    case.team_id = team_for(person, case.team_id)
    effort = work_of(board, case).effort
    return board.keep(person.staff.id, "transferred", now, effort=effort)


def team_for(person: RosterEntry, team_id: str | None) -> str | None:
    """Return the case's team if the person is in it or in none, else the first of theirs."""
    teams = person.team_ids | person.lead_of
    return team_id if team_id in teams or not teams else min(teams)


def open_task(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    team_id: str,
    text: str,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Ask another team for a part of the work (协办); its next member owns the task."""
    case = case_for(session, case_id, "tasks", by, if_match)
    board = boards.current(session, now, knowing=team_id)
    if team_id not in board.active_teams:
        raise UnfitValue("没有这个团队。", "No such team.", pointer="/team")
    choice = board.choose(team_id, now)
    task = CaseTask(
        id=new_id(),
        case_id=case.id,
        team_id=team_id,
        owner_id=choice.owner.id if choice.owner else None,
        text=text,
        opened_at=now,
        opened_by=by.id,
    )
    session.add(task)
    session.flush()
    detail = {"task_id": task.id, "team": team_id, **explained(choice, board, team_id)}
    return changed(session, board, case, "task_opened", by=by, now=now, detail=detail)
