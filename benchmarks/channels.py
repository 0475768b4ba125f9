"""Rows of the callbacks: form vendors' deliveries kept by intake's web process, on each database.

The deliveries are not made feedback meanwhile: what is measured is what a vendor waits for.
"""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import asyncpg

from benchmarks import reading
from benchmarks.accepting import Subject, on_postgresql, on_sqlite
from benchmarks.load import Burst, Generator
from benchmarks.machine import Watch
from benchmarks.rows import CannotMeasureError, Row, less_is_better, plain
from benchmarks.settings import Settings

P99_MILLISECONDS = 1_000.0
"""What the design promises vendors, who cut the link after five seconds."""

SLOW_SECONDS = 0.3
SLOW = f"""
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_sleep({SLOW_SECONDS}); RETURN NULL; END $$;
CREATE TRIGGER slow BEFORE INSERT ON inbound_item FOR EACH STATEMENT EXECUTE FUNCTION slow();
"""
KINDS = ("postgresql", "sqlite")
TITLES = (
    *(f"callbacks {name}{what}" for name in KINDS for what in ("", " p99")),
    "callbacks slow database p99",
)


def channel_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows; the databases take turns."""
    token = secrets.token_urlsafe(32)
    generator = Generator(settings.folder)
    with ExitStack() as stack:
        subjects = {
            "postgresql": on_postgresql(stack, settings.folder, f"hy_{token}"),
            "sqlite": on_sqlite(stack, settings.folder, f"hy_{token}"),
        }
        for one in subjects.values():
            deliver(generator, one, token, settings.warm_up_seconds)
        watch = Watch()
        for _ in range(settings.repetitions):
            for one in subjects.values():
                one.bursts.append(deliver(generator, one, token, settings.burst_seconds))
        foreign = watch.foreign
        for name, one in subjects.items():
            check_kept(one)
            yield plain(f"callbacks {name}", one.rate, "/s", foreign=foreign)
            yield less_is_better(
                f"callbacks {name} p99", one.p99, "ms", limit=P99_MILLISECONDS, foreign=foreign
            )
        slowed = subjects["postgresql"]
        asyncio.run(slow_down(slowed.database_url))
        watch = Watch()
        burst = deliver(generator, slowed, token, settings.burst_seconds)
        yield less_is_better(
            "callbacks slow database p99",
            burst.p99,
            "ms",
            limit=P99_MILLISECONDS,
            foreign=watch.foreign,
            note=f"each insert waits {SLOW_SECONDS * 1000:.0f} ms",
        )


def deliver(generator: Generator, one: Subject, token: str, seconds: int) -> Burst:
    url = f"{one.served.url}/v1/hooks/bench/hy_{token}"
    return generator.post(url, "", seconds=seconds, id_field="id")


def check_kept(one: Subject) -> None:
    """Raise CannotMeasureError when fewer deliveries are kept than were answered."""
    kept = reading.count(one.database_url, "inbound_item")
    if kept < one.requests:
        raise CannotMeasureError(f"{one.requests:,} were answered 200 and {kept:,} are kept")


async def slow_down(url: str) -> None:
    """Let each insert of deliveries wait, as on a database that has trouble."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(SLOW)
    finally:
        await connection.close()
