"""The load generator: wrk with 32 keep-alive connections, each request with ids of its own."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from benchmarks.rows import CannotMeasureError
from benchmarks.texts import write_bodies
from deploy.local.errors import CannotStartError
from deploy.local.programs import Program, find_or_install
from shared.ids import new_id

CLIENTS = 32
SCRIPT = Path(__file__).with_name("post.lua")
WRK = Program(
    name="wrk",
    binary="wrk",
    patterns=("/usr/bin/wrk", "/opt/homebrew/bin/wrk", "/usr/local/bin/wrk"),
    package="wrk",
    services=(),
    advice="apt-get install wrk, or brew install wrk",
)


@dataclass(frozen=True, slots=True)
class Burst:
    """What one run of the generator saw; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class Generator:
    """Posts feedback as fast as it is answered."""

    def __init__(self, folder: Path) -> None:
        try:
            self._wrk = find_or_install(WRK)
        except CannotStartError as error:
            raise CannotMeasureError(str(error)) from error
        self._bodies = write_bodies(folder / "bodies.txt")

    def post(self, url: str, key: str, *, seconds: int, id_field: str = "external_id") -> Burst:
        """Post for some seconds. Raises CannotMeasureError for any refused or broken request."""
        command = [
            *(str(self._wrk), "--threads=1", f"--connections={CLIENTS}", f"--duration={seconds}s"),
            *("--timeout=10s", f"--script={SCRIPT}", url, "--"),
            *(str(self._bodies), urlsplit(url).path, f"Bearer {key}", f"{new_id()}-"),
            id_field,
        ]
        done = subprocess.run(  # noqa: S603 - our own arguments, no shell
            command, capture_output=True, text=True, check=False
        )
        if done.returncode or not done.stdout.strip():
            raise CannotMeasureError(f"wrk failed: {done.stderr.strip()[-300:]}")
        return burst_of(done.stdout)


def burst_of(output: str) -> Burst:
    """Read wrk's output. Raises CannotMeasureError for any refused or broken request."""
    seen = orjson.loads(output.strip().splitlines()[-1])
    if seen["refused"] or seen["broken"] or not seen["requests"]:
        raise CannotMeasureError(
            f"of {seen['requests']} requests {seen['refused']} were refused and "
            f"{seen['broken']} broke"
        )
    return Burst(
        requests=seen["requests"],
        seconds=seen["microseconds"] / 1e6,
        p50=seen["p50"] / 1e3,
        p95=seen["p95"] / 1e3,
        p99=seen["p99"] / 1e3,
    )
