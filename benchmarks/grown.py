"""Rows of a system with a year of feedback in it, against the same system before."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx

from benchmarks import latency
from benchmarks.accepting import Subject, bare, on_postgresql, on_sqlite, post
from benchmarks.growing import Period, grow, in_period, wait_for_other_ids
from benchmarks.load import Generator
from benchmarks.loop import drained, run_loop
from benchmarks.looping import SETTLES_SECONDS, caught_up
from benchmarks.machine import Watch
from benchmarks.reading import count, fetched
from benchmarks.rows import (
    CannotMeasureError,
    Row,
    less_is_better,
    middle,
    more_is_better,
    percentile,
)
from benchmarks.settings import Settings
from benchmarks.systems import (
    CAPACITY,
    Distributed,
    Embedded,
    System,
    distributed,
    embedded,
    limit_capacity,
    prepared,
)
from benchmarks.texts import prepared as prepared_texts
from deploy.local.service_process import REPOSITORY
from shared.database import Database

FEEDBACK = 1_000_000
FEWER_FEEDBACK = 20_000
KEPT = 0.85
"""The share of its speed that a system keeps when it holds a year of feedback."""
TURNS = 2
PAGE_MILLISECONDS = 20.0
PAGES = 200
AGENTS = tuple(f"agent{number:02}" for number in range(1, 11))
QUEUES = ("mine", "team", "unassigned")
SHAPES = ("distributed", "embedded")
ACCEPTED = "accept among a year of feedback, {backend}"
LOOP = "loop among a year of feedback, {shape}"
LATENCY = "latency among a year of feedback, {shape}"
PAGE = "queue page among a year of feedback, {shape}"
NEXT = "next case among a year of feedback, {shape}"
BACKENDS = ("postgresql", "sqlite")
TITLES = (
    *(ACCEPTED.format(backend=backend) for backend in BACKENDS),
    *(title.format(shape=shape) for shape in SHAPES for title in (LOOP, LATENCY, PAGE, NEXT)),
)


Running = tuple[Distributed | Embedded, System]
"""A program and how to reach it."""


@dataclass(frozen=True, slots=True)
class Speed:
    """What the whole system does: cases a second, and milliseconds from 201 to an owner (p95)."""

    rate: float
    milliseconds: float


def grown_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows of a million feedbacks, with --full; with --quick of fewer, without goals."""
    if not settings.is_full and not settings.is_quick:
        return
    yield from accept_rows(settings)
    with distributed() as small, distributed() as large:
        yield from system_rows(settings, small, large)
    with embedded(settings.folder / "small") as small, embedded(settings.folder / "large") as large:
        yield from system_rows(settings, small, large)


def wanted(settings: Settings) -> int:
    return FEWER_FEEDBACK if settings.is_quick else FEEDBACK


def accept_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows of intake alone, each beside the bare route before and after."""
    key = f"hy_{'k' * 43}"
    generator = Generator(settings.folder)
    with ExitStack() as stack:
        route = bare(stack, settings.folder)
        subjects = dict(
            zip(
                BACKENDS,
                (make(stack, settings.folder, key) for make in (on_postgresql, on_sqlite)),
                strict=True,
            )
        )
        first = wait_for_other_ids()
        for one in (route, *subjects.values()):
            post(generator, one, key, settings.warm_up_seconds)
        period = Period(first, time.time())
        of = {name: count(one.database_url, "feedback") for name, one in subjects.items()}
        wait_for_other_ids()
        for backend, one in subjects.items():
            watch = Watch()
            before = against(generator, settings, one, route, key)
            copies = max(1, wanted(settings) // of[backend])
            asyncio.run(grow(one.database_url, "intake", period, copies))
            held = count(one.database_url, "feedback")
            post(generator, one, key, settings.warm_up_seconds)
            after = against(generator, settings, one, route, key)
            yield more_is_better(
                ACCEPTED.format(backend=backend),
                after,
                "x",
                against="of the bare route, before",
                yardstick=before,
                goal=goal(settings, KEPT),
                foreign=watch.foreign,
                note=f"of the bare route, among {held:,} feedbacks",
            )


def against(
    generator: Generator, settings: Settings, one: Subject, route: Subject, key: str
) -> float:
    """Return how many times the bare route's rate this subject reaches, by turns."""
    rates = [
        post(generator, one, key, settings.burst_seconds).rate
        / post(generator, route, key, settings.burst_seconds).rate
        for _ in range(settings.repetitions)
    ]
    return middle(rates)


def goal(settings: Settings, ratio: float) -> float | None:
    return None if settings.is_quick else ratio


def system_rows(settings: Settings, small: Running, large: Running) -> Iterator[Row]:
    """Yield the rows of one shape: of a fresh system and one with a year, by turns."""
    generator = Generator(settings.folder)
    small[0].stop()
    held, opened = enlarged(settings, *large)
    watch = Watch()
    before: list[Speed] = []
    after: list[Speed] = []
    for _ in range(TURNS):
        for one, speeds in ((small, before), (large, after)):
            with at_rest(*one) as system:
                run_loop(system, generator, seconds=settings.warm_up_seconds)
                speeds.append(speed(settings, system, generator))
    with at_rest(*large) as system:
        took = {PAGE: pages(system), NEXT: taken(system)}
    shape, foreign = large[1].shape, watch.foreign
    yield more_is_better(
        LOOP.format(shape=shape),
        middle([one.rate for one in after]),
        "/s",
        against="before",
        yardstick=middle([one.rate for one in before]),
        goal=goal(settings, KEPT),
        foreign=foreign,
        note=f"among {held:,} feedbacks, {opened:,} cases open",
    )
    yield less_is_better(
        LATENCY.format(shape=shape),
        middle([one.milliseconds for one in after]),
        "ms",
        limit=middle([one.milliseconds for one in before]),
        against="before",
        goal=goal(settings, KEPT),
        foreign=foreign,
        note="p95 from 201 to owner at 200/s",
    )
    for title, milliseconds in took.items():
        yield less_is_better(
            title.format(shape=shape),
            percentile(milliseconds, 95),
            "ms",
            limit=PAGE_MILLISECONDS,
            goal=goal(settings, 1.0),
            foreign=foreign,
            note=f"p95 of {len(milliseconds)}, median {middle(milliseconds):.1f} ms",
        )


@contextmanager
def at_rest(program: Distributed | Embedded, system: System) -> Iterator[System]:
    """Run a stopped system, once it has no work of its own left."""
    program.start()
    try:
        system = prepared(replace(system, pids=program.pids, key="", tokens={}))
        caught_up(system, at_least=SETTLES_SECONDS)
        yield system
    finally:
        program.stop()


def speed(settings: Settings, system: System, generator: Generator) -> Speed:
    began_at = datetime.now(UTC)
    milliseconds = latency.measure(system, seconds=settings.latency_seconds)
    asyncio.run(drained(system, since=began_at))
    rate = run_loop(system, generator, seconds=settings.loop_seconds).rate
    return Speed(rate, percentile(milliseconds, 95))


def enlarged(
    settings: Settings, program: Distributed | Embedded, system: System
) -> tuple[int, int]:
    """Play some days of a shop, stop, and copy them; return the feedbacks and open cases held."""
    first = wait_for_other_ids()
    play(system)
    asyncio.run(drained(system, since=datetime.fromtimestamp(first, UTC)))
    period = Period(first, time.time())
    caught_up(system)
    program.stop()
    return asyncio.run(copied(settings, system, period))


async def copied(settings: Settings, system: System, period: Period) -> tuple[int, int]:
    """Copy what was played in the period; return the feedbacks and open cases then held."""
    of = in_period("id", period.beginnings)
    played = await number(system, "intake", f"SELECT count(*) FROM feedback AS t WHERE {of}")  # noqa: S608 - our own
    copies = max(1, wanted(settings) // played)
    for service, url in system.database_urls.items():
        await grow(url, service, period, copies)
    held = await number(system, "intake", "SELECT count(*) FROM feedback")
    opened = await number(system, "triage", "SELECT count(*) FROM triage_case WHERE is_open")
    return held, opened


async def number(system: System, service: str, query: str) -> int:
    database = await Database.connect(system.database_urls[service], name="bench", pool_size=1)
    try:
        return int((await fetched(database, query))[0][0])
    finally:
        await database.close()


def play(system: System) -> None:
    """Let customers and staff of the demo play the whole loop. Raises CannotMeasureError."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "demo", "--url", system.origin, "--password", system.password],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotMeasureError(f"the demo failed: {done.stderr.strip()[-300:]}")


def pages(system: System) -> list[float]:
    """Return the milliseconds of each queue's first pages, as agents ask for them."""
    took = []
    with httpx.Client(trust_env=False, timeout=30) as client:
        for turn in range(PAGES):
            who, queue = AGENTS[turn % len(AGENTS)], QUEUES[turn % len(QUEUES)]
            path = f"{system.urls['triage']}/v1/cases?queue={queue}"
            took.append(timed(client, "GET", path, system.authorization(who))[0])
    return took


def taken(system: System) -> list[float]:
    """Return the milliseconds of each `next`, of cases that were given to nobody."""
    limit_capacity(system, 1)
    began = datetime.now(UTC)
    asyncio.run(latency.post_steadily(system, prepared_texts(), 2, latency.Observed()))
    asyncio.run(drained(system, since=began))
    took = []
    with httpx.Client(trust_env=False, timeout=30) as client:
        for who in AGENTS:
            while True:
                path = f"{system.urls['triage']}/v1/cases/next"
                milliseconds, status = timed(client, "POST", path, system.authorization(who))
                if status == httpx.codes.NO_CONTENT:
                    break
                took.append(milliseconds)
    limit_capacity(system, CAPACITY)
    return took


def timed(
    client: httpx.Client, method: str, url: str, headers: dict[str, str]
) -> tuple[float, int]:
    began = time.perf_counter()
    answer = client.request(method, url, headers=headers)
    milliseconds = (time.perf_counter() - began) * 1000
    if answer.is_error:
        raise CannotMeasureError(f"{method} {url}: {answer.status_code} {answer.text[:200]}")
    return milliseconds, answer.status_code
