"""One running system and one browser for the journeys of a module."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.fixtures.console import Seat, browsing, built
from tests.fixtures.systems import EmbeddedProgram, Person

TakeSeat = Callable[..., Seat]


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedProgram]:
    built()
    program = EmbeddedProgram(tmp_path_factory.mktemp("console") / "var")
    program.start()
    yield program
    program.stop()


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    with browsing(chromium) as started:
        yield started


@pytest.fixture(scope="module")
def manager(system: EmbeddedProgram) -> Person:
    return Person(system.url, "manager")


@pytest.fixture
def take_seat(system: EmbeddedProgram, browser: Browser) -> Iterator[TakeSeat]:
    """Give out seats; after the test each must have complained of nothing."""
    seats: list[Seat] = []

    def take(username: str | None = None, *, size: dict[str, int] | None = None) -> Seat:
        seat = Seat.taken(browser, system.url, size=size)
        seats.append(seat)
        if username:
            seat.sign_in(username)
        return seat

    yield take
    for seat in seats:
        seat.leave()
