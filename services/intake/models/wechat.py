"""What the WeChat family needs to remember: its users, what they allow us, tokens and cursors."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, UtcDateTime
from shared.sealing import Sealer

IS_UNSPENT = sa.text("accepted AND spent_at IS NULL")
WITHOUT_UNIONID = sa.text("unionid_index IS NULL")
IS_PENDING = sa.text("state = 'pending'")


class WeChatUser(IntakeModel, table=True):
    """Somebody as one account knows them; `openid_index` stands for the openid, sealed beside it.

    `store_code` is the store whose QR code they scanned last, at `store_bound_at`. For WeCom the
    openid is the `external_userid`, and `open_kfid` the customer-service account they wrote to.
    `unionid_index` stands for the unionid, the same at all accounts of one open platform; WeChat
    was asked for it at `unionid_asked_at`.
    """

    __tablename__ = "wechat_user"
    __table_args__ = (
        sa.Index("ix_wechat_user_openid_index", "openid_index"),
        sa.Index(
            "ix_wechat_user_without_unionid",
            *("account_id", "unionid_asked_at"),
            postgresql_where=WITHOUT_UNIONID,
            sqlite_where=WITHOUT_UNIONID,
        ),
    )

    account_id: str = Field(sa_type=Id, primary_key=True)
    openid_index: str = Field(primary_key=True, max_length=64)
    sealed_openid: bytes
    open_kfid: str | None = Field(default=None, max_length=64)
    store_code: str | None = Field(default=None, max_length=40)
    store_bound_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    unionid_index: str | None = Field(default=None, max_length=64)
    unionid_asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    def opened(self, sealer: Sealer) -> str:
        """Return the openid in clear."""
        return sealer.open(self.sealed_openid, openid_context(self.openid_index)).decode()


class ContactWindow(IntakeModel, table=True):
    """How often we may write to somebody, since what they did at `opened_at`, until `closes_at`.

    `trigger` is what they did; doing it again begins the count anew. `told` are the purposes of
    what was sent, comma-separated; `most` is None for a window without a limit.
    """

    __tablename__ = "contact_window"
    __table_args__ = (sa.Index("ix_contact_window_closes_at", "closes_at"),)

    account_id: str = Field(sa_type=Id, primary_key=True)
    openid_index: str = Field(primary_key=True, max_length=64)
    trigger: str = Field(primary_key=True, max_length=20)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    closes_at: datetime = Field(sa_type=UtcDateTime)
    most: int | None = Field(default=None, sa_type=sa.SmallInteger)
    used: int = Field(default=0, sa_type=sa.SmallInteger)
    told: str = Field(default="", max_length=400)


class SubscriptionConsent(IntakeModel, table=True):
    """An answer to the question whether we may send one message of a template; spent by one."""

    __tablename__ = "subscription_consent"
    __table_args__ = (
        sa.Index(
            "ix_subscription_consent_unspent",
            *("account_id", "openid_index", "template_id", "id"),
            postgresql_where=IS_UNSPENT,
            sqlite_where=IS_UNSPENT,
        ),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    account_id: str = Field(sa_type=Id)
    openid_index: str = Field(max_length=64)
    template_id: str = Field(max_length=80)
    accepted: bool
    given_at: datetime = Field(sa_type=UtcDateTime)
    spent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    spent_for: str | None = Field(default=None, max_length=200)


class AccessToken(IntakeModel, table=True):
    """The one access token of an account, sealed; `mark` tells it from another.

    Who holds `refreshed_by` until `refresh_until` is alone in asking the vendor for a new one.
    """

    __tablename__ = "access_token"

    account_id: str = Field(sa_type=Id, primary_key=True)
    sealed: bytes | None = None
    mark: str | None = Field(default=None, max_length=64)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    refreshed_by: str | None = Field(default=None, max_length=80)
    refresh_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WeComCursor(IntakeModel, table=True):
    """How far the messages of one customer-service account were pulled, and since when not.

    `sealed_token` came with the last callback, at `called_at`, and is good for ten minutes.
    `due_at` says when to pull next; who holds `pulled_by` until `pulling_until` is alone in doing
    it. `pulled_at` is when everything was pulled last. A gap is a time whose messages the vendor
    had forgotten when we came back: `gap_from` to `gap_until`.
    """

    __tablename__ = "wecom_cursor"
    __table_args__ = (sa.Index("ix_wecom_cursor_due_at", "due_at"),)

    account_id: str = Field(sa_type=Id, primary_key=True)
    open_kfid: str = Field(primary_key=True, max_length=64)
    cursor: str = Field(default="", max_length=512)
    sealed_token: bytes | None = None
    called_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pulled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pulled_by: str | None = Field(default=None, max_length=80)
    pulling_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    error: str | None = Field(default=None, max_length=200)
    gap_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    gap_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WeChatReceipt(IntakeModel, table=True):
    """Whether and how somebody was told the ticket number of what they wrote; once an item.

    `state`: `pending`, `passive` (said in the answer to the callback), `sending`, `sent`,
    `unknown`, `refused`, or `needless` when the item began no feedback. Who moves it on from
    `pending` is the one who tells.
    """

    __tablename__ = "wechat_receipt"
    __table_args__ = (
        sa.Index(
            "ix_wechat_receipt_due_at",
            "due_at",
            postgresql_where=IS_PENDING,
            sqlite_where=IS_PENDING,
        ),
    )

    item_id: str = Field(sa_type=Id, primary_key=True)
    account_id: str = Field(sa_type=Id)
    openid_index: str = Field(max_length=64)
    state: str = Field(max_length=12)
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    reason: str | None = Field(default=None, max_length=200)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class WeChatScene(IntakeModel, table=True):
    """A QR code that WeChat made for a store, for ever; `url` is what it holds."""

    __tablename__ = "wechat_scene"

    account_id: str = Field(sa_type=Id, primary_key=True)
    store_code: str = Field(primary_key=True, max_length=40)
    ticket: str = Field(max_length=200)
    url: str = Field(max_length=300)
    made_at: datetime = Field(sa_type=UtcDateTime)


OF_WECHAT = (
    WeChatUser,
    ContactWindow,
    SubscriptionConsent,
    AccessToken,
    WeComCursor,
    WeChatReceipt,
    WeChatScene,
)
"""What goes when its account does."""


def openid_context(openid_index: str) -> str:
    """Return the context an openid is sealed for."""
    return f"wechat_user/{openid_index}"


def openid_index_of(openid: str, sealer: Sealer) -> str:
    """Return what stands for an openid: the same as in the index of contacts."""
    return sealer.blind_index(openid, "contact wechat_openid")
