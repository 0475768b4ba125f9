"""Fixtures every level shares: real servers on demand, fresh databases, an empty broker."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from shared import logs

# A machine may be busy: how long an example takes proves nothing.
settings.register_profile("huiyin", deadline=None)
settings.load_profile("huiyin")

pytest_plugins = ["tests.fixtures.databases", "tests.fixtures.servers", "tests.fixtures.systems"]


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
