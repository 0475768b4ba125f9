"""How far the messages of each customer-service account of WeCom were pulled, and by whom now."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import WeComCursor
from services.intake.models.tables import WECOM_CURSOR
from shared.database import Session, insert_for, wake
from shared.ids import new_id
from shared.sealing import Sealer

SIGNAL = "wecom"
TOKEN_LASTS = timedelta(minutes=9)
"""WeCom says ten minutes; one is left for the way."""

LEASE = timedelta(seconds=60)
HISTORY = timedelta(days=3)
LOOK_AGAIN = timedelta(hours=1)
"""A call may be lost, and a look from time to time shows that nothing was missed."""

PAUSES = tuple(timedelta(seconds=one) for one in (10, 60, 300, 900, 3600))


@dataclass(frozen=True, slots=True)
class Called:
    """WeCom has called for an account; its token is sealed."""

    account_id: str
    kfid: str
    sealed_token: bytes | None
    at: datetime

    @classmethod
    def of(
        cls, account_id: str, kfid: str, token: str, sealer: Sealer, *, now: datetime
    ) -> "Called":
        sealed = sealer.seal(token.encode(), token_context(account_id, kfid)) if token else None
        return cls(account_id, kfid, sealed, now)


@dataclass(frozen=True, slots=True)
class Pull:
    """An account to be pulled by us alone until the lease ends; `claim` tells us from others."""

    account_id: str
    kfid: str
    claim: str
    cursor: str
    token: str | None
    called_at: datetime
    pulled_at: datetime | None


def token_context(account_id: str, kfid: str) -> str:
    return f"wecom_cursor/{account_id}/{kfid}"


def note_call(session: Session, call: Called) -> None:
    """Have the account pulled at once, with the token of this call."""
    values = {"sealed_token": call.sealed_token, "called_at": call.at, "due_at": call.at}
    statement = insert_for(session)(WECOM_CURSOR).values(
        account_id=call.account_id, open_kfid=call.kfid, cursor="", failures=0, **values
    )
    key = [WECOM_CURSOR.c.account_id, WECOM_CURSOR.c.open_kfid]
    session.execute(statement.on_conflict_do_update(index_elements=key, set_=values))
    wake(session, SIGNAL)


def claim_due(session: Session, sealer: Sealer, *, now: datetime, limit: int) -> list[Pull]:
    """Take the accounts that are due and that nobody else is pulling."""
    found = session.exec(
        select(WeComCursor)
        .where(
            col(WeComCursor.due_at) <= now,
            sa.or_(
                col(WeComCursor.pulled_by).is_(None),
                col(WeComCursor.pulling_until) < now,
                col(WeComCursor.pulling_until) > now + 2 * LEASE,
            ),
        )
        .order_by(col(WeComCursor.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    return [claimed(session, one, sealer, now) for one in found]


def claimed(session: Session, one: WeComCursor, sealer: Sealer, now: datetime) -> Pull:
    one.pulled_by, one.pulling_until = new_id(), now + LEASE
    session.add(one)
    is_good = one.sealed_token is not None and now - one.called_at < TOKEN_LASTS
    token = (
        sealer.open(one.sealed_token, token_context(one.account_id, one.open_kfid)).decode()
        if is_good and one.sealed_token
        else None
    )
    return Pull(
        one.account_id,
        one.open_kfid,
        one.pulled_by,
        one.cursor,
        token,
        one.called_at,
        one.pulled_at,
    )


def ours(session: Session, pull: Pull) -> WeComCursor | None:
    """Return the row, locked, while the pull is still ours."""
    row = session.get(WeComCursor, (pull.account_id, pull.kfid), with_for_update=True)
    return row if row is not None and row.pulled_by == pull.claim else None


def advance(row: WeComCursor, cursor: str, *, has_more: bool, now: datetime) -> str | None:
    """Keep how far was pulled, in the transaction of what was; return the gap that shows now.

    Who was away for longer than the vendor's memory has missed what came in between.
    """
    row.cursor, row.failures, row.error = cursor, 0, None
    row.pulling_until = now + LEASE
    gap = None
    if row.pulled_at is not None and now - row.pulled_at > HISTORY:
        row.gap_from, row.gap_until = row.pulled_at, now - HISTORY
        gap = (
            f"{row.gap_from:%Y-%m-%d %H:%M} 至 {row.gap_until:%Y-%m-%d %H:%M} (UTC) 的消息可能缺失"
        )
    row.pulled_at = now
    if not has_more:
        release(row, due_at=now + LOOK_AGAIN)
    return gap


def fail(row: WeComCursor, reason: str, *, now: datetime) -> None:
    """Keep why it could not be pulled; it is tried again after a growing pause."""
    pause = PAUSES[min(row.failures, len(PAUSES) - 1)]
    row.failures += 1
    row.error = reason[:200]
    release(row, due_at=now + pause)


def release(row: WeComCursor, *, due_at: datetime) -> None:
    row.pulled_by = row.pulling_until = None
    row.due_at = due_at


def next_pull_at(session: Session) -> datetime | None:
    found: datetime | None = session.execute(
        sa.select(sa.func.min(WECOM_CURSOR.c.due_at))
    ).scalar_one()
    return found


def cursors_of(session: Session, account_id: str) -> list[dict[str, Any]]:
    """Return how far each customer-service account of the corporation was pulled."""
    rows = session.exec(
        select(WeComCursor)
        .where(WeComCursor.account_id == account_id)
        .order_by(col(WeComCursor.open_kfid))
    )
    names = ("open_kfid", "called_at", "pulled_at", "due_at", "error", "gap_from", "gap_until")
    return [{name: getattr(one, name) for name in names} for one in rows]
