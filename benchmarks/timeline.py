"""Rows of the timeline: how fast entries are appended, and what ten times as many cost."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.machine import Watch
from benchmarks.rows import Row, less_is_better, middle, more_is_better
from benchmarks.settings import Settings
from services.followup.operations.timeline import Why, entry, record
from shared import migrations
from shared.database import Database
from shared.ids import new_id

ENTRIES = 100_000
CHUNK = 10_000
OF_A_COMMIT = 200
COMMITS = 25
NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
LEAST = 5_000.0
"""Entries a second that 200 feedbacks a second need, five entries each, five times over."""

TITLES = ("append to the timeline", "append with 10x the entries")


@dataclass(frozen=True, slots=True)
class Rates:
    """Entries a second, as many commits one after the other reached them."""

    each: list[float]

    @property
    def usual(self) -> float:
        return middle(self.each)


def timeline_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows, with a tenth of the entries for comparison (ten times with --full)."""
    sizes = (ENTRIES, ENTRIES * 10) if settings.is_full else (ENTRIES // 10, ENTRIES)
    watch = Watch()
    fewer, more = (asyncio.run(measured(settings, size)) for size in sizes)
    foreign = watch.foreign
    yield more_is_better(
        TITLES[0],
        more.usual,
        "1/s",
        against="5x of 200 feedbacks/s",
        yardstick=LEAST,
        goal=1.0,
        foreign=foreign,
        note=f"{OF_A_COMMIT} a commit, behind {sizes[1]:,} entries, SQLite",
    )
    yield less_is_better(
        TITLES[1],
        fewer.usual / more.usual,
        "x",
        limit=3.0,
        foreign=foreign,
        note=f"{fewer.usual:,.0f}/s behind {sizes[0]:,} entries, "
        f"{more.usual:,.0f}/s behind {sizes[1]:,}",
    )


async def measured(settings: Settings, size: int) -> Rates:
    """Fill a timeline, and append to it."""
    url = f"sqlite:///{settings.folder / f'timeline-{size}.sqlite3'}"
    await migrations.upgrade(url, "followup")
    database = await Database.connect(url, name="followup")
    try:
        for _ in range(size // CHUNK):
            await append(database, CHUNK)
        return Rates([OF_A_COMMIT / await append(database, OF_A_COMMIT) for _ in range(COMMITS)])
    finally:
        await database.close()


async def append(database: Database, count: int) -> float:
    """Append entries of as many cases in one commit; return the seconds it took."""
    began = time.perf_counter()
    why = Why("noted", "staff:bench", "bench")
    entries = [entry(new_id(), NOW, why, text="已联系顾客，约定周五回访") for _ in range(count)]
    await database.write(lambda session: record(session, entries))
    return time.perf_counter() - began
