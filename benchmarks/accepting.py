"""Rows of the accept path: intake's web process on each database against a bare route."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import reading
from benchmarks.load import CLIENTS, Burst, Generator
from benchmarks.machine import Meter, Watch, resident_megabytes
from benchmarks.programs import Served, running
from benchmarks.rows import CannotMeasureError, Row, less_is_better, middle, more_is_better, plain
from benchmarks.settings import Settings
from deploy.local.databases import create_database_now
from deploy.local.postgres import PostgresServer

GOALS = {"postgresql": 0.60, "sqlite": 0.50}
P99_MILLISECONDS = 40.0
FLAT = 1.10
"""Memory may end at most so many times what it was after the warm-up."""
TITLES = (
    "bare route",
    *(f"accept {name}{what}" for name in GOALS for what in ("", " p99")),
    "accept memory",
)
MEMORY_REQUESTS = 200_000


@dataclass
class Subject:
    """A server under load, and what was seen of it."""

    served: Served
    pids: dict[str, int]
    database_url: str = ""
    bursts: list[Burst] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return middle([burst.rate for burst in self.bursts])

    @property
    def p99(self) -> float:
        return middle([burst.p99 for burst in self.bursts])

    @property
    def requests(self) -> int:
        return sum(burst.requests for burst in self.bursts)


def accept_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows; the servers take turns, so that each round meets the same machine."""
    key = f"hy_{secrets.token_urlsafe(32)}"
    generator = Generator(settings.folder)
    with ExitStack() as stack:
        subjects = {
            "bare": bare(stack, settings.folder),
            "postgresql": on_postgresql(stack, settings.folder, key),
            "sqlite": on_sqlite(stack, settings.folder, key),
        }
        for one in subjects.values():
            one.bursts.append(post(generator, one, key, settings.warm_up_seconds))
        memory_before = resident_megabytes([subjects["postgresql"].served.pid])
        watch = Watch()
        meters = {name: Meter(one.pids) for name, one in subjects.items()}
        for _ in range(settings.repetitions):
            for one in subjects.values():
                one.bursts.append(post(generator, one, key, settings.burst_seconds))
        foreign = watch.foreign
        for one in subjects.values():
            check_stored(one)
        notes = {
            name: meters[name].note(one.requests - one.bursts[0].requests)
            for name, one in subjects.items()
        }
        for one in subjects.values():
            del one.bursts[0]
        yield from figures(subjects, notes, foreign)
        yield memory_row(settings, generator, subjects["postgresql"], key, memory_before)


def figures(subjects: dict[str, Subject], notes: dict[str, str], foreign: float) -> Iterator[Row]:
    bare_rate = subjects["bare"].rate
    yield plain("bare route", bare_rate, "/s", foreign=foreign, note=notes["bare"])
    for name, goal in GOALS.items():
        one = subjects[name]
        yield more_is_better(
            f"accept {name}",
            one.rate,
            "/s",
            against="bare route",
            yardstick=bare_rate,
            goal=goal,
            foreign=foreign,
            note=notes[name],
        )
        yield less_is_better(
            f"accept {name} p99", one.p99, "ms", limit=P99_MILLISECONDS, foreign=foreign
        )


def memory_row(
    settings: Settings, generator: Generator, one: Subject, key: str, before: float
) -> Row:
    """Go on until enough was posted, and compare the server's memory with that after warm-up."""
    wanted = MEMORY_REQUESTS if settings.is_full else one.requests
    watch = Watch()
    while one.requests < wanted:
        one.bursts.append(post(generator, one, key, settings.burst_seconds))
    after = resident_megabytes([one.served.pid])
    return less_is_better(
        "accept memory",
        after / before,
        "×",
        limit=FLAT,
        foreign=watch.foreign,
        note=f"{before:.0f} → {after:.0f} MB over {one.requests:,} requests",
    )


def bare(stack: ExitStack, folder: Path) -> Subject:
    words = ["benchmarks.bare", "PORT"]
    served = stack.enter_context(running("bare", words, folder=folder, environment={}))
    return Subject(served, {"web": served.pid})


def on_postgresql(stack: ExitStack, folder: Path, key: str) -> Subject:
    server = stack.enter_context(PostgresServer(durable=True))
    url = create_database_now(server.url, "intake", secrets.token_hex(16))
    served = intake(stack, folder, "postgresql", url, key)
    return Subject(served, {"web": served.pid, "postgres": server.pid}, url)


def on_sqlite(stack: ExitStack, folder: Path, key: str) -> Subject:
    url = f"sqlite:///{folder / 'accept.sqlite3'}"
    served = intake(stack, folder, "sqlite", url, key)
    return Subject(served, {"web": served.pid}, url)


def intake(stack: ExitStack, folder: Path, name: str, url: str, key: str) -> Served:
    environment = {
        "HUIYIN_INTAKE_DATABASE_URL": url,
        "HUIYIN_DATA_DIR": str(folder),
        "HUIYIN_SECRET_KEY": secrets.token_hex(32),
    }
    words = ["benchmarks.intake_web", key]
    return stack.enter_context(
        running(f"intake-{name}", words, folder=folder, environment=environment)
    )


def post(generator: Generator, one: Subject, key: str, seconds: int) -> Burst:
    return generator.post(f"{one.served.url}/v1/feedback", key, seconds=seconds)


def check_stored(one: Subject) -> None:
    """Compare what was answered with what is stored. Raises CannotMeasureError.

    wrk stops with requests in flight: each burst may have stored as many more as it has clients.
    """
    if not one.database_url:
        return
    for table in ("feedback", "outbox", "idempotency_record"):
        stored = reading.count(one.database_url, table)
        if not 0 <= stored - one.requests <= CLIENTS * len(one.bursts):
            raise CannotMeasureError(
                f"{one.requests:,} requests were answered 201 and {table} holds {stored:,} rows"
            )
