"""Whether a case goes on: dismissed, merged into another, or live again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.errors import (
    CaseUnknown,
    CriticalStays,
    NotInCharge,
    SurvivorNotLive,
    UnfitValue,
)
from services.triage.errors_desk import SurvivorStays
from services.triage.models.cases import Case
from services.triage.operations.moves import case_for, changed, reachable_case
from services.triage.operations.notices_of_tasks import note_turned
from services.triage.operations.ownership import choose_next, explained, give, settle, weigh
from services.triage.operations.publishing import history_row, publish, write_history
from services.triage.operations.waking import wake_backlog
from services.triage.queries.cases import case_in_reach, may_move, may_read
from services.triage.rules.cases import CRITICAL, DISMISSAL_REASONS, phase
from shared.auth.principal import Principal
from shared.database import Session


def dismiss_case(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    reason: str,
    duplicate_of: str | None,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Say that a case needs no answer: spam, a duplicate of another, or invalid.

    Raises CriticalStays, SurvivorStays, or CaseUnknown for a `duplicate_of` out of reach.
    """
    check_dismissal(case_id, reason, duplicate_of)
    case = case_for(session, case_id, "dismiss", by, if_match)
    if case.urgency_order == 0 and not by.has_role("lead", "manager", "admin"):
        raise CriticalStays
    if duplicate_of is not None and case_in_reach(session, duplicate_of, by) is None:
        raise CaseUnknown(pointer="/duplicate_of")
    refuse_survivor(session, case_id, by)
    board = boards.current(session, now)
    leave(session, board, case, now)
    case.disposition, case.disposition_reason = "dismissed", reason
    case.duplicate_of = duplicate_of
    case.review_rank = None
    detail = {"duplicate_of": duplicate_of} if duplicate_of else None
    return changed(session, board, case, "dismissed", by=by, now=now, cause=reason, detail=detail)


def check_dismissal(case_id: str, reason: str, duplicate_of: str | None) -> None:
    """Raise UnfitValue unless reason and duplicate go together."""
    if reason not in DISMISSAL_REASONS:
        listed = ", ".join(DISMISSAL_REASONS)
        raise UnfitValue(
            f"reason 应为以下之一：{listed}。", f"reason is one of: {listed}.", pointer="/reason"
        )
    if (reason == "duplicate") != (duplicate_of is not None) or duplicate_of == case_id:
        raise UnfitValue(
            "reason 为 duplicate 时须以 duplicate_of 指明另一个工单，其他情况不应提供。",
            "Give duplicate_of, another case, with the reason duplicate, and only then.",
            pointer="/duplicate_of",
        )


def refuse_survivor(session: Session, case_id: str, by: Principal) -> None:
    """Raise SurvivorStays when cases are merged into this one: nobody would answer them."""
    merged = sa.select(Case).where(col(Case.merged_into) == case_id).order_by(col(Case.id))
    followers = session.execute(merged).scalars().all()
    if followers:
        named = [one for one in followers if may_read(by, one)]
        tickets = {one.id: str(one.birth["ticket_no"]) for one in named}
        raise SurvivorStays(len(followers), tickets)


def leave(session: Session, board: Board, case: Case, now: datetime) -> None:
    """Let the owner have room for another case, as this one needs no more work."""
    if case.is_open and case.owner_id is not None:
        board.tally.take_back(case.owner_id, case.effort)
        wake_backlog(session, board, now)


def restore_case(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Undo a dismissal or a merge: the case is live again, with its owner if still present.

    The survivor loses the urgency that it had from the case alone.
    """
    lock_with_survivor(session, case_id)
    case = case_for(session, case_id, "restore", by, if_match)
    board = boards.current(session, now)
    survivor_id = case.merged_into
    detail: dict[str, Any] = {"was": case.disposition, "merged_into": case.merged_into}
    case.disposition, case.disposition_reason = "live", None
    case.merged_into, case.duplicate_of = None, None
    settle(case)
    if case.is_open and (case.owner_id is None or case.owner_id not in board.people):
        choice = choose_next(board, case, now)
        give(case, choice, now)
        detail |= explained(choice, board, case.team_id)
    elif case.is_open and case.owner_id is not None:
        board.tally.give(case.owner_id, now.timestamp(), case.effort)
    changed(session, board, case, "restored", by=by, now=now, detail=detail)
    if survivor_id is not None:
        release(session, board, survivor_id, case, by=by, now=now)
    return case


def release(
    session: Session, board: Board, survivor_id: str, case: Case, *, by: Principal, now: datetime
) -> None:
    """Let the survivor be as urgent as it is without the case that was merged into it.

    What others that are merged into it, its customer or a person made of its urgency stays.
    """
    survivor = session.get(Case, survivor_id, with_for_update=True, populate_existing=True)
    if survivor is None:
        return
    row = history_row(survivor_id, now, "released", actor=by.reference, detail={"case": case.id})
    write_history(session, [row])
    before = survivor.urgency_order
    most = session.execute(
        sa.select(sa.func.min(col(Case.urgency_order))).where(col(Case.merged_into) == survivor_id)
    ).scalar_one()
    of_others = 0 if most is None else CRITICAL - most
    survivor.urgency_of_merged = min(survivor.urgency_of_merged, of_others)
    settle(survivor)
    if survivor.urgency_order == before:
        return
    weigh(board, survivor)
    survivor.revision += 1
    publish(session, board, [survivor], now=now, change="released", actor=by.reference)


def merge_case(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    *,
    into: str,
    reason: str,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Case:
    """Merge a case into a live one, the survivor; those merged into it before follow it there.

    The survivor becomes as urgent as the case is, which keeps no urgency of those that follow.

    Raises SurvivorNotLive, or CaseUnknown for a survivor out of the caller's reach.
    """
    if into == case_id:
        raise UnfitValue(
            "不能将工单合并到它自己。", "A case is not merged into itself.", pointer="/into"
        )
    lock_in_order(session, [case_id, into])
    case = case_for(session, case_id, "merge", by, if_match)
    survivor = reachable_case(session, into, by, pointer="/into")
    if not may_move(by, survivor):
        raise NotInCharge
    if is_done(survivor):
        raise SurvivorNotLive
    board = boards.current(session, now)
    leave(session, board, case, now)
    case.disposition, case.disposition_reason = "merged", reason
    case.merged_into = into
    case.review_rank = None
    followers = follow(session, case_id, into)
    write_history(
        session,
        [
            history_row(one.id, now, "repointed", actor=by.reference, detail={"into": into})
            for one in followers
        ]
        + [history_row(into, now, "absorbed", actor=by.reference, detail={"case": case_id})],
    )
    publish(session, board, followers, now=now, change="repointed", actor=by.reference)
    raise_survivors(session, board, [case], now=now, change="absorbed", actor=by.reference)
    case.urgency_of_merged = 0
    detail = {"into": into}
    return changed(session, board, case, "merged", by=by, now=now, cause=reason, detail=detail)


def raise_survivors(
    session: Session, board: Board, merged: Sequence[Case], *, now: datetime, **why: str
) -> None:
    """Let no survivor be less urgent than what was merged into it; publish those it raises.

    Only the survivor stands in a queue: a critical case would wait there as a normal one. `why` is
    `change` and `actor`, for timelines.
    """
    rows = session.execute(
        sa.select(Case)
        .where(col(Case.id).in_({case.merged_into for case in merged}))
        .order_by(col(Case.id))
        .with_for_update()
    )
    survivors = {case.id: case for case in rows.scalars()}
    raised = {}
    for case in merged:
        survivor = survivors.get(case.merged_into or "")
        if survivor is None or survivor.urgency_order <= case.urgency_order:
            continue
        survivor.urgency_of_merged = CRITICAL - case.urgency_order
        settle(survivor)
        weigh(board, survivor)
        raised[survivor.id] = survivor
    for survivor in raised.values():
        survivor.revision += 1
    note_turned(session, raised.values(), actor=why["actor"], now=now)
    publish(session, board, list(raised.values()), now=now, **why)


def is_done(case: Case) -> bool:
    """Say whether a case cannot take in another: it is dismissed, merged or closed."""
    standing = phase(
        born=True, disposition=case.disposition, progress=case.progress, accepted=False
    )
    return standing not in {"waiting", "answered"}


def lock_with_survivor(session: Session, case_id: str) -> None:
    """Lock a case and what it is merged into, in the order that merges lock them."""
    survivor_id = session.execute(
        sa.select(col(Case.merged_into)).where(col(Case.id) == case_id)
    ).scalar_one_or_none()
    if survivor_id is not None:
        lock_in_order(session, [case_id, survivor_id])


def lock_in_order(session: Session, ids: Sequence[str]) -> None:
    """Lock the rows in the order of their ids, so that two merges never wait for each other."""
    session.execute(
        sa.select(col(Case.id))
        .where(col(Case.id).in_(ids))
        .order_by(col(Case.id))
        .with_for_update()
    ).all()


def follow(session: Session, case_id: str, into: str) -> list[Case]:
    """Point the cases merged into `case_id` to `into`; return them."""
    rows = session.execute(
        sa.select(Case)
        .where(col(Case.merged_into) == case_id)
        .order_by(col(Case.id))
        .with_for_update()
    )
    followers = list(rows.scalars())
    for one in followers:
        one.merged_into = into
        one.revision += 1
    return followers
