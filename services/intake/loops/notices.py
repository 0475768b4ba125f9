"""The loop that tells staff: claims what is due, tries it outside, notes the result."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from services.intake.channels.account_sender import AccountSender
from services.intake.loops.replies import POLL_SECONDS, SEND_SECONDS, SLOW
from services.intake.operations.notices import (
    SIGNAL,
    Errand,
    Reach,
    claim_due,
    conclude,
    next_due_at,
    prune,
)
from services.intake.rules.outcomes import Outcome, Retry, Unknown
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.messaging.relay import wait_for

AT_ONCE = 8
TIDY_EVERY = timedelta(days=1)


class NoticeLoop:
    """Sends notices to staff; safe to run in any number of processes."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, AccountSender],
        reach: Reach,
        clock: Clock,
    ) -> None:
        self._database = database
        self._senders = senders
        self._reach = reach
        self._clock = clock
        self._tidied_at: datetime | None = None

    async def run(self) -> None:
        """Send what is due, for ever."""
        signal = self._database.signal(SIGNAL)
        while True:
            signal.clear()
            try:
                if await self.work_off():
                    continue
                await self._tidy()
                seconds = await self._seconds_to_next()
            except DatabaseUnavailable:
                seconds = POLL_SECONDS
            await wait_for(signal, seconds)

    async def work_off(self) -> int:
        """Do what is due now, one batch, and return how many errands there were."""
        now = self._clock.now()
        if await self._seconds_to_next() > 0:
            return 0
        errands = await self._database.write(
            lambda session: claim_due(session, self._reach, now=now, limit=AT_ONCE)
        )
        await asyncio.gather(*map(self._do, errands))
        return len(errands)

    async def _tidy(self) -> None:
        """Forget what ended long ago, once a day."""
        now = self._clock.now()
        if self._tidied_at is None or now - self._tidied_at > TIDY_EVERY:
            await self._database.write(lambda session: prune(session, now=now))
            self._tidied_at = now

    async def _do(self, errand: Errand) -> None:
        outcome = await self._outcome(errand)
        now = self._clock.now()
        await self._database.write(lambda session: conclude(session, errand, outcome, now=now))

    async def _outcome(self, errand: Errand) -> Outcome:
        """Try once, or ask; what takes too long may have been sent."""
        sender = self._senders[errand.letter.rung]
        try:
            async with asyncio.timeout(SEND_SECONDS):
                if errand.asks:
                    return await sender.ask(errand.letter, errand.reserved, since=errand.since)
                return await sender.send(errand.letter, errand.reserved)
        except TimeoutError:
            return Retry(SLOW) if errand.asks else Unknown(SLOW)

    async def _seconds_to_next(self) -> float:
        upcoming = await self._database.read(next_due_at)
        if upcoming is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(0.0, (upcoming - self._clock.now()).total_seconds()))
