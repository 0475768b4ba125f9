"""What malloc keeps, and when Python looks for what nobody uses."""

import ctypes
import gc
import sys
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

TRIM_THRESHOLD: Final = -1
MMAP_THRESHOLD: Final = -3
ARENA_MAX: Final = -8
"""M_TRIM_THRESHOLD, M_MMAP_THRESHOLD and M_ARENA_MAX of glibc's malloc.h."""

ARENAS: Final = 1
LARGE_BYTES: Final = 1 << 20
FREE_BYTES: Final = 4 << 20

LOOK_SECONDS: Final = 5.0
BUSY_SECONDS: Final = 4.0
"""CPU time between two looks: who needs that much has no time for it."""

CALM_SECONDS: Final = 0.5
"""CPU time between two looks of who has next to nothing to do."""

WORTH_SECONDS: Final = 2.5
"""CPU time after which there may be something to give back; it takes some milliseconds."""


def keep_little() -> None:
    """Give large blocks back when they are freed; does nothing where malloc is not glibc's.

    Malloc would else take every large block that was freed for the measure of what to keep, up to
    32 MB each: arrays of one large batch stayed for good.
    """
    mallopt = getattr(libc(), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(TRIM_THRESHOLD, FREE_BYTES)


def share_arenas() -> None:
    """Let all threads share one of malloc's arenas; does nothing where malloc is not glibc's.

    Each thread would else get one of its own, keep what a batch once needed, and give it to nobody:
    40 MB with the threads of three databases. Python's lock lets one of them run at a time anyway.
    """
    mallopt = getattr(libc(), "mallopt", None)
    if mallopt is not None:
        mallopt(ARENA_MAX, ARENAS)


def give_back() -> None:
    """Return memory that is free to the system, after work that needed much of it for a moment.

    What only refers to itself is found first: a server looks for that seldom.
    """
    gc.collect()
    malloc_trim = getattr(libc(), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)


def give_back_after_work() -> None:
    """Let a thread give free memory back from now on, whenever a burst of work is over."""
    thread = threading.Thread(target=looking_for_rest, name="giving-back", daemon=True)
    thread.start()


def looking_for_rest() -> None:
    rest = Rest()
    while True:
        time.sleep(LOOK_SECONDS)
        if rest.has_come(time.process_time()):
            give_back()


class Rest:
    """Tells by the CPU time of a process, looked at every LOOK_SECONDS, when its work is over.

    `busy` is the CPU time between two looks from which on it is not.
    """

    def __init__(self, busy: float = BUSY_SECONDS) -> None:
        self._busy = busy
        self._last = 0.0
        self._given_back_at = 0.0

    def has_come(self, spent: float) -> bool:
        """Say whether much was done since the last time, and little enough is done now."""
        is_busy = spent - self._last >= self._busy
        self._last = spent
        if is_busy or spent - self._given_back_at < WORTH_SECONDS:
            return False
        self._given_back_at = spent
        return True


@contextmanager
def kept() -> Iterator[None]:
    """Keep everything that is made in this block for good, without looking for garbage meanwhile.

    What a program loads lives as long as it does: to look through it again and again took a tenth
    of the start, and every later look is shorter without it. One look at the end finds what was
    made for a moment.
    """
    gc.disable()
    try:
        yield
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Let nobody in this block import modules of these names: who can do without them does.

    Some libraries load others, should they be there, for commands of their own and for colours.
    """
    modules: MutableMapping[str, Any] = sys.modules
    missing = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(missing))  # None says to an import that there is no such module
    try:
        yield
    finally:
        for name in missing:
            del modules[name]


@cache
def libc() -> Any:
    return ctypes.CDLL(None) if sys.platform == "linux" else None
