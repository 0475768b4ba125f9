"""The `huiyin` command as it is started: loaded without a look for garbage meanwhile."""

import sys
from collections.abc import Callable
from typing import Final

from shared.memory import kept, without

INTERRUPTED = 130
SPARED: Final = ("rich", "pygments", "watchfiles", "websockets")
"""What libraries load, where it is there, for colours and commands of their own."""


def main() -> None:
    """Be the `huiyin` command; most of what it takes to start is to load it.

    What serves for months is loaded without all other commands.
    """
    try:
        command = run_command() if sys.argv[1:] == ["run"] else any_command()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    command()


def run_command() -> Callable[[], None]:
    with kept(), without(*SPARED):
        from embedded.running import start
    return start


def any_command() -> Callable[[], None]:
    with kept():
        from embedded.cli import app
    return app
