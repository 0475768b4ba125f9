"""Webhooks: set up, changed and removed by managers; secrets are shown once and rotated."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.errors_replies import DeliveryNotFound, WebhookNotFound
from services.intake.models import Webhook, WebhookCursor, WebhookDelivery
from services.intake.operations.deliveries import DELIVERIES_SIGNAL
from services.intake.rules.webhooks import OVERLAP, SECRET_BYTES, TRIED_FOR, secret_of
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session, wake
from shared.ids import new_id
from shared.sealing import Sealer
from shared.tables import outbox

SAID = ("name", "events", "is_active")


@dataclass(frozen=True, slots=True)
class WebhookFacts:
    """What managers say of a webhook; its address was judged before."""

    name: str
    url: str
    events: tuple[str, ...]
    is_active: bool = True


def new_secret(sealer: Sealer, asked: str | None = None) -> str:
    """Return a secret; one that follows from who `asked` with which key can be told again."""
    if asked is None:
        return secret_of(secrets.token_bytes(SECRET_BYTES))
    return secret_of(bytes.fromhex(sealer.blind_index(asked, "webhook secret")))


def add_webhook(
    session: Session,
    facts: WebhookFacts,
    secret: str,
    sealer: Sealer,
    *,
    by: Principal,
    now: datetime,
) -> Webhook:
    """Set up a webhook; it hears of what happens from now on."""
    listen_from_now(session)
    made = Webhook(
        id=new_id(),
        name=facts.name,
        url=facts.url,
        events=list(facts.events),
        is_active=facts.is_active,
        sealed_secrets=b"",
        created_at=now,
        changed_at=now,
    )
    made.seal([secret], sealer)
    session.add(made)
    noted(session, made, "webhook.add", by=by, now=now)
    return made


def change_webhook(
    session: Session, webhook_id: str, facts: WebhookFacts, *, by: Principal, now: datetime
) -> Webhook:
    """Replace what is said of a webhook; switched on again it begins anew.

    Raises WebhookNotFound.
    """
    webhook = webhook_named(session, webhook_id)
    before = said_of(webhook)
    if facts.is_active and not webhook.is_active:
        listen_from_now(session)
        webhook.failing_since = webhook.disabled_because = None
    webhook.name, webhook.url = facts.name, facts.url
    webhook.events, webhook.is_active = list(facts.events), facts.is_active
    webhook.changed_at = now
    noted(session, webhook, "webhook.change", before, by=by, now=now)
    return webhook


def remove_webhook(session: Session, webhook_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a webhook with its deliveries. Raises WebhookNotFound."""
    webhook = webhook_named(session, webhook_id)
    noted(session, webhook, "webhook.remove", by=by, now=now)
    session.execute(sa.delete(WebhookDelivery).where(col(WebhookDelivery.webhook_id) == webhook_id))
    session.delete(webhook)


def rotate_secret(
    session: Session,
    webhook_id: str,
    secret: str,
    sealer: Sealer,
    *,
    by: Principal,
    now: datetime,
) -> Webhook:
    """Sign with `secret` from now on, and with the one before as well for a day.

    Raises WebhookNotFound.
    """
    webhook = webhook_named(session, webhook_id)
    current = webhook.secrets(sealer, now)[0]
    webhook.seal([secret, current], sealer)
    webhook.previous_until = now + OVERLAP
    webhook.changed_at = now
    noted(session, webhook, "webhook.rotate", by=by, now=now)
    return webhook


def replay_delivery(
    session: Session, webhook_id: str, delivery_id: str, *, by: Principal, now: datetime
) -> WebhookDelivery:
    """Deliver once more, with the same id and body, for a day. Raises DeliveryNotFound."""
    found = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if found is None or found.webhook_id != webhook_id:
        raise DeliveryNotFound
    found.state, found.attempts, found.ended_at = "waiting", 0, None
    found.due_at, found.give_up_at = now, now + TRIED_FOR
    wake(session, DELIVERIES_SIGNAL)
    audit.record(
        session, actor=by, action="webhook.replay", subject=delivery_id, detail={}, now=now
    )
    return found


def webhook_named(session: Session, webhook_id: str) -> Webhook:
    """Return the webhook, held. Raises WebhookNotFound."""
    found = session.get(Webhook, webhook_id, with_for_update=True)
    if found is None:
        raise WebhookNotFound
    return found


def listen_from_now(session: Session) -> None:
    """Pass over what happened while no webhook was active."""
    if session.exec(select(Webhook.id).where(col(Webhook.is_active)).limit(1)).first():
        return
    newest = session.execute(sa.select(sa.func.max(outbox.c.seq))).scalar_one() or 0
    session.merge(WebhookCursor(id=1, seq=newest))


def said_of(webhook: Webhook) -> dict[str, Any]:
    """Return what a change is recorded of; of its address the host, for the rest may be secret."""
    return {**audit.held(webhook, SAID), "host": urlsplit(webhook.url).hostname}


def noted(
    session: Session,
    webhook: Webhook,
    action: str,
    before: Mapping[str, Any] | None = None,
    *,
    by: Principal,
    now: datetime,
) -> None:
    detail: dict[str, Any] = {"name": webhook.name, "events": webhook.events}
    if before is not None:
        detail = {"name": webhook.name, **audit.altered(before, said_of(webhook))}
    audit.record(session, actor=by, action=action, subject=webhook.id, detail=detail, now=now)
