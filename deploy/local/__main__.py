"""`make run-distributed`: runs the distributed stack in the foreground until it is told to stop."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType

from pydantic import SecretStr
from sqlalchemy.exc import ArgumentError

from deploy.local.errors import CannotStartError
from deploy.local.service_process import SERVICES
from deploy.local.stack import DistributedStack, StackSettings
from embedded.folder import DataFolderError
from embedded.settings import EmbeddedSettings, refuse_shared_database
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.settings import TriageSettings
from shared.sealing import SHORTEST_SECRET
from shared.settings import SettingsError, load, unknown_said, unknown_variables

DEFAULT_PORT = 8000
HIGHEST_PORT = 65535
# In the place of the secret that the stack makes itself, while the settings are checked.
STAND_IN = SecretStr("x" * 2 * SHORTEST_SECRET)


def settings_from(environment: Mapping[str, str]) -> StackSettings:
    """Read what `huiyin run` reads too; databases count only when all three are named.

    Raises CannotStartError or SettingsError.
    """
    urls = {name: environment.get(f"HUIYIN_{name.upper()}_DATABASE_URL", "") for name in SERVICES}
    named = {name: url for name, url in urls.items() if url.startswith("postgresql")}
    if named and len(named) < len(SERVICES):
        missing = ", ".join(sorted(set(SERVICES) - set(named)))
        raise CannotStartError(f"The databases of {missing} are not named: name all three or none.")
    try:
        refuse_shared_database(named)
    except (ArgumentError, ValueError) as error:
        raise CannotStartError(
            "A HUIYIN_…_DATABASE_URL cannot be read: use "
            "postgresql://user:password@host:port/name, with @ in a password as %40."
        ) from error
    bus_url = environment.get("HUIYIN_BUS_URL", "")
    return StackSettings(
        data_dir=Path(environment.get("HUIYIN_DATA_DIR") or "var"),
        port=_port_from(environment.get("HUIYIN_PORT") or str(DEFAULT_PORT)),
        database_urls=named,
        bus_url=bus_url if bus_url.startswith("amqp") else None,
    )


def checked_settings() -> EmbeddedSettings:
    """Read what the commands of all services will read, before anything is started for them.

    Raises SettingsError.
    """
    given = {} if os.environ.get("HUIYIN_SECRET_KEY") else {"secret_key": STAND_IN}
    for service in (IntakeSettings, TriageSettings, FollowupSettings):
        load(service, **given)
    return load(EmbeddedSettings, **given)


def _port_from(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise CannotStartError(f"HUIYIN_PORT={text} is not a port from 1 to {HIGHEST_PORT}.")
    return int(text)


class _Stopped(BaseException):
    """Ends the start or the wait when the person or the system asks to stop."""


def _ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    # Once is enough: an impatient second Ctrl-C must not leave a server behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise _Stopped


def _run(stack: DistributedStack, *, sample: bool) -> None:
    if stack.settings.servers_only:
        _say("starting PostgreSQL and RabbitMQ, and no service")
        stack.start()
        _say(servers_said(stack))
    else:
        _say("starting PostgreSQL, RabbitMQ, the gateway and a web and a worker of each service")
        stack.start()
        if sample:
            _say(stack.run_command("sample", "--if-empty").rstrip())
        _say(description_of(stack, sample=sample))
    threading.Event().wait()


def description_of(stack: DistributedStack, *, sample: bool) -> str:
    """Say where everything listens and writes and, without the sample, what comes first."""
    lines = [f"Huiyin answers on {stack.url} (Ctrl-C stops it)"]
    lines += [f"  {process.name:<18} {process.url}" for process in stack.processes]
    lines += told_of_servers(stack)
    if not sample:
        lines.append(f"Where nobody may sign in yet, '{stack.command} init' makes the first admin.")
    return "\n".join(lines)


def servers_said(stack: DistributedStack) -> str:
    """Say what may be done while no service runs."""
    lines = ["The servers run and no service does (Ctrl-C stops them)", *told_of_servers(stack)]
    lines.append(
        f"'{stack.command} restore FOLDER' puts a backup back; then start the whole again."
    )
    return "\n".join(lines)


def told_of_servers(stack: DistributedStack) -> list[str]:
    lines = [f"  huiyin command     {stack.command}"]
    lines += [f"  logs               {stack.folder / 'logs'}"]
    if stack.postgres is not None:
        lines.append(f"  PostgreSQL         port {stack.postgres.port}, {stack.postgres.folder}")
    if stack.rabbitmq is not None:
        lines.append(f"  RabbitMQ           port {stack.rabbitmq.port}, {stack.rabbitmq.folder}")
    return lines


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument(
        "--servers-only",
        action="store_true",
        help="start PostgreSQL and RabbitMQ and no service, to restore a backup",
    )
    return parser.parse_args()


def main() -> int:
    """Run until a signal; one sentence and status 1 when it cannot start."""
    asked = arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    try:
        settings = replace(settings_from(os.environ), servers_only=asked.servers_only)
        sample = checked_settings().sample
        if unknown := unknown_variables():
            _say(unknown_said(unknown))
        stack = DistributedStack(settings, tell=_say)
        try:
            _run(stack, sample=sample)
        finally:
            stack.stop()
    except _Stopped:
        _say("stopped")
    except (CannotStartError, DataFolderError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
