"""What the database knows about a batch of submissions, and whether each may become a feedback."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from services.intake.errors import StoreClosed, StoreOutOfReach, UnknownStore
from services.intake.errors_files import AttachmentUnavailable
from services.intake.models.tables import ATTACHMENT, CUSTOMER_KEY, FEEDBACK
from services.intake.operations.envelopes import customer_key, kept
from services.intake.operations.numbering import Tickets, TicketStock, numbered
from services.intake.operations.submissions import ContactKey, Submission
from services.intake.queries.known import Asked, Found
from shared.among import among
from shared.ids import public_token
from shared.lanes import Where, session_of
from shared.sealing import DataKey, Sealer


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

    found: Found
    by_external_key: dict[str, First]
    by_cause: dict[str, First]
    unclaimed: dict[str, str]
    file_keys: dict[str, bytes | None] = field(default_factory=dict)
    new_contacts: dict[ContactKey, str] = field(default_factory=dict)
    new_keys: dict[str, str] = field(default_factory=dict)
    opened_keys: dict[str, DataKey] = field(default_factory=dict)


def look_up(
    where: Where, submissions: Sequence[Submission], stock: TicketStock | None
) -> tuple[Known, Tickets]:
    """Return what is known of the batch, and its ticket numbers.

    What the batch does not ask for is not looked for.
    """
    asked = Asked(
        digests={one.keyed.digest for one in submissions if one.keyed},
        stores={one.store_code for one in submissions if one.store_code},
        contacts={key.blind_index for one in submissions for key in one.contacts},
        externals={one.external_key for one in submissions if one.external_key},
    )
    found, tickets = numbered(where, submissions, asked, stock)
    files = unclaimed(where, {i for one in submissions for i in one.attachment_ids})
    look_up_keys(where, submissions, found)
    known = Known(
        found=found,
        by_external_key=firsts(where, FEEDBACK.c.external_key, found.externals),
        by_cause=firsts(
            where, FEEDBACK.c.cause_id, {one.cause_id for one in submissions if one.cause_id}
        ),
        unclaimed={file_id: by for file_id, by, _ in files},
        file_keys={file_id: data_key for file_id, _, data_key in files},
    )
    return known, tickets


def look_up_keys(where: Where, submissions: Sequence[Submission], found: Found) -> None:
    """Add the keys of customers who are known without a contact."""
    named = {one.customer for one in submissions if one.customer and one.envelope}
    if named:
        key = CUSTOMER_KEY.c
        rows = (
            session_of(where)
            .connection()
            .execute(
                sa.select(key.customer, key.sealed_key).where(among(key.customer, sorted(named)))
            )
        )
        found.keys.update((row[0], row[1]) for row in rows)


def firsts(where: Where, column: sa.Column[str], values: Collection[str]) -> dict[str, First]:
    if not values:
        return {}
    session, table = session_of(where), FEEDBACK.c
    rows = session.connection().execute(
        sa.select(column, table.id, table.ticket_no, table.received_at, table.store_code).where(
            among(column, values)
        )
    )
    return {row[0]: First(*row[1:]) for row in rows}


def unclaimed(where: Where, ids: Iterable[str]) -> Sequence[tuple[str, str, bytes | None]]:
    """Return who uploaded each file that no feedback has claimed, and its key; lock."""
    wanted = sorted(ids)
    if not wanted:
        return ()
    session = session_of(where)
    rows = session.connection().execute(
        sa.select(ATTACHMENT.c.id, ATTACHMENT.c.uploaded_by, ATTACHMENT.c.data_key)
        .where(among(ATTACHMENT.c.id, wanted), ATTACHMENT.c.feedback_id.is_(None))
        .order_by(ATTACHMENT.c.id)
        .with_for_update()
    )
    return [(row[0], row[1], row[2]) for row in rows]


def admit(one: Submission, known: Known) -> tuple[str | None, str | None]:
    """Return the region and the customer of a submission that may become a feedback.

    Claims its attachments. Raises UnknownStore, StoreOutOfReach, StoreClosed or
    AttachmentUnavailable.
    """
    region = region_of(one, known.found) if one.store_code else None
    for index, attachment_id in enumerate(one.attachment_ids):
        if known.unclaimed.get(attachment_id) != one.entered_by:
            raise AttachmentUnavailable(index)
    for attachment_id in one.attachment_ids:
        del known.unclaimed[attachment_id]
    if one.contacts and one.customer is None:
        return region, customer_of(one.contacts, known)
    return region, one.customer


def region_of(one: Submission, found: Found) -> str:
    code = one.store_code or ""
    store = found.stores.get(code)
    if store is None:
        raise UnknownStore(code)
    must_reach(code, one.store_limit)
    if store.is_closed and not one.may_be_closed:
        raise StoreClosed(code, store.successor)
    return store.region


def must_reach(code: str, limit: Collection[str] | None) -> None:
    """Refuse a store that is known and not among those a caller is limited to.

    One that is unknown is refused as such before, to everybody alike: which codes there are is no
    secret, they stand on the stores' signs and open their forms. Raises StoreOutOfReach.
    """
    if limit is not None and code not in limit:
        raise StoreOutOfReach(code)


def customer_of(contacts: Sequence[ContactKey], known: Known) -> str:
    """Return the handle of the surest contact, a new one when nobody is known by it.

    Other contacts given beside it join this handle unless they are somebody's already: two known
    customers are never made one by what a person typed. What was typed beside a proven contact
    joins nobody: who types it elsewhere must not meet the history of who proved to be somebody.
    """
    counted = [key for key in contacts if key.is_proven] or contacts
    customers = known.found.customers
    customer = customers.get(counted[0].mark) or public_token()
    for key in counted:
        if key.mark not in customers:
            customers[key.mark] = known.new_contacts[key] = customer
    return customer


def addressed(one: Submission, customer: str | None, known: Known) -> bytes | None:
    """Return the data key of a submission, sealed for its customer; None without an envelope."""
    if one.envelope is None or customer is None:
        return None
    return one.envelope.addressed(key_of(customer, known, one.envelope.sealer), one.feedback_id)


def key_of(customer: str, known: Known, sealer: Sealer) -> DataKey:
    """Return the key of a customer, a new one when they have none; opened once a batch."""
    key = known.opened_keys.get(customer)
    if key is None:
        kept_key = known.found.keys.get(customer)
        if kept_key is None:
            key = DataKey()
            known.new_keys[customer] = kept(key, customer, sealer)
        else:
            key = customer_key(customer, kept_key, sealer)
        known.opened_keys[customer] = key
    return key
