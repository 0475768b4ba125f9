"""Triage's command line: what every service has, staff and keys."""

from typing import Any

from services.triage.cli_identity import add_identity_commands
from services.triage.cli_learning import add_learning_commands
from services.triage.cli_simulation import add_simulation
from services.triage.settings import TriageSettings
from shared.commands import Program, service_commands
from shared.composition import Service


async def build(settings: TriageSettings, **connected: Any) -> Service:
    """Return triage put together; only who serves it waits for its routes to be made."""
    from services.triage import app

    return await app.build(settings, **connected)


PROGRAM = Program("triage", TriageSettings, build)

app = service_commands(PROGRAM)
add_identity_commands(app, PROGRAM)
add_simulation(app, PROGRAM)
add_learning_commands(app)
