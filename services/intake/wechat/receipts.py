"""Receipts: each customer is told once that their words became a feedback, and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Feedback, InboundItem, WeChatReceipt
from services.intake.models.channels import WAITING
from services.intake.models.tables import FEEDBACK, INBOUND_ITEM, WECHAT_RECEIPT
from shared.among import among
from shared.database import Session

SIGNAL = "wechat_receipts"
AFTER_ANSWER = timedelta(seconds=5)
"""When the callback's answer can no longer tell it."""

LOOK_AGAIN = timedelta(seconds=10)
CUT_OFF = timedelta(minutes=5)
MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Told:
    """The feedback a receipt speaks of."""

    feedback_id: str
    ticket_no: str


def began_feedback(session: Session, item_id: str) -> Told | None:
    """Return the feedback that the delivery began; None while it did not, or went on with one."""
    found = session.exec(
        select(Feedback.id, Feedback.ticket_no)
        .join(InboundItem, col(InboundItem.feedback_id) == col(Feedback.id))
        .where(InboundItem.id == item_id, col(InboundItem.seq).is_(None))
    ).one_or_none()
    return Told(*found) if found else None


def is_waiting(session: Session, item_id: str) -> bool:
    """Say whether the delivery has still to be dealt with."""
    state = session.exec(select(InboundItem.state).where(InboundItem.id == item_id)).one_or_none()
    return state == WAITING


def settled_among(session: Session, item_ids: Sequence[str]) -> Sequence[str]:
    """Return those of the deliveries that have been dealt with."""
    item = INBOUND_ITEM.c
    rows = session.execute(
        sa.select(item.id).where(among(item.id, item_ids), item.state != WAITING)
    )
    return rows.scalars().all()


def take_passive(session: Session, item_ids: Sequence[str], *, now: datetime) -> list[Told | None]:
    """Let the answers to the callbacks tell it: return what, None for who is not to tell."""
    item, feedback, receipt = INBOUND_ITEM.c, FEEDBACK.c, WECHAT_RECEIPT.c
    begun = session.execute(
        sa.select(item.id, feedback.id, feedback.ticket_no)
        .join(FEEDBACK, feedback.id == item.feedback_id)
        .where(among(item.id, item_ids), item.seq.is_(None))
    )
    told = {row[0]: Told(row[1], row[2]) for row in begun}
    taken = session.execute(
        sa.update(WECHAT_RECEIPT)
        .where(among(receipt.item_id, sorted(told)), receipt.state == "pending")
        .values(state="passive", changed_at=now)
        .returning(receipt.item_id)
    )
    ours = set(taken.scalars())
    return [told.get(one) if one in ours else None for one in item_ids]


def due_receipts(session: Session, *, now: datetime, limit: int) -> Sequence[WeChatReceipt]:
    """Return the receipts that nobody told in time, locked."""
    return session.exec(
        select(WeChatReceipt)
        .where(WeChatReceipt.state == "pending", col(WeChatReceipt.due_at) <= now)
        .order_by(col(WeChatReceipt.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def give_up_cut_off(session: Session, *, now: datetime) -> None:
    """Leave unknown what was being sent when its process ended: it is never sent again."""
    session.execute(
        sa.update(WECHAT_RECEIPT)
        .where(WECHAT_RECEIPT.c.state == "sending", WECHAT_RECEIPT.c.changed_at < now - CUT_OFF)
        .values(state="unknown", changed_at=now)
    )


def next_receipt_at(session: Session) -> datetime | None:
    found: datetime | None = session.execute(
        sa.select(sa.func.min(WECHAT_RECEIPT.c.due_at)).where(WECHAT_RECEIPT.c.state == "pending")
    ).scalar_one()
    return found
