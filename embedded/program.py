"""The `huiyin` command as it is started: loaded without a look for garbage meanwhile."""

from shared.memory import kept


def main() -> None:
    """Be the `huiyin` command; most of what it takes to start is to load it."""
    with kept():
        from embedded.cli import app
    app()
