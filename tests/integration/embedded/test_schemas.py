"""A process of its own brings the schemas of a fresh data folder up to date."""

from pathlib import Path

import pytest

from embedded.schemas import upgrading_apart
from embedded.settings import SystemSettings
from shared import migrations


async def test_a_fresh_folder_is_brought_up_to_date_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))
    settings = SystemSettings.load()

    first = await upgrading_apart(settings)
    assert first is not None
    assert await first.wait() == 0

    for name, url in settings.database_urls().items():
        await migrations.check(url, name)
    assert await upgrading_apart(settings) is None
