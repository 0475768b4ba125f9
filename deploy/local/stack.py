"""The distributed system on one machine: servers, gateway, a web and a worker of each service."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.local.accounts import lasting_folder, remove_folder, temporary_folder
from deploy.local.command import write_command
from deploy.local.databases import create_database_now
from deploy.local.gateway import Gateway
from deploy.local.ports import HOST, free_port
from deploy.local.postgres import PostgresServer
from deploy.local.processes import guard, run_to_end
from deploy.local.rabbitmq import RabbitServer
from deploy.local.service_process import (
    REPOSITORY,
    ROLES,
    SERVICES,
    ServiceProcess,
    command_of,
)
from deploy.local.supervisor import Supervisor, Watched
from embedded.folder import DataFolder
from shared.settings import kept_secret

HUIYIN = REPOSITORY / ".venv" / "bin" / "huiyin"


@dataclass(frozen=True)
class StackSettings:
    """What a stack is made of; the defaults give a throw-away one on free ports.

    With a data folder everything lasts and PostgreSQL syncs to disk. `database_urls` (by service)
    and `bus_url` name servers that run already. `replicas` counts processes by `service-role`.
    With `servers_only` no service runs: commands that need the system stopped, as a restore, find
    its servers.
    """

    data_dir: Path | None = None
    port: int | None = None
    replicas: Mapping[str, int] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    database_urls: Mapping[str, str] = field(default_factory=dict)
    bus_url: str | None = None
    durable: bool | None = None
    restart_crashed: bool = True
    servers_only: bool = False


class DistributedStack:
    """Starts and stops the whole; each process can be reached to be killed."""

    def __init__(
        self,
        settings: StackSettings | None = None,
        *,
        tell: Callable[[str], None] = lambda _text: None,
    ) -> None:
        self.settings = settings or StackSettings()
        self.processes: list[ServiceProcess] = []
        self.postgres: PostgresServer | None = None
        self.rabbitmq: RabbitServer | None = None
        self.database_urls: dict[str, str] = {}
        self.bus_url = ""
        self.folder = Path()
        self._tell = tell
        self._secret_key = ""
        self._leave_folder: Callable[[], None] = lambda: None
        self._endings = ExitStack()
        self._ports = {
            f"{service}-{role}": [free_port() for _ in range(self._count(service, role))]
            for service in SERVICES
            for role in ROLES
        }
        upstreams = {service: self._ports[f"{service}-web"] for service in SERVICES}
        self.gateway = Gateway(upstreams, port=self.settings.port)

    @property
    def url(self) -> str:
        """The one origin."""
        return self.gateway.url

    def start(self) -> str:
        """Start everything in order and wait until each process is ready."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self.url

    @property
    def command(self) -> Path:
        """The `huiyin` command for this stack, there while it runs."""
        return self.folder / "huiyin"

    def stop(self) -> None:
        """Stop everything in reverse order."""
        self._endings.close()

    def process(self, service: str, role: str, number: int = 1) -> ServiceProcess:
        """Return one process by its place."""
        name = f"{service}-{role}-{number}"
        return next(process for process in self.processes if process.name == name)

    def environment(self) -> dict[str, str]:
        """Give the variables of all three services, for commands that reach them all."""
        return {
            **self._common_environment(),
            **{
                f"HUIYIN_{name.upper()}_DATABASE_URL": url
                for name, url in self.database_urls.items()
            },
        }

    def environment_of(self, service: str) -> dict[str, str]:
        """Give one service's variables: it cannot name another's database."""
        url = self.database_urls[service]
        return {**self._common_environment(), f"HUIYIN_{service.upper()}_DATABASE_URL": url}

    def run_command(self, *words: str) -> str:
        """Run a `huiyin` command against the stack and return what it printed."""
        command = [str(HUIYIN), *words]
        return run_to_end(command, environment=self.environment(), folder=REPOSITORY)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        self._open_folder()
        if not self.settings.servers_only:
            # First, as a taken port is the likeliest obstacle and this shows it at once.
            self._endings.callback(self.gateway.stop)
            self.gateway.start()
        with ThreadPoolExecutor(1) as apart:
            # The broker takes seconds to boot: the databases are made ready meanwhile.
            broker = apart.submit(self._start_rabbitmq)
            self._start_postgres()
            self._migrate()
            self.bus_url = broker.result()
        self._endings.callback(self.command.unlink, missing_ok=True)
        write_command(self.command, HUIYIN, self.environment())
        if self.settings.servers_only:
            self._leave_folder()
        else:
            self._start_processes()

    def _open_folder(self) -> None:
        if self.settings.data_dir is None:
            self.folder = temporary_folder("stack", None)
            guard.remove_afterwards(self.folder)
            self._endings.callback(remove_folder, self.folder)
        else:
            self.folder = self.settings.data_dir.absolute() / "distributed"
            held = self._endings.enter_context(DataFolder(self.folder))
            self._leave_folder = held.release
        (self.folder / "logs").mkdir(exist_ok=True)
        self._secret_key = kept_secret(self.folder / "keys" / "secret").decode()

    def _lasting(self, purpose: str) -> Path | None:
        """Name a server's folder, or None for a temporary one."""
        if self.settings.data_dir is None:
            return None
        return lasting_folder(self.settings.data_dir / "distributed", purpose)

    def _start_postgres(self) -> None:
        if self.settings.database_urls:
            self.database_urls = dict(self.settings.database_urls)
            return
        durable = self.settings.durable
        lasts = self.settings.data_dir is not None
        self.postgres = PostgresServer(
            self._lasting("postgres"), durable=lasts if durable is None else durable
        )
        self._endings.callback(self.postgres.stop)
        url = self.postgres.start()
        for service in SERVICES:
            self.database_urls[service] = create_database_now(url, service, secrets.token_hex(16))

    def _start_rabbitmq(self) -> str:
        if self.settings.bus_url:
            return self.settings.bus_url
        self.rabbitmq = RabbitServer(self._lasting("rabbitmq"))
        self._endings.callback(self.rabbitmq.stop)
        return self.rabbitmq.start()

    def _migrate(self) -> None:
        with ThreadPoolExecutor(len(SERVICES)) as apart:
            for done in [apart.submit(self._migrate_one, service) for service in SERVICES]:
                done.result()

    def _migrate_one(self, service: str) -> None:
        command = command_of(service, "migrate")
        run_to_end(command, environment=self.environment_of(service), folder=REPOSITORY)

    def _start_processes(self) -> None:
        self.processes = list(self._described_processes())
        self._endings.callback(self._stop_processes)
        for process in self.processes:
            process.start()
        for process in self.processes:
            process.wait_until_ready(seconds=180)
        if self.settings.restart_crashed:
            self._supervise()

    def _supervise(self) -> None:
        servers: tuple[Watched | None, ...] = (self.gateway, self.postgres, self.rabbitmq)
        # Apart: a server takes seconds to come up, and nothing else is to wait for it.
        groups: list[Sequence[Watched]] = [self.processes, *([one] for one in servers if one)]
        for watched in groups:
            supervisor = Supervisor(watched, self._tell)
            supervisor.start()
            self._endings.callback(supervisor.stop)

    def _stop_processes(self) -> None:
        with ThreadPoolExecutor(len(self.processes)) as apart:
            for done in [apart.submit(process.stop) for process in self.processes]:
                done.result()

    def _described_processes(self) -> Iterator[ServiceProcess]:
        for service in SERVICES:
            for role in ROLES:
                for number, port in enumerate(self._ports[f"{service}-{role}"], start=1):
                    yield ServiceProcess(
                        service,
                        role,
                        number,
                        port=port,
                        environment=self.environment_of(service),
                        logs=self.folder / "logs",
                    )

    def _count(self, service: str, role: str) -> int:
        return self.settings.replicas.get(f"{service}-{role}", 1)

    def _common_environment(self) -> dict[str, str]:
        given = {**os.environ, **self.settings.environment}
        return {
            "HUIYIN_PUBLIC_URL": self.url,
            "HUIYIN_SECRET_KEY": self._secret_key,
            **{name: value for name, value in given.items() if not _names_database(name)},
            "HUIYIN_BUS_URL": self.bus_url or "amqp://not-started-yet/",
            "HUIYIN_KEYS_URL": f"{self.url}/triage/v1/auth/jwks.json",
            "HUIYIN_DATA_DIR": str(self.folder),
            "HUIYIN_TRUSTED_PROXIES": HOST,
        }


def _names_database(variable: str) -> bool:
    return variable.startswith("HUIYIN_") and variable.endswith("DATABASE_URL")
