"""The command line every service has: web, worker, migrate, parked events, audit, ledger."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import structlog
import typer
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import audit, inbox, logs, migrations
from shared.clock import SystemClock
from shared.command_run import fail, run, warn_of_unknown_variables
from shared.composition import Service, Worker
from shared.database import Database
from shared.memory import kept
from shared.messaging.bus import BusUnavailable
from shared.messaging.rabbit import RabbitBus
from shared.serving import listen, serve
from shared.settings import (
    ServiceSettings,
    SettingsError,
    load,
)
from shared.tables import inbox as inbox_table

log = structlog.get_logger(__name__)

NONE_PARKED = "No event is failing."
HIGHEST_PORT = 65_535
PROBES = {"/healthz", "/readyz", "/metrics"}


class Build(Protocol):
    def __call__(
        self, settings: Any, *, bus_ready: Callable[[], Awaitable[None]] | None = None
    ) -> Awaitable[Service]: ...


@dataclass(frozen=True)
class Program:
    """What the commands need to know of a service."""

    name: str
    settings: type[ServiceSettings]
    build: Build


def settings_of(program: Program) -> ServiceSettings:
    try:
        return load(program.settings)
    except SettingsError as error:
        fail(str(error))
        raise AssertionError from error


def database_info(settings: ServiceSettings) -> dict[str, Any]:
    return {"audit_key": settings.audit_key()}


async def open_database(program: Program, settings: ServiceSettings) -> Database:
    """Connect to the service's database. Raises SchemaMismatchError unless its schema fits."""
    await migrations.check(settings.database_url, program.name)
    return await Database.connect(
        settings.database_url, name=program.name, pool_size=2, info=database_info(settings)
    )


def rabbit(settings: ServiceSettings) -> RabbitBus:
    if settings.bus_url is None:
        raise SettingsError(
            "HUIYIN_BUS_URL is missing: web and worker processes meet over RabbitMQ; "
            "use amqp://user:password@host/, or 'huiyin run' for everything in one process."
        )
    return RabbitBus(settings.bus_url.get_secret_value())


async def warn_if_away(bus: RabbitBus) -> None:
    """Log that the broker does not answer; it stops no start, for events wait for it."""
    try:
        await bus.ping()
    except BusUnavailable as error:
        log.warning("broker_unreachable", **bus.away(error.__cause__ or error))


async def serve_web(program: Program, settings: ServiceSettings) -> None:
    """Serve the service's routes; events wait in its outbox for the worker."""
    bus = rabbit(settings)
    bound = listen(settings.host, settings.port)
    await migrations.check(settings.database_url, program.name)
    await warn_if_away(bus)
    with kept():
        service = await program.build(settings, bus_ready=bus.ping)
    await service.start()
    try:
        await serve(service.app, bound, trusted_proxies=settings.trusted_proxies)
    finally:
        await bus.close()
        await service.stop()


async def serve_worker(program: Program, settings: ServiceSettings) -> None:
    """Run the service's loops; its port answers the probes and /metrics."""
    bus = rabbit(settings)
    bound = listen(settings.host, settings.port)
    await migrations.check(settings.database_url, program.name)
    with kept():
        service = await program.build(settings, bus_ready=bus.ping)
    await service.start()
    worker = Worker(service, bus)
    await worker.start()
    try:
        await serve(probes_of(service.app), bound)
    finally:
        await worker.stop()
        await bus.close()
        await service.stop()


def probes_of(app: ASGIApp) -> ASGIApp:
    """Return `app` answering only what a worker is asked: is it alive, ready, and its figures."""

    async def probes(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in PROBES:
            scope = {**scope, "path": "/not-of-a-worker", "raw_path": b"/not-of-a-worker"}
        await app(scope, receive, send)

    return probes


def service_commands(program: Program) -> typer.Typer:
    """Return the commands every service has; its own are added to them."""
    app = typer.Typer(no_args_is_help=True, help=f"The {program.name} service.")

    @app.command()
    def web(
        host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
        port: Annotated[
            int | None, typer.Option(help="Port to listen on.", min=1, max=HIGHEST_PORT)
        ] = None,
    ) -> None:
        """Serve the HTTP routes."""
        settings = served(program, host, port)
        run(serve_web(program, settings))

    @app.command()
    def worker(
        host: Annotated[str | None, typer.Option(help="Address of the probes.")] = None,
        port: Annotated[
            int | None, typer.Option(help="Port of the probes.", min=1, max=HIGHEST_PORT)
        ] = None,
    ) -> None:
        """Consume events, relay the outbox, fire timers."""
        settings = served(program, host, port)
        run(serve_worker(program, settings))

    @app.command()
    def migrate() -> None:
        """Bring the database's schema up to this program's."""
        settings = settings_of(program)
        changed = run(migrations.upgrade(settings.database_url, program.name))
        typer.echo(f"{program.name}: schema {'brought up' if changed else 'is up'} to date")

    app.add_typer(parked_commands(program), name="parked")
    app.add_typer(audit_commands(program), name="audit")
    return app


def served(program: Program, host: str | None, port: int | None) -> ServiceSettings:
    settings = settings_of(program)
    settings.host, settings.port = host or settings.host, port or settings.port
    logs.configure(program.name, settings.log_level)
    warn_of_unknown_variables()
    return settings


def parked_commands(program: Program) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="Events that keep failing.")

    @app.command("list")
    def list_() -> None:
        """Print failing events: those to be tried again and those given up."""
        for line in run(parked_lines(program)) or [NONE_PARKED]:
            typer.echo(line)

    @app.command()
    def replay(event_id: Annotated[str, typer.Argument(help="An id from 'parked list'.")]) -> None:
        """Try a failing event again at once."""
        run(replay_parked(program, event_id))
        typer.echo(f"{event_id} will be tried again")

    return app


async def parked_lines(program: Program) -> list[str]:
    database = await open_database(program, settings_of(program))
    columns = inbox_table.c
    try:
        rows = await database.read(
            lambda session: session.execute(
                inbox_table.select().where(columns.status != "done").order_by(columns.received_at)
            ).all()
        )
    finally:
        await database.close()
    return [
        f"{program.name}  {row.event_id}  {row.status}  {row.type}  attempts={row.attempts}  "
        f"{row.error or 'in its first attempt'}"
        for row in rows
    ]


async def replay_parked(program: Program, event_id: str) -> None:
    database = await open_database(program, settings_of(program))
    now = SystemClock().now()

    try:
        await database.write(lambda session: inbox.replay(session, event_id, now))
        await database.write(
            lambda session: audit.record(
                session,
                actor="command line",
                action="event.replay",
                subject=event_id,
                detail={},
                now=now,
            )
        )
    finally:
        await database.close()


def audit_commands(program: Program) -> typer.Typer:
    app = typer.Typer(no_args_is_help=True, help="The audit log.")

    @app.command()
    def verify() -> None:
        """Check the chain of the audit log; status 1 names the first altered entry."""
        bad = run(verify_audit(program))
        if bad is not None:
            fail(f"{program.name}: the audit log is altered at entry {bad}")
        typer.echo(f"{program.name}: the audit log is intact")

    return app


async def verify_audit(program: Program) -> int | None:
    """Return the first altered entry of the service's audit log, None when it is intact."""
    database = await open_database(program, settings_of(program))
    try:
        return await database.read(audit.verify)
    finally:
        await asyncio.shield(database.close())
