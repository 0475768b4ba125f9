"""Reads of channel accounts and of what they delivered."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.intake.errors_channels import AccountNotFound
from services.intake.models import ChannelAccount, InboundItem
from shared.database import Session


def account_at(session: Session, address: str) -> ChannelAccount:
    """Return the active account whose callbacks arrive at /v1/`address`. Raises AccountNotFound."""
    wanted = select(ChannelAccount).where(
        ChannelAccount.address == address, col(ChannelAccount.is_active)
    )
    found = session.exec(wanted).one_or_none()
    if found is None:
        raise AccountNotFound
    return found


def active_accounts(session: Session, channel: str) -> Sequence[ChannelAccount]:
    """Return the active accounts of a channel in the order of their names."""
    return session.exec(
        select(ChannelAccount)
        .where(ChannelAccount.channel == channel, col(ChannelAccount.is_active))
        .order_by(col(ChannelAccount.name))
    ).all()


def accounts_after(
    session: Session, channel: str | None, after: str | None, *, limit: int
) -> Sequence[ChannelAccount]:
    """Return up to `limit` accounts in the order of their ids, from behind `after` on."""
    query = select(ChannelAccount).order_by(col(ChannelAccount.id)).limit(limit)
    if channel is not None:
        query = query.where(ChannelAccount.channel == channel)
    if after is not None:
        query = query.where(col(ChannelAccount.id) > after)
    return session.exec(query).all()


def items_of(
    session: Session, account_id: str, state: str | None, before: str | None, *, limit: int
) -> Sequence[InboundItem]:
    """Return up to `limit` deliveries of an account, newest first. Raises AccountNotFound."""
    if session.get(ChannelAccount, account_id) is None:
        raise AccountNotFound
    query = select(InboundItem).where(InboundItem.account_id == account_id)
    if state is not None:
        query = query.where(InboundItem.state == state)
    if before is not None:
        query = query.where(col(InboundItem.id) < before)
    return session.exec(query.order_by(col(InboundItem.id).desc()).limit(limit)).all()
