"""One-time links: an invitation or a way to a new password, made by an admin, used once."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import RoleAboveOwn
from services.triage.errors_desk import LinkEnded, StaffInactive
from services.triage.models import ResetRequest, Staff, StaffLink
from services.triage.operations.staff import staff_for_update
from services.triage.rules.roles import may_give
from shared import audit
from shared.auth import Principal
from shared.database import Session, insert_for

Purpose = Literal["invitation", "reset"]
LASTS: Final[dict[Purpose, timedelta]] = {
    "invitation": timedelta(hours=72),
    "reset": timedelta(hours=1),
}
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link: the token is kept nowhere else."""

    token: str
    username: str
    expires_at: datetime


def make_link(
    session: Session, staff_id: str, purpose: Purpose, *, by: Principal, now: datetime
) -> MadeLink:
    """Make a link for a person; the ones they had before work no more.

    Raises StaffUnknown, StaffInactive and RoleAboveOwn.
    """
    person = staff_for_update(session, staff_id)
    if not person.active:
        raise StaffInactive
    if not may_give(by.roles, person.roles):
        raise RoleAboveOwn
    end_links(session, staff_id, now)
    session.execute(sa.delete(ResetRequest).where(col(ResetRequest.staff_id) == staff_id))
    token, expires_at = secrets.token_urlsafe(32), now + LASTS[purpose]
    session.add(
        StaffLink(
            digest=digest(token),
            staff_id=staff_id,
            purpose=purpose,
            made_by=by.reference,
            made_at=now,
            expires_at=expires_at,
        )
    )
    audit.record(
        session,
        actor=by,
        action=f"staff.{purpose}",
        subject=f"staff:{staff_id}",
        detail={"expires_at": expires_at.isoformat()},
        now=now,
    )
    return MadeLink(token, person.username, expires_at)


def usable_link(session: Session, token: str, now: datetime) -> tuple[StaffLink, Staff]:
    """Return a link that works and whose it is, both rows held. Raises LinkEnded."""
    link = session.get(StaffLink, digest(token), with_for_update=True, populate_existing=True)
    if link is None or link.ended_at is not None or link.expires_at <= now:
        raise LinkEnded
    person = session.get_one(Staff, link.staff_id, with_for_update=True, populate_existing=True)
    if not person.active:
        raise LinkEnded
    return link, person


def end_links(session: Session, staff_id: str, now: datetime) -> None:
    """Let no link of a person work any more."""
    session.execute(
        sa.update(StaffLink)
        .where(col(StaffLink.staff_id) == staff_id, col(StaffLink.ended_at).is_(None))
        .values(ended_at=now)
    )


def ask_for_reset(session: Session, person: Staff, now: datetime) -> None:
    """Note that a person forgot their password; once, until an admin sees to it."""
    fresh = {"staff_id": person.id, "asked_at": now}
    done = session.execute(insert_for(session)(ResetRequest).values(fresh).on_conflict_do_nothing())
    if done.rowcount:  # type: ignore[attr-defined]
        audit.record(
            session,
            actor=f"staff:{person.id}",
            action="staff.ask_reset",
            subject=f"staff:{person.id}",
            detail={},
            now=now,
        )


def reset_requests(session: Session) -> list[sa.Row[tuple[str, str, str, datetime]]]:
    """Return (id, username, name, asked_at) of those who forgot their password, oldest first."""
    asked = (
        sa.select(col(Staff.id), col(Staff.username), col(Staff.name), col(ResetRequest.asked_at))
        .join(ResetRequest, col(ResetRequest.staff_id) == col(Staff.id))
        .where(col(Staff.active))
        .order_by(col(ResetRequest.asked_at))
    )
    return list(session.execute(asked).all())


def forget_old_links(session: Session, now: datetime) -> None:
    session.execute(sa.delete(StaffLink).where(col(StaffLink.expires_at) < now - KEPT))


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
