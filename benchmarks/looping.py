"""Rows of the whole system: the loop from 201 to an owned case in followup, in both shapes."""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from benchmarks import latency
from benchmarks.load import Generator
from benchmarks.loop import check_ledger, drained, run_loop
from benchmarks.machine import Watch, cpu_seconds, resident_megabytes
from benchmarks.reading import rows
from benchmarks.rows import (
    CannotMeasureError,
    Row,
    failed,
    less_is_better,
    middle,
    more_is_better,
    percentile,
)
from benchmarks.settings import Settings
from benchmarks.systems import Embedded, System, distributed, embedded

PER_SECOND = {"distributed": 800.0, "embedded": 500.0}
LATENCY_MILLISECONDS = 150.0
MEMORY_MEGABYTES = 350.0
IDLE_PERCENT = 2.0
IDLE_SECONDS = 10.0
SETTLES_SECONDS = 10.0
CATCHES_UP_SECONDS = 60.0
MOST_SECONDS_TO_CATCH_UP = 300.0
AT_WORK = 0.1
"""The share of a core that says that reports, or whoever, are still at work."""
UNSEEN = (
    "SELECT 1 FROM case_history WHERE event = 'triaged' "
    "AND id > COALESCE((SELECT max(position) FROM watch_position), 0) LIMIT 1"
)
"""New cases that the watch has not seen; it rests most of the time while others come in."""
START_SECONDS = 3.0
TITLES = {
    "distributed": ("loop distributed", "loop latency distributed"),
    "embedded": (
        "loop embedded",
        "embedded memory",
        "loop latency embedded",
        "idle CPU",
        "start to first answer",
    ),
}


def distributed_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows of the distributed system on this machine, everything on its cores."""
    with distributed() as (_, system):
        generator = warmed_up(settings, system)
        yield either("loop latency distributed", lambda: latency_row(settings, system))
        yield loop_row(settings, system, generator)


def embedded_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows of the embedded system, and those of its start and its rest."""
    with embedded(settings.folder) as (program, system):
        generator = warmed_up(settings, system)
        yield either("loop latency embedded", lambda: latency_row(settings, system))
        yield loop_row(settings, system, generator)
        yield memory_row(system)
        yield idle_row(system)
        yield start_row(settings, program)


def warmed_up(settings: Settings, system: System) -> Generator:
    generator = Generator(settings.folder)
    run_loop(system, generator, seconds=settings.warm_up_seconds)
    time.sleep(SETTLES_SECONDS)
    return generator


def loop_row(settings: Settings, system: System, generator: Generator) -> Row:
    loop = run_loop(system, generator, seconds=settings.loop_seconds)
    check_ledger(system)
    return more_is_better(
        f"loop {system.shape}",
        loop.rate,
        "/s",
        against="floor",
        yardstick=PER_SECOND[system.shape],
        goal=1.0,
        foreign=loop.foreign,
        note=loop.note,
    )


def either(title: str, measure: Callable[[], Row]) -> Row:
    """Return the row, or one that says why there is none: the rows after it are still measured."""
    try:
        return measure()
    except CannotMeasureError as error:
        return failed(title, str(error))


def latency_row(settings: Settings, system: System) -> Row:
    watch, began_at = Watch(), datetime.now(UTC)
    milliseconds = latency.measure(system, seconds=settings.latency_seconds)
    foreign = watch.foreign
    asyncio.run(drained(system, since=began_at))
    check_ledger(system)
    return less_is_better(
        f"loop latency {system.shape}",
        percentile(milliseconds, 95),
        "ms",
        limit=LATENCY_MILLISECONDS,
        foreign=foreign,
        note=f"p95 from 201 to owner at {latency.RATE}/s; {latency.summary(milliseconds)}",
    )


def memory_row(system: System) -> Row:
    watch = Watch()
    return less_is_better(
        "embedded memory",
        resident_megabytes(system.pids.values()),
        "MB",
        limit=MEMORY_MEGABYTES,
        foreign=watch.foreign,
        note="resident, helper process included, after the loop",
    )


def idle_row(system: System) -> Row:
    """Wait while nobody asks anything, and see what the system does by itself.

    Reports and the watch over new cases take their time after a burst; that is work, not idling.
    """
    waited = caught_up(system)
    watch = Watch()
    before = cpu_seconds(system.pids.values())
    time.sleep(IDLE_SECONDS)
    used = cpu_seconds(system.pids.values()) - before
    return less_is_better(
        "idle CPU",
        used / watch.elapsed * 100,
        "%",
        limit=IDLE_PERCENT,
        foreign=watch.foreign,
        note=f"of one core, embedded, {waited:.0f} s after the loop",
    )


def caught_up(system: System, *, at_least: float = CATCHES_UP_SECONDS) -> float:
    """Wait until the system has no more work of the loop; return after how many seconds."""
    began = time.monotonic()
    time.sleep(at_least)
    while time.monotonic() - began < MOST_SECONDS_TO_CATCH_UP:
        before = cpu_seconds(system.pids.values())
        time.sleep(SETTLES_SECONDS)
        used = cpu_seconds(system.pids.values()) - before
        if used < AT_WORK * SETTLES_SECONDS and not rows(system.database_urls["triage"], UNSEEN):
            break
    return time.monotonic() - began


def start_row(settings: Settings, program: Embedded) -> Row:
    """Stop and start on the same data folder, and time a customer's first page."""
    watch = Watch()
    starts: list[float] = []
    for _ in range(settings.repetitions):
        program.stop()
        starts.append(program.start())
    return less_is_better(
        "start to first answer",
        middle(starts),
        "s",
        limit=START_SECONDS,
        foreign=watch.foreign,
        note="huiyin run, set up before",
    )
