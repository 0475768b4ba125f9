"""Intake's web process alone, as in production but for the bus: nothing consumes or relays."""

import sys
from datetime import datetime

import uvloop

from services.intake.app import build
from services.intake.channels import KINDS
from services.intake.operations.accounts import AccountFacts, add_account
from services.intake.settings import IntakeSettings
from shared import auth, logs, migrations
from shared.auth import LocalKeys, Principal, digest_of
from shared.database import Session
from shared.events import KeyChanged
from shared.ids import new_id
from shared.sealing import Sealer
from shared.serving import listen, serve
from shared.settings import load


def form(session: Session, token: str, sealer: Sealer, now: datetime) -> None:
    """Set up a form vendor's account whose callbacks arrive at /v1/hooks/bench/TOKEN."""
    facts = AccountFacts("bench", {}, {"path_token": token})
    by = Principal(kind="staff", id="bench", name="bench")
    add_account(
        session,
        "tencent_survey",
        "bench",
        facts,
        kinds=KINDS,
        sealer=sealer,
        by=by,
        now=now,
    )


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
    desk = service.app.state.desk
    await service.database.write(
        lambda session: form(session, key, desk.sealer, service.clock.now())
    )
    await service.start()
    try:
        await serve(service.app, listen(settings.host, settings.port))
    finally:
        await service.stop()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1]))
