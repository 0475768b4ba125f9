"""What followup says of each case, kept for the progress page and for who may read it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.intake.models.tables import KNOWN_PROGRESS
from shared.database import Session, insert_for
from shared.events import CaseProgressed

CHANGEABLE = [
    column.name for column in KNOWN_PROGRESS.c if column.name not in {"feedback_id", "case_id"}
]


def know_progress(session: Session, snapshots: Sequence[CaseProgressed], *, now: datetime) -> None:
    """Keep the newest snapshot of each case; one that is older than what is kept does nothing.

    A case whose feedback is not known here is kept as well.
    """
    newest: dict[str, CaseProgressed] = {}
    for one in sorted(snapshots, key=lambda one: (one.generation, one.version)):
        newest[one.feedback_id] = one
    statement = insert_for(session)(KNOWN_PROGRESS)
    given = statement.excluded
    kept = KNOWN_PROGRESS.c
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=[kept.feedback_id],
            set_={name: given[name] for name in CHANGEABLE},
            where=sa.or_(
                kept.generation < given.generation,
                sa.and_(kept.generation == given.generation, kept.version < given.version),
            ),
        ),
        [progress_row(newest[feedback_id], now) for feedback_id in sorted(newest)],
    )


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
        "question": one.question,
        "survey": one.survey.model_dump(mode="json", exclude={"comment"}) if one.survey else None,
        "owner_id": one.owner.id if one.owner else None,
        "team_id": one.team.id if one.team else None,
        "resolved_at": one.resolved_at,
        "closed_at": one.closed_at,
        "heard_at": now,
    }
