"""Webhooks of the company's own systems, and what is delivered to them."""

from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import BigId, Id, Json, UtcDateTime
from shared.sealing import Sealer

IS_DUE = sa.text("due_at IS NOT NULL")


class Webhook(IntakeModel, table=True):
    """Where one of the company's systems hears of what happens here.

    `sealed_secrets` is JSON: the secret that signs, and before it was replaced the `previous` one,
    which signs as well until `previous_until`. `failing_since` is the first failure after the last
    success; `disabled_because` says why we switched it off ourselves.
    """

    __tablename__ = "webhook"

    id: str = Field(sa_type=Id, primary_key=True)
    name: str = Field(max_length=80)
    url: str = Field(max_length=2000)
    events: list[str] = Field(sa_type=Json)
    is_active: bool = True
    sealed_secrets: bytes
    previous_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, max_length=200)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    disabled_because: str | None = Field(default=None, max_length=200)

    def seal(self, secrets: list[str], sealer: Sealer) -> None:
        """Keep the secrets, the newest first."""
        self.sealed_secrets = sealer.seal(orjson.dumps(secrets), f"webhook/{self.id}")

    def secrets(self, sealer: Sealer, now: datetime) -> list[str]:
        """Return the secrets that sign at this moment, the newest first."""
        kept: list[str] = orjson.loads(sealer.open(self.sealed_secrets, f"webhook/{self.id}"))
        is_overlapping = self.previous_until is not None and now < self.previous_until
        return kept if is_overlapping else kept[:1]


class WebhookDelivery(IntakeModel, table=True):
    """One event for one webhook, written with the event; `id` is its `webhook-id` for ever.

    `event_key` is the event's own, so that an event heard twice is delivered once. `state`:
    waiting, sending, delivered or dead. `due_at` is when a worker looks at it next.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        sa.UniqueConstraint(
            "webhook_id", "event_key", name="uq_webhook_delivery_webhook_id_event_key"
        ),
        sa.Index(
            "ix_webhook_delivery_due_at", "due_at", postgresql_where=IS_DUE, sqlite_where=IS_DUE
        ),
        sa.Index("ix_webhook_delivery_ended_at", "ended_at"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    webhook_id: str = Field(sa_type=Id)
    event_key: str = Field(max_length=120)
    event_type: str = Field(max_length=40)
    body: str = Field(sa_type=sa.Text)
    state: str = Field(max_length=12)
    attempts: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    give_up_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claim: str | None = Field(default=None, sa_type=Id)
    last_status: int | None = None
    last_error: str | None = Field(default=None, max_length=200)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookCursor(IntakeModel, table=True):
    """How far the outbox has been read for webhooks; one row."""

    __tablename__ = "webhook_cursor"

    id: int = Field(
        primary_key=True, sa_type=sa.SmallInteger, sa_column_kwargs={"autoincrement": False}
    )
    seq: int = Field(sa_type=BigId)
