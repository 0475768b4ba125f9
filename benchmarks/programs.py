"""Programs under measurement: those that listen on a free port, and those that answer and end."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.rows import CannotMeasureError
from deploy.local.ports import HOST, free_port
from deploy.local.processes import ChildProcess
from deploy.local.service_process import REPOSITORY

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
LONGEST_SECONDS = 1_800
LOGGED = '{"at":'


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


def answer_of(command: Sequence[str]) -> dict[str, Any]:
    """Run a program of one thread to its end; return the JSON object in its last line.

    Its log may come behind: a thread of its own writes that when the program ends.

    Raises:
        CannotMeasureError: it failed, which its own last words explain, or took too long.

    """
    try:
        done = subprocess.run(  # noqa: S603 - our own programs
            command,
            cwd=REPOSITORY,
            env={**os.environ, **ONE_THREAD},
            capture_output=True,
            text=True,
            check=True,
            timeout=LONGEST_SECONDS,
        )
    except subprocess.CalledProcessError as error:
        raise CannotMeasureError(last_line(error.stderr) or str(error)) from error
    except subprocess.TimeoutExpired as error:
        raise CannotMeasureError(f"not done after {LONGEST_SECONDS} s") from error
    said = [line for line in done.stdout.splitlines() if not line.startswith(LOGGED)]
    answer: dict[str, Any] = json.loads(last_line("\n".join(said)))
    return answer


def last_line(output: str) -> str:
    return output.strip().rpartition("\n")[2]
