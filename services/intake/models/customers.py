"""Customers as staff changed them: merged, split, erased; a handle nobody touched has no row."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from shared.columns import Id, UtcDateTime

NOT_YET = sa.text("journaled_at IS NULL")


class Customer(IntakeModel, table=True):
    """What became of a handle. `merged_into` is the handle it was merged into, undone by a split.

    `generation`, `version` count our published changes.
    """

    __tablename__ = "customer"

    handle: str = Field(primary_key=True, max_length=80)
    merged_into: str | None = Field(default=None, max_length=80, index=True)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    generation: int = 0
    version: int = 0
    changed_at: datetime = Field(sa_type=UtcDateTime)


class CustomerKey(IntakeModel, table=True):
    """The key under which a customer's words are sealed, itself sealed; destroyed to erase them.

    Alone in its table, so that backups can leave it out or expire sooner than the others.
    """

    __tablename__ = "customer_key"

    customer: str = Field(primary_key=True, max_length=80)
    sealed_key: str = Field(max_length=200)


class Erasure(IntakeModel, table=True):
    """Something erased for ever: a customer by handle, or the contact given with one feedback.

    `journaled_at` is when it was written to the journal that outlives a restored backup.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        sa.Index(
            "ix_erasure_journaled_at",
            "journaled_at",
            postgresql_where=NOT_YET,
            sqlite_where=NOT_YET,
        ),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    kind: str = Field(max_length=12)
    subject: str = Field(max_length=80, index=True)
    erased_at: datetime = Field(sa_type=UtcDateTime)
    journaled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
