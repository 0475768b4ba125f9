"""The whole system as the loop rows meet it, in both shapes, without a gateway before it."""

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.programs import answers
from benchmarks.rows import CannotMeasureError
from deploy.local.ports import HOST, free_port
from deploy.local.processes import ChildProcess, run_to_end
from deploy.local.service_process import REPOSITORY
from deploy.local.stack import DistributedStack, StackSettings

HUIYIN = Path(sys.executable).with_name("huiyin")
SERVICES = ("intake", "triage", "followup")
CAPACITY = 100_000
"""The most the API takes; fifteen people of the sample together own more than a million."""


@dataclass(frozen=True, slots=True)
class System:
    """A running system with the sample organisation, and how to reach all of it."""

    shape: str
    urls: Mapping[str, str]
    database_urls: Mapping[str, str]
    pids: Mapping[str, int]
    command: Callable[..., str]
    password: str
    origin: str
    key: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def feedback_url(self) -> str:
        return f"{self.urls['intake']}/v1/feedback"

    def ask(self, who: str, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        """Send a request as a member of the sample's staff. Raises CannotMeasureError."""
        headers = {**self.authorization(who), **options.pop("headers", {})}
        answer = httpx.request(
            method,
            self.urls[service] + path,
            headers=headers,
            timeout=30,
            trust_env=False,
            **options,
        )
        if answer.is_error:
            raise CannotMeasureError(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
        return answer

    def authorization(self, who: str) -> dict[str, str]:
        if who not in self.tokens:
            self.sign_in(who)
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def sign_in(self, who: str) -> None:
        answer = httpx.post(
            f"{self.urls['triage']}/v1/auth/token",
            json={"username": who, "password": self.password},
            timeout=30,
            trust_env=False,
        )
        if answer.is_error:
            raise CannotMeasureError(f"{who} cannot sign in: {answer.text[:200]}")
        self.tokens[who] = answer.json()["access_token"]


class Distributed:
    """Every service on a durable PostgreSQL and RabbitMQ of their own."""

    def __init__(self) -> None:
        self.password = secrets.token_urlsafe(12)
        sample = {"HUIYIN_SAMPLE_PASSWORD": self.password}
        self.stack = DistributedStack(StackSettings(durable=True, environment=sample))

    def start(self) -> float:
        """Start the services again; return the seconds until all were ready."""
        began = time.monotonic()
        for process in self.stack.processes:
            process.start()
        for process in self.stack.processes:
            process.wait_until_ready()
        return time.monotonic() - began

    def stop(self) -> None:
        """Stop the services; their servers stay."""
        for process in self.stack.processes:
            process.stop()

    @property
    def pids(self) -> dict[str, int]:
        stack = self.stack
        pids = {process.name.removesuffix("-1"): process.pid for process in stack.processes}
        if stack.postgres is not None and stack.rabbitmq is not None:
            pids |= {"postgres": stack.postgres.pid, "rabbitmq": stack.rabbitmq.pid}
        return pids

    def system(self) -> System:
        """Return the running system, ready for load."""
        stack = self.stack
        return prepared(
            System(
                "distributed",
                {service: stack.process(service, "web").url for service in SERVICES},
                stack.database_urls,
                self.pids,
                stack.run_command,
                self.password,
                stack.url,
            )
        )


@contextmanager
def distributed() -> Iterator[tuple[Distributed, System]]:
    """Run the distributed system with the sample organisation."""
    program = Distributed()
    with program.stack:
        program.stack.run_command("sample")
        yield program, program.system()


class Embedded:
    """`huiyin run` on a data folder; can be started again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.data = folder / "embedded"
        self.password = secrets.token_urlsafe(12)
        self.environment = {
            **os.environ,
            "HUIYIN_DATA_DIR": str(self.data),
            "HUIYIN_PORT": str(self.port),
            "HUIYIN_SAMPLE_PASSWORD": self.password,
        }
        self.process = ChildProcess(
            "huiyin run",
            [HUIYIN, "run"],
            log=folder / "embedded.log",
            environment=self.environment,
            folder=REPOSITORY,
        )

    def start(self) -> float:
        """Start it; return the seconds until a customer's form page was answered."""
        began = time.monotonic()
        self.process.start()
        self.process.wait_until(lambda: answers(f"{self.url}/intake/f/welcome"), seconds=60)
        return time.monotonic() - began

    def stop(self) -> None:
        self.process.stop()

    @property
    def pids(self) -> dict[str, int]:
        return {"huiyin": self.process.pid}

    def command(self, *words: str) -> str:
        return run_to_end([HUIYIN, *words], environment=self.environment, folder=REPOSITORY)

    def system(self) -> System:
        """Return the running system, ready for load."""
        return prepared(
            System(
                "embedded",
                {service: f"{self.url}/{service}" for service in SERVICES},
                {name: f"sqlite:///{self.data / name}.sqlite3" for name in SERVICES},
                self.pids,
                self.command,
                self.password,
                self.url,
            )
        )


@contextmanager
def embedded(folder: Path) -> Iterator[tuple[Embedded, System]]:
    """Run the embedded system on SQLite, in a folder that need not be there yet."""
    folder.mkdir(exist_ok=True)
    program = Embedded(folder)
    try:
        program.start()
        yield program, program.system()
    finally:
        program.stop()


def prepared(system: System) -> System:
    """Return the system with a key that may post, known everywhere, and staff who may own all."""
    limit_capacity(system, CAPACITY)
    key = system.command("keys", "add", "bench", "--scope", "feedback:write").split()[-1]
    ready = System(**{**fields_of(system), "key": key})
    wait_until(lambda: knows(ready), "intake knows the bench's key", seconds=30)
    return ready


def limit_capacity(system: System, capacity: int) -> None:
    """Let each person own so many cases."""
    for person in system.ask("admin", "GET", "triage", "/v1/staff?limit=200").json()["items"]:
        path = f"/v1/staff/{person['id']}"
        system.ask("admin", "PATCH", "triage", path, json={"capacity": capacity})


def fields_of(system: System) -> dict[str, Any]:
    return {name: getattr(system, name) for name in System.__slots__}


def knows(system: System) -> bool:
    """Say whether intake takes the key: it then minds the missing text, not the sender."""
    headers = {"Authorization": f"Bearer {system.key}"}
    answer = httpx.post(system.feedback_url, json={}, headers=headers, timeout=30, trust_env=False)
    return answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY


def wait_until(claim: Callable[[], bool], what: str, *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            raise CannotMeasureError(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(0.05)
