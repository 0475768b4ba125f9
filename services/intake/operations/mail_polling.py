"""Polls the mailboxes: mails are kept together with how far the mailbox was read, once."""

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from services.intake.models import ChannelAccount, MailCursor
from services.intake.operations.accounts import note_outcome
from services.intake.operations.inbound import HandIn, hand_in, handed_in
from services.intake.queries.channels import active_accounts
from services.intake.rules.mail_cursor import Fetched, MailCursorAt
from shared import lease
from shared.attempts import AttemptFailed, attempt
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.ids import new_id
from shared.messaging.relay import wait_for
from shared.sealing import Sealer

CHANNEL = "email"
SIGNAL = "mail"
ROUND_SECONDS = 5.0
MOST_BATCHES = 20
FAILED_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))


class LeaseLost(AttemptFailed):
    """Another process reads this mailbox; what was just fetched is its to keep."""


class MailSource(Protocol):
    """How mails are had from the mailbox of an account, each call in a thread.

    Raise AttemptFailed with a sentence for managers when the server does not play along.
    """

    def poll_seconds(self, account: ChannelAccount) -> int: ...

    def fetch(
        self, account: ChannelAccount, credentials: dict[str, str], cursor: MailCursorAt | None
    ) -> Fetched: ...

    def mark_seen(
        self, account: ChannelAccount, credentials: dict[str, str], uids: Sequence[int]
    ) -> None: ...

    def delivered(self, raw: bytes) -> tuple[str, dict[str, Any]]: ...


@dataclass(slots=True)
class Turn:
    """When a mailbox is read next, and how often in a row that failed."""

    due_at: datetime
    failures: int = 0


class MailPoller:
    """Reads each active mailbox in its turn; one process at a time has one."""

    def __init__(
        self, database: Database, source: MailSource, sealer: Sealer, *, clock: Clock
    ) -> None:
        self._database = database
        self._source = source
        self._sealer = sealer
        self._clock = clock
        self._turns: dict[str, Turn] = {}
        self._holder = f"{socket.gethostname()[:40]}:{new_id()[-12:]}"

    async def run(self) -> None:
        """Read mailboxes for ever."""
        signal = self._database.signal(SIGNAL)
        while True:
            signal.clear()
            try:
                await self.round()
            except DatabaseUnavailable:
                self._turns.clear()
            await wait_for(signal, ROUND_SECONDS)

    async def round(self) -> None:
        """Read the mailboxes whose turn it is, all at the same time."""
        now = self._clock.now()
        accounts = await self._database.read(lambda session: active_accounts(session, CHANNEL))
        self._turns = {one.id: self._turns.get(one.id, Turn(now)) for one in accounts}
        due = [one for one in accounts if self._turns[one.id].due_at <= now]
        await asyncio.gather(*(self._read(one) for one in due))

    async def _read(self, account: ChannelAccount) -> None:
        turn, reason = self._turns[account.id], None
        try:
            await attempt(lambda: self._read_all(account), what="mailbox", key=account.id)
            turn.failures = 0
            pause = timedelta(seconds=self._source.poll_seconds(account))
        except AttemptFailed as failed:
            reason, turn.failures = str(failed), turn.failures + 1
            pause = FAILED_PAUSES[min(turn.failures, len(FAILED_PAUSES)) - 1]
        now = self._clock.now()
        turn.due_at = now + pause
        await self._database.write(
            lambda session: note_outcome(session, account.id, reason, now=now)
        )

    async def _read_all(self, account: ChannelAccount) -> None:
        credentials = account.opened(self._sealer)
        for _ in range(MOST_BATCHES):
            is_held, cursor = await self._database.write(
                lambda session: self._begun(session, account)
            )
            if not is_held:
                return
            fetched = await asyncio.to_thread(self._source.fetch, account, credentials, cursor)
            items = [self._handed_in(account, raw) for _, raw in fetched.mails]
            await self._database.write(self._kept(account, items, fetched))
            if uids := [uid for uid, _ in fetched.mails]:
                await asyncio.to_thread(self._source.mark_seen, account, credentials, uids)
            if not fetched.has_more:
                return

    def _handed_in(self, account: ChannelAccount, raw: bytes) -> HandIn:
        key, payload = self._source.delivered(raw)
        now = self._clock.now()
        return handed_in(account, key, payload, self._sealer, now=now, kind="mail")

    def _begun(self, session: Session, account: ChannelAccount) -> tuple[bool, MailCursorAt | None]:
        """Return whether the mailbox is ours to read, and how far it was read."""
        known = session.get(MailCursor, account.id)
        cursor = MailCursorAt(known.uid_validity, known.last_uid) if known else None
        return self._holds(session, account), cursor

    def _kept(
        self, account: ChannelAccount, items: Sequence[HandIn], fetched: Fetched
    ) -> Callable[[Session], None]:
        """Return what keeps the mails together with the cursor behind them."""

        def work(session: Session) -> None:
            if not self._holds(session, account):
                raise LeaseLost("另一个进程正在读取此邮箱")
            hand_in(session, items)
            session.merge(
                MailCursor(
                    account_id=account.id,
                    uid_validity=fetched.cursor.uid_validity,
                    last_uid=fetched.cursor.last_uid,
                    polled_at=self._clock.now(),
                )
            )

        return work

    def _holds(self, session: Session, account: ChannelAccount) -> bool:
        name, now = f"mail:{account.id.replace('-', '')}", self._clock.now()
        return lease.acquire(session, name, self._holder, now=now)
