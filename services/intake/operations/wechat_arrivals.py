"""What WeChat delivers is kept: the item, who sent it, what that allows us, of which store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from services.intake.models import ChannelAccount
from services.intake.models.tables import INBOUND_ITEM, WECHAT_RECEIPT
from services.intake.operations.inbound import HandIn, hand_in, handed_in
from services.intake.wechat import users
from services.intake.wechat.receipts import AFTER_ANSWER
from services.intake.wechat.users import Person
from services.intake.wechat.windows import Opened, open_windows
from shared.among import among
from shared.bulk import insert_rows
from shared.database import Session
from shared.sealing import Sealer


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message or event whose sender was checked.

    `trigger` is the window it opens, `scanned_store` the store whose code was scanned. A `message`
    gets the store its sender scanned within `scan_lasts`; `wants_receipt` lets its ticket number be
    told once it began a feedback.
    """

    account: ChannelAccount
    person: Person
    key: str
    kind: str
    payload: Mapping[str, Any] = field(repr=False)
    sent_at: datetime
    now: datetime
    trigger: str | None = None
    scanned_store: str | None = None
    scan_lasts: timedelta = timedelta(hours=24)
    wants_receipt: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an arrival is kept; a repetition has the item of the first, and `is_new` False."""

    item_id: str
    is_new: bool


def keep_arrivals(session: Session, arrived: Sequence[Arrived], *, sealer: Sealer) -> list[Kept]:
    """Keep a batch in one transaction. Answer the vendor after the commit.

    A repetition, whoever took it in the same moment, has no effect.
    """
    users.meet(session, [one.person for one in arrived], now=arrived[-1].now)
    bind_scanned(session, arrived)
    items = handed_over(session, arrived, sealer)
    hand_in(session, items)
    first = first_items(session, items)
    kept = [Kept(first[one.account_id, one.key], is_first(one, first)) for one in items]
    new = [(one, had) for one, had in zip(arrived, kept, strict=True) if had.is_new]
    open_windows(
        session,
        [
            Opened(one.account.id, one.person.openid_index, one.trigger, min(one.sent_at, one.now))
            for one, _ in new
            if one.trigger
        ],
    )
    insert_rows(
        session,
        WECHAT_RECEIPT,
        [receipt_row(one, had) for one, had in new if one.wants_receipt],
    )
    return kept


def bind_scanned(session: Session, arrived: Sequence[Arrived]) -> None:
    for one in arrived:
        if one.scanned_store:
            users.bind_store(
                session,
                one.account.id,
                one.person.openid_index,
                one.scanned_store,
                now=min(one.sent_at, one.now),
            )


def handed_over(session: Session, arrived: Sequence[Arrived], sealer: Sealer) -> list[HandIn]:
    """Return the deliveries, each with the store its sender scanned."""
    stores = scanned_before(session, arrived)
    return [
        handed_in(
            one.account,
            one.key,
            {**one.payload, **stores.get((one.account.id, one.person.openid_index), {})}
            if one.kind == "message"
            else dict(one.payload),
            sealer,
            now=one.now,
            kind=one.kind,
        )
        for one in arrived
    ]


def scanned_before(
    session: Session, arrived: Sequence[Arrived]
) -> Mapping[tuple[str, str], dict[str, str]]:
    speakers: dict[str, list[Arrived]] = defaultdict(list)
    for one in arrived:
        if one.kind == "message":
            speakers[one.account.id].append(one)
    return {
        (account_id, index): {"store_code": code}
        for account_id, group in speakers.items()
        for index, code in users.bound_stores(
            session,
            account_id,
            {one.person.openid_index for one in group},
            now=group[-1].now,
            lasts=group[-1].scan_lasts,
        ).items()
    }


def first_items(session: Session, items: Sequence[HandIn]) -> Mapping[tuple[str, str], str]:
    """Return the item that each key stands for, by account and key."""
    item = INBOUND_ITEM.c
    rows = session.execute(
        sa.select(item.account_id, item.key, item.id).where(
            among(item.account_id, sorted({one.account_id for one in items})),
            among(item.key, sorted({one.key for one in items})),
        )
    )
    return {(row[0], row[1]): row[2] for row in rows}


def is_first(one: HandIn, first: Mapping[tuple[str, str], str]) -> bool:
    return first[one.account_id, one.key] == one.item_id


def receipt_row(one: Arrived, kept: Kept) -> dict[str, Any]:
    return {
        "item_id": kept.item_id,
        "account_id": one.account.id,
        "openid_index": one.person.openid_index,
        "state": "pending",
        "due_at": one.now + AFTER_ANSWER,
        "attempts": 0,
        "changed_at": one.now,
    }
