"""Marks of deliveries whose items were forgotten: a replay years later still comes to nothing."""

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa

from services.intake.models.tables import INBOUND_ITEM, INBOUND_MARK
from shared.among import among
from shared.bulk import IGNORED, insert_rows
from shared.database import Session

MARKED_KINDS = ("answer", "mail")
"""Deliveries that can be replayed at any time; WeChat's and WeCom's are refused after days."""


def mark_of(key: str) -> bytes:
    return bytes.fromhex(key)[:16]


def remember(session: Session, keys: Iterable[tuple[str, date]]) -> None:
    """Keep that deliveries of these keys came."""
    rows = [{"mark": mark_of(key), "received_on": day} for key, day in sorted(keys)]
    insert_rows(session, INBOUND_MARK, rows, conflict=IGNORED)


def drop_remembered(session: Session, items: Collection[tuple[str, str]]) -> None:
    """Take back those items, of (id, key), whose delivery came long ago.

    Looked for after they were inserted: an item forgotten in this very moment has its mark then.
    """
    ids = {mark_of(key): item_id for item_id, key in items}
    if not ids:
        return
    found = session.execute(
        sa.select(INBOUND_MARK.c.mark).where(among(INBOUND_MARK.c.mark, sorted(ids)))
    )
    known = sorted(ids[bytes(mark)] for mark in found.scalars())
    if known:
        session.execute(sa.delete(INBOUND_ITEM).where(among(INBOUND_ITEM.c.id, known)))
