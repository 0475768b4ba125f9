"""Lets Python's collector of cycles rest while many short-lived objects are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """Collect no cycles meanwhile: what is made here holds none, and would be searched for them.

    Threads may do so at once: the first to come sets the collector to work again when it goes.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
