"""What processes cost: CPU seconds and memory of a process tree, and the load of all others."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil

MEBIBYTE = 1024 * 1024


def tree(pid: int) -> Iterator[psutil.Process]:
    """Yield a process and all its descendants that live now."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        yield root
        yield from root.children(recursive=True)


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU time of these process trees, children that have ended included."""
    total = 0.0
    for pid in pids:
        for process in tree(pid):
            with suppress(psutil.NoSuchProcess):
                total += sum(process.cpu_times()[:4])
    return total


def resident_megabytes(pids: Iterable[int]) -> float:
    """Return the resident memory of these process trees, shared pages counted in each."""
    total = 0
    for pid in pids:
        for process in tree(pid):
            with suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss
    return total / MEBIBYTE


def busy_seconds() -> float:
    """Return the CPU time that all programs, the kernel and the hypervisor have used."""
    times = psutil.cpu_times()._asdict()
    idle = {"idle", "iowait", "guest", "guest_nice"}
    return float(sum(value for name, value in times.items() if name not in idle))


class Watch:
    """From when it is made: elapsed seconds, and the cores that others than us used."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._busy = busy_seconds()
        self._ours = cpu_seconds([os.getpid()])

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self._began

    @property
    def foreign(self) -> float:
        """Cores used by processes that are not descendants of the bench."""
        others = busy_seconds() - self._busy - (cpu_seconds([os.getpid()]) - self._ours)
        return max(0.0, others / max(self.elapsed, 1e-9))


class Meter:
    """CPU time of some named process trees from when it is made."""

    def __init__(self, pids: dict[str, int]) -> None:
        self._pids = pids
        self._before = self._now()

    def _now(self) -> dict[str, float]:
        return {name: cpu_seconds([pid]) for name, pid in self._pids.items()}

    def microseconds_each(self, count: int) -> dict[str, float]:
        """Return the CPU microseconds each tree spent per item."""
        now = self._now()
        return {
            name: (now[name] - before) * 1e6 / max(1, count)
            for name, before in self._before.items()
        }

    def note(self, count: int) -> str:
        """Return the same as words: `web 210 + postgres 40 µs CPU`."""
        parts = [
            f"{name} {spent:.0f}"
            for name, spent in self.microseconds_each(count).items()
            if spent >= 0.5
        ]
        return " + ".join(parts) + " µs CPU each"
