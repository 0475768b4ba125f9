"""The three OpenAPI documents as files, which the console's types are made of."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from embedded.settings import EmbeddedSettings, SystemSettings
from embedded.system import EmbeddedSystem
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.settings import TriageSettings
from shared.openapi import describe

FOLDER: Final = Path(__file__).resolve().parent.parent / "console" / "openapi"


async def documents() -> dict[str, str]:
    """Return each service's document by the service's name, as JSON that differs by line."""
    with TemporaryDirectory() as folder:
        shared: dict[str, Any] = {
            "data_dir": Path(folder),
            "secret": "a secret for documents, of no data",
        }
        settings = SystemSettings(
            own=EmbeddedSettings(**shared),
            intake=IntakeSettings(**shared),
            triage=TriageSettings(**shared),
            followup=FollowupSettings(**shared),
        )
        system = await EmbeddedSystem.build(settings)
        try:
            return {
                name: json.dumps(describe(service.app, name), ensure_ascii=False, indent=1)
                for name, service in system.services.items()
            }
        finally:
            await system.stop()


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in asyncio.run(documents()).items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
