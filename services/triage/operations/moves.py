"""A move on a case: who may make it and when, and what every one of them leaves behind."""

from datetime import datetime
from typing import Any

from services.triage.assignment.board import Board
from services.triage.errors import CaseUnknown, IllegalMove, NotInCharge
from services.triage.models.cases import Case
from services.triage.operations.ownership import settle
from services.triage.operations.publishing import history_row, publish, write_history
from services.triage.queries.cases import may_move, may_read
from services.triage.rules.cases import MOVES, phase
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.preconditions import check_etag

AUDITED = frozenset({"transferred", "dismissed", "merged", "restored"})
"""Changes that are kept in the audit log as well."""


def legal_moves(case: Any) -> tuple[str, ...]:
    """Return what the case's state (a case, or a row with its columns) allows."""
    return MOVES[
        phase(
            born=case.received_at is not None,
            disposition=case.disposition,
            progress=case.progress,
            accepted=case.accepted_at is not None,
        )
    ]


def case_for(session: Session, case_id: str, move: str, by: Principal, if_match: str) -> Case:
    """Return the case, locked, for a move.

    Raises CaseUnknown, NotInCharge, StaleETag (before legality) or IllegalMove.
    """
    case = reachable_case(session, case_id, by)
    if not may_move(by, case):
        raise NotInCharge
    check_etag(if_match, prefix="t", revision=case.revision)
    require(case, move)
    return case


def reachable_case(
    session: Session, case_id: str, by: Principal, *, pointer: str | None = None
) -> Case:
    """Return the case, locked. Raises CaseUnknown when it is none of the caller's business."""
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None or case.received_at is None or not may_read(by, case):
        raise CaseUnknown(pointer=pointer)
    return case


def require(case: Case, move: str) -> None:
    """Raise IllegalMove unless the case's state allows `move`."""
    legal = legal_moves(case)
    if move not in legal:
        raise IllegalMove(move, legal)


def changed(
    session: Session,
    board: Board,
    case: Case,
    change: str,
    *,
    by: Principal,
    now: datetime,
    cause: str | None = None,
    detail: dict[str, Any] | None = None,
) -> Case:
    """Count, keep, audit and publish one change of a case."""
    settle(case)
    case.revision += 1
    row = history_row(case.id, now, change, actor=by.reference, cause=cause, detail=detail)
    write_history(session, [row])
    if change in AUDITED:
        audit.record(
            session,
            actor=by,
            action=f"case.{change}",
            subject=case.id,
            detail={**(detail or {}), "reason": cause},
            now=now,
        )
    publish(session, board, [case], now=now, change=change, actor=by.reference, cause=cause)
    return case
