"""The loop that keeps figures in step, and what a reader does before it answers."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from services.followup.models.reports import DAYS, MARKS
from services.followup.reports import rollup, spans, telling, watching, weekly
from services.followup.reports.facts import BusinessSeconds, day_of
from services.followup.reports.hours import special_days
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session

PAUSE_SECONDS = 5.0
REST = 19.0
"""For each second of work so many of rest while cases change: others of the process come first."""

REST_WHEN_CALM = 1.0
BATCHES = 2
BATCHES_WHEN_CALM = 10
COUNTED_EVERY_SECONDS = 60.0
"""So often, at least, days are counted though more waits to be written into them."""

MOST_BATCHES = 6
MOST_DAYS = 100

Hours = Callable[[Session], BusinessSeconds]
"""Makes, of a session, what counts business time on the calendars kept there."""


class Keeper:
    """Keeps the figures of one followup database in step with its cases."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        hours: Hours,
        weekly_ready: timedelta = weekly.READY,
    ) -> None:
        """`weekly_ready` is how long after Monday began in Shanghai the week before is reported."""
        self._database = database
        self._clock = clock
        self._hours = hours
        self._ready = weekly_ready
        self._newest = 0
        self._rest = REST
        self._counted_at = float("-inf")

    async def run(self) -> None:
        """Catch up for ever, a little at a time."""
        while True:
            began = time.monotonic()
            try:
                await self.tend()
            except DatabaseUnavailable:
                began = time.monotonic()
            await asyncio.sleep(max(PAUSE_SECONDS, self._rest * (time.monotonic() - began)))

    async def tend(self) -> None:
        """Do one round of the loop, a small one unless no case has changed since the last."""
        newest = await self._database.read(newest_mark)
        is_calm = newest in (0, self._newest)
        self._newest = newest
        self._rest = REST_WHEN_CALM if is_calm else REST
        is_due = time.monotonic() - self._counted_at > COUNTED_EVERY_SECONDS
        batches = BATCHES_WHEN_CALM if is_calm else BATCHES
        await self.catch_up(batches=batches, days=3, counts_behind=is_due)
        await self.roll_up()
        await self.watch()
        await self.report_the_week()

    async def catch_up(
        self, *, batches: int = MOST_BATCHES, days: int = MOST_DAYS, counts_behind: bool = True
    ) -> None:
        """Make figures of what has changed, and close the days that are over.

        Without `counts_behind` no day is counted of which changes still wait.
        """
        now = self._clock.now()
        if not await self._database.read(lambda session: has_work(session, now)):
            return
        for _ in range(batches):
            if not await self._database.write(self._take_marks):
                break
        else:
            if not counts_behind:
                return
        self._counted_at = time.monotonic()
        for day in await self._database.read(lambda session: rollup.stale_days(session, days)):
            counted = await self._database.read(
                lambda session, day=day: rollup.counted_day(session, day)  # type: ignore[misc]
            )
            await self._database.write(
                lambda session, counted=counted: rollup.store_day(session, counted)  # type: ignore[misc]
            )
        await self._database.write(lambda session: rollup.close_days(session, now))

    async def roll_up(self) -> bool:
        """Add the week or month up that waits, one at a time; False when none does."""
        now = self._clock.now()
        span = await self._database.read(lambda session: spans.due(session, day_of(now), now))
        if span is None:
            return False
        cells = await self._database.read(lambda session: spans.added_up(session, span))
        return await self._database.write(lambda session: spans.store(session, span, cells, now))

    async def watch(self) -> None:
        """Watch over the days that are over and were not watched."""
        now = self._clock.now()
        if await self._database.read(lambda session: watching.days_due(session, now)):
            await self.catch_up()
            await self._database.write(lambda session: watch_over(session, now))

    async def report_the_week(self) -> None:
        """Make last week's reports, once."""
        now = self._clock.now()
        if await self._database.read(lambda session: weekly.is_due(session, now, self._ready)):
            await self.catch_up()
            await self._database.write(lambda session: report_last_week(session, now, self._ready))

    def _take_marks(self, session: Session) -> int:
        return rollup.take_marks(session, self._hours(session))


def watch_over(session: Session, now: datetime) -> None:
    """Watch over the days that are over, and have those told who answer for the stores."""
    telling.tell_alerts(session, watching.watch_days(session, now, special_days), now)


def report_last_week(session: Session, now: datetime, ready: timedelta) -> None:
    """Make last week's reports and have them mailed, in one transaction: once, whatever happens."""
    telling.tell_reports(session, weekly.make_due(session, now, ready), now)


def newest_mark(session: Session) -> int:
    """Return the number of the newest change that waits to be counted, 0 when none does."""
    found = session.execute(sa.select(sa.func.max(MARKS.c.seq))).scalar()
    return int(found or 0)


def has_work(session: Session, now: datetime) -> bool:
    """Say whether anything waits to be counted, or a day to be closed."""
    if session.execute(sa.select(MARKS.c.seq).limit(1)).first() is not None:
        return True
    today = day_of(now - rollup.GRACE)
    waits = sa.or_(
        DAYS.c.computed < DAYS.c.version,
        sa.and_(DAYS.c.frozen_at.is_(None), DAYS.c.day < today),
        sa.and_(DAYS.c.settled_at.is_(None), DAYS.c.day < today - rollup.SETTLES_AFTER),
    )
    return session.execute(sa.select(DAYS.c.day).where(waits).limit(1)).first() is not None
