"""Receipts: who left a phone or an e-mail address is told once, by that, that their words arrived.

A receipt is a reply of our own: followup never asked for it and never hears of it. It is written
with its feedback and climbs the same ladder, of the rungs that need what its customer left.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.intake.models import Reply
from services.intake.models.tables import FEEDBACK, REPLY
from services.intake.rules.ladder import RUNGS
from services.intake.rules.templates import language_of
from shared.database import Session

OWN = "receipt:"
PURPOSE = "receipt"
RUNGS_OF_RECEIPTS = tuple(one for one in RUNGS if one.name in {"sms", "email"})
GOOD_FOR = timedelta(hours=24)
MOST_A_DAY = 3
ENOUGH = "told often enough today"
WORDS = {"zh": "我们会尽快处理。", "en": "We will look into it soon."}


def has_rung(contact_kinds: Collection[str]) -> bool:
    """Say whether a receipt can reach who left these contacts."""
    return any(one.needs in contact_kinds for one in RUNGS_OF_RECEIPTS)


def reply_row(feedback_id: str, case_id: str, text: str, now: datetime) -> dict[str, Any]:
    """Return the receipt of a feedback whose words are `text`.

    Its customer has just been shown the same on the progress page, which is no reason not to send
    it: the page is closed soon, and the link stays.
    """
    return {
        "request_id": OWN + feedback_id,
        "case_id": case_id,
        "feedback_id": feedback_id,
        "cycle": 1,
        "purpose": PURPOSE,
        "ordinal": 1,
        "text": WORDS[language_of(text)],
        "not_after": now + GOOD_FOR,
        "requested_at": now,
        "viewed_at": now,
        "state": "waiting",
        "due_at": now,
    }


def rung_rows(
    feedback_id: str, contact_kinds: Collection[str], now: datetime
) -> list[dict[str, Any]]:
    return [
        {
            "request_id": OWN + feedback_id,
            "rung": rung.name,
            "place": place,
            "state": "waiting",
            "attempts": 0,
            "asks": 0,
            "changed_at": now,
        }
        for place, rung in enumerate(one for one in RUNGS_OF_RECEIPTS if one.needs in contact_kinds)
    ]


def is_own(reply: Reply) -> bool:
    """Say whether a reply is a receipt, of which nobody else need hear."""
    return reply.request_id.startswith(OWN)


def is_one_too_many(session: Session, reply: Reply, *, now: datetime) -> bool:
    """Say whether its customer was sent MOST_A_DAY receipts within a day.

    So two machines that answer each other come to rest, and nobody's number can be plagued by
    who types it into forms.
    """
    if not is_own(reply):
        return False
    mine = FEEDBACK.alias()
    customer = sa.select(mine.c.customer).where(mine.c.id == reply.feedback_id)
    sent = (
        sa.select(sa.func.count())
        .select_from(FEEDBACK)
        .join(REPLY, REPLY.c.feedback_id == FEEDBACK.c.id)
        .where(
            FEEDBACK.c.customer == customer.scalar_subquery(),
            REPLY.c.purpose == PURPOSE,
            REPLY.c.state.in_(("delivered", "unknown", "sending")),
            REPLY.c.requested_at > now - GOOD_FOR,
        )
    )
    count: int = session.execute(sent).scalar_one()
    return count >= MOST_A_DAY
