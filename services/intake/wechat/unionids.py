"""Whose unionids were asked for, and who still has to be asked about."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import ChannelAccount, WeChatUser
from services.intake.models.tables import WECHAT_USER
from shared.among import among
from shared.database import Session
from shared.sealing import Sealer

ASK_AGAIN_AFTER = timedelta(days=7)
"""WeChat tells the unionid of who follows: who did not then may follow now."""


def asking_accounts(session: Session, channel: str) -> list[ChannelAccount]:
    """Return the active accounts of `channel` that are to be asked for unionids."""
    found = session.exec(
        select(ChannelAccount)
        .where(ChannelAccount.channel == channel, col(ChannelAccount.is_active))
        .order_by(col(ChannelAccount.id))
    )
    return [one for one in found if one.settings.get("links_by_unionid")]


def without_unionid(
    session: Session, account_id: str, sealer: Sealer, *, now: datetime, limit: int
) -> Mapping[str, str]:
    """Return openids by their index: of who was never asked about, or was seen again long after.

    WeCom calls an openid `external_userid`.
    """
    long_ago = now - ASK_AGAIN_AFTER
    user = WeChatUser
    found = session.exec(
        select(user)
        .where(
            user.account_id == account_id,
            col(user.unionid_index).is_(None),
            sa.or_(
                col(user.unionid_asked_at).is_(None),
                sa.and_(col(user.unionid_asked_at) < long_ago, col(user.last_seen_at) > long_ago),
            ),
        )
        .order_by(col(user.unionid_asked_at), col(user.openid_index))
        .limit(limit)
    )
    return {one.openid_index: one.opened(sealer) for one in found}


def note_asked(
    session: Session, account_id: str, openid_indexes: Mapping[str, str], *, now: datetime
) -> None:
    """Keep that the vendor was asked about these people."""
    session.execute(
        sa.update(WECHAT_USER)
        .where(
            WECHAT_USER.c.account_id == account_id,
            among(WECHAT_USER.c.openid_index, sorted(openid_indexes)),
        )
        .values(unionid_asked_at=now)
    )
