"""Mails that a server does not hand over: asked for a few times, then set aside for the others.

Each is listed as a failed delivery of its account, with its UID. One that was set aside is asked
for again after a while, and by hand; what it brings is a delivery of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models import ChannelAccount, InboundItem
from services.intake.models.channels import FAILED, IGNORED
from services.intake.models.tables import INBOUND_ITEM
from services.intake.operations.inbound import WITHHELD, handed_in, sealed_as
from services.intake.rules.mail_cursor import Fetched, MailAt
from shared.among import among
from shared.attempts import delay_after
from shared.database import Session
from shared.sealing import Sealer

TRIES = 3
"""So often a mail holds up those behind it, before it is set aside."""

ARRIVED, GONE = "已取回，见此邮箱的另一条投递", "邮件已不在邮箱中"


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A mail that was not handed over: how often it was asked for, and when it will be again.

    One that is not set aside is asked for whenever the mailbox is read, and holds it up.
    """

    item_id: str
    at: MailAt
    attempts: int
    next_at: datetime | None

    @property
    def is_set_aside(self) -> bool:
        return self.attempts >= TRIES or self.next_at is not None


IS_HELD_BACK = sa.and_(INBOUND_ITEM.c.kind == WITHHELD, INBOUND_ITEM.c.state == FAILED)


def held_back(
    session: Session, account_id: str, sealer: Sealer, *, due: datetime | None = None
) -> list[HeldBack]:
    """Return what the account's server did not hand over, with `due` what is to be asked for."""
    wanted = select(InboundItem).where(InboundItem.account_id == account_id, IS_HELD_BACK)
    if due is not None:
        wanted = wanted.where(col(InboundItem.next_at) <= due)
    return [
        HeldBack(
            one.id,
            MailAt(**orjson.loads(sealer.open(one.sealed_payload, sealed_as(one.id)))),
            one.attempts,
            one.next_at,
        )
        for one in session.exec(wanted.order_by(col(InboundItem.id)))
    ]


def accounts_due(session: Session, account_ids: Collection[str], now: datetime) -> set[str]:
    """Return which of these accounts have set mails aside that are to be asked for again."""
    item = INBOUND_ITEM.c
    due = sa.select(item.account_id).where(
        among(item.account_id, sorted(account_ids)), IS_HELD_BACK, item.next_at <= now
    )
    return set(session.execute(due.distinct()).scalars())


def withhold(
    session: Session,
    account: ChannelAccount,
    at: MailAt,
    reason: str,
    sealer: Sealer,
    *,
    now: datetime,
) -> bool:
    """Note that the next mail was not handed over; say whether it is set aside from now on."""
    made = handed_in(account, f"{at}", asdict(at), sealer, now=now, kind=WITHHELD)
    known = select(InboundItem).where(
        InboundItem.account_id == account.id, InboundItem.key == made.key
    )
    item = session.exec(known.with_for_update()).one_or_none()
    if item is None:
        values = asdict(made)
        item = InboundItem(id=values.pop("item_id"), **values)
        session.add(item)
    elif item.state != FAILED:
        item.attempts = 0
        item.sealed_payload = sealer.seal(orjson.dumps(asdict(at)), sealed_as(item.id))
    item.state, item.error = FAILED, reason
    item.attempts += 1
    is_set_aside = item.attempts >= TRIES
    item.next_at = later(item.attempts, now) if is_set_aside else None
    return is_set_aside


def withhold_again(session: Session, one: HeldBack, reason: str, *, now: datetime) -> None:
    """Note that a mail that was set aside was not handed over either when it was asked for."""
    attempts = one.attempts + 1
    session.execute(
        sa.update(INBOUND_ITEM)
        .where(INBOUND_ITEM.c.id == one.item_id, IS_HELD_BACK)
        .values(attempts=attempts, error=reason, next_at=later(attempts, now))
    )


def later(attempts: int, now: datetime) -> datetime | None:
    delay = delay_after(attempts)
    return now + delay if delay else None


def pass_by(session: Session, held: Sequence[HeldBack], fetched: Fetched) -> None:
    """End those of the mails held back that came now, and those that are behind and did not."""
    came = {at for at, _ in fetched.mails}
    end(session, [one for one in held if one.at in came], ARRIVED)
    if (cursor := fetched.cursor) is None:
        return
    end(
        session,
        [
            one
            for one in held
            if one.at not in came
            and (
                one.at.uid_validity != cursor.uid_validity
                or (one.at.uid <= cursor.last_uid and not one.is_set_aside)
            )
        ],
        GONE,
    )


def end(session: Session, ended: Sequence[HeldBack], reason: str) -> None:
    """Ask for these mails no more."""
    if not ended:
        return
    session.execute(
        sa.update(INBOUND_ITEM)
        .where(among(INBOUND_ITEM.c.id, [one.item_id for one in ended]), IS_HELD_BACK)
        .values(state=IGNORED, error=reason, sealed_payload=b"", next_at=None)
    )
