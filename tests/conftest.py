"""Fixtures every level shares: real servers on demand, fresh databases, an empty broker."""

import gc
import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer

from deploy.local.accounts import MEMORY, has_room
from shared import logs
from tests.fixtures.turns import Together

# A machine may be busy: how long an example takes proves nothing. The same examples every time,
# fewer than with `make faults`: whoever changes something else sees no other failures of them.
FULL = os.environ.get("HUIYIN_FAULTS") == "full"
settings.register_profile(
    "huiyin", deadline=None, derandomize=not FULL, max_examples=100 if FULL else 30
)
settings.load_profile("huiyin")

# Each commit of a SQLite file waits 4 ms for a disk, and not at all for memory. No test cuts the
# power, and a killed process loses nothing that it wrote.
if has_room(MEMORY) and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

# Nothing that modules hold is garbage: looking for some in it takes a third of the collecting.
gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    collected = yield
    gc.enable()
    gc.freeze()
    return collected


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer | None) -> Together:
    return Together(config, log)


pytest_plugins = ["tests.fixtures.compiled", "tests.fixtures.databases", "tests.fixtures.servers"]


@pytest.fixture(scope="session", autouse=True)
def quiet_log() -> Iterator[None]:
    """Let nobody read the log lines of services in this process, but for tests that do."""
    sink = logs.sink
    nobody = os.open(os.devnull, os.O_WRONLY)
    logs.sink = logs.Sink(nobody)
    yield
    logs.sink.flush()
    logs.sink = sink
    os.close(nobody)
