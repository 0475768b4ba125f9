"""Intake on both databases, beside the stubs of WeChat and WeCom."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.fixtures.wechat_play import Play, play_at


@pytest_asyncio.fixture
async def play(database_url: str) -> AsyncIterator[Play]:
    async with play_at(database_url) as made:
        yield made
