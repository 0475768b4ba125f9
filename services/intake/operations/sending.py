"""Sending: a worker claims a due reply, tries one rung outside, and notes what became of it.

A claim is a short lease. Who is killed between the claim and the result leaves a rung that may have
worked: it is asked for, never sent again, and where nobody can tell a person calls.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Reply, SendAttempt
from services.intake.models.replies import LONGEST_REASON
from services.intake.operations.ascent import Ascent, Desk, Errand
from services.intake.operations.replies import rungs_of
from services.intake.rules.outcomes import Outcome, Sent
from shared.database import Session


def claim_due(session: Session, desk: Desk, *, now: datetime, limit: int) -> list[Errand]:
    """Claim up to `limit` due replies and return what is to be done for them outside.

    Safe in any number of processes: who holds a row keeps it until this transaction ends, and
    after it the row is due again only when its lease is over.
    """
    replies = session.exec(
        select(Reply)
        .where(col(Reply.due_at) <= now)
        .order_by(col(Reply.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    ascents = (
        Ascent(session, desk, reply, rungs_of(session, reply.request_id), now) for reply in replies
    )
    return [errand for ascent in ascents if (errand := ascent.take_up()) is not None]


def conclude(
    session: Session, desk: Desk, errand: Errand, outcome: Outcome, *, now: datetime
) -> None:
    """Note what became of an errand: its attempt, its rung, its reply, and what followup is told.

    What another worker has claimed meanwhile is left to it, unless the customer has been told.
    """
    letter = errand.letter
    reply = session.get_one(Reply, letter.request_id, with_for_update=True)
    attempt = session.get_one(SendAttempt, (letter.request_id, letter.rung, errand.number))
    attempt.ended_at, attempt.outcome = now, type(outcome).__name__.lower()
    attempt.reason = None if isinstance(outcome, Sent) else outcome.reason[:LONGEST_REASON]
    is_ours = reply.claim == errand.claim
    if not is_ours and not isinstance(outcome, Sent):
        return
    ascent = Ascent(session, desk, reply, rungs_of(session, reply.request_id), now)
    step = next(one for one in ascent.steps if one.rung == letter.rung)
    is_over = ascent.apply(step, errand.kind, outcome)
    sender = desk.senders.sender(letter.rung)
    if is_ours and is_over and sender is not None:
        sender.settle(session, letter, errand.reserved, outcome, now=now)


def next_due_at(session: Session) -> datetime | None:
    """Return when the next reply is due, None when none waits."""
    found: datetime | None = session.execute(
        sa.select(sa.func.min(col(Reply.due_at))).where(col(Reply.due_at).is_not(None))
    ).scalar_one()
    return found
