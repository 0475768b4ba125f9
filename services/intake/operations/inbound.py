"""Deliveries of channels: kept before they are answered, and turned into feedback exactly once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from services.intake.errors_channels import ItemNotFound
from services.intake.models import ChannelAccount, InboundItem
from services.intake.models.channels import DONE, FAILED, IGNORED, WAITING
from services.intake.models.tables import CHANNEL_ACCOUNT, INBOUND_ITEM
from services.intake.operations.accounts import account_named
from services.intake.operations.marks import MARKED_KINDS, drop_remembered
from services.intake.operations.threads import digest
from services.intake.rules.drafts import Arrival
from shared import audit
from shared.among import among
from shared.attempts import delay_after
from shared.auth.principal import Principal
from shared.bulk import IGNORED as KEPT_AS_IT_IS
from shared.bulk import insert_rows
from shared.database import Session, wake
from shared.ids import new_id
from shared.sealing import Sealer

SIGNAL = "inbound"
SETTLED_SIGNAL = "inbound_settled"
MAIL_SIGNAL = "mail"
BATCH = 50

ATTEMPT_LIMIT = timedelta(seconds=60)
"""An attempt that began longer ago and has not ended, ended with its process."""

CRASHED = "处理时进程中断"

WITHHELD = "withheld"
"""The kind of a delivery that is not there yet: whoever polls the mailbox asks for it."""


@dataclass(frozen=True, slots=True)
class HandIn:
    """A delivery whose sender was checked, sealed and ready to be kept."""

    item_id: str
    account_id: str
    channel: str
    key: str
    kind: str
    sealed_payload: bytes
    received_at: datetime


def handed_in(
    account: ChannelAccount,
    key: str,
    payload: dict[str, Any],
    sealer: Sealer,
    *,
    now: datetime,
    kind: str = "message",
) -> HandIn:
    """Return a delivery to `hand_in`; `key` is what the channel itself tells deliveries apart by.

    `payload` is JSON, `kind` 40 signs at most. Needs no database.
    """
    item_id = new_id()
    return HandIn(
        item_id,
        account.id,
        account.channel,
        digest(account.id, key, sealer),
        kind,
        sealer.seal(orjson.dumps(payload), sealed_as(item_id)),
        now,
    )


def sealed_as(item_id: str) -> str:
    return f"inbound_item/{item_id}"


def hand_in(session: Session, items: Sequence[HandIn]) -> list[None]:
    """Keep the deliveries; one whose key is there already does nothing. Answer after the commit."""
    rows = [
        {
            "id": one.item_id,
            "account_id": one.account_id,
            "channel": one.channel,
            "key": one.key,
            "kind": one.kind,
            "sealed_payload": one.sealed_payload,
            "received_at": one.received_at,
            "state": WAITING,
            "attempts": 0,
            "next_at": one.received_at,
        }
        for one in sorted(items, key=lambda one: (one.account_id, one.key))
    ]
    insert_rows(session, INBOUND_ITEM, rows, conflict=KEPT_AS_IT_IS)
    drop_remembered(session, [(one.item_id, one.key) for one in items if one.kind in MARKED_KINDS])
    wake(session, SIGNAL)
    return [None] * len(items)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery whose attempt has begun; `attempts` tells this one from any other."""

    item_id: str
    attempts: int
    account: ChannelAccount
    arrival: Arrival
    is_suspect: bool


IS_SUSPECT = sa.and_(INBOUND_ITEM.c.attempts > 0, INBOUND_ITEM.c.error.is_(None))
"""The last attempt was begun and has not ended: it may have ended its process."""


def claim(session: Session, sealer: Sealer, *, now: datetime, limit: int = BATCH) -> list[Claimed]:
    """Begin an attempt at the deliveries that are due, but suspects, in the order of arrival."""
    item = INBOUND_ITEM.c
    return begin(session, sealer, due(now).where(~IS_SUSPECT).order_by(item.id).limit(limit), now)


def claim_suspect(session: Session, sealer: Sealer, *, now: datetime) -> list[Claimed]:
    """Begin an attempt at the suspect that has been due for longest, to be made alone.

    One whose last attempt never ended, again and again, is given up.
    """
    item = INBOUND_ITEM.c
    first = due(now).where(IS_SUSPECT).order_by(item.next_at, item.id).limit(1)
    return begin(session, sealer, first, now)


def due(now: datetime) -> SelectOfScalar[InboundItem]:
    waiting = select(InboundItem).where(InboundItem.state == WAITING)
    return waiting.where(col(InboundItem.next_at) <= now).with_for_update(skip_locked=True)


def begin(
    session: Session, sealer: Sealer, wanted: SelectOfScalar[InboundItem], now: datetime
) -> list[Claimed]:
    """Begin an attempt at each; until it ends nothing is said of how the one before ended."""
    found = session.exec(wanted).all()
    accounts = accounts_of(session, {one.account_id for one in found})
    claimed = []
    for one in found:
        is_suspect = one.attempts > 0 and one.error is None
        one.attempts += 1
        one.next_at = now + ATTEMPT_LIMIT
        account = accounts.get(one.account_id)
        if account is None or (one.attempts > 1 and delay_after(one.attempts - 1) is None):
            one.state, one.next_at, one.error = FAILED, None, one.error or CRASHED
            continue
        one.error = None
        payload = orjson.loads(sealer.open(one.sealed_payload, sealed_as(one.id)))
        arrival = Arrival(one.kind, payload, one.received_at)
        claimed.append(Claimed(one.id, one.attempts, account, arrival, is_suspect))
    return claimed


def accounts_of(session: Session, ids: Collection[str]) -> dict[str, ChannelAccount]:
    wanted = select(ChannelAccount).where(among(col(ChannelAccount.id), ids))
    return {one.id: one for one in session.exec(wanted)}


def still_ours(session: Session, claimed: Sequence[Claimed]) -> set[str]:
    """Return which of them nobody has dealt with since these attempts began; locks them."""
    attempts = {one.item_id: one.attempts for one in claimed}
    item = INBOUND_ITEM.c
    waiting = session.execute(
        sa.select(item.id, item.attempts)
        .where(among(item.id, sorted(attempts)), item.state == WAITING)
        .order_by(item.id)
        .with_for_update()
    )
    return {row[0] for row in waiting if attempts[row[0]] == row[1]}


@dataclass(frozen=True, slots=True)
class Ending:
    """What a delivery came to: a feedback, with `seq` a message of one, or `ignored` and why."""

    item_id: str
    feedback_id: str | None = None
    seq: int | None = None
    ignored: str | None = None


def finish(session: Session, endings: Sequence[Ending]) -> None:
    """End these attempts, which are locked, with success; forget what was delivered."""
    if not endings:
        return
    session.connection().execute(
        FINISHED,
        [
            {
                "ended": one.item_id,
                "as_state": DONE if one.ignored is None else IGNORED,
                "because": one.ignored,
                "as_feedback": one.feedback_id,
                "as_seq": one.seq,
            }
            for one in sorted(endings, key=lambda one: one.item_id)
        ],
    )
    wake(session, SETTLED_SIGNAL)


FINISHED = (
    sa.update(INBOUND_ITEM)
    .where(INBOUND_ITEM.c.id == sa.bindparam("ended"))
    .values(
        state=sa.bindparam("as_state"),
        error=sa.bindparam("because"),
        feedback_id=sa.bindparam("as_feedback"),
        seq=sa.bindparam("as_seq"),
        sealed_payload=b"",
        next_at=None,
    )
)


def fail(session: Session, one: Claimed, reason: str, *, now: datetime) -> None:
    """Keep why this attempt failed and when to try next; after the last delay it is listed."""
    delay = delay_after(one.attempts)
    values: dict[str, Any] = {"error": reason, "next_at": now + delay if delay else None}
    if delay is None:
        values["state"] = FAILED
    if ended(session, one, values):
        wake(session, SIGNAL)


def ended(session: Session, one: Claimed, values: dict[str, Any]) -> bool:
    item = INBOUND_ITEM.c
    done = session.execute(
        sa.update(INBOUND_ITEM)
        .where(item.id == one.item_id, item.state == WAITING, item.attempts == one.attempts)
        .values(values)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]


def note_successes(session: Session, account_ids: Collection[str], *, now: datetime) -> None:
    """Keep that deliveries of these accounts came to something just now."""
    if account_ids:
        session.execute(
            sa.update(CHANNEL_ACCOUNT)
            .where(among(CHANNEL_ACCOUNT.c.id, sorted(account_ids)))
            .values(last_success_at=now)
        )


def replay_item(
    session: Session, account_id: str, item_id: str, *, by: Principal, now: datetime
) -> InboundItem:
    """Make a waiting or failed delivery due at once. Raises AccountNotFound or ItemNotFound.

    A mail that was not handed over stays failed until it is.
    """
    account_named(session, account_id)
    item = session.get(InboundItem, item_id, with_for_update=True)
    if item is None or item.account_id != account_id or item.state not in {WAITING, FAILED}:
        raise ItemNotFound
    item.sqlmodel_update({"attempts": 0, "next_at": now})
    if item.kind == WITHHELD:
        wake(session, MAIL_SIGNAL)
    else:
        item.state = WAITING
        wake(session, SIGNAL)
    audit.record(
        session,
        actor=by,
        action="channel.replay",
        subject=item_id,
        detail={"account": account_id},
        now=now,
    )
    return item


def next_due_at(session: Session) -> datetime | None:
    """Return when the next delivery is due, None when none waits."""
    due_at = sa.select(sa.func.min(INBOUND_ITEM.c.next_at)).where(INBOUND_ITEM.c.state == WAITING)
    found: datetime | None = session.execute(due_at).scalar_one()
    return found
