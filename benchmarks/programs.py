"""Programs under measurement: started on a free port with a folder of their own, and stopped."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from deploy.local.ports import HOST, free_port
from deploy.local.processes import ChildProcess
from deploy.local.service_process import REPOSITORY


@dataclass(frozen=True, slots=True)
class Served:
    """A running program that answers HTTP."""

    url: str
    process: ChildProcess

    @property
    def pid(self) -> int:
        return self.process.pid


@contextmanager
def running(
    name: str,
    words: list[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    probe: str = "/healthz",
) -> Iterator[Served]:
    """Run a Python module that listens on HUIYIN_PORT, or on the port in place of `PORT`."""
    port = free_port()
    process = ChildProcess(
        name,
        [sys.executable, "-m", *(word.replace("PORT", str(port)) for word in words)],
        log=folder / f"{name}.log",
        environment={**os.environ, **environment, "HUIYIN_PORT": str(port)},
        folder=REPOSITORY,
    )
    url = f"http://{HOST}:{port}"
    try:
        process.start()
        process.wait_until(lambda: answers(url + probe), seconds=60)
        yield Served(url, process)
    finally:
        process.stop()


def answers(url: str) -> bool:
    """Say whether the address answers 200."""
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
