"""Brings the schemas up to date in a process of its own: what that loads ends with it.

`python -m embedded.schemas` reads the same settings as the process that starts it.
"""

import asyncio
import sys
from asyncio.subprocess import Process

from embedded.settings import SystemSettings
from shared import migrations

COMMAND = (sys.executable, "-m", "embedded.schemas")


async def upgrading_apart(settings: SystemSettings) -> Process | None:
    """Start to bring the schemas up to date; None when they are.

    What fails there is left to do, and fails again in words where the services are put together.
    Raises SchemaMismatchError when a database is of a newer program.
    """
    found = [
        await migrations.is_outdated(url, name) for name, url in settings.database_urls().items()
    ]
    if not any(found):
        return None
    return await asyncio.create_subprocess_exec(*COMMAND, stderr=asyncio.subprocess.DEVNULL)


async def upgrade_all(settings: SystemSettings) -> None:
    for name, url in settings.database_urls().items():
        await migrations.upgrade(url, name)


if __name__ == "__main__":
    asyncio.run(upgrade_all(SystemSettings.load()))
