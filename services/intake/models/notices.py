"""Telling staff: where each is reached, and what became of every notice that was handed to us."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, Json, UtcDateTime
from shared.sealing import Sealer

IS_DUE = sa.text("due_at IS NOT NULL")


class StaffAddress(IntakeModel, table=True):
    """Where a member of staff is reached by one way, sealed for it."""

    __tablename__ = "staff_address"

    staff_id: str = Field(sa_type=Id, primary_key=True)
    way: str = Field(max_length=12, primary_key=True)
    sealed: bytes
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str = Field(max_length=120)

    def seal(self, address: str, sealer: Sealer) -> None:
        """Keep this address."""
        self.sealed = sealer.seal(address.encode(), self._context)

    def opened(self, sealer: Sealer) -> str:
        """Return the address in clear."""
        return sealer.open(self.sealed, self._context).decode()

    @property
    def _context(self) -> str:
        return f"staff_address/{self.staff_id}/{self.way}"


class StaffNotice(IntakeModel, table=True):
    """One notice to one member of staff by one way; sent at most once for each `push_id`.

    `state`: `waiting`, `sending` since `began_at`, then `delivered`, `failed`, `expired`, or
    `unknown`: it may have arrived, so nobody tries again. `due_at` is when a worker looks at it
    next.
    """

    __tablename__ = "staff_notice"
    __table_args__ = (
        sa.Index("ix_staff_notice_due_at", "due_at", postgresql_where=IS_DUE, sqlite_where=IS_DUE),
    )

    push_id: str = Field(sa_type=Id, primary_key=True)
    staff_id: str = Field(sa_type=Id)
    way: str = Field(max_length=12)
    content: dict[str, Any] = Field(sa_type=Json)
    not_after: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(default="waiting", max_length=12)
    reason: str | None = Field(default=None, max_length=200)
    attempts: int = 0
    account_id: str | None = Field(default=None, sa_type=Id)
    vendor_id: str | None = Field(default=None, max_length=120)
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claim: str | None = Field(default=None, sa_type=Id)
    changed_at: datetime = Field(sa_type=UtcDateTime)
