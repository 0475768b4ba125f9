"""The loop that delivers to webhooks: finds what they listen to, signs it, posts it, notes it."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import structlog

from services.intake.channels.outgoing_webhook import post
from services.intake.models import Webhook
from services.intake.operations.deliveries import (
    DELIVERIES_SIGNAL,
    claim_deliveries,
    conclude_delivery,
    fan_out,
    outlook,
    prune_deliveries,
)
from services.intake.rules.webhooks import Job
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.guarded_http import GuardedHttp
from shared.messaging.relay import wait_for
from shared.sealing import Sealer

log = structlog.get_logger(__name__)

AT_ONCE = 16
AT_ONCE_EACH = 4
POLL_SECONDS = 2.0
PRUNE_EVERY = timedelta(hours=1)


class WebhookLoop:
    """Delivers to webhooks; safe to run in any number of processes."""

    def __init__(self, database: Database, sealer: Sealer, http: GuardedHttp, clock: Clock) -> None:
        self._database = database
        self._sealer = sealer
        self._http = http
        self._clock = clock
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._pruned_at: datetime | None = None

    async def run(self) -> None:
        """Deliver for ever; a slow receiver holds up its own deliveries only."""
        signal = self._database.signal(DELIVERIES_SIGNAL)
        try:
            while True:
                signal.clear()
                await wait_for(signal, await self._begin_due())
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    async def work_off(self) -> int:
        """Deliver what is due now, one batch; return how many requests were made."""
        while await self._fan_out():
            pass
        jobs = await self._claim(AT_ONCE)
        await asyncio.gather(*map(self._do, jobs))
        return len(jobs)

    async def _begin_due(self) -> float:
        """Begin as many requests as there is room for; return how long to wait at most."""
        try:
            await self._prune()
            listens, upcoming = await self._database.read(outlook)
            read = await self._fan_out() if listens else 0
            jobs = await self._claim(AT_ONCE - len(self._under_way)) if read or upcoming else []
        except DatabaseUnavailable:
            return POLL_SECONDS
        for job in jobs:
            task = asyncio.create_task(self._do(job), name="webhook delivery")
            self._under_way[task] = job.webhook_id
            task.add_done_callback(self._ended)
        return 0.0 if jobs or read else POLL_SECONDS

    async def _fan_out(self) -> int:
        now = self._clock.now()
        return await self._database.write(lambda session: fan_out(session, now=now))

    async def _claim(self, limit: int) -> list[Job]:
        if limit <= 0:
            return []
        now = self._clock.now()
        running = Counter(self._under_way.values())
        busy = [webhook_id for webhook_id, count in running.items() if count >= AT_ONCE_EACH]
        return await self._database.write(
            lambda session: claim_deliveries(
                session, self._secrets, now=now, limit=limit, busy=busy
            )
        )

    def _secrets(self, webhook: Webhook, now: datetime) -> list[str]:
        return webhook.secrets(self._sealer, now)

    async def _do(self, job: Job) -> None:
        result = await post(self._http, job, self._clock.now())
        now = self._clock.now()
        await self._database.write(lambda session: conclude_delivery(session, job, result, now=now))

    async def _prune(self) -> None:
        now = self._clock.now()
        if self._pruned_at is None or now - self._pruned_at >= PRUNE_EVERY:
            self._pruned_at = now
            await self._database.write(lambda session: prune_deliveries(session, now=now))

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Log what a job raised; its delivery is due again when its lease is over."""
        self._under_way.pop(task, None)
        self._database.signal(DELIVERIES_SIGNAL).set()
        if not task.cancelled() and (error := task.exception()):
            log.error("webhook_job_failed", reason=type(error).__name__, exc_info=error)
