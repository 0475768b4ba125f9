"""Intake's web process alone, as in production but for the bus: nothing consumes or relays."""

import sys

import uvloop

from services.intake.app import build
from services.intake.settings import IntakeSettings
from shared import auth, logs, migrations
from shared.auth import LocalKeys, digest_of
from shared.database import Session
from shared.events import KeyChanged
from shared.ids import new_id
from shared.serving import listen, serve
from shared.settings import load


def known(session: Session, key: str) -> None:
    """Know an API key as if triage had published it."""
    snapshot = KeyChanged(
        generation=1,
        version=1,
        change="added",
        actor="bench",
        id=new_id(),
        name="bench",
        digest=digest_of(key),
        scopes=("feedback:write",),
    )
    auth.store_key(session, snapshot)


async def main(key: str) -> None:
    settings = load(IntakeSettings)
    logs.configure("intake", settings.log_level)
    await migrations.upgrade(settings.database_url, "intake")
    service = await build(settings, keys=LocalKeys(list))
    await service.database.write(lambda session: known(session, key))
    await service.start()
    try:
        await serve(service.app, listen(settings.host, settings.port))
    finally:
        await service.stop()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
