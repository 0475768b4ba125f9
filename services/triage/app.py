"""Triage, put together: its application, its consumers, its timers, its classifier."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from typing import Any

from services.triage import consumers, timers, tokens
from services.triage.assignment.board import LoadBoard
from services.triage.classifier.process import ClassifierProcess
from services.triage.helper.text_reader import TextReader
from services.triage.oidc import OidcProvider, ProviderSettings
from services.triage.operations.incidents_watch import IncidentWatch
from services.triage.operations.lapse import LAPSE
from services.triage.operations.models_setup import SetupFollower, SetupShelf
from services.triage.operations.models_shadow import ShadowLoop
from services.triage.operations.tidy import TIDY_SIGN_IN
from services.triage.operations.training import CONSIDER_TRAINING
from services.triage.operations.training_loop import TrainingLoop
from services.triage.operations.waking import DRAIN_BACKLOG, ROUND
from services.triage.settings import TriageSettings
from services.triage.web import (
    auth_api,
    board_api,
    bulk_api,
    cases_api,
    classify_api,
    fairness_api,
    hours_api,
    incidents_api,
    lexicon_api,
    links_api,
    me_api,
    models_api,
    notices_api,
    oidc_api,
    organisation_api,
    routing_api,
    search_api,
    staff_api,
    stream,
    tasks_api,
)
from services.triage.web.case_desk import CaseDesk
from services.triage.web.identity import Identity
from shared.auth import Authenticator, LocalKeys
from shared.clock import Clock, SystemClock
from shared.composition import Service
from shared.database import Database
from shared.ids import new_id
from shared.sealing import Sealer
from shared.service import create_app
from shared.telemetry import Metrics
from shared.timers import schedule

ROUTERS = (
    auth_api.router,
    links_api.router,
    oidc_api.router,
    staff_api.router,
    organisation_api.router,
    hours_api.router,
    routing_api.router,
    fairness_api.router,
    me_api.router,
    notices_api.router,
    bulk_api.router,
    cases_api.router,
    tasks_api.router,
    board_api.router,
    incidents_api.router,
    search_api.router,
    classify_api.router,
    lexicon_api.router,
    models_api.router,
)


async def build(
    settings: TriageSettings,
    *,
    clock: Clock | None = None,
    bus_ready: Callable[[], Awaitable[None]] | None = None,
) -> Service:
    """Return triage on its database; nothing runs yet, and the classifier starts when needed."""
    clock = clock or SystemClock()
    metrics = Metrics("triage")
    database = await Database.connect(
        settings.database_url,
        name="triage",
        pool_size=settings.database_pool,
        info={"audit_key": settings.audit_key()},
    )
    keys = published_keys(database, clock)
    authenticator = Authenticator(database, keys, clock)
    sealer = Sealer(settings.secret(), settings.previous_secrets())
    identity = Identity.of(
        database,
        authenticator,
        clock,
        sealer,
        public_url=settings.public_url,
        provider=provider_of(settings, clock),
    )
    classifier = ClassifierProcess()
    reader = TextReader(classifier)
    boards = LoadBoard(default_team=settings.default_team)
    shelf = SetupShelf(database, clock, settings.data_dir / "models")
    follower = SetupFollower(database, classifier, shelf)
    app = create_app(
        "triage",
        version=version("huiyin"),
        database=database,
        authenticator=authenticator,
        clock=clock,
        routers=ROUTERS,
        metrics=metrics,
        settings=settings,
        ready={"bus": bus_ready} if bus_ready else {},
        description="What a case is about, and who is in charge.",
        state={
            "identity": identity,
            "case_desk": CaseDesk(database, boards, clock, classifier, reader),
        },
        teller=stream.tell,
        newcomers=stream.new_notices,
    )

    watch = IncidentWatch(database, boards, clock, reader, holder=new_id())

    async def start_timers() -> None:
        now = clock.now()
        await database.write(lambda session: schedule(session, DRAIN_BACKLOG, ROUND, now))
        await database.write(lambda session: schedule(session, LAPSE, ROUND, now))
        await database.write(lambda session: schedule(session, TIDY_SIGN_IN, "triage", now))
        await database.write(lambda session: schedule(session, CONSIDER_TRAINING, "triage", now))

    async def make_first_key() -> None:
        now = clock.now()
        await database.write(lambda session: tokens.make_first_key(session, sealer, now=now))

    async def end_helpers() -> None:
        await classifier.close()
        await identity.links.settle()
        identity.passwords.close()
        if identity.provider is not None:
            await identity.provider.close()

    async def keep_classifier_warm() -> None:
        await classifier.start()
        await asyncio.Event().wait()

    return Service(
        name="triage",
        database=database,
        app=app,
        clock=clock,
        metrics=metrics,
        handlers=consumers.handlers(classifier, boards),
        warm_up=classifier.start,
        timer_handlers=timers.handlers(boards),
        loops=[
            keep_classifier_warm,
            TrainingLoop(database, clock, shelf, default_team=settings.default_team).run,
            ShadowLoop(database, clock, shelf, boards).run,
            watch.run,
        ],
        keys=keys,
        on_start=[make_first_key, start_timers, follower.start],
        on_stop=[follower.stop, end_helpers],
    )


def provider_of(settings: TriageSettings, clock: Clock) -> OidcProvider | None:
    """Return the provider of sign-in, None when none is set."""
    if not settings.oidc_issuer:
        return None
    secret = settings.oidc_client_secret
    known = ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret.get_secret_value() if secret else "",
        scopes=settings.oidc_scopes,
        name=settings.oidc_name,
        redirect_uri=f"{settings.public_url}/triage/v1/auth/oidc/callback",
    )
    return OidcProvider(known, clock)


def published_keys(database: Database, clock: Clock) -> LocalKeys:
    """Return our own public keys, read from our own database."""

    async def current() -> Sequence[dict[str, Any]]:
        now = clock.now()
        published = await database.read(lambda session: tokens.jwks(session, now))
        return published["keys"]

    return LocalKeys(current)
