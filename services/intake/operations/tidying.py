"""What channels delivered long ago is forgotten: items, receipts, threads and closed windows.

A vendor's replay is absorbed much longer than any of them replays: by its item for `inbound_days`,
then by the mark that the item leaves for `mark_days`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from services.intake.models.channels import FAILED, WAITING
from services.intake.models.tables import (
    CONTACT_WINDOW,
    INBOUND_ITEM,
    INBOUND_MARK,
    INBOUND_THREAD,
    WECHAT_RECEIPT,
)
from services.intake.operations.marks import MARKED_KINDS, remember
from services.intake.rules.identity import EPOCH, lowest_id_at
from shared.among import among
from shared.database import Session

MOST = 5_000
WINDOW_KEPT = timedelta(days=7)
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Ages:
    """How many days are kept; 0 keeps for ever."""

    inbound_days: int
    thread_days: int
    mark_days: int = 0


def tidy(session: Session, ages: Ages, *, now: datetime, limit: int = MOST) -> bool:
    """Forget a part of what is too old; say whether there may be more."""
    removed = [forgotten(session, CONTACT_WINDOW, closed_windows(now), limit)]
    if ages.inbound_days:
        before = now - timedelta(days=ages.inbound_days)
        removed += [
            forgotten_items(session, before, limit),
            forgotten(session, WECHAT_RECEIPT, ended_receipts(before), limit),
        ]
    if ages.thread_days:
        ended = INBOUND_THREAD.c.last_at < now - timedelta(days=ages.thread_days)
        removed.append(forgotten(session, INBOUND_THREAD, ended, limit))
    if ages.mark_days:
        unheard = INBOUND_MARK.c.received_on < (now - timedelta(days=ages.mark_days)).date()
        removed.append(forgotten(session, INBOUND_MARK, unheard, limit))
    return limit in removed


def forgotten_items(session: Session, before: datetime, limit: int) -> int:
    """Remove items that ended before; those that came to their end leave a mark."""
    item = INBOUND_ITEM.c
    rows = session.execute(
        sa.select(item.id, item.key, item.received_at, item.kind, item.state)
        .where(ended_items(before))
        .limit(limit)
    ).all()
    remember(
        session,
        [
            (key, received_at.date())
            for _, key, received_at, kind, state in rows
            if kind in MARKED_KINDS and state != FAILED
        ],
    )
    session.execute(sa.delete(INBOUND_ITEM).where(among(item.id, [row[0] for row in rows])))
    return len(rows)


def closed_windows(now: datetime) -> sa.ColumnElement[bool]:
    return CONTACT_WINDOW.c.closes_at < now - WINDOW_KEPT


def ended_items(before: datetime) -> sa.ColumnElement[bool]:
    """Those done, ignored or given up; ids sort by time, so the oldest are found at once."""
    item = INBOUND_ITEM.c
    return sa.and_(item.id < lowest(before), item.state != WAITING)


def ended_receipts(before: datetime) -> sa.ColumnElement[bool]:
    receipt = WECHAT_RECEIPT.c
    return sa.and_(receipt.item_id < lowest(before), receipt.state != PENDING)


def lowest(moment: datetime) -> str:
    return str(UUID(int=lowest_id_at(max(moment, EPOCH))))


def forgotten(session: Session, table: sa.Table, is_old: sa.ColumnElement[bool], limit: int) -> int:
    """Remove up to `limit` of these rows; return how many."""
    key = tuple(table.primary_key.columns)
    old = sa.select(*key).where(is_old).limit(limit)
    chosen = sa.tuple_(*key) if len(key) > 1 else key[0]
    done = session.execute(sa.delete(table).where(chosen.in_(old)))
    return int(done.rowcount)  # type: ignore[attr-defined]
