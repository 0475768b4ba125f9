"""What PostgreSQL, RabbitMQ and the gateway have in common: a folder, a process, an end."""

import os
import secrets
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from deploy.local.accounts import (
    private_folder,
    remove_folder,
    temporary_folder,
    unprivileged_account,
)
from deploy.local.containers import Container, container_engine, wait_for_greeting
from deploy.local.errors import CannotStartError
from deploy.local.ports import free_port
from deploy.local.processes import ChildProcess, guard
from deploy.local.programs import Program, can_install, find, find_or_install


class LocalServer(ABC):
    """A server on one port of 127.0.0.1, run by an unprivileged account.

    Without a folder it lives in a temporary one, which stop() removes.
    """

    program: ClassVar[Program]
    account_name: ClassVar[str]
    may_be_in_memory = False

    def __init__(self, folder: Path | None = None, *, port: int | None = None) -> None:
        self.account = unprivileged_account(self.account_name)
        self.port = port or free_port()
        self.is_wanted = False
        self._is_temporary = folder is None
        self._folder = folder
        self._process: ChildProcess | None = None
        self._container: Container | None = None

    @property
    @abstractmethod
    def url(self) -> str:
        """Where clients connect."""

    @property
    def name(self) -> str:
        return self.program.name

    @property
    def pid(self) -> int:
        """The leader of the server's process group."""
        if self._process is None:
            raise CannotStartError(f"{self.program.name} does not run as a process here.")
        return self._process.pid

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.folder / "server.log"

    @property
    def folder(self) -> Path:
        """Everything the server writes."""
        if self._folder is None:
            self._folder = temporary_folder(
                self.program.binary, self.account, may_be_in_memory=self.may_be_in_memory
            )
            guard.remove_afterwards(self._folder)
        return self._folder

    def start(self) -> str:
        """Start and wait until clients are served; again for the same port and data."""
        private_folder(self.folder, self.account)
        if self._container is None and self._has_binary():
            self._process = self._launch(find_or_install(self.program))
        else:
            self._launch_container()
        self.is_wanted = True
        return self.url

    def stop(self) -> None:
        """Stop in order; a temporary folder goes with it."""
        self._halt()
        if self._container is not None and self._is_temporary:
            self._container.remove()
        if self._is_temporary and self._folder is not None:
            remove_folder(self._folder)
            self._folder = None

    def restart(self) -> str:
        """Stop in order and start on the same port and data."""
        self._halt()
        return self.start()

    def kill(self) -> None:
        """Kill -9; it stays away until it is started."""
        self.is_wanted = False
        if self._process is not None:
            self._process.kill()
        if self._container is not None:
            self._container.kill()

    def is_due(self) -> bool:
        """Say whether it ended though nobody asked it to; a container is its engine's to watch."""
        return self.is_wanted and self._process is not None and not self._process.is_running

    def how_it_ended(self) -> str:
        return "has not run" if self._process is None else self._process.how_it_ended()

    def start_again(self) -> None:
        """Start it after a crash; what is left of it ends first."""
        try:
            self.restart()
        finally:
            self.is_wanted = True

    def freeze(self) -> None:
        """Leave its connections open and answer nothing (SIGSTOP)."""
        if self._process is not None:
            self._process.freeze()

    def thaw(self) -> None:
        if self._process is not None:
            self._process.thaw()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @abstractmethod
    def _launch(self, binary: Path) -> ChildProcess:
        """Start the program and return when clients are served."""

    def _container_for(self, engine: Path) -> Container | None:
        """Describe the container that can stand in for the program, if any."""
        del engine
        return None

    def _has_binary(self) -> bool:
        return find(self.program) is not None or can_install()

    def _halt(self) -> None:
        self.is_wanted = False
        if self._process is not None:
            self._process.stop()
        if self._container is not None:
            self._container.stop()

    def _launch_container(self) -> None:
        engine = container_engine()
        if self._container is None and engine is not None:
            self._container = self._container_for(engine)
        if self._container is None:
            raise CannotStartError(
                f"{self.program.name} is not installed here: {self.program.advice}."
            )
        self._container.start()
        wait_for_greeting(self.port, ask=self._container.greeting, seconds=120)

    def _password(self) -> str:
        """Return the server's own password, made at the first start and kept in its folder."""
        path = self.folder / "password"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(24))
            self._hand_over(path)
        return path.read_text()

    def _hand_over(self, *paths: Path) -> None:
        if self.account is not None:
            for path in paths:
                os.chown(path, self.account.uid, self.account.gid)
