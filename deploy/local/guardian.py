"""Ends the servers of a parent that died without stopping them, and removes its folders.

Reads lines: `+pid` to watch a process group, `-pid` to forget it, `/path` for a folder to remove.
"""

import contextlib
import os
import shutil
import signal
import sys
import time

GRACE_SECONDS = 10.0


def _signal_groups(groups: set[int], number: int) -> None:
    for group in tuple(groups):
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):
            groups.discard(group)


def _forget_ended(groups: set[int]) -> None:
    _signal_groups(groups, 0)


def _read_to_end() -> tuple[set[int], list[str]]:
    groups: set[int] = set()
    folders: list[str] = []
    for line in sys.stdin:
        match line[0]:
            case "+":
                groups.add(int(line[1:]))
            case "-":
                groups.discard(int(line[1:]))
            case _:
                folders.append(line.rstrip("\n"))
    return groups, folders


def main() -> None:
    """Wait for the parent's end, which closes our input, then stop what it left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups, folders = _read_to_end()
    # SIGINT is PostgreSQL's fast shutdown; every other server takes it as a request to stop.
    _signal_groups(groups, signal.SIGINT)
    deadline = time.monotonic() + GRACE_SECONDS
    while groups and time.monotonic() < deadline:
        time.sleep(0.1)
        _forget_ended(groups)
    _signal_groups(groups, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
