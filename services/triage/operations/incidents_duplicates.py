"""Cases that say again what the same customer said: merged by itself when sure, else proposed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import LoadBoard
from services.triage.errors import AlreadyDecided, DuplicateUnknown, NotInCharge
from services.triage.incidents.findings import Again
from services.triage.models.cases import Case
from services.triage.models.incidents import DUPLICATES, Duplicate
from services.triage.operations.dispositions import (
    follow,
    leave,
    lock_in_order,
    merge_case,
    raise_survivors,
)
from services.triage.operations.ownership import settle
from services.triage.operations.publishing import SYSTEM, history_row, publish, write_history
from services.triage.queries.cases import may_move, may_read
from services.triage.rules.cases import WORKING, urgency_of
from shared import audit
from shared.among import among
from shared.auth.principal import Principal
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.ids import new_id
from shared.preconditions import check_etag, etag


def keep_duplicates(
    session: Session, boards: LoadBoard, found: Sequence[Again], *, now: datetime
) -> None:
    """Merge what is certain and propose the rest; what was judged before changes nothing."""
    known = {
        (row.case_id, row.of_case_id)
        for row in session.execute(
            sa.select(col(Duplicate.case_id), col(Duplicate.of_case_id)).where(
                among(col(Duplicate.case_id), [one.case_id for one in found])
            )
        )
    }
    new = [one for one in found if (one.case_id, one.of_case_id) not in known]
    rows = []
    for one in new:
        merged = one.judged.standing == "merge" and merge_by_itself(
            session, boards, one.case_id, one.of_case_id, cause=one.judged.reason, now=now
        )
        rows.append(row_of(one, now, merged=merged))
    insert_rows(session, DUPLICATES, rows, conflict=IGNORED)
    write_history(
        session,
        [
            history_row(
                row["case_id"],
                now,
                "duplicate_proposed",
                cause=row["reason"],
                detail={"of": row["of_case_id"], "similarity": row["similarity"]},
            )
            for row in rows
            if row["state"] == "proposed"
        ],
    )


def row_of(one: Again, now: datetime, *, merged: bool) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": one.case_id,
        "of_case_id": one.of_case_id,
        "reason": one.judged.reason,
        "similarity": round(one.judged.similarity, 3),
        "state": "merged" if merged else "proposed",
        "proposed_at": now,
        "decided_at": now if merged else None,
        "decided_by": SYSTEM if merged else None,
        "revision": 1,
    }


def merge_by_itself(
    session: Session,
    boards: LoadBoard,
    case_id: str,
    into: str,
    *,
    cause: str,
    now: datetime,
) -> bool:
    """Merge a case into an earlier one unless either has changed its standing meanwhile.

    A person restores it as after any merge. Returns whether it was merged.
    """
    lock_in_order(session, [case_id, into])
    case = session.get_one(Case, case_id, populate_existing=True)
    survivor = session.get_one(Case, into, populate_existing=True)
    if not (may_be_merged(case) and may_be_merged(survivor)):
        return False
    board = boards.current(session, now)
    leave(session, board, case, now)
    case.disposition, case.disposition_reason, case.merged_into = "merged", cause, into
    case.revision += 1
    settle(case)
    followers = follow(session, case_id, into)
    write_history(
        session,
        [history_row(one.id, now, "repointed", detail={"into": into}) for one in followers]
        + [
            history_row(case_id, now, "merged", cause=cause, detail={"into": into}),
            history_row(into, now, "absorbed", cause=cause, detail={"case": case_id}),
        ],
    )
    audit.record(
        session,
        actor=SYSTEM,
        action="case.merged",
        subject=case_id,
        detail={"into": into, "reason": cause},
        now=now,
    )
    publish(session, board, followers, now=now, change="repointed", actor=SYSTEM)
    raise_survivors(session, board, [case], now=now, change="absorbed", actor=SYSTEM)
    case.urgency_of_merged = 0
    settle(case)
    publish(session, board, [case], now=now, change="merged", actor=SYSTEM, cause=cause)
    return True


def may_be_merged(case: Case) -> bool:
    """Say whether a case can take part in a merge that no person decides on."""
    is_critical = urgency_of(case.urgency_order) == "critical"
    return (
        case.received_at is not None
        and case.disposition == "live"
        and case.progress in WORKING
        and not is_critical
    )


def accept_duplicate(
    session: Session,
    boards: LoadBoard,
    duplicate_id: str,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Duplicate:
    """Merge the later case into the earlier one, as proposed."""
    proposal = proposal_for(session, duplicate_id, by, if_match)
    case = session.get_one(Case, proposal.case_id)
    merge_case(
        session,
        boards,
        proposal.case_id,
        into=proposal.of_case_id,
        reason=proposal.reason,
        by=by,
        if_match=etag("t", case.revision),
        now=now,
    )
    return decided(proposal, "merged", by, now)


def reject_duplicate(
    session: Session,
    duplicate_id: str,
    *,
    by: Principal,
    if_match: str,
    now: datetime,
) -> Duplicate:
    """Say that the two are not one; they are not proposed again."""
    proposal = proposal_for(session, duplicate_id, by, if_match)
    audit.record(
        session,
        actor=by,
        action="duplicate.rejected",
        subject=proposal.case_id,
        detail={"of": proposal.of_case_id},
        now=now,
    )
    return decided(proposal, "rejected", by, now)


def proposal_for(session: Session, duplicate_id: str, by: Principal, if_match: str) -> Duplicate:
    """Return the proposal, locked.

    Raises DuplicateUnknown, NotInCharge, StaleETag or AlreadyDecided.
    """
    proposal = session.get(Duplicate, duplicate_id, with_for_update=True, populate_existing=True)
    if proposal is None:
        raise DuplicateUnknown
    cases = [session.get(Case, key) for key in (proposal.case_id, proposal.of_case_id)]
    for case in cases:
        if case is None or not may_read(by, case):
            raise DuplicateUnknown
        if not may_move(by, case):
            raise NotInCharge
    check_etag(if_match, prefix="t", revision=proposal.revision)
    if proposal.state != "proposed":
        raise AlreadyDecided(proposal.state)
    return proposal


def decided(proposal: Duplicate, state: str, by: Principal, now: datetime) -> Duplicate:
    proposal.state, proposal.decided_at, proposal.decided_by = state, now, by.reference
    proposal.revision += 1
    return proposal
