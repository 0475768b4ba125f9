"""Who wrote to which account, by what openid, and of which store they scanned the code."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import ChannelAccount, WeChatUser
from services.intake.models.tables import WECHAT_USER
from services.intake.models.wechat import openid_context, openid_index_of
from shared.among import among
from shared.bulk import Conflict, insert_rows
from shared.database import Session
from shared.sealing import Sealer

SEEN_AGAIN = Conflict(
    key=("account_id", "openid_index"), changed=("open_kfid", "last_seen_at"), newer=()
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as one account knows them, their openid sealed."""

    account_id: str
    openid_index: str
    sealed_openid: bytes
    open_kfid: str | None = None


def person(account_id: str, openid: str, sealer: Sealer, *, kfid: str | None = None) -> Person:
    """Return who stands behind `openid`; needs no database."""
    index = openid_index_of(openid, sealer)
    return Person(account_id, index, sealer.seal(openid.encode(), openid_context(index)), kfid)


def meet(session: Session, people: Iterable[Person], *, now: datetime) -> None:
    """Know these people from now on."""
    known = {(one.account_id, one.openid_index): one for one in people}
    rows = [
        {
            "account_id": one.account_id,
            "openid_index": one.openid_index,
            "sealed_openid": one.sealed_openid,
            "open_kfid": one.open_kfid,
            "first_seen_at": now,
            "last_seen_at": now,
        }
        for _, one in sorted(known.items())
    ]
    insert_rows(session, WECHAT_USER, rows, conflict=SEEN_AGAIN)


def bind_store(
    session: Session, account_id: str, openid_index: str, store_code: str, *, now: datetime
) -> None:
    """Remember that somebody scanned the code of a store."""
    session.execute(
        sa.update(WECHAT_USER)
        .where(WECHAT_USER.c.account_id == account_id, WECHAT_USER.c.openid_index == openid_index)
        .values(store_code=store_code[:40], store_bound_at=now)
    )


def bound_stores(
    session: Session, account_id: str, indexes: Collection[str], *, now: datetime, lasts: timedelta
) -> Mapping[str, str]:
    """Return the stores that these people scanned within `lasts`, by openid index."""
    rows = session.execute(
        sa.select(WECHAT_USER.c.openid_index, WECHAT_USER.c.store_code).where(
            WECHAT_USER.c.account_id == account_id,
            among(WECHAT_USER.c.openid_index, sorted(indexes)),
            WECHAT_USER.c.store_code.is_not(None),
            WECHAT_USER.c.store_bound_at > now - lasts,
        )
    )
    return {row[0]: row[1] for row in rows}


def are_active(session: Session, channels: Collection[str]) -> bool:
    """Say whether any of these channels has an active account."""
    active = select(ChannelAccount.id).where(
        col(ChannelAccount.channel).in_(sorted(channels)), col(ChannelAccount.is_active)
    )
    return session.exec(active.limit(1)).first() is not None


def known_at(
    session: Session, openid: str, channels: Collection[str], sealer: Sealer
) -> Sequence[tuple[WeChatUser, ChannelAccount]]:
    """Return where somebody is known among the active accounts of these channels, latest first."""
    rows = session.exec(
        select(WeChatUser, ChannelAccount)
        .join(ChannelAccount, col(ChannelAccount.id) == col(WeChatUser.account_id))
        .where(
            WeChatUser.openid_index == openid_index_of(openid, sealer),
            col(ChannelAccount.channel).in_(sorted(channels)),
            col(ChannelAccount.is_active),
        )
        .order_by(col(WeChatUser.last_seen_at).desc(), col(WeChatUser.account_id))
    ).all()
    return [(user, account) for user, account in rows]
