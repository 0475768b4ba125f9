"""Reads each service's side of the ledger and asks writers to publish again what is missing."""

import asyncio
import time
from collections import defaultdict
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from embedded.reconcile import Difference, Entry, Ledger, ServiceName, Stamp, reconcile, replaced
from services.followup import operations as followup
from services.followup import queries as followup_queries
from services.intake.operations import republishing as intake
from services.intake.queries import ledger as intake_queries
from services.triage.assignment.board import LoadBoard
from services.triage.operations import publishing as triage
from services.triage.queries import cases as triage_queries
from shared import migrations
from shared.clock import SystemClock
from shared.database import Database, Session

CHUNK = 5_000
LOOK_SECONDS = 0.5
QUIET_SECONDS = 8.0
"""Nothing has arrived for so long: what is missing is held up or lost.

A helper that had just been started took more than three on a slow machine.
"""
LONGEST_SECONDS = 60.0
MOST_AGAIN = 20_000
"""More cases than this are a backlog, which the reader need not wait for to know."""

Query = Callable[..., list[Entry]]


@dataclass(frozen=True)
class Databases:
    """The three databases, opened beside whatever runs on them."""

    intake: Database
    triage: Database
    followup: Database

    @classmethod
    @asynccontextmanager
    async def opened(cls, urls: Mapping[ServiceName, str]) -> AsyncIterator["Databases"]:
        """Open the database of each service. Raises SchemaMismatchError unless each fits."""
        found: dict[str, Database] = {}
        for name, url in urls.items():
            await migrations.check(url, name)
            found[name] = await Database.connect(url, name=name, pool_size=2)
        try:
            yield cls(**found)
        finally:
            for database in found.values():
                await database.close()


async def read_ledger(databases: Databases) -> Ledger:
    """Return the ledger over all three services, compared id by id.

    The services are read one after the other while they work: what was only on its way is looked
    at again until it has arrived, or until nothing more does. Of many at a time the first look
    has to do.
    """
    sides = [await every(database, query) for database, query in sides_of(databases)]
    ledger = reconcile(sides)
    lacking = {one.lack for one in ledger.differences}
    quiet_until = time.monotonic() + QUIET_SECONDS
    last = time.monotonic() + LONGEST_SECONDS
    while 0 < len(lacking) <= MOST_AGAIN and time.monotonic() < min(quiet_until, last):
        await asyncio.sleep(LOOK_SECONDS)
        case_ids = {lack[0] for lack in lacking}
        fresh = [
            await every(database, query, only=case_ids) for database, query in sides_of(databases)
        ]
        sides = [
            list(replaced(side, case_ids, seen)) for side, seen in zip(sides, fresh, strict=True)
        ]
        ledger = reconcile(sides)
        # What has moved meanwhile was not lost, unless it is a new case on its way through all.
        ledger.differences = [
            one for one in ledger.differences if one.seen is None or one.lack in lacking
        ]
        still = {one.lack for one in ledger.differences}
        if still != lacking:
            quiet_until = time.monotonic() + QUIET_SECONDS
        lacking = still
    return ledger


def sides_of(databases: Databases) -> Sequence[tuple[Database, Query]]:
    return (
        (databases.intake, partial(entries_of, intake_queries.ledger_entries, intake_entry)),
        (databases.triage, partial(entries_of, triage_queries.ledger_entries, triage_entry)),
        (databases.followup, partial(entries_of, followup_queries.ledger_entries, followup_entry)),
    )


def entries_of(
    query: Callable[..., Sequence[Any]],
    entry: Callable[[Any], Entry],
    session: Session,
    after: str | None,
    only: Collection[str] | None,
) -> list[Entry]:
    """Return a chunk of one service's entries, behind the case `after`."""
    return [entry(row) for row in query(session, after, CHUNK, only=only)]


async def every(
    database: Database, query: Query, *, only: Collection[str] | None = None
) -> list[Entry]:
    """Return all entries of one service, by case id, read in chunks of short transactions."""
    found: list[Entry] = []
    after: str | None = None
    while True:
        chunk = await database.read(partial(query, after=after, only=only))
        found += chunk
        if len(chunk) < CHUNK:
            return found
        after = chunk[-1].case_id


def stamp(generation: int | None, version: int | None) -> Stamp | None:
    return None if not version or generation is None else (generation, version)


def intake_entry(row: intake_queries.LedgerEntry) -> Entry:
    return Entry(
        "intake",
        row.case_id,
        channel=row.channel,
        store_code=row.store_code,
        seen={"followup": stamp(row.generation, row.version)},
    )


def triage_entry(row: Any) -> Entry:
    return Entry(
        "triage",
        row.case_id,
        disposition=row.disposition,
        progress=row.progress,
        own=stamp(row.generation, row.version) if row.born else None,
        seen={"followup": stamp(row.followup_generation, row.followup_version)},
    )


def followup_entry(row: followup_queries.LedgerEntry) -> Entry:
    return Entry(
        "followup",
        row.case_id,
        disposition=row.disposition,
        progress=row.progress,
        own=stamp(row.generation, row.version),
        seen={"triage": stamp(row.triage_generation, row.triage_version)},
    )


async def repair(databases: Databases, differences: Iterable[Difference]) -> int:
    """Ask each writer to publish the differing cases again; return how many snapshots that were."""
    wanted: Mapping[ServiceName, set[str]] = defaultdict(set)
    for one in differences:
        if one.writer is not None:
            wanted[one.writer].add(one.case_id)
    published = 0
    for writer, case_ids in wanted.items():
        for chunk in chunks(sorted(case_ids)):
            published += await republish(databases, writer, chunk)
    return published


async def republish(databases: Databases, writer: ServiceName, case_ids: Sequence[str]) -> int:
    now = SystemClock().now()
    if writer == "intake":
        return await databases.intake.write(lambda s: intake.republish(s, case_ids, now=now))
    if writer == "triage":
        boards = LoadBoard(default_team="")
        return await databases.triage.write(
            lambda s: triage.republish(s, boards.current(s, now), case_ids, now)
        )
    return await databases.followup.write(lambda s: followup.republish(s, case_ids, now))


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
