"""Channel accounts, what they delivered, and which feedback their threads stand for."""

from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, Json, UtcDateTime
from shared.sealing import Sealer

WAITING, DONE, IGNORED, FAILED = "waiting", "done", "ignored", "failed"
ITEM_STATES = (WAITING, DONE, IGNORED, FAILED)

IS_WAITING = sa.text("state = 'waiting'")


class ChannelAccount(IntakeModel, table=True):
    """One official account, form, mailbox or sender of a channel, as managers set it up.

    `channel` is a key of the registry. `address` is where its callbacks arrive below `/v1/`, and
    unique: most often `<channel>/<name>`. `settings` are public; `sealed_credentials` is JSON.
    `last_error` is a short reason without personal data.
    """

    __tablename__ = "channel_account"
    __table_args__ = (
        sa.UniqueConstraint("address", name="uq_channel_account_address"),
        sa.UniqueConstraint("channel", "name", name="uq_channel_account_channel_name"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    channel: str = Field(max_length=40)
    name: str = Field(max_length=40)
    address: str = Field(max_length=90)
    title: str = Field(max_length=80)
    settings: dict[str, Any] = Field(sa_type=Json)
    sealed_credentials: bytes
    store_code: str | None = Field(default=None, max_length=40)
    is_active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    last_success_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_error: str | None = Field(default=None, max_length=200)
    revision: int = 1

    def seal(self, credentials: dict[str, str], sealer: Sealer) -> None:
        """Keep these credentials, sealed for this account."""
        self.sealed_credentials = sealer.seal(orjson.dumps(credentials), self._context)

    def opened(self, sealer: Sealer) -> dict[str, str]:
        """Return the credentials in clear."""
        credentials: dict[str, str] = orjson.loads(
            sealer.open(self.sealed_credentials, self._context)
        )
        return credentials

    @property
    def _context(self) -> str:
        return f"channel_account/{self.id}"


class InboundItem(IntakeModel, table=True):
    """One delivery of a channel, kept before it was answered; `key` makes a repetition known.

    `key` is a keyed digest of the channel's own. The payload, JSON sealed for
    `inbound_item/{id}`, is forgotten once the item is done or ignored. `seq` is set when it
    became a further message of `feedback_id`.
    """

    __tablename__ = "inbound_item"
    __table_args__ = (
        sa.Index("ix_inbound_item_account_id_key", "account_id", "key", unique=True),
        sa.Index(
            "ix_inbound_item_next_at",
            "next_at",
            postgresql_where=IS_WAITING,
            sqlite_where=IS_WAITING,
        ),
        sa.Index("ix_inbound_item_account_id_state", "account_id", "state", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    account_id: str = Field(sa_type=Id)
    channel: str = Field(max_length=40)
    key: str = Field(max_length=64)
    kind: str = Field(max_length=40)
    sealed_payload: bytes
    received_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(default=WAITING, max_length=10)
    attempts: int = 0
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    error: str | None = Field(default=None, max_length=200)
    feedback_id: str | None = Field(default=None, sa_type=Id)
    seq: int | None = None


class InboundMark(IntakeModel, table=True):
    """That a delivery came, long after its item was forgotten: `mark` begins the item's `key`.

    128 bits of a keyed digest tell deliveries apart, and tell nothing of anybody.
    """

    __tablename__ = "inbound_mark"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - as SQLAlchemy reads it

    mark: bytes = Field(sa_type=sa.LargeBinary(16), primary_key=True)
    received_on: date = Field(sa_type=sa.Date)


class MailCursor(IntakeModel, table=True):
    """How far a mailbox was read; written in the transaction that keeps its mails."""

    __tablename__ = "mail_cursor"

    account_id: str = Field(sa_type=Id, primary_key=True)
    uid_validity: int = Field(sa_type=sa.BigInteger)
    last_uid: int = Field(sa_type=sa.BigInteger)
    polled_at: datetime = Field(sa_type=UtcDateTime)


class InboundThread(IntakeModel, table=True):
    """Which feedback further words under `key`, a keyed digest, belong to."""

    __tablename__ = "inbound_thread"
    __table_args__ = (sa.Index("ix_inbound_thread_last_at", "last_at"),)

    account_id: str = Field(sa_type=Id, primary_key=True)
    key: str = Field(max_length=64, primary_key=True)
    feedback_id: str = Field(sa_type=Id, index=True)
    last_at: datetime = Field(sa_type=UtcDateTime)
