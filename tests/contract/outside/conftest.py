"""The whole system with two cases in it, started once for all modules here."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fixtures.access import World
from tests.fixtures.access_scene import Scene, scene_in


@pytest_asyncio.fixture(loop_scope="package", scope="package")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with scene_in(tmp_path_factory.mktemp("contract")) as made:
        yield made


@pytest.fixture
def world(scene: Scene) -> World:
    return scene.world
