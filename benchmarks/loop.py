"""One run of the closed loop: posted, owned, open in followup, all queues drained, counted."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from benchmarks.load import Generator
from benchmarks.machine import Meter, Watch
from benchmarks.reading import fetched
from benchmarks.rows import CannotMeasureError
from benchmarks.systems import System
from shared.database import Database
from shared.events import REGISTRY

DRAIN_SECONDS = 180
POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Loop:
    """What came of one run; `rate` is over the time until the last queue was empty."""

    received: int
    seconds: float
    accepted_per_second: float
    foreign: float
    note: str

    @property
    def rate(self) -> float:
        return self.received / self.seconds


def run_loop(system: System, generator: Generator, *, seconds: int) -> Loop:
    """Post for some seconds, wait until everything is drained, and count at the end."""
    began_at, began = datetime.now(UTC), time.monotonic()
    watch, meter = Watch(), Meter(dict(system.pids))
    burst = generator.post(system.feedback_url, system.key, seconds=seconds)
    received = asyncio.run(drained(system, since=began_at))
    took, foreign = time.monotonic() - began, watch.foreign
    if received < burst.requests:
        raise CannotMeasureError(f"{burst.requests} were answered 201, {received} are stored")
    note = f"{received:,} in {took:.1f} s, accepted at {burst.rate:,.0f}/s; {meter.note(received)}"
    asyncio.run(check_owned(system, began_at, received))
    return Loop(received, took, burst.rate, foreign, note)


async def drained(system: System, *, since: datetime) -> int:
    """Wait until every event since then is in every inbox; return the feedback received since.

    Raises CannotMeasureError when that takes too long.
    """
    databases = {
        name: await Database.connect(url, name="bench", pool_size=1)
        for name, url in system.database_urls.items()
    }
    try:
        deadline = time.monotonic() + DRAIN_SECONDS
        # Twice: an event may have been applied between the two halves of one look.
        while waiting := await undelivered(databases, since) or await undelivered(databases, since):
            if time.monotonic() > deadline:
                raise CannotMeasureError(f"not drained in {DRAIN_SECONDS} s: {waiting}")
            await asyncio.sleep(POLL_SECONDS)
        return await received_since(databases["intake"], since)
    finally:
        for database in databases.values():
            await database.close()


async def undelivered(databases: dict[str, Database], since: datetime) -> str:
    """Say where events are on their way, by one glance at each outbox first; empty for nowhere."""
    for name, database in databases.items():
        if await fetched(database, "SELECT 1 FROM outbox WHERE handed_over_at IS NULL LIMIT 1"):
            return f"{name}'s outbox holds events"
    published = {name: await published_since(one, since) for name, one in databases.items()}
    for consumer, database in databases.items():
        for producer, counts in published.items():
            sent = sum(
                many for kind, many in counts.items() if consumer in REGISTRY[kind].CONSUMERS
            )
            taken = await taken_since(database, producer, since)
            if taken < sent:
                return f"{consumer} has {taken} of {sent} events of {producer}"
    return ""


async def published_since(database: Database, since: datetime) -> dict[str, int]:
    rows = await fetched(
        database,
        "SELECT type, count(*) FROM outbox WHERE occurred_at >= :since GROUP BY type",
        since=moment(database, since),
    )
    return {str(kind): int(many) for kind, many in rows}


async def taken_since(database: Database, producer: str, since: datetime) -> int:
    rows = await fetched(
        database,
        "SELECT count(*) FROM inbox WHERE received_at >= :since AND source = :source "
        "AND status = 'done'",
        since=moment(database, since),
        source=producer,
    )
    return int(rows[0][0])


async def received_since(database: Database, since: datetime) -> int:
    rows = await fetched(
        database,
        "SELECT count(*) FROM outbox WHERE occurred_at >= :since "
        "AND type LIKE '%feedback.received%'",
        since=moment(database, since),
    )
    return int(rows[0][0])


def moment(database: Database, at: datetime) -> datetime | str:
    """Return a time as plain SQL compares it: SQLite keeps naive UTC text."""
    if database.dialect == "sqlite":
        return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    return at


OWNED = {
    "triage": "SELECT count(*) FROM triage_case WHERE received_at >= :since "
    "AND owner_id IS NOT NULL",
    "followup": "SELECT count(*) FROM cases WHERE received_at >= :since "
    "AND owner_id IS NOT NULL AND progress = 'assigned'",
}


async def check_owned(system: System, since: datetime, received: int) -> None:
    """Raise CannotMeasureError unless each feedback is an owned case in triage and followup."""
    for name, query in OWNED.items():
        database = await Database.connect(system.database_urls[name], name="bench", pool_size=1)
        try:
            found = (await fetched(database, query, since=moment(database, since)))[0][0]
        finally:
            await database.close()
        if found != received:
            raise CannotMeasureError(f"{received} were received, {name} holds {found} with owners")


def check_ledger(system: System) -> None:
    """Raise CannotMeasureError unless reconcile finds nothing in flight and no difference."""
    ledger = orjson.loads(system.command("reconcile", "--json"))
    if ledger["in_flight"] or ledger["differences"]:
        raise CannotMeasureError(
            f"{ledger['in_flight']} in flight, {len(ledger['differences'])} differences"
        )
