"""A PostgreSQL server of our own on 127.0.0.1: initialised, started, killed and restarted."""

import signal
import struct
import time
from pathlib import Path

from deploy.local.containers import Container, first_byte
from deploy.local.errors import CannotStartError
from deploy.local.ports import HOST
from deploy.local.processes import ChildProcess, run_to_end
from deploy.local.programs import POSTGRESQL
from deploy.local.server import LocalServer

IMAGE = "postgres:17.6-alpine"
ADMIN = "huiyin"
_NAMES = f"user\0{ADMIN}\0database\0postgres\0\0".encode()
# A start-up message of protocol 3.0: 'R' asks for the password, 'E' says the server is not ready.
_START_UP = struct.pack("!ii", 8 + len(_NAMES), 196608) + _NAMES
# Safe against a killed server, not against a power cut; commits still wait for their record.
_CARELESS = ("fsync=off", "full_page_writes=off")
_ALWAYS = (
    f"listen_addresses={HOST}",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=256MB",
    "max_wal_size=4GB",
    "timezone=UTC",
    "log_timezone=UTC",
)


class PostgresServer(LocalServer):
    """PostgreSQL over TCP with one administrator; `durable` keeps fsync on.

    Else a temporary one lives in memory where there is room: ext4 makes files the more slowly the
    more were removed shortly before, and a database is 500 files.
    """

    program = POSTGRESQL
    account_name = "postgres"

    def __init__(
        self, folder: Path | None = None, *, port: int | None = None, durable: bool = False
    ) -> None:
        super().__init__(folder, port=port)
        self._durable = durable
        self.may_be_in_memory = not durable

    @property
    def url(self) -> str:
        """The administrator's URL of the maintenance database."""
        return f"postgresql://{ADMIN}:{self._password()}@{HOST}:{self.port}/postgres"

    def _launch(self, binary: Path) -> ChildProcess:
        if not (self.folder / "data" / "PG_VERSION").exists():
            self._initialise(binary.parent / "initdb")
        self._check_version(binary)
        process = self._describe(binary)
        self._start_when_released(process)
        return process

    def _initialise(self, initdb: Path) -> None:
        self._password()
        options = [
            f"--pgdata={self.folder / 'data'}",
            f"--username={ADMIN}",
            f"--pwfile={self.folder / 'password'}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-locale",
        ]
        careless = [] if self._durable else ["--no-sync"]
        run_to_end([initdb, *options, *careless], account=self.account, folder=self.folder)

    def _check_version(self, binary: Path) -> None:
        written_by = (self.folder / "data" / "PG_VERSION").read_text().strip()
        found = run_to_end([binary, "--version"]).split()[2].split(".")[0]
        if written_by != found:
            raise CannotStartError(
                f"The data in {self.folder} was written by PostgreSQL {written_by} and this machine"
                f" has {found}: install {written_by}, or remove the folder to begin anew."
            )

    def _describe(self, binary: Path) -> ChildProcess:
        settings = (*_ALWAYS, f"port={self.port}", *(() if self._durable else _CARELESS))
        return ChildProcess(
            "PostgreSQL",
            [binary, "-D", self.folder / "data", *(f"--{setting}" for setting in settings)],
            log=self.log,
            folder=self.folder,
            account=self.account,
            stop_signal=signal.SIGINT,
        )

    def _start_when_released(self, process: ChildProcess) -> None:
        """Start; after a kill the old sessions hold the shared memory for a moment."""
        deadline = time.monotonic() + 10
        while True:
            process.start()
            try:
                process.wait_until(lambda: accepts_sessions(self.port), seconds=60)
            except CannotStartError:
                if process.is_running or time.monotonic() > deadline:
                    process.stop()
                    raise
                time.sleep(0.1)
            else:
                return

    def _container_for(self, engine: Path) -> Container:
        volume = f"huiyin-postgres-{self.folder.stat().st_ino}:/var/lib/postgresql/data"
        return Container(
            engine=engine,
            image=IMAGE,
            name=f"huiyin-postgres-{self.port}",
            port=self.port,
            inner_port=5432,
            environment={"POSTGRES_USER": ADMIN, "POSTGRES_PASSWORD": self._password()},
            greeting=_START_UP,
            volume=None if self._is_temporary else volume,
        )


def accepts_sessions(port: int) -> bool:
    """Say whether PostgreSQL on the port would take a session now."""
    return first_byte(port, _START_UP) == b"R"
