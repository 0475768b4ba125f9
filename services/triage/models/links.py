"""One-time links that let a person choose a password, and who they are at a provider of sign-in."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.triage.models.base import TriageModel
from shared.columns import Id, UtcDateTime


class StaffLink(TriageModel, table=True):
    """A one-time link, by the SHA-256 of its token: an invitation, or a way to a new password.

    It works until `expires_at`, once; `ended_at` says that it was used or replaced by a newer one.
    """

    __tablename__ = "staff_link"
    __table_args__ = (
        sa.Index("ix_staff_link_staff_id", "staff_id"),
        sa.Index("ix_staff_link_expires_at", "expires_at"),
    )

    digest: str = Field(primary_key=True, max_length=64)
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id")
    purpose: str = Field(max_length=12)
    made_by: str = Field(max_length=120)
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StaffIdentity(TriageModel, table=True):
    """Who a person is at an OpenID provider: its issuer and subject, never an e-mail address."""

    __tablename__ = "staff_identity"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject", name="uq_staff_identity_issuer"),
        sa.Index("ix_staff_identity_staff_id", "staff_id"),
    )

    id: str = Field(primary_key=True, sa_type=Id)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=255)
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id")
    linked_by: str = Field(max_length=120)
    linked_at: datetime = Field(sa_type=UtcDateTime)
    last_used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ResetRequest(TriageModel, table=True):
    """Somebody says they forgot their password; an admin makes them a link, or does not."""

    __tablename__ = "reset_request"

    staff_id: str = Field(primary_key=True, sa_type=Id, foreign_key="staff.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
