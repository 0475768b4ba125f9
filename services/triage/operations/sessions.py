"""Sessions: opened by signing in, carried on by refresh tokens that work once, then ended."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import RefreshToken, SignInSession, Staff
from services.triage.queries.organisation import team_ids_of
from services.triage.rules.sign_in import LOST_ANSWER, REFRESH_TOKEN_LASTS, SESSION_LASTS
from services.triage.tokens import AccessToken, TokenSigner
from shared import audit
from shared.database import Session
from shared.ids import new_id
from shared.sealing import Sealer

KEPT_AFTER_END = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person's tokens: the refresh token is for the cookie and lasts `refresh_seconds`."""

    staff_id: str
    access: AccessToken
    refresh_token: str
    refresh_seconds: int


def open_session(
    session: Session,
    staff: Staff,
    *,
    sealer: Sealer,
    now: datetime,
    via: str = "password",
    device: str | None = None,
) -> SignedIn:
    """Open a session for somebody who has just proved who they are."""
    opened = SignInSession(
        id=new_id(),
        staff_id=staff.id,
        started_at=now,
        expires_at=now + SESSION_LASTS,
        via=via,
        device=device,
    )
    session.add(opened)
    session.flush()
    return next_tokens(session, staff, opened, sealer=sealer, now=now)


def refresh(session: Session, token: str, *, sealer: Sealer, now: datetime) -> SignedIn | None:
    """Trade a refresh token for the next one; None when the session has ended.

    A page that is left before the answer comes keeps the token it sent, and sends it again: that
    is taken for as long as `LOST_ANSWER`, unless the next one is in use already. A token traded
    again otherwise is in two hands, so its whole session ends (RFC 9700, 4.14.2).
    """
    known = session.get(RefreshToken, digest(token))
    if known is None:
        return None
    opened = session.get_one(
        SignInSession, known.session_id, with_for_update=True, populate_existing=True
    )
    session.refresh(known)
    if known.used_at is not None and not may_be_lost(session, known, known.used_at, now):
        end(session, opened, because="refresh token used twice", now=now)
        return None
    if opened.ended_at is not None or min(known.expires_at, opened.expires_at) <= now:
        return None
    staff = session.get_one(Staff, opened.staff_id)
    if not staff.active:
        return None
    if known.used_at is None:
        spend(session, opened, now)
    return next_tokens(session, staff, opened, sealer=sealer, now=now)


def may_be_lost(session: Session, traded: RefreshToken, used_at: datetime, now: datetime) -> bool:
    """Say whether the answer to the trade at `used_at` may never have arrived."""
    later = sa.exists().where(
        col(RefreshToken.session_id) == traded.session_id, col(RefreshToken.used_at) > used_at
    )
    return now - used_at <= LOST_ANSWER and not session.execute(sa.select(later)).scalar_one()


def spend(session: Session, opened: SignInSession, now: datetime) -> None:
    """Mark every token of a session as traded: those given for a lost answer end together."""
    session.execute(
        sa.update(RefreshToken)
        .where(col(RefreshToken.session_id) == opened.id, col(RefreshToken.used_at).is_(None))
        .values(used_at=now)
    )


def sign_out(session: Session, token: str, now: datetime) -> None:
    """End the session a refresh token belongs to; an unknown one has nothing to end."""
    known = session.get(RefreshToken, digest(token))
    if known is not None:
        opened = session.get_one(
            SignInSession, known.session_id, with_for_update=True, populate_existing=True
        )
        end(session, opened, because="signed out", now=now)


def sessions_of(session: Session, staff_id: str, now: datetime) -> Sequence[SignInSession]:
    """Return a person's sessions that can be carried on, the newest first."""
    asked = (
        sa.select(SignInSession)
        .where(
            col(SignInSession.staff_id) == staff_id,
            col(SignInSession.ended_at).is_(None),
            col(SignInSession.expires_at) > now,
        )
        .order_by(col(SignInSession.id).desc())
    )
    return session.execute(asked).scalars().all()


def session_of(session: Session, token: str | None) -> str | None:
    """Return the id of the session that a refresh token carries on."""
    known = session.get(RefreshToken, digest(token)) if token else None
    return None if known is None else known.session_id


def end_sessions(session: Session, staff_id: str, *, because: str, now: datetime) -> None:
    """End every session of a person."""
    session.execute(
        sa.update(SignInSession)
        .where(col(SignInSession.staff_id) == staff_id, col(SignInSession.ended_at).is_(None))
        .values(ended_at=now, ended_because=because)
    )


def forget_old_sessions(session: Session, now: datetime) -> None:
    """Delete sessions that can no longer be carried on, and tokens that have expired."""
    before = now - KEPT_AFTER_END
    old = sa.select(col(SignInSession.id)).where(col(SignInSession.expires_at) < before)
    session.execute(
        sa.delete(RefreshToken).where(
            sa.or_(
                col(RefreshToken.session_id).in_(old),
                col(RefreshToken.expires_at) < before,
            )
        )
    )
    session.execute(sa.delete(SignInSession).where(col(SignInSession.expires_at) < before))


def end(session: Session, opened: SignInSession, *, because: str, now: datetime) -> None:
    if opened.ended_at is None:
        opened.ended_at, opened.ended_because = now, because
        audit.record(
            session,
            actor=f"staff:{opened.staff_id}",
            action="session.end",
            subject=f"staff:{opened.staff_id}",
            detail={"session": opened.id, "because": because},
            now=now,
        )


def next_tokens(
    session: Session, staff: Staff, opened: SignInSession, *, sealer: Sealer, now: datetime
) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires_at = min(now + REFRESH_TOKEN_LASTS, opened.expires_at)
    session.add(RefreshToken(digest=digest(token), session_id=opened.id, expires_at=expires_at))
    signer = TokenSigner.load(session, sealer, now)
    access = signer.issue(staff, team_ids_of(session, [staff.id])[staff.id], now=now)
    return SignedIn(staff.id, access, token, int((expires_at - now).total_seconds()))


def digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
