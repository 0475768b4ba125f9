"""Programs of others: found on this machine, or installed by apt-get without starting a service."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir

from deploy.local.errors import CannotStartError
from deploy.local.processes import run_to_end

_POLICY = Path("/usr/sbin/policy-rc.d")


@dataclass(frozen=True)
class Program:
    """A program run beside our own: its name, where else it may lie, and how people get it."""

    name: str
    binary: str
    patterns: tuple[str, ...]
    package: str
    services: tuple[str, ...]
    advice: str


POSTGRESQL = Program(
    name="PostgreSQL",
    binary="postgres",
    patterns=(
        "/usr/lib/postgresql/*/bin/postgres",
        "/opt/homebrew/opt/postgresql@*/bin/postgres",
        "/usr/local/opt/postgresql@*/bin/postgres",
        "/usr/pgsql-*/bin/postgres",
    ),
    package="postgresql",
    services=("postgresql",),
    advice="apt-get install postgresql, or brew install postgresql@17",
)
RABBITMQ = Program(
    name="RabbitMQ",
    binary="rabbitmq-server",
    # Before PATH: Debian's /usr/sbin/rabbitmq-server is a wrapper that changes folder and account.
    patterns=(
        "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server",
        "/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server",
        "/usr/local/opt/rabbitmq/sbin/rabbitmq-server",
    ),
    package="rabbitmq-server",
    services=("rabbitmq-server", "epmd"),
    advice="apt-get install rabbitmq-server, or brew install rabbitmq",
)
NGINX = Program(
    name="nginx",
    binary="nginx",
    patterns=("/usr/sbin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx"),
    package="nginx-light",
    services=("nginx",),
    advice="apt-get install nginx-light, or brew install nginx",
)

DOVECOT = Program(
    name="Dovecot",
    binary="dovecot",
    patterns=("/usr/sbin/dovecot", "/opt/homebrew/sbin/dovecot", "/usr/local/sbin/dovecot"),
    package="dovecot-imapd",
    services=("dovecot",),
    advice="apt-get install dovecot-imapd, or brew install dovecot",
)

CHROMIUM = Program(
    name="Chromium",
    binary="chromium",
    patterns=(
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ),
    package="chromium",
    services=(),
    advice="apt-get install chromium, or brew install --cask chromium",
)


def find(program: Program) -> Path | None:
    """Find the newest installed binary."""
    for pattern in program.patterns:
        found = sorted(Path("/").glob(pattern.lstrip("/")), key=_version)
        if found:
            return found[-1]
    on_path = shutil.which(program.binary)
    return Path(on_path).resolve() if on_path else None


def find_or_install(program: Program) -> Path:
    """Find the binary, installing it first on Debian as root; CannotStartError gives advice."""
    binary = find(program)
    if binary is None and can_install():
        with _one_at_a_time():
            binary = find(program)
            if binary is None:
                install(program)
                binary = find(program)
    if binary is None:
        raise CannotStartError(f"{program.name} is not installed here: {program.advice}.")
    return binary


def can_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(program: Program) -> None:
    """Install a package, and leave it neither started now nor at the next boot."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _without_default_cluster()
    with _services_held_back():
        run_to_end(["apt-get", "update", "-q"], environment=environment)
        run_to_end(
            ["apt-get", "install", "-qy", "--no-install-recommends", program.package],
            environment=environment,
        )
    if program.services and Path("/run/systemd/system").is_dir():
        run_to_end(["systemctl", "disable", *program.services])


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep other processes of ours from installing meanwhile: apt-get refuses a second one."""
    with (Path(gettempdir()) / "huiyin-install.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _version(path: Path) -> tuple[int, ...]:
    digits = "".join(letter if letter.isdigit() else " " for letter in str(path))
    return tuple(int(number) for number in digits.split())


def _without_default_cluster() -> None:
    settings = Path("/etc/postgresql-common/createcluster.conf")
    if not settings.exists():
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text("create_main_cluster = false\n")


@contextmanager
def _services_held_back() -> Iterator[None]:
    """Keep package scripts from starting services, as policy-rc.d defines (status 101: no)."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)
