"""What the database knows about a batch of submissions, and whether each may become a feedback."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from services.intake.errors import AttachmentUnavailable, StoreClosed, UnknownStore
from services.intake.models.tables import ATTACHMENT, CONTACT, FEEDBACK, STORE
from services.intake.operations.submissions import ContactKey, Submission
from services.intake.queries.lookup import among
from shared import idempotency
from shared.database import Session
from shared.idempotency import FirstAnswer
from shared.ids import public_token


@dataclass(frozen=True, slots=True)
class KnownStore:
    region: str
    closed: bool
    successor: str | None


@dataclass(frozen=True, slots=True)
class First:
    """The feedback that a repeated external id or cause stands for."""

    feedback_id: str
    ticket_no: str
    received_at: datetime
    store_code: str | None


@dataclass(slots=True)
class Known:
    """What was found for a batch; it grows as the batch is decided, item by item."""

    answers: dict[str, FirstAnswer] = field(default_factory=dict)
    by_external_key: dict[str, First] = field(default_factory=dict)
    by_cause: dict[str, First] = field(default_factory=dict)
    stores: dict[str, KnownStore] = field(default_factory=dict)
    customers: dict[ContactKey, str] = field(default_factory=dict)
    unclaimed: dict[str, str] = field(default_factory=dict)
    new_contacts: dict[ContactKey, str] = field(default_factory=dict)


def look_up(session: Session, submissions: Sequence[Submission]) -> Known:
    """Return what is known of the batch: one query for each kind of key the batch has."""
    return Known(
        answers=idempotency.recall_many(
            session, sorted({one.keyed.digest for one in submissions if one.keyed})
        ),
        by_external_key=firsts(
            session, FEEDBACK.c.external_key, (one.external_key for one in submissions)
        ),
        by_cause=firsts(session, FEEDBACK.c.cause_id, (one.cause_id for one in submissions)),
        stores=known_stores(session, (one.store_code for one in submissions)),
        customers=known_customers(session, {key for one in submissions for key in one.contacts}),
        unclaimed=unclaimed(session, {i for one in submissions for i in one.attachment_ids}),
    )


def present(values: Iterable[str | None]) -> list[str]:
    return sorted({value for value in values if value is not None})


def firsts(
    session: Session, column: sa.Column[str], values: Iterable[str | None]
) -> dict[str, First]:
    wanted = present(values)
    if not wanted:
        return {}
    table = FEEDBACK.c
    rows = session.connection().execute(
        sa.select(column, table.id, table.ticket_no, table.received_at, table.store_code).where(
            among(session, column, wanted)
        )
    )
    return {row[0]: First(*row[1:]) for row in rows}


def known_stores(session: Session, codes: Iterable[str | None]) -> dict[str, KnownStore]:
    wanted = present(codes)
    if not wanted:
        return {}
    rows = session.connection().execute(
        sa.select(STORE.c.code, STORE.c.region, STORE.c.closed, STORE.c.successor).where(
            among(session, STORE.c.code, wanted)
        )
    )
    return {row[0]: KnownStore(*row[1:]) for row in rows}


def known_customers(session: Session, keys: Iterable[ContactKey]) -> dict[ContactKey, str]:
    """Return who the typed contacts are known as; proven contacts are other customers."""
    wanted = sorted({key.blind_index for key in keys})
    if not wanted:
        return {}
    rows = session.connection().execute(
        sa.select(CONTACT.c.kind, CONTACT.c.blind_index, CONTACT.c.customer).where(
            among(session, CONTACT.c.blind_index, wanted), CONTACT.c.is_verified.is_(False)
        )
    )
    return {ContactKey(row[0], row[1]): row[2] for row in rows}


def unclaimed(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return who uploaded each of the attachments that no feedback has claimed, and lock them."""
    wanted = sorted(ids)
    if not wanted:
        return {}
    rows = session.connection().execute(
        sa.select(ATTACHMENT.c.id, ATTACHMENT.c.uploaded_by)
        .where(among(session, ATTACHMENT.c.id, wanted), ATTACHMENT.c.feedback_id.is_(None))
        .order_by(ATTACHMENT.c.id)
        .with_for_update()
    )
    return {row[0]: row[1] for row in rows}


def admit(one: Submission, known: Known) -> tuple[str | None, str | None]:
    """Return the region and the customer of a submission that may become a feedback.

    Claims its attachments. Raises UnknownStore, StoreClosed or
    AttachmentUnavailable.
    """
    region = region_of(one, known)
    for index, attachment_id in enumerate(one.attachment_ids):
        if known.unclaimed.get(attachment_id) != one.entered_by:
            raise AttachmentUnavailable(index)
    for attachment_id in one.attachment_ids:
        del known.unclaimed[attachment_id]
    if one.contacts and one.customer is None:
        return region, customer_of(one.contacts, known)
    return region, one.customer


def region_of(one: Submission, known: Known) -> str | None:
    if one.store_code is None:
        return None
    store = known.stores.get(one.store_code)
    if store is None:
        raise UnknownStore(one.store_code)
    if store.closed and not one.may_be_closed:
        raise StoreClosed(one.store_code, store.successor)
    return store.region


def customer_of(contacts: Sequence[ContactKey], known: Known) -> str:
    """Return the handle of the surest contact, a new one when nobody is known by it.

    Other contacts given beside it join this handle unless they are somebody's already: two known
    customers are never made one by what a person typed.
    """
    customer = known.customers.get(contacts[0]) or public_token()
    for key in contacts:
        if key not in known.customers:
            known.customers[key] = known.new_contacts[key] = customer
    return customer
