"""What customers said: feedback, further messages, attachments, and the index of their contacts."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import column_property
from sqlmodel import Field

from services.intake.models.base import IntakeModel
from services.intake.models.customers import CustomerKey
from shared.columns import Id, UtcDateTime


class Feedback(IntakeModel, table=True):
    """One accepted feedback, never changed after its birth unless it is erased.

    `text`, `campaign` and `order_no` are masked; what was really said is in `sealed_text`,
    `sealed_contact` (JSON) and `sealed_details` (JSON: extra and external_id, either of which may
    be personal). `external_key` is a keyed digest of (channel, external_id). `contact_kinds` names
    what `sealed_contact` holds besides a name, comma-separated. `entered_by` is the principal,
    `staff:<id>`, `key:<id>` or `form:<id>`. With a `data_key`, itself sealed with the customer's,
    the sealed parts open by that (`operations/envelopes.py`), else by the secret.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        sa.Index("ix_feedback_channel", "channel", "id"),
        sa.Index("ix_feedback_store_code", "store_code", "id"),
        sa.Index("ix_feedback_entered_by", "entered_by", "id"),
        sa.Index(
            "ix_feedback_customer",
            *("customer", "id"),
            postgresql_where=sa.text("customer IS NOT NULL"),
            sqlite_where=sa.text("customer IS NOT NULL"),
        ),
        sa.Index(
            "ix_feedback_external_key",
            "external_key",
            unique=True,
            postgresql_where=sa.text("external_key IS NOT NULL"),
            sqlite_where=sa.text("external_key IS NOT NULL"),
        ),
        sa.Index(
            "ix_feedback_cause_id",
            "cause_id",
            unique=True,
            postgresql_where=sa.text("cause_id IS NOT NULL"),
            sqlite_where=sa.text("cause_id IS NOT NULL"),
        ),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, unique=True)
    ticket_no: str = Field(max_length=24, unique=True)
    channel: str = Field(max_length=40)
    store_code: str | None = Field(default=None, max_length=40)
    region: str | None = Field(default=None, max_length=40)
    text: str = Field(sa_type=sa.Text)
    sealed_text: bytes
    sealed_details: bytes | None = None
    rating: int | None = Field(default=None, sa_type=sa.SmallInteger)
    campaign: str | None = Field(default=None, max_length=80)
    order_no: str | None = Field(default=None, max_length=80)
    external_key: str | None = Field(default=None, max_length=64)
    customer: str | None = Field(default=None, max_length=80)
    contact_kinds: str = Field(default="", max_length=40)
    sealed_contact: bytes | None = None
    attachments: int = Field(default=0, sa_type=sa.SmallInteger)
    received_at: datetime = Field(sa_type=UtcDateTime)
    occurred_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    linked_case_id: str | None = Field(default=None, sa_type=Id)
    cause_id: str | None = Field(default=None, max_length=200)
    entered_by: str = Field(max_length=120)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    data_key: bytes | None = None

    @property
    def customer_key(self) -> str | None:
        """The key of its customer as it is kept; None once that was destroyed."""
        found: str | None = getattr(self, "kept_key", None)
        return found

    @property
    def is_reachable(self) -> bool:
        """A contact besides the progress page is known."""
        return bool(self.contact_kinds)


KEPT_KEY = (
    sa.select(CustomerKey.__table__.c.sealed_key)  # type: ignore[attr-defined]
    .where(CustomerKey.__table__.c.customer == Feedback.__table__.c.customer)  # type: ignore[attr-defined]
    .correlate(Feedback.__table__)  # type: ignore[attr-defined]
    .scalar_subquery()
)
sa.inspect(Feedback).add_property("kept_key", column_property(KEPT_KEY))


class Contact(IntakeModel, table=True):
    """Which customer a contact is; `blind_index` stands for the contact, which is not here.

    A typed contact is unverified and has another row, and another customer, than the same contact
    proven: typing someone's number must not open their history.
    """

    __tablename__ = "contact"

    blind_index: str = Field(primary_key=True, max_length=64)
    kind: str = Field(primary_key=True, max_length=20)
    is_verified: bool = Field(primary_key=True)
    customer: str = Field(max_length=80, index=True)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)


class FeedbackMessage(IntakeModel, table=True):
    """Words the customer added later; a set by (feedback, seq).

    `sealed_text` opens by `data_key`, kept as its feedback's is; without one, by the secret.
    """

    __tablename__ = "feedback_message"

    feedback_id: str = Field(sa_type=Id, primary_key=True)
    seq: int = Field(primary_key=True)
    text: str = Field(sa_type=sa.Text)
    sealed_text: bytes
    appended_at: datetime = Field(sa_type=UtcDateTime)
    data_key: bytes | None = None


EVIDENCE = -1
"""Where a message's number would stand for a picture of what was put right."""


class Attachment(IntakeModel, table=True):
    """A picture or document; unclaimed until a feedback of the same principal names it.

    `message_seq` is the further message it came with, None for the feedback's own, `EVIDENCE` for
    what staff put beside it: no customer is shown that. Its content opens by `data_key`, which the
    secret seals until the file is claimed, and from then on what seals the keys of its feedback;
    without one, by the secret.
    """

    __tablename__ = "attachment"

    id: str = Field(sa_type=Id, primary_key=True)
    uploaded_by: str = Field(max_length=120)
    sha256: str = Field(max_length=64)
    media_type: str = Field(max_length=40)
    size: int
    feedback_id: str | None = Field(default=None, sa_type=Id, index=True)
    message_seq: int | None = None
    uploaded_at: datetime = Field(sa_type=UtcDateTime)
    data_key: bytes | None = None


class AttachmentContent(IntakeModel, table=True):
    """The sealed bytes of an attachment, apart so that no list ever loads them."""

    __tablename__ = "attachment_content"

    attachment_id: str = Field(sa_type=Id, primary_key=True)
    sealed: bytes


class TicketCounter(IntakeModel, table=True):
    """How many ticket numbers a day (Asia/Shanghai) has given out, and the key that scatters them.

    The key is the day's own and random, so a changed secret cannot make two numbers alike.
    """

    __tablename__ = "ticket_counter"

    day: str = Field(primary_key=True, max_length=8)
    used: int = Field(sa_type=sa.BigInteger)
    scatter_key: str = Field(max_length=32)
