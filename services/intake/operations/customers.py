"""Customers: who may see a contact in clear, and the record of each time it was seen."""

from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlmodel import col, select

from services.intake.errors import CustomerNotFound
from services.intake.models import Contact, Feedback
from services.intake.operations.envelopes import unsealed
from services.intake.queries.customers import known_by
from services.intake.queries.scope import visible_to
from services.intake.rules.masking import mask_numbers
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.sealing import Sealer

MOST_FEEDBACK = 20


def unmask_customer(
    session: Session,
    handle: str,
    reason: str,
    sealer: Sealer,
    *,
    by: Principal,
    now: datetime,
) -> dict[str, str]:
    """Return the newest name and contacts a customer gave, in clear; recorded with the reason.

    Only feedback that `by` may see counts. Raises CustomerNotFound.
    """
    given = session.exec(
        select(Feedback)
        .where(Feedback.customer == handle, visible_to(by))
        .order_by(col(Feedback.id).desc())
        .limit(MOST_FEEDBACK)
    ).all()
    if not given:
        raise CustomerNotFound
    audit.record(
        session,
        actor=by,
        action="customer.unmask",
        subject=handle,
        detail={"reason": mask_numbers(reason)},
        now=now,
    )
    contact: dict[str, str] = {}
    for feedback in given:
        for part, value in opened_contact(feedback, sealer).items():
            contact.setdefault(part, value)
    return contact


def look_up_customers(
    session: Session, kind: str, blind_index: str, *, by: Principal, now: datetime
) -> Sequence[Contact]:
    """Return whose contact this is, as far as `by` may see them; every look-up is recorded.

    What was looked for stands in the log as the beginning of its keyed digest.
    """
    found = known_by(session, kind, [blind_index], by)
    audit.record(
        session,
        actor=by,
        action="customer.look_up",
        subject=f"{kind}:{blind_index[:16]}",
        detail={"found": len(found)},
        now=now,
    )
    return found


def opened_contact(feedback: Feedback, sealer: Sealer) -> dict[str, str]:
    """Return the contact given with a feedback, in clear."""
    if feedback.sealed_contact is None:
        return {}
    plain = unsealed(feedback, feedback.sealed_contact, "contact", sealer)
    contact: dict[str, str] = orjson.loads(plain)
    return contact
