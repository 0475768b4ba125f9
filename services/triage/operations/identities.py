"""Who staff are at an OpenID provider, by issuer and subject: linked by admins or invitations."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from services.triage.errors import StaffUnknown
from services.triage.errors_desk import IdentityNotLinked, IdentityTaken, IdentityUnknown
from services.triage.models import Staff, StaffIdentity
from services.triage.operations.links import end_links, usable_link
from services.triage.operations.staff import staff_for_update
from shared import audit
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id


def link_identity(
    session: Session,
    staff_id: str,
    issuer: str,
    subject: str,
    *,
    by: Principal | str,
    now: datetime,
) -> StaffIdentity:
    """Let somebody at the provider sign in as this person. Raises StaffUnknown, IdentityTaken."""
    staff_for_update(session, staff_id)
    if find_identity(session, issuer, subject) is not None:
        raise IdentityTaken
    linked = StaffIdentity(
        id=new_id(),
        issuer=issuer,
        subject=subject,
        staff_id=staff_id,
        linked_by=by if isinstance(by, str) else by.reference,
        linked_at=now,
    )
    session.add(linked)
    try:
        session.flush()
    except IntegrityError as error:
        raise IdentityTaken from error
    note(session, staff_id, "identity.link", issuer, by=by, now=now)
    return linked


def unlink_identity(
    session: Session, staff_id: str, identity_id: str, *, by: Principal, now: datetime
) -> None:
    """Let that identity sign in no more. Raises IdentityUnknown."""
    linked = session.get(StaffIdentity, identity_id)
    if linked is None or linked.staff_id != staff_id:
        raise IdentityUnknown
    session.delete(linked)
    note(session, staff_id, "identity.unlink", linked.issuer, by=by, now=now)


def identities_of(session: Session, staff_id: str) -> Sequence[StaffIdentity]:
    """Return what is linked to a person, oldest first. Raises StaffUnknown."""
    if session.get(Staff, staff_id) is None:
        raise StaffUnknown
    asked = (
        sa.select(StaffIdentity)
        .where(col(StaffIdentity.staff_id) == staff_id)
        .order_by(col(StaffIdentity.id))
    )
    return session.execute(asked).scalars().all()


def person_vouched_for(
    session: Session, issuer: str, subject: str, *, invitation: str | None, now: datetime
) -> Staff:
    """Return the active person whom the provider's subject is, linked by an invitation just now.

    Raises IdentityNotLinked, and LinkEnded or IdentityTaken for an invitation that does not do.
    """
    if invitation is not None:
        return accept_as(session, issuer, subject, invitation, now)
    linked = find_identity(session, issuer, subject)
    person = None if linked is None else session.get(Staff, linked.staff_id, with_for_update=True)
    if linked is None or person is None or not person.active:
        raise IdentityNotLinked
    linked.last_used_at = now
    return person


def accept_as(session: Session, issuer: str, subject: str, invitation: str, now: datetime) -> Staff:
    """Accept an invitation by signing in at the provider: the link is used up."""
    _, person = usable_link(session, invitation, now)
    by = f"staff:{person.id}"
    linked = link_identity(session, person.id, issuer, subject, by=by, now=now)
    linked.last_used_at = now
    end_links(session, person.id, now)
    return person


def find_identity(session: Session, issuer: str, subject: str) -> StaffIdentity | None:
    found: StaffIdentity | None = session.execute(
        sa.select(StaffIdentity).where(
            col(StaffIdentity.issuer) == issuer, col(StaffIdentity.subject) == subject
        )
    ).scalar_one_or_none()
    return found


def note(
    session: Session, staff_id: str, action: str, issuer: str, *, by: Principal | str, now: datetime
) -> None:
    audit.record(
        session,
        actor=by,
        action=action,
        subject=f"staff:{staff_id}",
        detail={"issuer": issuer},
        now=now,
    )
