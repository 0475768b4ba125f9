"""Reads of webhooks and their deliveries."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.intake.errors_replies import WebhookNotFound
from services.intake.models import Webhook, WebhookDelivery
from shared.database import Session


def webhooks_after(session: Session, after: str | None, *, limit: int) -> Sequence[Webhook]:
    """Return up to `limit` webhooks in the order of their ids, from behind `after` on."""
    query = select(Webhook).order_by(col(Webhook.id)).limit(limit)
    if after is not None:
        query = query.where(col(Webhook.id) > after)
    return session.exec(query).all()


def webhook_shown(session: Session, webhook_id: str) -> Webhook:
    """Return the webhook. Raises WebhookNotFound."""
    found = session.get(Webhook, webhook_id)
    if found is None:
        raise WebhookNotFound
    return found


def deliveries_of(
    session: Session, webhook_id: str, state: str | None, before: str | None, *, limit: int
) -> Sequence[WebhookDelivery]:
    """Return up to `limit` deliveries, newest first. Raises WebhookNotFound."""
    webhook_shown(session, webhook_id)
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if state is not None:
        query = query.where(WebhookDelivery.state == state)
    if before is not None:
        query = query.where(col(WebhookDelivery.id) < before)
    return session.exec(query.order_by(col(WebhookDelivery.id).desc()).limit(limit)).all()
