"""Case 22, times: an answer takes as long for names that exist as for others.

Nothing else may run meanwhile: the Makefile runs these by themselves.
"""

import time
from collections.abc import AsyncIterator
from statistics import median

import pytest
import pytest_asyncio

from tests.fixtures.access import World, world_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLOSE_SECONDS = 0.010


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_in(tmp_path_factory.mktemp("times")) as made:
        yield made


class TestSignIn:
    async def test_takes_as_long_for_names_that_exist_as_for_others(self, world: World) -> None:
        async def apart() -> float:
            world.clock.advance(hours=1)
            took: dict[bool, list[float]] = {True: [], False: []}
            for number in range(1, 11):
                for exists in (True, False):
                    name = f"{'agent' if exists else 'nobody'}{number:02}"
                    body = {"username": name, "password": "wrong"}
                    began = time.perf_counter()
                    await world.ask(None, "POST", "/triage/v1/auth/token", json=body)
                    took[exists].append(time.perf_counter() - began)
            return abs(median(took[True]) - median(took[False]))

        assert min([await apart() for _ in range(2)]) < CLOSE_SECONDS


class TestForgottenPassword:
    async def test_takes_as_long_for_names_that_exist_as_for_others(self, world: World) -> None:
        """What comes of it is done behind the answer."""

        async def apart() -> float:
            took: dict[bool, list[float]] = {True: [], False: []}
            for number in range(1, 7):
                for exists in (True, False):
                    began = time.perf_counter()
                    name = f"{'agent' if exists else 'nobody'}{number:02}"
                    body = {"username": name}
                    await world.ask(None, "POST", "/triage/v1/auth/forgotten", json=body)
                    took[exists].append(time.perf_counter() - began)
                    await world.system.services["triage"].app.state.identity.links.settle()
            return abs(median(took[True]) - median(took[False]))

        assert min([await apart() for _ in range(2)]) < CLOSE_SECONDS
