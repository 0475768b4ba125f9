"""Followup's command line: what every service has."""

from typing import Any

from services.followup.settings import FollowupSettings
from shared.commands import Program, service_commands
from shared.composition import Service


async def build(settings: FollowupSettings, **connected: Any) -> Service:
    """Return followup put together; only who serves it waits for its routes to be made."""
    from services.followup import app

    return await app.build(settings, **connected)


PROGRAM = Program("followup", FollowupSettings, build)

app = service_commands(PROGRAM)
