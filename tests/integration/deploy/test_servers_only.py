"""The servers of the distributed stack without its services, as a restore needs them."""

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.stack import DistributedStack, StackSettings
from embedded.folder import DataFolder
from shared.postgres import plain_url

SAMPLE = {"HUIYIN_SAMPLE_PASSWORD": "a-password-of-the-tests"}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[DistributedStack]:
    settings = StackSettings(
        data_dir=tmp_path, durable=False, environment=SAMPLE, servers_only=True
    )
    with DistributedStack(settings) as running:
        yield running


async def keys(stack: DistributedStack) -> list[str]:
    connection = await asyncpg.connect(plain_url(stack.database_urls["triage"]))
    try:
        return [row["name"] for row in await connection.fetch("SELECT name FROM issued_key")]
    finally:
        await connection.close()


class TestServersOnly:
    async def test_a_backup_is_put_back(self, stack: DistributedStack, tmp_path: Path) -> None:
        assert not stack.processes
        stack.run_command("sample")
        stack.run_command("backup", str(tmp_path / "backup"))
        stack.run_command("keys", "add", "made later", "--scope", "feedback:write")
        assert await keys(stack) == ["made later"]

        said = stack.run_command("restore", str(tmp_path / "backup"))

        assert all(f"{service}: restored" in said for service in stack.database_urls)
        assert await keys(stack) == []

    def test_the_folder_is_left_to_the_commands(self, stack: DistributedStack) -> None:
        with DataFolder(stack.folder):
            assert stack.command.exists()
