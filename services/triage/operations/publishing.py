"""What others learn of a case: its snapshot, published with the rows, and its history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board
from services.triage.models.cases import HISTORY, Case, CaseMessage, CaseTask
from services.triage.models.incidents import Incident
from services.triage.operations.notices_of_cases import note_given
from services.triage.operations.notices_of_tasks import note_tasks_given
from services.triage.operations.notices_to_leads import note_alerted
from services.triage.rules.cases import urgency_of
from shared import outbox
from shared.among import among
from shared.bulk import insert_rows
from shared.database import Session
from shared.events import CaseTriaged, IncidentChanged, MessageVerdict, TaskAssignment
from shared.events.intake import Birth
from shared.events.vocabulary import TeamRef

SYSTEM = "system"

SAME_NAME = (
    *("cycle", "generation", "version", "disposition", "disposition_reason", "merged_into"),
    "incident_id",
    *("store_code", "assigned_at", "accepted_at"),
)
PUBLISHED = ("id", "verdict", "urgency_order", "owner_id", "team_id", *SAME_NAME)
"""The columns a snapshot is made of."""

GIVEN = ("id", "owner_id", "assigned_at", "accepted_at", "urgency_order")
"""The columns that say whether somebody was just given a case."""


def snapshot(
    facts: Mapping[str, Any],
    birth: Birth,
    board: Board,
    *,
    messages: Sequence[MessageVerdict] = (),
    tasks: Sequence[TaskAssignment] = (),
    **why: str | None,
) -> CaseTriaged:
    """Return the full current value of triage's fields; `facts` are the PUBLISHED columns.

    `why` is `change`, `actor` and `cause`, for timelines.
    """
    return CaseTriaged.model_validate(
        {
            "case_id": facts["id"],
            "birth": birth,
            "urgency": urgency_of(facts["urgency_order"]),
            "owner": board.person(facts["owner_id"]),
            "team": board.team(facts["team_id"]),
            "messages": messages,
            "tasks": tasks,
            **facts["verdict"],
            **{name: facts.get(name) for name in SAME_NAME},
            **why,
        }
    )


def publish(
    session: Session, board: Board, cases: Sequence[Case], *, now: datetime, **why: str | None
) -> None:
    """Count a version of each born case and publish it; stubs publish nothing."""
    born = [case for case in cases if case.received_at is not None]
    generation = outbox.generation(session)
    for case in born:
        case.generation, case.version = generation, case.version + 1
    outbox.add_many(session, snapshots(session, board, born, **why), now=now)
    note_given(session, [{name: getattr(case, name) for name in GIVEN} for case in born], now)


def snapshots(
    session: Session, board: Board, cases: Sequence[Case], **why: str | None
) -> list[CaseTriaged]:
    """Return the snapshots of born cases as they stand, with their messages and tasks."""
    ids = [case.id for case in cases]
    messages, tasks = message_verdicts(session, ids), task_assignments(session, board, ids)
    return [
        snapshot(
            {name: getattr(case, name) for name in PUBLISHED},
            Birth.model_validate(case.birth),
            board,
            messages=messages[case.id],
            tasks=tasks[case.id],
            **why,
        )
        for case in cases
    ]


def message_verdicts(session: Session, ids: Sequence[str]) -> dict[str, list[MessageVerdict]]:
    """Return each case's verdicts of appended messages, in their order."""
    found: dict[str, list[MessageVerdict]] = defaultdict(list)
    rows = session.execute(
        sa.select(
            col(CaseMessage.case_id),
            col(CaseMessage.seq),
            col(CaseMessage.kind),
            col(CaseMessage.small_talk),
            col(CaseMessage.urgency),
        )
        .where(among(col(CaseMessage.case_id), ids))
        .order_by(col(CaseMessage.seq))
    )
    for row in rows:
        found[row.case_id].append(
            MessageVerdict(
                seq=row.seq, kind=row.kind, small_talk=row.small_talk, urgency=row.urgency
            )
        )
    return found


def task_assignments(
    session: Session, board: Board, ids: Sequence[str]
) -> dict[str, list[TaskAssignment]]:
    """Return each case's 协办 tasks, oldest first."""
    found: dict[str, list[TaskAssignment]] = defaultdict(list)
    rows = session.execute(
        sa.select(
            col(CaseTask.id),
            col(CaseTask.case_id),
            col(CaseTask.team_id),
            col(CaseTask.owner_id),
            col(CaseTask.text),
            col(CaseTask.opened_at),
        )
        .where(among(col(CaseTask.case_id), ids))
        .order_by(col(CaseTask.opened_at), col(CaseTask.id))
    )
    for row in rows:
        found[row.case_id].append(
            TaskAssignment(
                task_id=row.id,
                team=board.team(row.team_id) or TeamRef(id=row.team_id, name=""),
                owner=board.person(row.owner_id),
                text=row.text,
                opened_at=row.opened_at,
            )
        )
    return found


def history_row(
    case_id: str,
    at: datetime,
    event: str,
    *,
    actor: str = SYSTEM,
    cause: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a row of the case's history."""
    return {
        "case_id": case_id,
        "at": at,
        "actor": actor,
        "event": event,
        "cause": cause,
        "detail": dict(detail or {}),
    }


def write_history(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep entries; have leads told of what they are alerted to, and owners of tasks of theirs."""
    insert_rows(session, HISTORY, rows)
    note_alerted(session, rows)
    note_tasks_given(session, rows)


def republish(session: Session, board: Board, case_ids: Sequence[str], now: datetime) -> int:
    """Publish the cases' snapshots again, as they stand and with their current version.

    For reconcile, and after a restore: the snapshot then carries the raised generation. Returns
    how many of `case_ids` are born cases of ours.
    """
    found = session.execute(
        sa.select(Case).where(among(col(Case.id), case_ids), col(Case.received_at).is_not(None))
    )
    cases = list(found.scalars())
    generation = outbox.generation(session)
    for case in cases:
        case.generation = generation
    again = snapshots(session, board, cases, change="republished", actor=SYSTEM)
    outbox.add_many(session, again, now=now)
    incidents = incidents_of(session, cases)
    for incident in incidents:
        incident.generation = generation
    told = [incident_event(one, board, change="republished", actor=SYSTEM) for one in incidents]
    outbox.add_many(session, told, now=now)
    return len(cases)


def incidents_of(session: Session, cases: Sequence[Case]) -> Sequence[Incident]:
    """Return the incidents that the cases belong to."""
    named = {case.incident_id for case in cases if case.incident_id is not None}
    found = session.execute(
        sa.select(Incident).where(among(col(Incident.id), named)).order_by(col(Incident.id))
    )
    return found.scalars().all()


def incident_event(incident: Incident, board: Board, *, change: str, actor: str) -> IncidentChanged:
    """Return what followup is told of an incident that was accepted."""
    return IncidentChanged(
        id=incident.id,
        generation=incident.generation,
        version=incident.version,
        title=incident.title,
        state=incident.state,
        owner=board.person(incident.owner_id),
        change=change,
        actor=actor,
    )
