"""Deliveries to webhooks: written with the event, claimed by a worker, tried for a day."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Webhook, WebhookCursor, WebhookDelivery
from services.intake.rules.webhooks import (
    DISABLED_AFTER,
    EVENTS,
    GONE,
    TRIED_FOR,
    Job,
    Result,
    document,
    is_delivered,
    is_worth_retrying,
    retry_pause,
)
from shared import audit
from shared.bulk import IGNORED, insert_rows
from shared.database import Session, wake
from shared.events import CaseProgressed
from shared.ids import new_id
from shared.tables import outbox

DELIVERIES_SIGNAL = "deliveries"
Opened = Callable[[Webhook, datetime], Sequence[str]]
"""Returns the secrets of a webhook in clear, the newest first."""
DELIVERIES = WebhookDelivery.metadata.tables["webhook_delivery"]
BATCH = 500
SETTLED = timedelta(seconds=30)
"""A number missing in the outbox for so long belongs to a transaction that was undone."""
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=30)
PROGRESSED = "case.progressed"
SWITCHED_OFF = "switched off"


def fan_out(session: Session, *, now: datetime) -> int:
    """Write a delivery for each event in the outbox that a webhook listens to, once.

    Returns how many events were read. A gap in the numbers is waited for: a transaction that
    took its number earlier may still commit.
    """
    hooks = active_webhooks(session)
    cursor = session.get(WebhookCursor, 1, with_for_update=True)
    if not hooks or cursor is None:
        return 0
    columns = (outbox.c.seq, outbox.c.event_id, outbox.c.type, outbox.c.occurred_at, outbox.c.data)
    found = session.execute(
        sa.select(*columns).where(outbox.c.seq > cursor.seq).order_by(outbox.c.seq).limit(BATCH)
    ).all()
    rows, read = [], 0
    for seq, event_id, event_type, occurred_at, data in found:
        if seq != cursor.seq + 1 and occurred_at > now - SETTLED:
            break
        cursor.seq, read = seq, read + 1
        name = EVENTS.get(event_type)
        if name is not None:
            heard = [one for one in hooks if name in one.events and one.created_at <= occurred_at]
            body = document(name, as_text(occurred_at), orjson.loads(data)) if heard else ""
            rows += [row(hook.id, event_id, name, body, now) for hook in heard]
    write(session, rows)
    return read


def announce_progress(
    session: Session, snapshots: Sequence[CaseProgressed], *, now: datetime
) -> None:
    """Write a delivery of each snapshot for each webhook that listens to cases, once."""
    hooks = [one for one in active_webhooks(session) if PROGRESSED in one.events]
    if not hooks:
        return
    rows = []
    for one in snapshots:
        key = f"{one.case_id}:{one.generation}:{one.version}"
        hidden = {"survey": {"url"}}
        data = one.model_dump(mode="json", exclude=hidden)
        body = document(PROGRESSED, as_text(now), data)
        rows += [row(hook.id, key, PROGRESSED, body, now) for hook in hooks]
    write(session, rows)


def claim_deliveries(
    session: Session, opened: Opened, *, now: datetime, limit: int, busy: Iterable[str] = ()
) -> list[Job]:
    """Claim up to `limit` due deliveries, none for a webhook that is `busy`.

    A delivery whose worker was killed is due again when
    its lease is over: receivers tell repetitions by the id.
    """
    due = session.exec(
        select(WebhookDelivery)
        .where(
            col(WebhookDelivery.due_at) <= now,
            col(WebhookDelivery.webhook_id).not_in(sorted(busy)),
        )
        .order_by(col(WebhookDelivery.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    hooks = {one.id: one for one in session.exec(select(Webhook))}
    return [job for one in due if (job := claimed(one, hooks.get(one.webhook_id), opened, now))]


def claimed(
    delivery: WebhookDelivery, webhook: Webhook | None, opened: Opened, now: datetime
) -> Job | None:
    if webhook is None or not webhook.is_active:
        end(delivery, "dead", SWITCHED_OFF, now)
        return None
    delivery.claim, delivery.due_at = new_id(), now + LEASE
    delivery.state = "sending"
    delivery.attempts += 1
    secrets, body = opened(webhook, now), delivery.body.encode()
    return Job(delivery.id, webhook.id, delivery.claim, webhook.url, body, secrets)


def conclude_delivery(session: Session, job: Job, result: Result, *, now: datetime) -> None:
    """Note what came of a request, for the delivery and for its webhook."""
    delivery = session.get(WebhookDelivery, job.delivery_id, with_for_update=True)
    if delivery is None or delivery.claim != job.claim:
        return
    webhook = session.get_one(Webhook, delivery.webhook_id, with_for_update=True)
    delivery.last_status = result.status
    if result.status is not None and is_delivered(result.status):
        end(delivery, "delivered", None, now)
        webhook.last_success_at, webhook.failing_since = now, None
        return
    reason = result.error or f"HTTP {result.status}"
    settle_failure(delivery, result, reason, now)
    note_failure(session, webhook, result, reason, now)


def settle_failure(delivery: WebhookDelivery, result: Result, reason: str, now: datetime) -> None:
    """Try again later, or give up: the delivery is then listed as dead and can be replayed."""
    again = now + retry_pause(delivery.attempts, delivery.id)
    is_final = result.is_final or (
        result.status is not None and not is_worth_retrying(result.status)
    )
    if is_final or again >= delivery.give_up_at:
        end(delivery, "dead", reason, now)
    else:
        delivery.state, delivery.due_at, delivery.last_error = "waiting", again, reason


def note_failure(
    session: Session, webhook: Webhook, result: Result, reason: str, now: datetime
) -> None:
    """Keep what is wrong with a webhook; one that failed for days, or is gone, is switched off."""
    webhook.last_error_at, webhook.last_error = now, reason
    webhook.failing_since = webhook.failing_since or now
    has_failed_long = now - webhook.failing_since >= DISABLED_AFTER
    if not webhook.is_active or not (has_failed_long or result.status == GONE):
        return
    webhook.is_active = False
    webhook.disabled_because = (
        f"no success since {as_text(webhook.failing_since)}: {reason}"
        if has_failed_long
        else reason
    )
    audit.record(
        session,
        actor="system:webhooks",
        action="webhook.disable",
        subject=webhook.id,
        detail={"reason": webhook.disabled_because},
        now=now,
    )


def prune_deliveries(session: Session, *, now: datetime, limit: int = 1000) -> int:
    """Forget deliveries that ended longer than KEPT ago; return how many."""
    old = (
        sa.select(col(WebhookDelivery.id))
        .where(col(WebhookDelivery.ended_at) < now - KEPT)
        .limit(limit)
    )
    done = session.execute(sa.delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(old)))
    return int(done.rowcount)  # type: ignore[attr-defined]


def outlook(session: Session) -> tuple[bool, datetime | None]:
    """Return whether anything listens, and when the next delivery is due."""
    listens = session.exec(select(Webhook.id).where(col(Webhook.is_active)).limit(1)).first()
    upcoming = session.execute(
        sa.select(sa.func.min(col(WebhookDelivery.due_at))).where(
            col(WebhookDelivery.due_at).is_not(None)
        )
    ).scalar_one()
    return listens is not None, upcoming


def active_webhooks(session: Session) -> Sequence[Webhook]:
    return session.exec(select(Webhook).where(col(Webhook.is_active))).all()


def end(delivery: WebhookDelivery, state: str, reason: str | None, now: datetime) -> None:
    delivery.state, delivery.due_at = state, None
    delivery.last_error, delivery.ended_at = reason, now


def row(webhook_id: str, key: str, event_type: str, body: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "webhook_id": webhook_id,
        "event_key": key,
        "event_type": event_type,
        "body": body,
        "state": "waiting",
        "attempts": 0,
        "created_at": now,
        "give_up_at": now + TRIED_FOR,
        "due_at": now,
    }


def write(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        insert_rows(session, DELIVERIES, rows, conflict=IGNORED)
        wake(session, DELIVERIES_SIGNAL)


def as_text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
