"""Intake's side of the ledger: what was received, and how far it was last heard to be."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from services.intake.models import Feedback, KnownProgress
from shared.among import among
from shared.database import Session

UNHEARD = "unheard"
"""Nothing was heard of the case so far."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One received feedback; `progress` and its order are None while nothing was heard."""

    feedback_id: str
    case_id: str
    channel: str
    store_code: str | None
    progress: str | None
    generation: int | None
    version: int | None


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """How many feedbacks of a channel and store were last heard to be at `progress`."""

    channel: str
    store_code: str | None
    progress: str
    count: int


def ledger_entries(
    session: Session, after: str | None, limit: int, *, only: Collection[str] | None = None
) -> Sequence[LedgerEntry]:
    """Return up to `limit` entries in the order of their case ids, from behind `after` on.

    `only`: the cases to look at, where not all.
    """
    query = (
        sa.select(
            col(Feedback.id),
            col(Feedback.case_id),
            col(Feedback.channel),
            col(Feedback.store_code),
            col(KnownProgress.progress),
            col(KnownProgress.generation),
            col(KnownProgress.version),
        )
        .join(KnownProgress, col(KnownProgress.feedback_id) == col(Feedback.id), isouter=True)
        .order_by(col(Feedback.case_id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(Feedback.case_id) > after)
    if only is not None:
        query = query.where(among(col(Feedback.case_id), only))
    return [LedgerEntry(*row) for row in session.execute(query)]


def ledger_counts(session: Session) -> Sequence[LedgerCount]:
    """Return how many were received, by channel, store and last known progress."""
    progress = sa.func.coalesce(col(KnownProgress.progress), UNHEARD)
    rows = session.execute(
        sa.select(col(Feedback.channel), col(Feedback.store_code), progress, sa.func.count())
        .join(KnownProgress, col(KnownProgress.feedback_id) == col(Feedback.id), isouter=True)
        .group_by(col(Feedback.channel), col(Feedback.store_code), progress)
        .order_by(col(Feedback.channel), col(Feedback.store_code), progress)
    )
    return [LedgerCount(*row) for row in rows]
