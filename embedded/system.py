"""The embedded system: three services, one process, rows handed from one database to the next."""

import asyncio
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from embedded.front import front_routes
from embedded.settings import SystemSettings
from services.followup.app import build as build_followup
from services.intake.app import build as build_intake
from services.triage.app import build as build_triage
from shared import migrations
from shared.clock import Clock, SystemClock
from shared.composition import Service, Worker, supervised
from shared.memory import CALM_SECONDS, LOOK_SECONDS, Rest, give_back
from shared.messaging.embedded import EmbeddedBus
from shared.problem_answers import Answers, problem_for
from shared.problems import Problem

HOLDER = 80


@dataclass
class EmbeddedSystem:
    """The running whole; `app` answers for all three services at one origin."""

    services: Mapping[str, Service]
    bus: EmbeddedBus
    app: ASGIApp
    holder: str
    workers: Sequence[Worker] = field(default_factory=list)
    giving_back: asyncio.Task[None] | None = None

    @classmethod
    async def build(
        cls, settings: SystemSettings, *, clock: Clock | None = None
    ) -> "EmbeddedSystem":
        """Bring the schemas up to date and put the services together; nothing runs yet.

        Raises SchemaMismatchError when a database is of a newer program.
        """
        for name, url in settings.database_urls().items():
            await migrations.upgrade(url, name)
        clock = clock or SystemClock()
        services: dict[str, Service] = {}
        bus = EmbeddedBus(is_busy=lambda: any(one.is_busy() for one in services.values()))
        triage = await build_triage(settings.triage, clock=clock, bus_ready=bus.ping)
        services |= {
            "intake": await build_intake(
                settings.intake, clock=clock, bus_ready=bus.ping, keys=triage.keys
            ),
            "triage": triage,
            "followup": await build_followup(
                settings.followup, clock=clock, bus_ready=bus.ping, keys=triage.keys
            ),
        }
        # One process at a time holds the data folder: after a crash its leases are its own again.
        holder = f"embedded:{socket.gethostname()}:{settings.own.data_dir.absolute()}"[-HOLDER:]
        return cls(services=services, bus=bus, app=one_origin(services), holder=holder)

    async def start(self) -> None:
        """Start the services and every loop of theirs."""
        for service in self.services.values():
            await service.start()
        self.workers = [
            Worker(service, self.bus, holder=self.holder) for service in self.services.values()
        ]
        for worker in self.workers:
            await worker.start()
        self.giving_back = asyncio.create_task(
            supervised("embedded.giving_back", self.give_back_after_work)
        )

    async def stop(self) -> None:
        """Stop the loops, then the services; what is in flight is delivered at the next start."""
        if self.giving_back is not None:
            self.giving_back.cancel()
            await asyncio.gather(self.giving_back, return_exceptions=True)
        await asyncio.gather(*(worker.stop() for worker in self.workers))
        await self.bus.close()
        for service in self.services.values():
            await service.stop()

    async def give_back_after_work(self) -> None:
        """Return free memory to the machine after a burst, and cached pages once all is calm."""
        pause, calm = Rest(), Rest(CALM_SECONDS)
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            spent = time.process_time()
            is_calm, is_pause = calm.has_come(spent), pause.has_come(spent)
            if is_calm:
                for service in self.services.values():
                    await service.database.give_back()
            if is_calm or is_pause:
                await asyncio.to_thread(give_back)


class Origin:
    """Each service under its name and the console at the root, as behind the gateway.

    Plain ASGI: every request pays for it, and it only looks at the first part of the path.
    """

    def __init__(self, services: Mapping[str, ASGIApp], front: ASGIApp) -> None:
        self._services = services
        self._front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope.get("path", "").partition("/")[2].partition("/")[0]
        service = self._services.get(name)
        if service is None:
            await self._front(scope, receive, send)
        else:
            scope["root_path"] = f"/{name}"
            await service(scope, receive, send)


def one_origin(services: Mapping[str, Service]) -> ASGIApp:
    """Return the application that has each service under its name and the console at the root."""
    front = Starlette(routes=front_routes(), exception_handlers=REFUSALS)
    return Origin({name: service.app for name, service in services.items()}, front)


async def say_so(request: Request, error: Exception) -> Response:
    """Answer what belongs to no service as the services answer."""
    return Answers().answer(request, problem_for(request, error))


REFUSALS: Final = dict.fromkeys((404, 405, Problem), say_so)
