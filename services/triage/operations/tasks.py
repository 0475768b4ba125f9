"""Tasks (协办) that nobody does: taken by people, given to who has room, handed on by leavers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import FRESH, Board, LoadBoard
from services.triage.errors import CaseUnknown, NotInCharge
from services.triage.errors_desk import TaskOver, TaskTaken, TaskUnknown
from services.triage.models.cases import Case, CaseTask
from services.triage.models.organisation import Staff
from services.triage.operations.moves import changed
from services.triage.operations.ownership import CHUNK, explained
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.staff import STAFF_LEFT
from services.triage.queries.cases import has_task_there, may_read
from services.triage.queries.tasks import is_of_team, is_over, leads, open_tasks
from services.triage.rules.assignment import Choice
from shared import timers
from shared.auth.principal import Principal
from shared.database import Session
from shared.preconditions import check_etag
from shared.timers import Timer


def take_task(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    task_id: str,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Make the caller the owner of a task of their team that nobody at work has.

    Leads of the team and managers take any over. Raises CaseUnknown, TaskUnknown, NotInCharge,
    StaleETag, TaskOver or TaskTaken.
    """
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.received_at is None:
        raise CaseUnknown
    if not may_read(by, case) and not has_task_there(session, by, case_id):
        raise CaseUnknown
    task = session.get(CaseTask, task_id, populate_existing=True)
    if task is None or task.case_id != case_id:
        raise TaskUnknown
    is_lead = leads(by, task)
    if not is_lead and not is_of_team(by, task):
        raise NotInCharge
    check_etag(if_match, prefix="t", revision=case.revision)
    if is_over(case, task_id):
        raise TaskOver
    board = boards.current(session, now)
    if task.owner_id == by.id:
        return case
    owner = board.person(task.owner_id)
    if owner is not None and not is_lead and board.is_present(owner.id):
        raise TaskTaken(owner.name)
    choice = board.keep(by.id, "taken", now)
    detail = given(board, task, choice)
    return changed(session, board, case, "task_taken", by=by, now=now, detail=detail)


def given(board: Board, task: CaseTask, choice: Choice) -> dict[str, Any]:
    """Put the chosen one in charge of a task, or nobody; return what the history keeps of it."""
    before = {"from": task.owner_id} if task.owner_id is not None else {}
    task.owner_id = choice.owner.id if choice.owner else None
    named = {"task_id": task.id, "team": task.team_id}
    return {**named, **before, **explained(choice, board, task.team_id)}


def give_waiting_tasks(session: Session, board: Board, now: datetime) -> int:
    """Give tasks without an owner to people of their teams who have room; return how many.

    Those of teams that take work themselves stay to be taken.
    """
    nobodys = open_tasks(session, col(CaseTask.owner_id).is_(None), limit=CHUNK)
    ready = [
        team_id
        for team_id in {row.team_id for row in nobodys} & board.active_teams.keys()
        if board.lines.policy(team_id).strategy != "pull_only"
        and board.lines.line(team_id).room > 0
    ]
    waiting = [row for row in nobodys if row.team_id in ready]
    return pass_on(session, board, waiting, cause="backlog", now=now)


def hand_on_tasks(session: Session, boards: LoadBoard, staff_id: str, now: datetime) -> int:
    """Hand on the open tasks of somebody who left, CHUNK at a time; return how many were.

    What nobody can take waits without an owner. Comes again while the person has any.
    """
    person = session.get(Staff, staff_id)
    if person is None or person.active:
        return 0
    theirs = open_tasks(session, col(CaseTask.owner_id) == staff_id, limit=CHUNK)
    count = pass_on(session, boards.current(session, now), theirs, cause="owner_left", now=now)
    if theirs:
        timers.schedule(session, STAFF_LEFT, staff_id, now if count else now + FRESH)
    return count


def look_for_left_tasks(session: Session, now: datetime) -> None:
    """Have open tasks handed on that somebody who left came to have after that was done."""
    gone = session.execute(
        sa.select(col(Staff.id))
        .where(col(Staff.active).is_(False), col(Staff.id).in_(sa.select(col(CaseTask.owner_id))))
        .order_by(col(Staff.id))
    ).scalars()
    left = [
        Timer(STAFF_LEFT, staff_id, now)
        for staff_id in gone
        if open_tasks(session, col(CaseTask.owner_id) == staff_id, limit=1)
    ]
    timers.schedule_unset(session, left)


def pass_on(
    session: Session, board: Board, tasks: Sequence[sa.Row[Any]], *, cause: str, now: datetime
) -> int:
    """Give each task to the next of its team but for its owner; return how many changed hands.

    Those whose cases another transaction holds stay as they are.
    """
    if not tasks:
        return 0
    rows = session.execute(
        sa.select(Case)
        .where(col(Case.id).in_({one.case_id for one in tasks}))
        .order_by(col(Case.id))
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    cases = {case.id: case for case in rows.scalars()}
    found = session.execute(
        sa.select(CaseTask)
        .where(col(CaseTask.id).in_([one.id for one in tasks]))
        .execution_options(populate_existing=True)
    )
    known = {task.id: task for task in found.scalars()}
    history, moved = [], {}
    for one in tasks:
        task = known[one.id]
        if one.case_id not in cases or task.owner_id != one.owner_id:
            continue
        choice = board.choose(task.team_id, now, [task.owner_id] if task.owner_id else [])
        if choice.owner is None and task.owner_id is None:
            continue
        detail = given(board, task, choice)
        history.append(history_row(one.case_id, now, "task_assigned", cause=cause, detail=detail))
        moved[one.case_id] = cases[one.case_id]
    for case in moved.values():
        case.revision += 1
    session.flush()
    write_history(session, history)
    publish(
        session,
        board,
        list(moved.values()),
        now=now,
        change="task_assigned",
        actor=SYSTEM,
        cause=cause,
    )
    return len(history)
