"""How far followup is with a case, as far as it concerns triage: reopenings, starts, endings."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board, LoadBoard
from services.triage.models.cases import CASES, Case, CaseHistory
from services.triage.operations.ownership import call_back, choose_again, explained, give, settle
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.operations.receive import make_stubs
from services.triage.operations.waking import wake_backlog
from services.triage.queries.labels import ERASED
from services.triage.rules.cases import UNTOUCHED, has_work_left, is_news
from shared.among import among
from shared.bulk import update_rows
from shared.database import Session
from shared.events import CaseProgressed

KEPT = {
    *("reopen_count", "reopen_reason", "result", "resolved_at", "told_at", "closed_at"),
    *("closed_reason", "clocks", "tasks_done", "survey", "public_status", "attribution"),
}
"""What triage keeps of followup's snapshot besides progress and cycle, to show it."""

PROGRESS = "progress"
"""The cause of a reopening: why, which may be in a customer's words, is followup's to keep."""

STATE = (
    *(
        "id",
        "received_at",
        "disposition",
        "progress",
        "cycle",
        "owner_id",
        "accepted_at",
        "effort",
        "is_open",
    ),
    *("revision", "followup_generation", "followup_version"),
)


@dataclass(slots=True)
class Found:
    """What a batch of snapshots amounts to."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    reopened: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    left: list[tuple[str, int]] = field(default_factory=list)


def follow_progress(
    session: Session, progressed: Sequence[CaseProgressed], boards: LoadBoard, *, now: datetime
) -> None:
    """Store each case's newest snapshot, unless a newer one is stored, and do what follows.

    What follows is computed from what is stored then, so any order of snapshots ends the same: a
    later cycle puts the case before a person again, a start implies accepting. Unknown cases
    become stubs.
    """
    newest: dict[str, CaseProgressed] = {}
    for one in sorted(progressed, key=lambda one: (one.generation, one.version)):
        newest[one.case_id] = one
    make_stubs(session, {one.case_id: one.feedback_id for one in newest.values()})
    columns = [col(getattr(Case, name)) for name in STATE]
    rows = session.execute(
        sa.select(*columns)
        .where(among(col(Case.id), newest))
        .order_by(col(Case.id))
        .with_for_update()
    )
    found = Found()
    for row in rows:
        compare(row, newest[row.id], found)
    store(session, found.updates)
    forget_reasons(session, [one.case_id for one in progressed if one.change == "customer_erased"])
    board = boards.current(session, now)
    answer(session, board, found, now)
    for owner_id, effort in found.left:
        board.tally.take_back(owner_id, effort)
    if found.left:
        wake_backlog(session, board, now)


def compare(row: sa.Row[Any], snapshot: CaseProgressed, found: Found) -> None:
    """Add to `found` what `snapshot` changes of the stored `row`; nothing when it is not newer."""
    stored = (row.followup_generation, row.followup_version)
    if (snapshot.generation, snapshot.version) <= stored:
        return
    born = row.received_at is not None
    is_open = has_work_left(born=born, disposition=row.disposition, progress=snapshot.progress)
    news = is_news(before=row.progress, after=snapshot.progress, owned=row.owner_id is not None)
    found.updates.append(
        {
            "id": row.id,
            "progress": snapshot.progress,
            "progress_detail": snapshot.model_dump(mode="json", include=KEPT),
            "followup_generation": snapshot.generation,
            "followup_version": snapshot.version,
            "is_open": is_open,
            "is_waiting": is_open and row.owner_id is None,
            "revision": row.revision + news,
        }
    )
    if row.is_open and not is_open and row.owner_id:
        found.left.append((row.owner_id, row.effort))
    if snapshot.cycle > row.cycle:
        found.reopened.append(row.id)
        found.updates[-1]["cycle"] = snapshot.cycle
    if is_started(row, snapshot):
        found.started.append(row.id)
    found.updates[-1].setdefault("cycle", row.cycle)


def is_started(row: sa.Row[Any], snapshot: CaseProgressed) -> bool:
    """Say whether somebody has set to work in the newest cycle, unknown to triage as yet."""
    if row.received_at is None or snapshot.cycle < row.cycle or snapshot.progress in UNTOUCHED:
        return False
    return row.accepted_at is None or snapshot.cycle > row.cycle


def store(session: Session, updates: list[dict[str, Any]]) -> None:
    """Write the snapshots; the rows are locked and known to be older."""
    update_rows(session, CASES, updates, key=["id"])


def forget_reasons(session: Session, case_ids: Sequence[str]) -> None:
    """Remove from histories why cases were reopened: older rows say it in a customer's words."""
    if case_ids:
        session.execute(
            sa.update(CaseHistory)
            .where(
                among(col(CaseHistory.case_id), case_ids),
                col(CaseHistory.event) == "reopened",
                col(CaseHistory.cause) != PROGRESS,
            )
            .values(cause=ERASED)
        )


def answer(session: Session, board: Board, found: Found, now: datetime) -> None:
    """Do what a later cycle or a start asks of triage, and publish what changed by it."""
    if not found.reopened and not found.started:
        return
    wanted = sorted({*found.reopened, *found.started})
    rows = session.execute(
        sa.select(Case)
        .where(among(col(Case.id), wanted), col(Case.received_at).is_not(None))
        .order_by(col(Case.id))
        .execution_options(populate_existing=True)
    )
    cases = {case.id: case for case in rows.scalars()}
    requeue(session, board, [cases[key] for key in found.reopened if key in cases], now)
    changed = []
    for case_id in found.started:
        case = cases.get(case_id)
        if case is not None and case.owner_id is not None:
            case.accepted_at = now
            changed.append(case)
    again = set(found.reopened)
    for change, some in (
        ("reopened", [case for key, case in cases.items() if key in again]),
        ("accepted", [case for case in changed if case.id not in again]),
    ):
        publish(session, board, some, now=now, change=change, actor=SYSTEM, cause=PROGRESS)


def requeue(session: Session, board: Board, cases: Sequence[Case], now: datetime) -> None:
    """Put reopened cases before a person again, more urgent than before, with the leads told.

    Of a dismissed case the customer has heard a result and said that it is none: it is live again.
    """
    history = []
    for case in cases:
        case.declined_by = []
        settle(case)
        detail: dict[str, Any] = {"cycle": case.cycle, "alerted": board.leads(case.team_id)}
        if case.disposition == "dismissed":
            detail |= call_back(board, case, now)
        elif case.disposition == "live":
            choice = choose_again(board, case, now)
            give(case, choice, now)
            detail |= explained(choice, board, case.team_id)
        else:
            case.accepted_at = None
        case.revision += 1
        history.append(history_row(case.id, now, "reopened", cause=PROGRESS, detail=detail))
    write_history(session, history)
