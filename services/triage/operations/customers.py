"""What assignment knows of customers: whose open matters they are, and their tags."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from services.triage.assignment.board import Board
from services.triage.errors import CustomerUnknown
from services.triage.models.cases import Case, Customer
from services.triage.models.organisation import CustomerTag
from shared import audit, outbox
from shared.among import among
from shared.auth import Principal
from shared.database import Session
from shared.events import CustomerTagged


def remember(
    session: Session, board: Board, customers: Iterable[str | None], now: datetime
) -> None:
    """Let the board know these customers, as far as a team's option or a rule asks for it."""
    if not board.sticky_days and not board.asks_for_tags:
        return
    wanted = {one for one in customers if one}
    if board.sticky_days:
        board.matters.update(open_matters(session, board, wanted, now))
    if board.asks_for_tags:
        board.tags.update(tags_of(session, wanted))


def open_matters(
    session: Session, board: Board, customers: Collection[str], now: datetime
) -> dict[tuple[str, str], str]:
    """Return who owns the newest open case of each customer in each team that is sticky.

    By (customer, team id). Cases older than the team's `sticky_days` do not count.
    """
    rows = session.execute(
        sa.select(col(Case.customer), col(Case.team_id), col(Case.owner_id), col(Case.received_at))
        .where(
            among(col(Case.customer), customers),
            col(Case.is_open).is_(True),
            col(Case.owner_id).is_not(None),
            col(Case.received_at) >= now - timedelta(days=board.sticky_days),
        )
        .order_by(col(Case.received_at), col(Case.id))
    )
    found = {}
    for customer, team_id, owner_id, received_at in rows:
        days = board.policies[team_id].sticky_days if team_id in board.policies else None
        if days is not None and received_at >= now - timedelta(days=days):
            found[customer, team_id] = owner_id
    return found


def tags_of(session: Session, customers: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the tags of each of these customers.

    A handle that intake merged into another has the tags of both.
    """
    whole = sa.select(col(Customer.handle), col(Customer.canonical))
    rows = session.execute(whole.where(among(col(Customer.handle), customers)))
    merged: dict[str, str] = {handle: canonical for handle, canonical in rows}  # noqa: C416
    own = own_tags(session, {*customers, *merged.values()})
    return {one: own[one] | own[merged.get(one, one)] for one in customers}


def own_tags(session: Session, customers: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the tags that each of these handles was given itself."""
    found: dict[str, set[str]] = {one: set() for one in customers}
    rows = session.execute(
        sa.select(col(CustomerTag.customer), col(CustomerTag.tag)).where(
            among(col(CustomerTag.customer), customers)
        )
    )
    for customer, tag in rows:
        found[customer].add(tag)
    return {customer: frozenset(tags) for customer, tags in found.items()}


def check_known(session: Session, customer: str) -> None:
    """Raise CustomerUnknown unless there is a case of that customer."""
    found = sa.select(sa.literal(1)).where(col(Case.customer) == customer).limit(1)
    if session.execute(found).first() is None:
        raise CustomerUnknown


def tag_customer(
    session: Session, customer: str, tags: Collection[str], *, by: Principal, now: datetime
) -> list[str]:
    """Give a customer exactly these tags.

    Routing rules ask for them from the next case on; followup's promises reach open cases too.

    The audit entry's number is the snapshot's version: it only grows.

    Raises CustomerUnknown.
    """
    check_known(session, customer)
    # Held from here on, not from the entry on: who tags at the same moment replaces it all, too.
    audit.locked_end(session)
    wanted = sorted(set(tags))
    of_customer = col(CustomerTag.customer) == customer
    held = session.execute(sa.select(col(CustomerTag.tag)).where(of_customer)).scalars().all()
    session.execute(sa.delete(CustomerTag).where(of_customer))
    if wanted:
        rows = [{"customer": customer, "tag": tag} for tag in wanted]
        session.execute(sa.insert(CustomerTag), rows)
    version = audit.record(
        session,
        actor=by,
        action="customer.tag",
        subject=f"customer:{customer}",
        detail=audit.altered({"tags": sorted(held)}, {"tags": wanted}),
        now=now,
    )
    tagged = CustomerTagged(
        generation=outbox.generation(session),
        version=version,
        change="tagged",
        actor=by.reference,
        handle=customer,
        tags=tuple(wanted),
    )
    outbox.add(session, tagged, now=now)
    return wanted
