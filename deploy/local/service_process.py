"""One web or worker process of one service, on a port of its own."""

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from deploy.local.ports import HOST
from deploy.local.processes import ChildProcess

SERVICES = ("intake", "triage", "followup")
ROLES = ("web", "worker")
REPOSITORY = Path(__file__).resolve().parents[2]
# One for all probes: a client costs 40 ms of a core to make, more than the probe. It keeps no
# connection: those that are asked come and go, and nobody closes it.
_PROBING = httpx.Client(
    timeout=2, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
)


def command_of(service: str, *words: str) -> list[str]:
    """Build a command line of one service, the one its image runs too."""
    return [sys.executable, "-m", f"services.{service}", *words]


class ServiceProcess:
    """A process with a port for its routes or probes; kill() shows what a crash does."""

    def __init__(
        self,
        service: str,
        role: str,
        number: int,
        *,
        port: int,
        environment: Mapping[str, str],
        logs: Path,
    ) -> None:
        self.service = service
        self.role = role
        self.name = f"{service}-{role}-{number}"
        self.port = port
        self.is_wanted = False
        self.restarts = 0
        self._child = ChildProcess(
            self.name,
            command_of(service, role, "--host", HOST, "--port", str(port)),
            log=logs / f"{self.name}.log",
            environment=environment,
            folder=REPOSITORY,
        )

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def is_running(self) -> bool:
        return self._child.is_running

    @property
    def log(self) -> Path:
        return self._child.log

    def start(self) -> None:
        self._child.start()
        self.is_wanted = True

    def wait_until_ready(self, *, seconds: float = 30) -> None:
        """Wait for /readyz; CannotStartError holds the last line of its log."""
        self._child.wait_until(self.is_ready, seconds=seconds)

    def is_ready(self) -> bool:
        """Say whether its database and bus are usable."""
        return self._answers("/readyz")

    def is_alive(self) -> bool:
        return self._answers("/healthz")

    def stop(self) -> None:
        self.is_wanted = False
        self._child.stop()

    def kill(self, *, restart: bool = True) -> None:
        """Kill -9; the supervisor starts it again unless told not to."""
        self.is_wanted = restart
        self._child.kill()

    def freeze(self) -> None:
        """Stop it from running without ending it (SIGSTOP)."""
        self._child.freeze()

    def thaw(self) -> None:
        self._child.thaw()

    def is_due(self) -> bool:
        """Say whether it ended though nobody asked it to."""
        return self.is_wanted and not self.is_running

    def how_it_ended(self) -> str:
        return self._child.how_it_ended()

    def start_again(self) -> None:
        self.restarts += 1
        self.start()

    def _answers(self, path: str) -> bool:
        with contextlib.suppress(httpx.HTTPError):
            answer = _PROBING.get(self.url + path)
            return answer.status_code == httpx.codes.OK
        return False
