"""Who is whom: customers merged by staff, and split again; everybody is told of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from services.intake.errors import CustomerErased, InvalidField, MergedAlready, UnknownCustomer
from services.intake.models import Customer, Feedback
from services.intake.models.tables import CUSTOMER
from services.intake.queries.customers import (
    LONGEST_CHAIN,
    canonical_of,
    is_seen,
    visible_handles,
    with_merged,
)
from services.intake.rules.masking import mask_numbers
from shared import audit, outbox
from shared.auth.principal import Principal
from shared.bulk import IGNORED, insert_rows
from shared.database import Session
from shared.events import CustomerChanged


def merge_customers(
    session: Session, handle: str, into: str, reason: str, *, by: Principal, now: datetime
) -> str:
    """Let one customer be another; return the handle that stands for both from now on.

    Done before, it changes nothing. Raises CustomerNotFound, UnknownCustomer, CustomerErased,
    MergedAlready, InvalidField.
    """
    visible_handles(session, handle, by)
    if not is_seen(session, into, by):
        raise UnknownCustomer
    one, root = locked_with_root(session, handle, into, now)
    if one.merged_into is not None and canonical_of(session, handle) == root.handle:
        return root.handle
    if root is one:
        raise InvalidField(
            "/into",
            zh="不能并入自己；请选择另一位顾客。",
            en="A customer cannot be merged into itself; name another one.",
        )
    if one.merged_into is not None or root.merged_into is not None:
        raise MergedAlready
    if one.erased_at or root.erased_at:
        raise CustomerErased
    one.merged_into = root.handle
    session.flush()
    tell(session, with_merged(session, handle), "merged", by, now)
    note(session, "customer.merge", handle, by, now, into=root.handle, reason=mask_numbers(reason))
    return root.handle


def split_customer(
    session: Session, handle: str, reason: str, *, by: Principal, now: datetime
) -> str:
    """Undo a merge: the handle, with those merged into it before, is a customer of its own again.

    One that is not merged stays as it is. Raises CustomerNotFound.
    """
    visible_handles(session, handle, by)
    one = touched(session, handle, now)
    if one.merged_into is None:
        return handle
    before, one.merged_into = one.merged_into, None
    session.flush()
    tell(session, with_merged(session, handle), "split", by, now)
    note(session, "customer.split", handle, by, now, out_of=before, reason=mask_numbers(reason))
    return handle


def locked_with_root(
    session: Session, handle: str, into: str, now: datetime
) -> tuple[Customer, Customer]:
    """Return the row of a handle and that of who stands for `into`, the same one perhaps.

    Both are locked, in an order that all keep to, and read behind the lock: who stood for `into`
    may have been merged meanwhile, and is followed to where that led. Only one of a ring, which
    merges at once made before, is merged all the same.
    """
    root = canonical_of(session, into)
    for _ in range(LONGEST_CHAIN):
        rows = {one: touched(session, one, now) for one in sorted({handle, root})}
        if rows[root].merged_into is None:
            break
        root = canonical_of(session, root)
    return rows[handle], rows[root]


def touched(session: Session, handle: str, now: datetime) -> Customer:
    """Return the row of a handle, locked and as it stands now, made if absent."""
    known = session.get(Customer, handle, populate_existing=True, with_for_update=True)
    if known is not None:
        return known
    row = {"handle": handle, "generation": 0, "version": 0, "changed_at": now}
    insert_rows(session, CUSTOMER, [row], conflict=IGNORED)
    return session.get_one(Customer, handle, with_for_update=True)


def tell(
    session: Session,
    handles: Sequence[str],
    change: str,
    by: Principal | str,
    now: datetime,
    *,
    case_ids: Sequence[str] = (),
) -> None:
    """Publish what stands for each handle now."""
    actor = by if isinstance(by, str) else by.reference
    generation = outbox.generation(session)
    for handle in handles:
        one = touched(session, handle, now)
        one.generation, one.version, one.changed_at = generation, one.version + 1, now
        outbox.add(
            session,
            CustomerChanged(
                generation=one.generation,
                version=one.version,
                change=change,
                actor=actor,
                handle=handle,
                canonical=canonical_of(session, handle),
                erased=one.erased_at is not None,
                case_ids=tuple(case_ids),
            ),
            now=now,
        )


def republish_customers(session: Session, *, now: datetime) -> None:
    """Publish anew what stands for each handle that was ever changed, after a restore."""
    changed = session.exec(select(Customer).order_by(Customer.handle)).all()
    for one in changed:
        gone = erased_cases(session, one.handle) if one.erased_at is not None else ()
        tell(session, [one.handle], "republished", "system", now, case_ids=gone)


def erased_cases(session: Session, handle: str) -> Sequence[str]:
    """Return the cases of a handle whose words are to be forgotten everywhere."""
    erased = select(Feedback.case_id).where(
        Feedback.customer == handle, col(Feedback.erased_at).is_not(None)
    )
    return session.exec(erased.order_by(Feedback.case_id)).all()


def note(
    session: Session, action: str, handle: str, by: Principal | str, now: datetime, **detail: str
) -> None:
    audit.record(session, actor=by, action=action, subject=handle, detail=detail, now=now)
