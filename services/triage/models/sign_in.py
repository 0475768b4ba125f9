"""The tables of sign-in: signing keys, sessions, and how often a password was wrong."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import Id, Json, UtcDateTime


class SigningKey(TriageModel, table=True):
    """An Ed25519 key that signs access tokens; `sealed` is the private key, sealed.

    Published from `created_at`, used from `signs_from` until the next one is.
    """

    __tablename__ = "signing_key"

    kid: str = Field(primary_key=True, max_length=64)
    sealed: bytes
    public_jwk: dict[str, Any] = Field(sa_type=Json)
    created_at: datetime = Field(sa_type=UtcDateTime)
    signs_from: datetime = Field(sa_type=UtcDateTime)


class SignInSession(TriageModel, table=True):
    """One sign-in on one device: the family of its refresh tokens, one after the other.

    `via` is how it began, None for those of before it was noted: with a password.
    """

    __tablename__ = "sign_in_session"
    __table_args__ = (
        sa.Index("ix_sign_in_session_staff_id", "staff_id"),
        sa.Index("ix_sign_in_session_expires_at", "expires_at"),
    )

    id: str = Field(primary_key=True, sa_type=Id)
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id")
    started_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_because: str | None = Field(default=None, max_length=40)
    device: str | None = Field(default=None, max_length=200)
    via: str | None = Field(default=None, max_length=12)


class RefreshToken(TriageModel, table=True):
    """A refresh token, by the SHA-256 of its text; `used_at` is when it was traded for the next."""

    __tablename__ = "refresh_token"
    __table_args__ = (
        sa.Index("ix_refresh_token_session_id", "session_id"),
        sa.Index("ix_refresh_token_expires_at", "expires_at"),
    )

    digest: str = Field(primary_key=True, max_length=64)
    session_id: str = Field(
        sa_type=Id,
        sa_column_args=[sa.ForeignKey("sign_in_session.id", ondelete="CASCADE")],
    )
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccountAttempts(TriageModel, table=True):
    """How often a password was wrong for one username, whether somebody has it or not.

    `account` is the SHA-256 of the normalised username: what people type there by mistake may be
    a password. `verifying` counts attempts that were let in and have not ended yet.
    """

    __tablename__ = "account_attempts"
    __table_args__ = (sa.Index("ix_account_attempts_last_at", "last_at"),)

    account: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    verifying: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime)
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AddressAttempts(TriageModel, table=True):
    """A leaking bucket of one address's failures over all accounts, `level` as of `last_at`."""

    __tablename__ = "address_attempts"
    __table_args__ = (sa.Index("ix_address_attempts_last_at", "last_at"),)

    address: str = Field(primary_key=True, max_length=64)
    level: float = 0.0
    verifying: int = 0
    last_at: datetime = Field(sa_type=UtcDateTime)
