"""Keeps the attempts of a living process from looking as if it had ended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial

from shared import inbox
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.messaging.relay import wait_for

RENEW_SECONDS = inbox.ATTEMPT_LIMIT.total_seconds() / 4


@asynccontextmanager
async def renewed(
    database: Database, clock: Clock, event_ids: Sequence[str], started_at: datetime
) -> AsyncIterator[None]:
    """Renew attempts begun at `started_at` until the block ends, however long that takes."""
    has_ended = asyncio.Event()
    renewing = asyncio.create_task(renew(database, clock, event_ids, started_at, has_ended))
    try:
        yield
    finally:
        has_ended.set()
        await renewing


async def renew(
    database: Database,
    clock: Clock,
    event_ids: Sequence[str],
    started_at: datetime,
    has_ended: asyncio.Event,
) -> None:
    while True:
        await wait_for(has_ended, RENEW_SECONDS)
        if has_ended.is_set():
            return
        again = partial(inbox.renew, event_ids=event_ids, started_at=started_at, now=clock.now())
        with contextlib.suppress(DatabaseUnavailable):  # nobody else can begin an attempt either
            await database.write(again)
