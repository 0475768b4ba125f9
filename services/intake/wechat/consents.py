"""The ledger of subscription consents: each lets one message of its template be sent, once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import SubscriptionConsent
from services.intake.models.tables import SUBSCRIPTION_CONSENT
from shared.database import Session
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered when asked for one message of a template."""

    template_id: str
    accepted: bool


def record_consents(
    session: Session,
    account_id: str,
    openid_index: str,
    answers: Iterable[Answered],
    *,
    now: datetime,
) -> None:
    """Write the answers down; a refusal is kept as well, and allows nothing."""
    session.add_all(
        SubscriptionConsent(
            id=new_id(),
            account_id=account_id,
            openid_index=openid_index,
            template_id=one.template_id,
            accepted=one.accepted,
            given_at=now,
        )
        for one in answers
    )


def unspent(account_id: str, openid_index: str, template_id: str) -> tuple[Any, ...]:
    """Return the conditions of a consent that still allows a message."""
    return (
        SubscriptionConsent.account_id == account_id,
        SubscriptionConsent.openid_index == openid_index,
        SubscriptionConsent.template_id == template_id,
        col(SubscriptionConsent.accepted),
        col(SubscriptionConsent.spent_at).is_(None),
    )


def spend_consent(
    session: Session,
    account_id: str,
    openid_index: str,
    template_id: str,
    *,
    spent_for: str,
    now: datetime,
) -> str | None:
    """Use up the oldest consent and return its id; None when none is left.

    Two processes never take the same one: the row is locked, and another's is passed over.
    """
    found = session.exec(
        select(SubscriptionConsent)
        .where(*unspent(account_id, openid_index, template_id))
        .order_by(col(SubscriptionConsent.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    found.spent_at, found.spent_for = now, spent_for
    session.add(found)
    session.flush()
    return found.id


def give_consent_back(session: Session, consent_id: str) -> None:
    """Let a consent be spent again: what it was taken for was surely not sent."""
    session.execute(
        sa.update(SUBSCRIPTION_CONSENT)
        .where(SUBSCRIPTION_CONSENT.c.id == consent_id)
        .values(spent_at=None, spent_for=None)
    )


def forget_consents(
    session: Session, account_id: str, openid_index: str, template_id: str, *, now: datetime
) -> None:
    """Use up whatever is left: the vendor says that there is none (43101)."""
    session.execute(
        sa.update(SUBSCRIPTION_CONSENT)
        .where(*unspent(account_id, openid_index, template_id))
        .values(spent_at=now, spent_for="vendor: none left")
        .execution_options(synchronize_session=False)
    )


def consents_left(session: Session, account_id: str, openid_index: str) -> dict[str, int]:
    """Return how many messages of each template may still be sent to somebody."""
    rows = session.execute(
        sa.select(SUBSCRIPTION_CONSENT.c.template_id, sa.func.count())
        .where(
            SUBSCRIPTION_CONSENT.c.account_id == account_id,
            SUBSCRIPTION_CONSENT.c.openid_index == openid_index,
            SUBSCRIPTION_CONSENT.c.accepted,
            SUBSCRIPTION_CONSENT.c.spent_at.is_(None),
        )
        .group_by(SUBSCRIPTION_CONSENT.c.template_id)
    )
    return {row[0]: row[1] for row in rows}
