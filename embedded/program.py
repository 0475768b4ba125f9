"""The `huiyin` command as it is started: loaded without a look for garbage meanwhile."""

import sys

from shared.memory import kept

INTERRUPTED = 130


def main() -> None:
    """Be the `huiyin` command; most of what it takes to start is to load it."""
    try:
        with kept():
            from embedded.cli import app
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    app()
