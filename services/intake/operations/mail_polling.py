"""Polls the mailboxes: mails are kept together with how far the mailbox was read, once."""

import asyncio
import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from services.intake.models import ChannelAccount, MailCursor
from services.intake.operations import mail_withheld
from services.intake.operations.accounts import note_outcome
from services.intake.operations.inbound import MAIL_SIGNAL, HandIn, hand_in, handed_in
from services.intake.operations.mail_withheld import HeldBack
from services.intake.queries.channels import active_accounts
from services.intake.rules.mail_cursor import Fetched, MailAt, MailCursorAt
from shared import lease
from shared.attempts import AttemptFailed, attempt
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.ids import new_id
from shared.messaging.relay import wait_for
from shared.sealing import Sealer

CHANNEL = "email"
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
        self,
        account: ChannelAccount,
        credentials: dict[str, str],
        cursor: MailCursorAt | None,
        set_aside: Collection[MailAt],
    ) -> Fetched: ...

    def fetch_one(
        self, account: ChannelAccount, credentials: dict[str, str], at: MailAt
    ) -> list[bytes]: ...

    def mark_seen(
        self, account: ChannelAccount, credentials: dict[str, str], uids: Sequence[int]
    ) -> None: ...

    def delivered(self, raw: bytes) -> tuple[str, dict[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A mailbox that is ours to read: how far it was read, and what was not handed over."""

    cursor: MailCursorAt | None
    held_back: Sequence[HeldBack]


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
        signal = self._database.signal(MAIL_SIGNAL)
        while True:
            signal.clear()
            try:
                await self.round()
            except DatabaseUnavailable:
                self._turns.clear()
            await wait_for(signal, ROUND_SECONDS)

    async def round(self) -> None:
        """Read the mailboxes whose turn it is, all at the same time, then what was set aside."""
        now = self._clock.now()
        accounts = await self._database.read(lambda session: active_accounts(session, CHANNEL))
        self._turns = {one.id: self._turns.get(one.id, Turn(now)) for one in accounts}
        due = [one for one in accounts if self._turns[one.id].due_at <= now]
        await asyncio.gather(*(self._read(one) for one in due))
        again = await self._database.read(
            lambda session: mail_withheld.accounts_due(session, self._turns, self._clock.now())
        )
        await asyncio.gather(*(self._ask_again(one) for one in accounts if one.id in again))

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
            begun = await self._database.write(lambda session: self._begun(session, account))
            if begun is None:
                return
            aside = {one.at for one in begun.held_back if one.is_set_aside}
            fetched = await asyncio.to_thread(
                self._source.fetch, account, credentials, begun.cursor, aside
            )
            items = [self._handed_in(account, raw) for _, raw in fetched.mails]
            is_held_up = await self._database.write(self._kept(account, items, fetched, begun))
            await self._mark_seen(account, credentials, [at for at, _ in fetched.mails])
            if is_held_up:
                raise AttemptFailed(fetched.reason)
            if not fetched.has_more and fetched.withheld is None:
                return

    async def _ask_again(self, account: ChannelAccount) -> None:
        """Ask for the mails of this account that were set aside and are due again."""
        now = self._clock.now()
        begun = await self._database.write(lambda session: self._begun(session, account, due=now))
        for one in begun.held_back if begun else ():
            try:
                await attempt(
                    partial(self._take, account, one), what="withheld_mail", key=one.item_id
                )
            except AttemptFailed as failed:
                refused = partial(
                    mail_withheld.withhold_again,
                    one=one,
                    reason=str(failed),
                    now=self._clock.now(),
                )
                await self._database.write(refused)

    async def _take(self, account: ChannelAccount, one: HeldBack) -> None:
        credentials = account.opened(self._sealer)
        mails = await asyncio.to_thread(self._source.fetch_one, account, credentials, one.at)
        items = [self._handed_in(account, raw) for raw in mails]
        reason = mail_withheld.ARRIVED if items else mail_withheld.GONE

        def work(session: Session) -> None:
            hand_in(session, items)
            mail_withheld.end(session, [one], reason)

        await self._database.write(work)
        await self._mark_seen(account, credentials, [one.at] if items else [])

    async def _mark_seen(
        self, account: ChannelAccount, credentials: dict[str, str], mails: Sequence[MailAt]
    ) -> None:
        if uids := [at.uid for at in mails]:
            await asyncio.to_thread(self._source.mark_seen, account, credentials, uids)

    def _handed_in(self, account: ChannelAccount, raw: bytes) -> HandIn:
        key, payload = self._source.delivered(raw)
        now = self._clock.now()
        return handed_in(account, key, payload, self._sealer, now=now, kind="mail")

    def _begun(
        self, session: Session, account: ChannelAccount, *, due: datetime | None = None
    ) -> Begun | None:
        """Return how far the mailbox was read, None unless it is ours to read."""
        if not self._holds(session, account):
            return None
        known = session.get(MailCursor, account.id)
        cursor = MailCursorAt(known.uid_validity, known.last_uid) if known else None
        return Begun(cursor, mail_withheld.held_back(session, account.id, self._sealer, due=due))

    def _kept(
        self, account: ChannelAccount, items: Sequence[HandIn], fetched: Fetched, begun: Begun
    ) -> Callable[[Session], bool]:
        """Return what keeps the mails together with the cursor behind them.

        It says whether a mail that was not handed over holds up those behind it.
        """

        def work(session: Session) -> bool:
            if not self._holds(session, account):
                raise LeaseLost("另一个进程正在读取此邮箱")
            hand_in(session, items)
            mail_withheld.pass_by(session, begun.held_back, fetched)
            if fetched.cursor is not None:
                session.merge(
                    MailCursor(
                        account_id=account.id,
                        uid_validity=fetched.cursor.uid_validity,
                        last_uid=fetched.cursor.last_uid,
                        polled_at=self._clock.now(),
                    )
                )
            return self._is_held_up(session, account, fetched)

        return work

    def _is_held_up(self, session: Session, account: ChannelAccount, fetched: Fetched) -> bool:
        at, now = fetched.withheld, self._clock.now()
        if at is None:
            return False
        is_set_aside = mail_withheld.withhold(
            session, account, at, fetched.reason, self._sealer, now=now
        )
        if is_set_aside:
            note_outcome(session, account.id, f"{fetched.reason}，已搁置", now=now)
        return not is_set_aside

    def _holds(self, session: Session, account: ChannelAccount) -> bool:
        name, now = f"mail:{account.id.replace('-', '')}", self._clock.now()
        return lease.acquire(session, name, self._holder, now=now)
