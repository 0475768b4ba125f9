"""Callbacks of an Official Account: how many a second, and how long on a slow database."""

import sys
from collections.abc import Iterator

from benchmarks.machine import Watch
from benchmarks.programs import answer_of
from benchmarks.rows import Row, less_is_better, more_is_better
from benchmarks.settings import Settings

CALLBACKS = "callbacks answered a second"
P99 = "callback answered on a database slow by 0.1 s, p99"
TITLES = (CALLBACKS, P99)

WANTED = 100.0
LONGEST_MILLISECONDS = 1000.0
"""WeChat waits five seconds; WeCom's check of an address one."""


def callback_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows: messages in safe mode, each of its own customer, with the worker at work."""
    folder = settings.folder / "callbacks"
    folder.mkdir()
    watch = Watch()
    command = [sys.executable, "-m", "benchmarks.callbacks_process", str(folder)]
    seen = answer_of([*command, str(settings.burst_seconds)])
    yield more_is_better(
        CALLBACKS,
        seen["rate"],
        "/s",
        against="a chain's busiest hour",
        yardstick=WANTED,
        goal=1,
        foreign=watch.foreign,
        note="encrypted messages, 16 at a time, web and worker in one process, SQLite",
    )
    yield less_is_better(
        P99,
        seen["p99"],
        "ms",
        limit=LONGEST_MILLISECONDS,
        foreign=watch.foreign,
        note=f"{seen['slow']:.0f} callbacks, each transaction waits 0.1 s first",
    )
