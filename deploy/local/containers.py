"""A server in a container of docker or podman, for machines that have no binary of it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.errors import CannotStartError
from deploy.local.ports import HOST
from deploy.local.processes import run_to_end


def container_engine() -> Path | None:
    """Find the docker or podman client whose engine answers."""
    for name in ("docker", "podman"):
        client = shutil.which(name)
        if client and _has_engine(client):
            return Path(client)
    return None


def _has_engine(client: str) -> bool:
    done = subprocess.run([client, "info"], capture_output=True, check=False)  # noqa: S603 -- found on PATH
    return done.returncode == 0


@dataclass(frozen=True)
class Container:
    """One published port of one image; its data lives in a named volume or dies with it."""

    engine: Path
    image: str
    name: str
    port: int
    inner_port: int
    environment: Mapping[str, str]
    greeting: bytes
    volume: str | None = None

    def start(self) -> None:
        if self._exists():
            run_to_end([self.engine, "start", self.name])
            return
        variables = [f"--env={key}={value}" for key, value in self.environment.items()]
        volume = [f"--volume={self.volume}"] if self.volume else []
        publish = f"--publish={HOST}:{self.port}:{self.inner_port}"
        options = ["run", "--detach", f"--name={self.name}", publish, *variables, *volume]
        run_to_end([self.engine, *options, self.image])

    def stop(self) -> None:
        """Stop and remove it; a named volume stays."""
        if self._exists():
            run_to_end([self.engine, "stop", self.name])
            run_to_end([self.engine, "rm", self.name])

    def kill(self) -> None:
        run_to_end([self.engine, "kill", self.name])

    def remove(self) -> None:
        if self._exists():
            run_to_end([self.engine, "rm", "--force", "--volumes", self.name])

    def _exists(self) -> bool:
        listing = run_to_end([self.engine, "ps", "--all", "--format={{.Names}}"])
        return self.name in listing.split()


def wait_for_greeting(port: int, *, ask: bytes, seconds: float) -> None:
    """Wait until the server behind a published port answers a first message."""
    deadline = time.monotonic() + seconds
    while not answers(port, ask):
        if time.monotonic() > deadline:
            raise CannotStartError(f"The container on port {port} is not ready in {seconds:.0f} s.")
        time.sleep(0.2)


def answers(port: int, ask: bytes) -> bool:
    """Say whether the server on a port answers a first message with any byte."""
    return bool(first_byte(port, ask))


def first_byte(port: int, ask: bytes) -> bytes:
    """Send a message and return the first byte of the answer, empty when there is none."""
    try:
        with socket.create_connection((HOST, port), timeout=2) as link:
            link.sendall(ask)
            return link.recv(1)
    except OSError:
        return b""
