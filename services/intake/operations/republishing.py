"""Publishing again what is already true, for a consumer that lost it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from services.intake.models.tables import FEEDBACK
from shared import outbox
from shared.among import among
from shared.database import Session
from shared.events import FeedbackReceived

BORN = set(FeedbackReceived.model_fields) - {"feedback_id", "reachable"}


def republish(session: Session, case_ids: Sequence[str], *, now: datetime) -> int:
    """Publish `feedback.received` again for these cases, in a new event each; return how many."""
    columns = [FEEDBACK.c.id, FEEDBACK.c.contact_kinds, *(FEEDBACK.c[name] for name in BORN)]
    rows = session.connection().execute(
        sa.select(*columns).where(among(FEEDBACK.c.case_id, case_ids)).order_by(FEEDBACK.c.id)
    )
    events = [
        FeedbackReceived(
            feedback_id=row["id"],
            reachable=bool(row["contact_kinds"]),
            **{name: row[name] for name in BORN},
        )
        for row in rows.mappings()
    ]
    outbox.add_many(session, events, now=now)
    return len(events)
