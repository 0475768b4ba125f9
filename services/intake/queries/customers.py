"""Reads of customers: who is whom, what one person said, who is reached by a contact."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.errors import CustomerNotFound
from services.intake.models import Contact, Customer, Feedback, KnownProgress
from services.intake.queries.scope import visible_to
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session

LONGEST_CHAIN = 50
NEWEST = 20


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """One person as far as the reader may see them; `newest` are their last feedbacks."""

    handle: str
    canonical: str
    handles: Sequence[str]
    contacts: Sequence[Contact]
    newest: Sequence[Feedback]
    channels: Counter[str]
    stores: Counter[str]
    first_at: datetime
    last_at: datetime
    erased_at: datetime | None

    @property
    def count(self) -> int:
        return sum(self.channels.values())


def canonical_of(session: Session, handle: str) -> str:
    """Return the handle that stands for a customer: the one all others were merged into."""
    for _ in range(LONGEST_CHAIN):
        known = session.get(Customer, handle)
        if known is None or known.merged_into is None:
            return handle
        handle = known.merged_into
    return handle


def with_merged(session: Session, handle: str) -> list[str]:
    """Return a handle and every one merged into it, directly or not."""
    found, waiting = [handle], [handle]
    while waiting:
        rows = session.execute(
            sa.select(col(Customer.handle))
            .where(among(col(Customer.merged_into), waiting))
            .order_by(col(Customer.handle))
        )
        waiting = [one for one in rows.scalars() if one not in found]
        found += waiting
    return found


def handles_of(session: Session, handle: str) -> list[str]:
    """Return all handles of the person a handle stands for, the canonical first."""
    return with_merged(session, canonical_of(session, handle))


def visible_handles(session: Session, handle: str, reader: Principal) -> list[str]:
    """Return all handles of a person of whom the reader may see something.

    Raises CustomerNotFound.
    """
    handles = handles_of(session, handle)
    seen = select(Feedback.id).where(among(col(Feedback.customer), handles), visible_to(reader))
    if session.exec(seen.limit(1)).first() is None:
        raise CustomerNotFound
    return handles


def customer_file(session: Session, handle: str, reader: Principal) -> CustomerFile:
    """Return what is known of a person. Raises CustomerNotFound."""
    handles = visible_handles(session, handle, reader)
    mine = (among(col(Feedback.customer), handles), visible_to(reader))
    rows = session.execute(
        sa.select(
            col(Feedback.channel),
            col(Feedback.store_code),
            sa.func.count(),
            sa.func.min(col(Feedback.received_at)),
            sa.func.max(col(Feedback.received_at)),
        )
        .where(*mine)
        .group_by(col(Feedback.channel), col(Feedback.store_code))
    ).all()
    channels: Counter[str] = Counter()
    stores: Counter[str] = Counter()
    for channel, store_code, count, _, _ in rows:
        channels[channel] += count
        if store_code:
            stores[store_code] += count
    known = session.get(Customer, handles[0])
    return CustomerFile(
        handle,
        handles[0],
        handles,
        contacts_of(session, handles),
        session.exec(
            select(Feedback).where(*mine).order_by(col(Feedback.id).desc()).limit(NEWEST)
        ).all(),
        channels,
        stores,
        min(row[3] for row in rows),
        max(row[4] for row in rows),
        known.erased_at if known else None,
    )


def contacts_of(session: Session, handles: Sequence[str]) -> Sequence[Contact]:
    """Return what these handles are known by: proven contacts first."""
    return session.exec(
        select(Contact)
        .where(among(col(Contact.customer), handles))
        .order_by(col(Contact.is_verified).desc(), Contact.kind, Contact.blind_index)
    ).all()


def said_by_customer(
    session: Session, handle: str, reader: Principal, before: str | None, *, limit: int
) -> Sequence[tuple[Feedback, KnownProgress | None]]:
    """Return up to `limit` feedbacks of a person, newest first. Raises CustomerNotFound."""
    handles = visible_handles(session, handle, reader)
    query = (
        select(Feedback, KnownProgress)
        .join(KnownProgress, col(KnownProgress.feedback_id) == col(Feedback.id), isouter=True)
        .where(among(col(Feedback.customer), handles), visible_to(reader))
    )
    if before is not None:
        query = query.where(col(Feedback.id) < before)
    rows = session.exec(query.order_by(col(Feedback.id).desc()).limit(limit)).all()
    return [(feedback, progress) for feedback, progress in rows]


def known_by(
    session: Session, kind: str, blind_indexes: Iterable[str], reader: Principal
) -> Sequence[Contact]:
    """Return whose contact this is, as far as the reader may see something of them.

    The one who proved it and the one who only typed it are two customers.
    """
    found = session.exec(
        select(Contact)
        .where(Contact.kind == kind, among(col(Contact.blind_index), list(blind_indexes)))
        .order_by(col(Contact.is_verified).desc())
    ).all()
    return [one for one in found if is_seen(session, one.customer, reader)]


def is_seen(session: Session, handle: str, reader: Principal) -> bool:
    try:
        return bool(visible_handles(session, handle, reader))
    except CustomerNotFound:
        return False
