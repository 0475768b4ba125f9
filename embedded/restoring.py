"""After a restore: every service speaks anew, in a generation above all it said before."""

from collections.abc import Callable, Sequence
from functools import partial

from embedded.ledgers import CHUNK, Databases, republish
from embedded.reconcile import ServiceName
from services.followup import queries as followup_queries
from services.intake.operations import republish_customers, republish_stores
from services.intake.queries import ledger as intake_queries
from services.triage.operations.republishing import republish_organisation
from services.triage.queries import cases as triage_queries
from shared import auth, outbox
from shared.clock import SystemClock
from shared.database import Database, Session

Query = Callable[[Session, str | None, int], Sequence[object]]

QUERIES: dict[ServiceName, Query] = {
    "intake": intake_queries.ledger_entries,
    "triage": triage_queries.ledger_entries,
    "followup": followup_queries.ledger_entries,
}


async def speak_anew(databases: Databases) -> dict[ServiceName, int]:
    """Raise every generation and publish every snapshot again (the design's rule 10).

    What was handed over goes out again as well, before the snapshots: the services were dumped one
    after the other, and of commands there is no snapshot. Returns how many cases each service
    published. Events travel when the system runs again; which API keys hold is known at once.
    """
    now = SystemClock().now()
    published: dict[ServiceName, int] = {}
    for service in QUERIES:
        database: Database = getattr(databases, service)
        await database.write(begin_anew)
        published[service] = await publish_everything(databases, service)
    await databases.intake.write(lambda session: republish_stores(session, now=now))
    await databases.intake.write(lambda session: republish_customers(session, now=now))
    await databases.triage.write(lambda session: republish_organisation(session, now=now))
    keys = await databases.triage.read(auth.known_keys)
    for reader in (databases.intake, databases.followup):
        await reader.write(lambda session: auth.know_only(session, keys))
    return published


def begin_anew(session: Session) -> None:
    outbox.raise_generation(session)
    outbox.hand_over_again(session)


async def publish_everything(databases: Databases, service: ServiceName) -> int:
    database: Database = getattr(databases, service)
    after: str | None = None
    count = 0
    while True:
        ids = await database.read(partial(ids_after, service=service, after=after))
        if ids:
            count += await republish(databases, service, ids)
        if len(ids) < CHUNK:
            return count
        after = ids[-1]


def ids_after(session: Session, service: ServiceName, after: str | None) -> list[str]:
    return [str(getattr(row, "case_id")) for row in QUERIES[service](session, after, CHUNK)]  # noqa: B009
