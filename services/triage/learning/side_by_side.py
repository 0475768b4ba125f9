"""Does tasks that need nothing of each other in two processes at once.

Two processes and not threads: LIBLINEAR draws from one generator of random numbers a process, and
fits made at once in threads would differ from one time to the next.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from typing import Any, Final

_MOST: Final = 2  # each holds what it fits, besides what is shared


@dataclass(frozen=True, slots=True)
class Task:
    """What is done, how long it takes beside others, and the work."""

    name: str
    size: int
    work: Callable[[], Any]


Begin = Callable[[str, float], None]
"""Told what is begun here, and the share of all tasks that was begun before."""


def usable_processes() -> int:
    """Return how many this machine has a core for; 1 where a fork is not safe."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


def all_done(tasks: Sequence[Task], *, processes: int, begin: Begin) -> list[Any]:
    """Return what the work of each task returns; the longest are begun first.

    The second process is a fork: it has what is worked on, and only results are sent. What it does
    not bring, because it failed or was killed, is done here.
    """
    longest_first = sorted(range(len(tasks)), key=lambda at: -tasks[at].size)
    turns, given = os.pipe()  # whoever reads a byte does the task of that rank
    os.write(given, bytes(range(len(tasks))))
    os.close(given)
    queue = _Queue([(at, tasks[at]) for at in longest_first], turns)
    try:
        done = queue.done(begin) if processes == 1 else _done_in_two(queue, begin)
    finally:
        os.close(turns)
    return [done[at] if at in done else task.work() for at, task in enumerate(tasks)]


@dataclass(frozen=True, slots=True)
class _Queue:
    """Numbered tasks, and the pipe that says whose turn it is."""

    tasks: Sequence[tuple[int, Task]]
    turns: int

    def done(self, begin: Begin) -> dict[int, Any]:
        """Do tasks as long as there are any; return results by number."""
        done = {}
        for rank in self._taken():
            at, task = self.tasks[rank]
            begin(task.name, rank / len(self.tasks))
            done[at] = task.work()
        return done

    def _taken(self) -> Iterator[int]:
        while taken := os.read(self.turns, 1):
            yield taken[0]


def _done_in_two(queue: _Queue, begin: Begin) -> dict[int, Any]:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    other = context.Process(target=_help, args=(queue, ours, theirs), daemon=True)
    other.start()
    theirs.close()
    try:
        done = queue.done(begin)
        with suppress(EOFError):
            done |= ours.recv()
        return done
    finally:
        ours.close()
        other.kill()
        other.join()


def _help(queue: _Queue, ours: Connection, theirs: Connection) -> None:
    """Send what is done in the second process, unless nobody is left to read it."""
    ours.close()
    with suppress(BrokenPipeError):
        theirs.send(queue.done(_end_with_parent))


def _end_with_parent(_name: str, _share: float) -> None:
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        sys.exit()
