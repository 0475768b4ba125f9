"""The supervisor: starts again what crashed, each after a growing pause, and tells the person."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from deploy.local.errors import CannotStartError

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
# What lived this long has recovered: its next crash is met without a growing pause.
STEADY_SECONDS = 30.0


class Watched(Protocol):
    """A program that is to run until it is told to stop."""

    @property
    def name(self) -> str: ...

    @property
    def log(self) -> Path: ...

    def is_due(self) -> bool:
        """Say whether it ended though nobody asked it to."""
        ...

    def how_it_ended(self) -> str: ...

    def start_again(self) -> None:
        """Start it again; CannotStartError when it does not come up."""
        ...


class Supervisor:
    """A thread that starts crashed programs again and says so by `tell`."""

    def __init__(self, watched: Iterable[Watched], tell: Callable[[str], None]) -> None:
        self._cared_for = [_Care(one) for one in watched]
        self._say = tell
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what it is starting comes up first."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(0.05):
            for care in self._cared_for:
                if care.one.is_due() and care.is_pause_over():
                    self._start_again(care)

    def _start_again(self, care: "_Care") -> None:
        one = care.one
        self._tell(f"{one.name} {one.how_it_ended()} and is started again: see {one.log}")
        try:
            one.start_again()
        except CannotStartError as error:
            self._tell(f"{one.name} did not come up again: {error}")
        care.started()

    def _tell(self, text: str) -> None:
        # A terminal that was closed must not end the care for the programs.
        with contextlib.suppress(OSError):
            self._say(text)


class _Care:
    """When one program was started and how long to wait after its next crash."""

    def __init__(self, one: Watched) -> None:
        self.one = one
        self._pause = FIRST_PAUSE_SECONDS
        self._started_at = time.monotonic()

    def is_pause_over(self) -> bool:
        lived = time.monotonic() - self._started_at
        if lived > STEADY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        return lived > self._pause

    def started(self) -> None:
        self._started_at = time.monotonic()
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
