"""Followup, put together: its application, its consumers, its timers."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path

from services.followup import consumers, timers
from services.followup.reports.hours import business_of
from services.followup.reports.keeping import Keeper
from services.followup.rules.policy import Policy
from services.followup.settings import FollowupSettings
from services.followup.web import (
    alert_work_api,
    alerts_api,
    api,
    calendars_api,
    calls_api,
    daily_api,
    evaluation_api,
    incidents_api,
    macros_api,
    policies_api,
    reports_api,
    stream,
    surveys_api,
    weekly_api,
    working_api,
)
from services.followup.web import pages as survey_pages
from services.followup.web.desk import FollowupDesk
from shared.auth import Authenticator, HttpKeys, KeySource
from shared.clock import Clock, SystemClock
from shared.composition import Loop, Service, supervised
from shared.database import Database
from shared.limits import Limiter
from shared.pages import Pages
from shared.sealing import Sealer
from shared.service import create_app
from shared.telemetry import Metrics

TEMPLATES = Path(__file__).parent / "web" / "templates"


async def build(
    settings: FollowupSettings,
    *,
    clock: Clock | None = None,
    bus_ready: Callable[[], Awaitable[None]] | None = None,
    keys: KeySource | None = None,
) -> Service:
    """Return followup on its database; nothing runs yet.

    `keys` are the public keys that access tokens are verified with; without them they are polled
    from triage and kept.
    """
    clock = clock or SystemClock()
    metrics = Metrics("followup")
    database = await Database.connect(
        settings.database_url,
        name="followup",
        pool_size=settings.database_pool,
        info={"audit_key": settings.audit_key()},
    )
    polled = HttpKeys(settings.keys_url, database, clock=clock)
    polling = Background("followup.keys", polled.run)
    authenticator = Authenticator(database, keys or polled, clock)
    policy = settings.policy()
    ready = timedelta(hours=settings.weekly_report_hour)
    keeper = Keeper(database, clock, partial(business_of, policy=policy), ready)
    app = create_app(
        "followup",
        version=version("huiyin"),
        database=database,
        authenticator=authenticator,
        clock=clock,
        routers=(
            api.router,
            incidents_api.router,
            surveys_api.router,
            calls_api.router,
            reports_api.router,
            daily_api.router,
            evaluation_api.router,
            weekly_api.router,
            alerts_api.router,
            alert_work_api.router,
            calendars_api.router,
            policies_api.router,
            working_api.router,
            macros_api.router,
            survey_pages.router,
        ),
        metrics=metrics,
        settings=settings,
        ready={"bus": bus_ready} if bus_ready else {},
        pages=Pages([TEMPLATES]),
        description="How far a case is, and how well it was answered.",
        state={"followup_desk": desk_for(settings, policy, database, clock, keeper)},
        teller=stream.tell,
        newcomers=stream.new_alerts,
    )
    return Service(
        name="followup",
        database=database,
        app=app,
        clock=clock,
        metrics=metrics,
        handlers=consumers.handlers(policy),
        loops=[keeper.run],
        timer_handlers=timers.timer_handlers(policy),
        on_start=[] if keys else [polling.start],
        on_stop=[] if keys else [polling.stop],
    )


def desk_for(
    settings: FollowupSettings, policy: Policy, database: Database, clock: Clock, keeper: Keeper
) -> FollowupDesk:
    """Return what the routes work with, made of the settings."""
    return FollowupDesk(
        database,
        clock,
        policy,
        answering=Limiter.of(settings.survey_burst, per_minute=settings.survey_per_minute),
        viewing=Limiter.of(settings.page_burst, per_minute=settings.page_per_minute),
        sealer=Sealer(settings.secret(), settings.previous_secrets()),
        keeper=keeper,
    )


class Background:
    """A loop that the web process runs as well, whatever happens to it."""

    def __init__(self, name: str, loop: Loop) -> None:
        self._name = name
        self._loop = loop
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(supervised(self._name, self._loop), name=self._name)

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
