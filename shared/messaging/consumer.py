"""The only consumer loop: takes events into the inbox with their effects, and tries again."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError

from shared import inbox
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session
from shared.delays import DELAYS, jittered
from shared.events import Received
from shared.inbox import Begun, Handler
from shared.messaging.envelope import Event, MalformedMessage, decode_kept
from shared.messaging.relay import wait_for
from shared.messaging.renewal import renewed
from shared.telemetry import Metrics

log = structlog.get_logger(__name__)

POLL_SECONDS = 5.0
"""So often what other processes began is looked for; what fails here wakes the loop."""

CLAIMED_SECONDS = 0.1  # what is due and not to be had is being claimed by another process
PARKED_AT_ONCE = (inbox.UnknownType, inbox.Unreadable, MalformedMessage)


class FinishedElsewhere(Exception):
    """Another process finished, meanwhile, what was begun here; there is nothing left to do."""


async def nothing() -> None:
    """Prepare for no attempt in particular."""


class Consumer:
    """Delivers events to one service's handlers; safe to run in any number of processes.

    `warm_up` makes ready what the handlers need, a helper process for instance, and costs nothing
    the second time. It is awaited before an attempt is begun that would count as a crash if the
    process ended meanwhile: who is restarted again and again never gets far, and no event is to
    blame for it.
    """

    def __init__(
        self,
        database: Database,
        handlers: Sequence[Handler[Any]],
        *,
        service: str,
        clock: Clock,
        metrics: Metrics,
        warm_up: Callable[[], Awaitable[None]] = nothing,
    ) -> None:
        self._database = database
        self._warm_up = warm_up
        self._handlers = {handler.event.TYPE: handler for handler in handlers}
        self._service = service
        self._clock = clock
        self._metrics = metrics
        self._interrupted: set[str] = set()
        self._commits = asyncio.Lock()

    async def deliver(
        self, events: Sequence[Event], *, redelivered: bool = False, dead: str | None = None
    ) -> None:
        """Return once every event is a row of the inbox: done, or pending with its error.

        `redelivered`: an earlier delivery may have ended a process, so the attempt is committed
        before it is made. `dead`: the transport gave up; keep them parked with this reason.
        Raises DatabaseUnavailable, and then nothing was taken.
        """
        self._metrics.consume_batch.observe(len(events))
        if dead is not None:
            await self._take(events, partial(self._fail_all, reason=dead))
        elif redelivered:
            await self._warm_up()
            await self._take(events, self._deliver_carefully)
        else:
            await self._take(events, self._deliver_fresh)

    async def _take(
        self, events: Sequence[Event], taking: Callable[[Sequence[Event]], Awaitable[None]]
    ) -> None:
        """Take events; of one that cannot even be kept as failing, say so in its place.

        What is refused here comes again, and its neighbours with it, for ever.
        """
        try:
            await taking(events)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the consumer loop is where failures end
            if len(events) == 1:
                await self._park_digest(events[0], error)
                return
            middle = len(events) // 2
            await self._take(events[:middle], taking)
            await self._take(events[middle:], taking)

    async def _park_digest(self, event: Event, error: Exception) -> None:
        reason = f"the event cannot be kept: {describe(error)}"
        log.error("event_not_kept", service=self._service, event_id=event.id, reason=reason)
        await self.park(f"{event.type} {event.id} {event.subject}".encode(), reason)

    async def park(self, body: bytes, reason: str) -> None:
        """Keep a message that is no batch of events."""
        now = self._clock.now()
        await self._database.write(
            lambda session: inbox.park_message(session, body, reason, now=now)
        )

    async def run_retries(self) -> None:
        """Try failing events again when they are due, for ever."""
        signal = self._database.signal("inbox")
        while True:
            signal.clear()
            try:
                seconds = await self._seconds_to_next()
                if seconds <= 0 and await self.retry_one():
                    continue
            except DatabaseUnavailable:
                seconds = POLL_SECONDS
            await wait_for(signal, max(seconds, CLAIMED_SECONDS))

    async def _seconds_to_next(self) -> float:
        """Return when to look again: at the next attempt that is due, or to see another's event."""
        due_at = await self._database.read(inbox.next_due_at)
        if due_at is None:
            return POLL_SECONDS
        return min(POLL_SECONDS, (due_at - self._clock.now()).total_seconds())

    async def retry_one(self) -> bool:
        """Make one attempt that is due; False when none is."""
        await self._warm_up()
        begun = await self._claim()
        if begun is None:
            return False
        if begun.is_parked:
            log.error(
                "event_parked", service=self._service, event_id=begun.event_id, reason="crashes"
            )
            return True
        self._metrics.retries.labels(str(begun.attempts)).inc()
        async with renewed(self._database, self._clock, [begun.event_id], begun.started_at):
            await self._try_again(begun)
        return True

    async def _claim(self) -> Begun | None:
        """Begin the next attempt; those that the database's absence cut short did not crash."""
        now, interrupted = self._clock.now(), frozenset(self._interrupted)

        def work(session: Session) -> Begun | None:
            inbox.give_back(session, interrupted, now=now)
            return inbox.claim_due(session, now=now)

        begun = await self._database.write(work)
        self._interrupted -= interrupted
        return begun

    async def _try_again(self, begun: Begun) -> None:
        try:
            await self._retry(decode_kept(begun.message, begun.event_id))
        except DatabaseUnavailable:
            self._interrupted.add(begun.event_id)
            raise
        except Exception as error:  # noqa: BLE001 - the consumer loop is where failures end
            await self._keep_failure(begun.event_id, error, begun.attempts)

    async def _retry(self, event: Event) -> None:
        received = inbox.read(event, self._handlers)
        prepared = await self._prepare([received])

        def work(session: Session) -> bool:
            is_ours = inbox.finish(session, [event.id])
            if is_ours:
                self._apply(session, [received], prepared)
            return is_ours

        if await self._database.write(work):
            self._metrics.consumed.labels(event.type).inc()

    async def _keep_failure(self, event_id: str, error: Exception, attempts: int) -> None:
        now = self._clock.now()
        reason, parked = describe(error), isinstance(error, PARKED_AT_ONCE)
        log.warning("event_failed_again", service=self._service, event_id=event_id, reason=reason)
        await self._database.write(
            lambda session: inbox.fail_again(
                session, event_id, reason, attempts=attempts, now=now, parked=parked
            )
        )

    async def _deliver_fresh(self, events: Sequence[Event]) -> None:
        """Deliver events; no type waits for the preparing of another."""
        groups: dict[str, list[Event]] = {}
        for event in events:
            groups.setdefault(self._preparing_of(event), []).append(event)
        outcomes = await asyncio.gather(
            *(self._deliver_fast(group) for group in groups.values()), return_exceptions=True
        )
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    def _preparing_of(self, event: Event) -> str:
        """Return the type that is prepared together; types that need no preparing are one."""
        handler = self._handlers.get(event.type)
        return event.type if handler is not None and handler.prepare is not None else ""

    async def _deliver_fast(self, events: Sequence[Event]) -> None:
        try:
            await self._commit_together(events)
        except DatabaseUnavailable:
            raise
        except IntegrityError:
            await self._deliver_apart(events)
        except Exception as error:  # noqa: BLE001 - the consumer loop is where failures end
            if len(events) > 1:
                await self._deliver_apart(events)
            else:
                await self._keep_first_failure(events[0], error)

    async def _deliver_apart(self, events: Sequence[Event]) -> None:
        """Halve a batch that failed, so that one bad event costs its neighbours little."""
        if len(events) == 1:
            return await self._deliver_alone(events[0])
        middle = len(events) // 2
        await self._deliver_fast(events[:middle])
        await self._deliver_fast(events[middle:])
        return None

    async def _deliver_alone(self, event: Event) -> None:
        try:
            await self._commit_together([event])
        except DatabaseUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - the consumer loop is where failures end
            await self._keep_first_failure(event, error)

    async def _commit_together(self, events: Sequence[Event]) -> None:
        received = {event.id: inbox.read(event, self._handlers) for event in events}
        prepared = await self._prepare(list(received.values()))
        now = self._clock.now()

        def work(session: Session) -> list[Event]:
            fresh = inbox.write_done(session, events, now=now)
            if fresh:
                self._apply(session, [received[event.id] for event in fresh], prepared)
            return fresh

        async with self._commits:
            fresh = await self._database.write(work)
        self._count(events, fresh)

    async def _deliver_carefully(self, events: Sequence[Event]) -> None:
        fresh, started_at = await self._write_started(events)
        self._metrics.duplicates.inc(len(events) - len(fresh))
        if fresh:
            ours = [event.id for event in fresh]
            async with renewed(self._database, self._clock, ours, started_at):
                await self._finish_together(fresh)

    async def _write_started(self, events: Sequence[Event]) -> tuple[list[Event], datetime]:
        """Return the events that are ours to try, since when; again when another was quicker."""

        def work(session: Session) -> tuple[list[Event], datetime]:
            now = self._clock.now()
            kept = self._kept(session, events)
            return inbox.write_started(session, kept, now=now), now

        while True:
            try:
                return await self._database.write(work)
            except IntegrityError:
                log.info("event_begun_elsewhere", service=self._service)

    async def _finish_together(self, events: Sequence[Event]) -> None:
        try:
            received = [inbox.read(event, self._handlers) for event in events]
            prepared = await self._prepare(received)

            def work(session: Session) -> None:
                if not inbox.finish(session, [event.id for event in events]):
                    raise FinishedElsewhere
                self._apply(session, received, prepared)

            await self._database.write(work)
        except DatabaseUnavailable:
            # They are rows already: the retry loop finds them.
            self._interrupted.update(event.id for event in events)
        except Exception as error:  # noqa: BLE001 - the consumer loop is where failures end
            await self._finish_apart(events, error)
        else:
            self._count(events, events)

    async def _finish_apart(self, events: Sequence[Event], error: Exception) -> None:
        if len(events) == 1:
            if not isinstance(error, FinishedElsewhere):
                await self._keep_failure(events[0].id, error, attempts=1)
            return
        middle = len(events) // 2
        await self._finish_together(events[:middle])
        await self._finish_together(events[middle:])

    async def _prepare(self, received: Sequence[Received[Any]]) -> dict[str, Any]:
        groups = inbox.grouped(received)
        return {
            event_type: await prepare(group)
            for event_type, group in groups.items()
            if (prepare := self._handlers[event_type].prepare) is not None
        }

    def _apply(
        self, session: Session, received: Sequence[Received[Any]], prepared: dict[str, Any]
    ) -> None:
        now = self._clock.now()
        inbox.remember_traces(session, received)
        for event_type, group in inbox.grouped(received).items():
            self._handlers[event_type].take(session, group, now, prepared.get(event_type))

    def _kept(self, session: Session, events: Sequence[Event]) -> list[Event]:
        """Return the events as they are kept, should they fail."""
        groups: dict[str, list[Event]] = {}
        for event in events:
            groups.setdefault(event.type, []).append(event)
        kept: list[Event] = []
        for event_type, group in groups.items():
            handler = self._handlers.get(event_type)
            kept += group if handler is None else handler.kept(session, group)
        return kept

    async def _keep_first_failure(self, event: Event, error: Exception) -> None:
        now = self._clock.now()
        reason, parked = describe(error), isinstance(error, PARKED_AT_ONCE)
        log.warning("event_failed", service=self._service, event_id=event.id, reason=reason)
        delay = jittered(DELAYS[0])

        def work(session: Session) -> None:
            (kept,) = self._kept(session, [event])
            inbox.write_failing(session, kept, reason, now=now, parked=parked, delay=delay)

        await self._database.write(work)

    async def _fail_all(self, events: Sequence[Event], reason: str) -> None:
        now = self._clock.now()

        def work(session: Session) -> None:
            for event in self._kept(session, inbox.unseen(session, events)):
                inbox.write_failing(session, event, reason, now=now, parked=True, delay=timedelta())

        await self._database.write(work)

    def _count(self, events: Sequence[Event], fresh: Sequence[Event]) -> None:
        self._metrics.duplicates.inc(len(events) - len(fresh))
        for event_type, count in Counter(event.type for event in fresh).items():
            self._metrics.consumed.labels(event_type).inc(count)


def describe(error: Exception) -> str:
    """Return the failure in a line, without statement parameters, which may hold personal data."""
    cause = getattr(error, "orig", None) or error
    text = str(cause) if isinstance(cause, PARKED_AT_ONCE) else type(cause).__name__
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" at {place.tb_frame.f_code.co_qualname}:{place.tb_lineno}" if place else ""
    return f"{text}{where}".replace("\0", "")[:500]
