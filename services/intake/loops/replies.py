"""The loop that sends replies: claims what is due, tries it outside, notes the result."""

import asyncio

import structlog

from services.intake.channels.ladder import Ladder
from services.intake.operations.ascent import SEND, Desk, Errand
from services.intake.operations.letters import Writer
from services.intake.operations.replies import SENDING_SIGNAL
from services.intake.operations.sending import claim_due, conclude, next_due_at
from services.intake.rules.ladder import NO_PROVIDER
from services.intake.rules.outcomes import Outcome, Refused, Retry, Unknown
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.messaging.relay import wait_for

log = structlog.get_logger(__name__)

AT_ONCE = 16
POLL_SECONDS = 5.0
SEND_SECONDS = 30.0
SLOW = f"no answer in {SEND_SECONDS:.0f} s"
TOO_OLD = "the claim had grown too old"


class ReplyLoop:
    """Sends replies; safe to run in any number of processes."""

    def __init__(self, database: Database, ladder: Ladder, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._ladder = ladder
        self._desk = Desk(ladder, writer)
        self._clock = clock
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Send what is due, for ever; a slow vendor holds up its own replies only."""
        signal = self._database.signal(SENDING_SIGNAL)
        try:
            while True:
                signal.clear()
                await self._wait(signal, await self._begin_due())
        finally:
            await self._end()

    async def work_off(self) -> int:
        """Do what is due now, one batch, and return how many errands there were."""
        errands = await self._claim(AT_ONCE)
        done = await asyncio.gather(*map(self._do, errands), return_exceptions=True)
        for one in done:
            if isinstance(one, BaseException):
                raise one
        return len(errands)

    async def _begin_due(self) -> float:
        """Begin as many errands as there is room for; return how long to wait at most."""
        room = AT_ONCE - len(self._under_way)
        try:
            seconds = await self._seconds_to_next()
            errands = await self._claim(room) if room and not seconds else []
        except DatabaseUnavailable:
            return POLL_SECONDS
        for errand in errands:
            task = asyncio.create_task(self._do(errand), name=f"reply {errand.letter.rung}")
            self._under_way.add(task)
            task.add_done_callback(self._ended)
        return seconds

    async def _wait(self, signal: asyncio.Event, seconds: float) -> None:
        if len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        elif seconds:
            await wait_for(signal, seconds)

    async def _seconds_to_next(self) -> float:
        """Return 0 when a reply is due now."""
        upcoming = await self._database.read(next_due_at)
        if upcoming is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, max(0.0, (upcoming - self._clock.now()).total_seconds()))

    async def _claim(self, limit: int) -> list[Errand]:
        now = self._clock.now()
        return await self._database.write(
            lambda session: claim_due(session, self._desk, now=now, limit=limit)
        )

    async def _do(self, errand: Errand) -> None:
        outcome = await self._outcome(errand)
        now = self._clock.now()
        await self._database.write(
            lambda session: conclude(session, self._desk, errand, outcome, now=now)
        )

    async def _outcome(self, errand: Errand) -> Outcome:
        """Try once, or ask; what takes too long may have been sent."""
        sender = self._ladder.sender(errand.letter.rung)
        if sender is None:
            return Refused(NO_PROVIDER)
        if self._clock.now() > errand.begin_by:
            return Retry(TOO_OLD)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                if errand.kind == SEND:
                    return await sender.send(errand.letter, errand.reserved)
                return await sender.ask(errand.letter, errand.reserved, since=errand.since)
        except TimeoutError:
            return Unknown(SLOW) if errand.kind == SEND else Retry(SLOW)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Log what an errand raised; its reply is due again when its lease is over."""
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("reply_errand_failed", reason=type(error).__name__, exc_info=error)

    async def _end(self) -> None:
        """Leave what is under way as a crash would: it is asked for later."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
