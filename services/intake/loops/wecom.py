"""Pulls the messages of 微信客服: one puller an account, the cursor kept with what it brought."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from services.intake.channels.wechat.accounts import WeComSettings
from services.intake.channels.wechat.clouds import WECOM, Clouds
from services.intake.channels.wechat.vendor import Answer, Said
from services.intake.channels.wechat.wecom import arrival_in, failure_in, greeting_to
from services.intake.models import ChannelAccount
from services.intake.operations.accounts import note_outcome
from services.intake.operations.replies import take_back
from services.intake.operations.wechat_arrivals import Arrived, Kept, keep_arrivals
from services.intake.rules.fitting import text_at
from services.intake.wechat import cursors
from services.intake.wechat.cursors import Pull
from services.intake.wechat.users import person
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.messaging.relay import wait_for
from shared.sealing import Sealer

AT_ONCE = 4
TICK_SECONDS = 5.0
MOST_A_PULL = 1000
BAD_MESSAGE_TOKEN = 95007
"""What WeCom answers for the token of a call that has grown too old."""

GONE = "账号已停用或删除"
GREETING_LASTS = timedelta(seconds=20)


class WeComPuller:
    """Pulls what is due; safe to run in any number of processes."""

    def __init__(self, database: Database, sealer: Sealer, clouds: Clouds, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._clouds = clouds
        self._clock = clock

    async def run(self) -> None:
        """Pull what is due, for ever; sleep until the next is, one tick at most."""
        signal = self._database.signal(cursors.SIGNAL)
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
        """Pull the accounts that are due, several at once; return how many there were."""
        now = self._clock.now()
        pulls = await self._database.write(
            lambda session: cursors.claim_due(session, self._sealer, now=now, limit=AT_ONCE)
        )
        await asyncio.gather(*map(self._pull, pulls))
        return len(pulls)

    async def _pull(self, pull: Pull) -> None:
        account = await self._clouds.account(pull.account_id)
        if account is None or not account.is_active or account.channel != WECOM:
            await self._failed(pull, GONE)
            return
        cursor, token = pull.cursor, pull.token
        while True:
            said = await self._asked(account, pull.kfid, cursor, token)
            if isinstance(said, Answer) and said.code == BAD_MESSAGE_TOKEN and token:
                token = None
                continue
            if not isinstance(said, Answer) or said.code:
                await self._failed(pull, said.words if isinstance(said, Answer) else said.reason)
                return
            more = await self._kept(account, pull, said.body, cursor)
            if more is None:
                return
            cursor = more

    async def _asked(
        self, account: ChannelAccount, kfid: str, cursor: str, token: str | None
    ) -> Said:
        body: dict[str, Any] = {"open_kfid": kfid, "limit": MOST_A_PULL, "voice_format": 0}
        body |= {"cursor": cursor} if cursor else {}
        body |= {"token": token} if token else {}
        return await self._clouds.wecom.post(account.id, "/cgi-bin/kf/sync_msg", body)

    async def _kept(
        self, account: ChannelAccount, pull: Pull, body: Mapping[str, Any], cursor: str
    ) -> str | None:
        """Keep a batch and the cursor behind it; return where to go on, None when it is done."""
        now = self._clock.now()
        batch = self._arrivals(account, pull.kfid, body.get("msg_list"), now)
        behind = text_at(body, "next_cursor")[:512] or cursor
        has_more = bool(body.get("has_more")) and behind != cursor

        def keep(session: Session) -> Sequence[Kept] | None:
            row = cursors.ours(session, pull)
            if row is None:
                return None
            kept = keep_arrivals(session, batch, sealer=self._sealer) if batch else []
            gap = cursors.advance(row, behind, has_more=has_more, now=now)
            if row.called_at != pull.called_at and not has_more:
                row.due_at = now
            note_outcome(session, account.id, gap, now=now)
            take_back_failures(session, batch)
            return kept

        kept = await self._database.write(keep)
        if kept is None:
            return None
        await self._greet(account, batch, kept, now)
        return behind if has_more else None

    def _arrivals(
        self, account: ChannelAccount, kfid: str, messages: Any, now: datetime
    ) -> list[Arrived]:
        settings = WeComSettings.model_validate(account.settings)
        found = messages if isinstance(messages, list) else []
        arrivals = []
        for message in found:
            arrival = arrival_in(message, kfid) if isinstance(message, Mapping) else None
            if arrival is None:
                continue
            arrivals.append(
                Arrived(
                    account=account,
                    person=person(account.id, arrival.who, self._sealer, kfid=kfid),
                    key=arrival.key,
                    kind=arrival.kind,
                    payload=arrival.payload,
                    sent_at=datetime.fromtimestamp(arrival.sent_at, UTC),
                    now=now,
                    trigger="wecom_message" if arrival.kind == "message" else None,
                    scanned_store=arrival.store,
                    scan_lasts=settings.scan_lasts,
                    wants_receipt=arrival.kind == "message" and bool(settings.receipt_words),
                )
            )
        return arrivals

    async def _greet(
        self,
        account: ChannelAccount,
        batch: Sequence[Arrived],
        kept: Sequence[Kept],
        now: datetime,
    ) -> None:
        """Welcome who entered the chat just now; the code for that is good for 20 seconds."""
        words = WeComSettings.model_validate(account.settings).welcome_words
        for one, had in zip(batch, kept, strict=True):
            greeting = greeting_to(one.payload, words) if had.is_new and words else None
            if greeting and now - one.sent_at < GREETING_LASTS:
                await self._clouds.wecom.post(account.id, "/cgi-bin/kf/send_msg_on_event", greeting)

    async def _failed(self, pull: Pull, reason: str) -> None:
        now = self._clock.now()

        def keep(session: Session) -> None:
            row = cursors.ours(session, pull)
            if row is not None:
                cursors.fail(row, reason, now=now)
                note_outcome(session, pull.account_id, reason, now=now)

        await self._database.write(keep)

    async def _seconds_to_next(self) -> float:
        upcoming = await self._database.read(cursors.next_pull_at)
        if upcoming is None:
            return TICK_SECONDS
        return min(TICK_SECONDS, max(0.05, (upcoming - self._clock.now()).total_seconds()))


def take_back_failures(session: Session, batch: Sequence[Arrived]) -> None:
    """Go on with the replies that WeCom took and that did not arrive after all."""
    for one in batch:
        failure = failure_in(one.payload) if one.kind == "event" else None
        if failure is not None:
            take_back(session, WECOM, *failure, now=one.now)
