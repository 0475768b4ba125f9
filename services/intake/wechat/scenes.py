"""QR codes of stores that WeChat made: who scans one is with the account, and at the store."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import Store, WeChatScene
from shared.database import Session


def scene_urls(session: Session, account_id: str) -> Mapping[str, str]:
    """Return what the codes of an account hold, by store."""
    rows = session.exec(select(WeChatScene).where(WeChatScene.account_id == account_id))
    return {one.store_code: one.url for one in rows}


def stores_without_scene(session: Session, account_id: str, *, limit: int) -> Sequence[str]:
    """Return codes of open stores for which the account has no QR code yet."""
    codes = select(Store.code).where(*lacks(account_id)).order_by(col(Store.code)).limit(limit)
    return session.exec(codes).all()


def count_without_scene(session: Session, account_id: str) -> int:
    counted = sa.select(sa.func.count()).select_from(Store).where(*lacks(account_id))
    return int(session.execute(counted).scalar_one())


def lacks(account_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    made = select(WeChatScene.store_code).where(WeChatScene.account_id == account_id)
    return (col(Store.closed).is_(False), col(Store.code).not_in(made))


def keep_scene(
    session: Session, account_id: str, store_code: str, ticket: str, url: str, *, now: datetime
) -> None:
    """Keep a code; the same store's again, made by two people at once, is as good."""
    session.merge(
        WeChatScene(
            account_id=account_id, store_code=store_code, ticket=ticket, url=url, made_at=now
        )
    )
