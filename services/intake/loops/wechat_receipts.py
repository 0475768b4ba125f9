"""Tells ticket numbers that no answer to a callback told: one message, once, if a window allows."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.intake.channels.sending import (
    Letter,
    Outcome,
    Refused,
    Reserved,
    Retry,
    Sender,
    Sent,
    Unknown,
)
from services.intake.channels.wechat.accounts import (
    OfficialSettings,
    WeComSettings,
    receipt_for,
)
from services.intake.channels.wechat.clouds import OFFICIAL, WECOM
from services.intake.models import ChannelAccount, WeChatReceipt, WeChatUser
from services.intake.operations.submissions import TrackLinks
from services.intake.wechat import receipts
from services.intake.wechat.receipts import SIGNAL, Told
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.messaging.relay import wait_for
from shared.sealing import Sealer

BATCH = 20
TICK_SECONDS = 5.0
SETTINGS: Mapping[str, Any] = {OFFICIAL: OfficialSettings, WECOM: WeComSettings}
PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Errand:
    """A receipt to be told now, its window spent."""

    item_id: str
    sender: Sender
    letter: Letter
    reserved: Reserved


class ReceiptLoop:
    """Tells what is due; safe to run in any number of processes. `senders` by channel."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        links: TrackLinks,
        senders: Mapping[str, Sender],
        clock: Clock,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._links = links
        self._senders = senders
        self._clock = clock

    async def run(self) -> None:
        """Tell what is due, for ever; sleep until the next is, one tick at most."""
        signal = self._database.signal(SIGNAL)
        while True:
            signal.clear()
            try:
                if await self.tick():
                    continue
                seconds = await self._seconds_to_next()
            except DatabaseUnavailable:
                seconds = TICK_SECONDS
            await wait_for(signal, seconds)

    async def tick(self) -> int:
        """Deal with one batch; return how many receipts were due."""
        now = self._clock.now()
        due, errands = await self._database.write(lambda session: self._begin(session, now))
        await asyncio.gather(*map(self._do, errands))
        return due

    def _begin(self, session: Session, now: datetime) -> tuple[int, Sequence[Errand]]:
        receipts.give_up_cut_off(session, now=now)
        due = receipts.due_receipts(session, now=now, limit=BATCH)
        begun = [self._begun(session, one, now) for one in due]
        return len(due), [one for one in begun if one is not None]

    def _begun(self, session: Session, receipt: WeChatReceipt, now: datetime) -> Errand | None:
        """Spend what the receipt needs and mark it as being sent; None when there is nothing to."""
        receipt.changed_at = now
        session.add(receipt)
        told = receipts.began_feedback(session, receipt.item_id)
        if told is None:
            if receipts.is_waiting(session, receipt.item_id):
                receipt.due_at = now + receipts.LOOK_AGAIN
            else:
                receipt.state = "needless"
            return None
        account = session.get(ChannelAccount, receipt.account_id)
        user = session.get(WeChatUser, (receipt.account_id, receipt.openid_index))
        sender = self._senders.get(account.channel) if account else None
        if account is None or user is None or sender is None:
            receipt.state = "needless"
            return None
        letter = self._letter(account, user, receipt, told)
        reserved = sender.reserve(session, letter, now=now)
        if isinstance(reserved, Reserved):
            receipt.attempts += 1
            receipt.state = "sending"
            return Errand(receipt.item_id, sender, letter, reserved)
        conclude(receipt, reserved, now)
        return None

    def _letter(
        self, account: ChannelAccount, user: WeChatUser, receipt: WeChatReceipt, told: Told
    ) -> Letter:
        settings = SETTINGS[account.channel].model_validate(account.settings)
        link = self._links.url(told.feedback_id)
        return Letter(
            id=receipt.item_id.replace("-", ""),
            request_id=f"receipt:{receipt.item_id}",
            rung=self._senders[account.channel].rung,
            purpose="receipt",
            feedback_id=told.feedback_id,
            address=user.opened(self._sealer),
            text=receipt_for(settings, ticket_no=told.ticket_no, link=link),
            link=link,
        )

    async def _do(self, errand: Errand) -> None:
        outcome = await errand.sender.send(errand.letter, errand.reserved)
        now = self._clock.now()

        def note(session: Session) -> None:
            receipt = session.get(WeChatReceipt, errand.item_id, with_for_update=True)
            if receipt is None or receipt.state != "sending":
                return
            errand.sender.settle(session, errand.letter, errand.reserved, outcome, now=now)
            conclude(receipt, outcome, now)
            session.add(receipt)

        await self._database.write(note)

    async def _seconds_to_next(self) -> float:
        upcoming = await self._database.read(receipts.next_receipt_at)
        if upcoming is None:
            return TICK_SECONDS
        return min(TICK_SECONDS, max(0.05, (upcoming - self._clock.now()).total_seconds()))


def conclude(receipt: WeChatReceipt, outcome: Outcome | Reserved, now: datetime) -> None:
    """Write down what became of it; what may have been sent is never sent again."""
    receipt.changed_at = now
    if isinstance(outcome, Sent):
        receipt.state = "sent"
    elif isinstance(outcome, Retry) and receipt.attempts < receipts.MOST_ATTEMPTS:
        receipt.state, receipt.reason = "pending", outcome.reason[:200]
        receipt.due_at = now + (outcome.after or PAUSE)
    elif isinstance(outcome, Refused | Retry):
        receipt.state, receipt.reason = "refused", outcome.reason[:200]
    elif isinstance(outcome, Unknown):
        receipt.state, receipt.reason = "unknown", outcome.reason[:200]
