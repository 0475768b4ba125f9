"""What followup says of each case, kept for the progress page and for who may read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.intake.models.tables import KNOWN_PROGRESS
from shared.bulk import Conflict, insert_rows
from shared.database import Session
from shared.events import CaseProgressed

IF_NEWER = Conflict(
    key=("feedback_id",),
    changed=tuple(
        column.name for column in KNOWN_PROGRESS.c if column.name not in {"feedback_id", "case_id"}
    ),
    newer=("generation", "version"),
)


def know_progress(session: Session, snapshots: Sequence[CaseProgressed], *, now: datetime) -> None:
    """Keep the newest snapshot of each case; one that is older than what is kept does nothing.

    A case whose feedback is not known here is kept as well.
    """
    newest: dict[str, CaseProgressed] = {}
    for one in sorted(snapshots, key=lambda one: (one.generation, one.version)):
        newest[one.feedback_id] = one
    rows = [progress_row(newest[feedback_id], now) for feedback_id in sorted(newest)]
    insert_rows(session, KNOWN_PROGRESS, rows, conflict=IF_NEWER)


def progress_row(one: CaseProgressed, now: datetime) -> dict[str, Any]:
    return {
        "feedback_id": one.feedback_id,
        "case_id": one.case_id,
        "generation": one.generation,
        "version": one.version,
        "progress": one.progress,
        "cycle": one.cycle,
        "public_status": one.public_status,
        "public_words": one.public_words,
        "public_words_en": one.public_words_en,
        "question": one.question,
        "survey": one.survey.model_dump(mode="json", exclude={"comment"}) if one.survey else None,
        "owner_id": one.owner.id if one.owner else None,
        "team_id": one.team.id if one.team else None,
        "resolved_at": one.resolved_at,
        "closed_at": one.closed_at,
        "heard_at": now,
    }
