"""One running system for all journeys, beside a provider to sign in at; a browser a module."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.clock import SystemClock
from tests.fixtures.clouds.serving import served
from tests.fixtures.console import Seat, browsing, built
from tests.fixtures.systems import EmbeddedProgram, Person
from tests.fixtures.vendors_oidc import CLIENT, StubProvider

TakeSeat = Callable[..., Seat]


@pytest.fixture(scope="package")
def provider() -> Iterator[StubProvider]:
    """Serve an OpenID provider from a thread of its own: the browser drives this one."""
    stub, is_up, is_over = StubProvider(SystemClock()), threading.Event(), threading.Event()

    async def serve() -> None:
        async with served(stub.app) as root:
            stub.issuer = root
            is_up.set()
            await asyncio.to_thread(is_over.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert is_up.wait(30)
    yield stub
    is_over.set()
    thread.join()


@pytest.fixture(scope="package")
def system(
    tmp_path_factory: pytest.TempPathFactory, provider: StubProvider
) -> Iterator[EmbeddedProgram]:
    built()
    client_id, secret = CLIENT
    program = EmbeddedProgram(
        tmp_path_factory.mktemp("console") / "var",
        settings={
            "HUIYIN_INTAKE_WEBHOOK_ALLOW": "127.0.0.0/8",
            "HUIYIN_OIDC_ISSUER": provider.issuer,
            "HUIYIN_OIDC_CLIENT_ID": client_id,
            "HUIYIN_OIDC_CLIENT_SECRET": secret,
        },
    )
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
    """Give out seats, of who has signed in; in the end each must have complained of nothing."""
    seats: list[Seat] = []

    def take(username: str | None = None, *, size: dict[str, int] | None = None) -> Seat:
        seat = Seat.taken(browser, system.url, size=size)
        seats.append(seat)
        if username:
            seat.come_back(username)
        return seat

    yield take
    for seat in seats:
        seat.leave()
