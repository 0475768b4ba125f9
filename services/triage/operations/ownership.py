"""Who is in charge: giving a case to somebody, handing on the cases of a person who left."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import FRESH, Board, LoadBoard
from services.triage.models.cases import Case
from services.triage.models.organisation import Staff
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.staff import STAFF_LEFT
from services.triage.rules.assignment import Choice, Work
from services.triage.rules.cases import (
    BOUNCES_BEFORE_LEAD,
    REOPENINGS_BEFORE_MANAGER,
    has_work_left,
    urgency_of,
    urgency_order,
)
from services.triage.rules.efforts import PLAIN_EFFORT
from services.triage.rules.review import FIRST_RANK
from services.triage.rules.routing import Route
from shared import timers
from shared.database import Session
from shared.timers import Timer

CHUNK = 200


def give(case: Case, choice: Choice, now: datetime) -> None:
    """Put the chosen one in charge, or nobody; either way it is not accepted yet."""
    case.owner_id = choice.owner.id if choice.owner else None
    case.assigned_at = now if choice.owner else None
    case.accepted_at = None
    case.effort = choice.effort
    settle(case)


def settle(case: Case) -> None:
    """Compute what follows from the case's facts: its shown urgency, and whether work is left."""
    case.urgency_order = urgency_order(
        base=case.urgency_base,
        raised_to=max(case.urgency_of_messages, case.urgency_of_merged),
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
    if choice.effort != PLAIN_EFFORT:
        detail["effort"] = choice.effort
    if choice.owner is not None:
        detail["owner"] = choice.owner.id
    elif choice.reason != "pull_only":
        detail["alerted"] = board.leads(team_id)
    if choice.runner_up is not None:
        detail["runner_up"] = choice.runner_up
    return detail


def led_by(route: Route) -> dict[str, Any]:
    """Return what the history keeps of a route: what led there, and who is to help (协办)."""
    if not route.assist:
        return {"team": route.because}
    return {"team": route.because, "assist": [team.id for team in route.assist]}


def work_of(board: Board, case: Case) -> Work:
    """Return what a case asks of whoever gets it."""
    return board.work(
        [topic["code"] for topic in case.verdict.get("topics", ())],
        urgency_of(case.urgency_order),
        case.team_id,
        store=case.store_code,
        customer=case.customer,
    )


def weigh(board: Board, case: Case) -> None:
    """Let a case weigh what its topics and urgency do now, for its owner too."""
    effort = work_of(board, case).effort
    if case.is_open and case.owner_id is not None:
        board.tally.add(case.owner_id, effort - case.effort)
    case.effort = effort


def choose_next(board: Board, case: Case, now: datetime, exclude: Collection[str] = ()) -> Choice:
    """Choose who is asked next: nobody who gave it back; after some bounces an arbiter."""
    declined, work = set(case.declined_by) | set(exclude), work_of(board, case)
    if len(case.declined_by) >= BOUNCES_BEFORE_LEAD:
        choice = board.choose_arbiter(case.team_id, now, declined, work=work)
        if choice.owner is not None:
            return choice
    return board.choose(case.team_id, now, declined, work=work)


def choose_again(board: Board, case: Case, now: datetime) -> Choice:
    """Choose who answers a further cycle: the previous owner if present, else the team's next.

    After too many reopenings it is a manager's, when one is present.
    """
    work = work_of(board, case)
    if case.progress_detail.get("reopen_count", 0) > REOPENINGS_BEFORE_MANAGER:
        choice = board.choose_manager(now, work=work)
        if choice.owner is not None:
            return replace(choice, reason="reopened_often")
    if case.owner_id is not None and board.is_present(case.owner_id):
        return board.keep(case.owner_id, "previous_owner", now, effort=work.effort)
    return board.choose(case.team_id, now, work=work)


def call_back(board: Board, case: Case, now: datetime) -> dict[str, Any]:
    """Put a dismissed case before a person again; return what the history keeps of it."""
    case.disposition, case.disposition_reason, case.duplicate_of = "live", None, None
    case.declined_by = []
    settle(case)
    if not case.is_open:
        return {"was": "dismissed"}
    choice = choose_again(board, case, now)
    give(case, choice, now)
    return {"was": "dismissed", **explained(choice, board, case.team_id)}


def redistribute(session: Session, boards: LoadBoard, staff_id: str, now: datetime) -> int:
    """Hand on the open cases of somebody who left, CHUNK at a time; return how many were.

    Nothing happens while the person is active. What nobody can take waits without an owner. Comes
    again while the person has any, those too that another transaction holds just now.
    """
    person = session.get(Staff, staff_id)
    if person is None or person.active:
        return 0
    theirs = (col(Case.owner_id) == staff_id, col(Case.is_open).is_(True))
    rows = session.execute(
        sa.select(Case)
        .where(*theirs)
        .order_by(col(Case.urgency_order), col(Case.received_at), col(Case.id))
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    )
    cases = list(rows.scalars())
    board = boards.current(session, now)
    hand_on(session, board, cases, staff_id, now)
    if cases:
        timers.schedule(session, STAFF_LEFT, staff_id, now)
    elif session.execute(sa.select(sa.literal(1)).where(*theirs).limit(1)).first() is not None:
        timers.schedule(session, STAFF_LEFT, staff_id, now + FRESH)
    return len(cases)


def look_for_left_behind(session: Session, board: Board, now: datetime) -> None:
    """Have open cases handed on whose owners left: they came to have them after that was done.

    An older board gave them, a transaction that had begun before, or a customer whose case had been
    given up goes on with it. The board counted every owner's open cases anyhow.
    """
    gone = sorted(board.tally.loads.keys() - board.people.keys())
    timers.schedule_unset(session, [Timer(STAFF_LEFT, staff_id, now) for staff_id in gone])


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
