"""What intake tells its listeners: what customers said, what became of replies, and the stores."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from services.intake.models import Feedback, KnownProgress, Reply
from services.intake.queries.scope import SEES_ALL
from shared.among import among
from shared.auth import Principal
from shared.database import Session
from shared.events import (
    FeedbackAppended,
    FeedbackReceived,
    ReplyDelivered,
    ReplyFailed,
    StoreChanged,
)
from shared.streams import Change, Told

SAID: Final = frozenset({FeedbackReceived.TYPE, FeedbackAppended.TYPE})
REPLIED: Final = frozenset({ReplyDelivered.TYPE, ReplyFailed.TYPE})


def tell(session: Session, changes: Sequence[Change]) -> list[Told]:
    """Tell of each case whose feedback or replies changed who may list its feedback now."""
    said = {one.subject for one in changes if one.type in SAID}
    replied = {one.subject for one in changes if one.type in REPLIED}
    return [
        *cases_told(session, said | cases_of(session, replied)),
        *stores_told(changes),
    ]


def cases_of(session: Session, request_ids: Collection[str]) -> set[str]:
    """Return the cases that these replies are about."""
    if not request_ids:
        return set()
    asked = sa.select(col(Reply.case_id)).where(among(col(Reply.request_id), request_ids))
    return set(session.execute(asked).scalars())


def cases_told(session: Session, ids: Collection[str]) -> list[Told]:
    if not ids:
        return []
    rows = session.execute(
        sa.select(
            col(Feedback.id),
            col(Feedback.case_id),
            col(Feedback.entered_by),
            col(Feedback.store_code),
            col(KnownProgress.team_id),
            col(KnownProgress.owner_id),
        )
        .join(KnownProgress, col(KnownProgress.feedback_id) == col(Feedback.id), isouter=True)
        .where(among(col(Feedback.case_id), ids))
    )
    return [
        Told("case", {"id": row.case_id, "feedback_id": row.id}, partial(reaches, row=row))
        for row in rows
    ]


def reaches(principal: Principal, *, row: Any) -> bool:
    """Say of one feedback what `scope.visible_to` says of many."""
    return (
        principal.has_role(*SEES_ALL)
        or row.entered_by == principal.reference
        or (
            principal.has_role("lead", "agent")
            and (row.team_id in principal.teams or row.owner_id == principal.id)
        )
        or (principal.has_role("store_manager") and row.store_code in principal.stores)
    )


def stores_told(changes: Sequence[Change]) -> list[Told]:
    return [
        Told("notice", {"about": "store", "id": one.subject}, lambda _: True)
        for one in changes
        if one.type == StoreChanged.TYPE
    ]
