"""Random bytes from the system's generator, fetched many at a time.

Each fetch gives the interpreter's lock away and may have to wait for it again: on a path that
needs a dozen bytes here and there, beside a thread at work, that cost more than the bytes.
"""

import os
import threading

FETCHED = 4096


class Reserve(threading.local):
    """Bytes fetched and not yet given out; every thread has its own, and none is given twice."""

    def __init__(self) -> None:
        self._bytes = b""
        self._given = 0

    def take(self, count: int) -> bytes:
        """Return `count` bytes, at most FETCHED."""
        end = self._given + count
        if end > len(self._bytes):
            self._bytes = os.urandom(FETCHED)
            self._given, end = 0, count
        taken = self._bytes[self._given : end]
        self._given = end
        return taken

    def forget(self) -> None:
        self._bytes = b""
        self._given = 0


_reserve = Reserve()
os.register_at_fork(after_in_child=_reserve.forget)


def random_bytes(count: int) -> bytes:
    """Return `count` bytes (1 … 4096) fit for nonces and for ids that nobody can guess."""
    return _reserve.take(count)
