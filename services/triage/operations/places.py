"""Where people and machines belong: stores that intake has told of, channels that there are."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import UnfitValue
from services.triage.models.cases import Store
from shared.database import Session
from shared.events.vocabulary import CHANNELS


def check_stores(session: Session, codes: Sequence[str], *, held: Collection[str] = ()) -> None:
    """Raise UnfitValue for a store nobody has; a closed one will do, as what is `held` already."""
    known = sa.select(col(Store.code)).where(col(Store.code).in_(codes))
    there = {*session.execute(known).scalars(), *held}
    for index, code in enumerate(codes):
        if code not in there:
            raise UnfitValue(
                f"没有门店“{code}”。请使用已登记的门店编号；刚登记的门店请稍候再试。",
                f"There is no store '{code}'. Give the code of a known store; "
                "try again in a moment if it was added just now.",
                pointer=f"/stores/{index}",
            )


def check_channel(channel: str | None) -> None:
    """Raise UnfitValue for a channel that feedback cannot come from."""
    if channel is not None and channel not in CHANNELS:
        names = ", ".join(sorted(CHANNELS))
        raise UnfitValue(
            f"没有渠道“{channel}”。可用的渠道：{names}。",
            f"There is no channel '{channel}'. Known channels: {names}.",
            pointer="/channel",
        )
