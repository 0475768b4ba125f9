"""Rows of reports: the overview of a year of many cases, and what keeping its figures costs."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from benchmarks.machine import Watch
from benchmarks.rows import Row, less_is_better, middle, percentile, plain
from benchmarks.settings import Settings
from deploy.local.postgres import PostgresServer
from services.followup.models import CELLS, DAILY, DAYS, FACTS
from services.followup.reports import rollup, spans
from services.followup.reports.asking import Asked, Reach
from services.followup.reports.facts import BLANK, Fact
from services.followup.rules.periods import Group
from services.followup.web.reports_api import made
from shared import migrations
from shared.bulk import insert_rows
from shared.database import Database, Session
from shared.ids import new_id

PERIOD = 365
LAST = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORES, TEAMS, PEOPLE, CUSTOMERS = 200, 10, 60, 200_000
REGIONS = ("华东", "华北", "华南", "西南")
CHANNELS = ("web", "wechat", "app", "phone")
TOPICS = ("service.attitude", "quality.taste", "hygiene.insects", "delivery.late", "refund.slow")
DIFFERENT = 14
"""Days of different cases; the others of a year are their copies."""

QUESTIONS = 15
LIMIT_MILLISECONDS = 300.0
FEWER, MANY = 100_000, 1_000_000
BACKENDS = ("SQLite", "PostgreSQL")
OVERVIEW = "overview of a year, p95, {count:,} cases, {backend}"
RECOUNT = "count one day of {count:,} cases a year"
GROWTH = "overview: 10x the cases cost, {backend}"
TITLES = (
    *(OVERVIEW.format(count=FEWER, backend=backend) for backend in BACKENDS),
    RECOUNT.format(count=FEWER),
    *(GROWTH.format(backend=backend) for backend in BACKENDS),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A report that is asked for: what it is called, and how far back and how split."""

    title: str
    days: int
    group: Group | None
    report: str = "overview"
    goal: float | None = 1.0


QUESTIONS_ASKED = (
    Question(OVERVIEW, PERIOD, "month"),
    Question("overview of a year by week, p95, {count:,} cases, {backend}", PERIOD, "week"),
    Question("overview of a month by day, p95, {count:,} cases, {backend}", 30, "day"),
    Question(
        "each of 200 stores over a year, p95, {count:,} cases, {backend}",
        PERIOD,
        None,
        "stores",
        goal=None,
    ),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of each question, of counting one day and of adding up a month.

    `cpu` are those that this process itself was busy with an answer, whatever else ran.
    """

    answers: dict[str, list[float]]
    cpu: dict[str, float]
    day: float
    month: float


def report_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows: of a hundred thousand cases, of a million with --full, and their growth."""
    sizes = (FEWER, MANY) if settings.is_full else (FEWER // 10, FEWER)
    with ExitStack() as stack:
        for backend in BACKENDS:
            watch = Watch()
            fewer, more = (
                asyncio.run(measured(url_of(stack, settings, backend, size), size))
                for size in sizes
            )
            held = dict(zip(sizes, (fewer, more), strict=True))
            yield from rows_of(backend, held, watch)


def url_of(stack: ExitStack, settings: Settings, backend: str, count: int) -> str:
    """Return the URL of an empty database."""
    if backend == "SQLite":
        return f"sqlite:///{settings.folder / f'reports-{count}.sqlite3'}"
    server = stack.enter_context(PostgresServer(durable=True))
    return server.url


def rows_of(backend: str, held: dict[int, Figures], watch: Watch) -> Iterator[Row]:
    foreign = watch.foreign
    for count, found in held.items():
        if count < FEWER:
            continue
        for question in QUESTIONS_ASKED:
            took = found.answers[question.title]
            yield less_is_better(
                question.title.format(count=count, backend=backend),
                percentile(took, 95),
                "ms",
                limit=LIMIT_MILLISECONDS,
                goal=question.goal,
                foreign=foreign,
                note=f"median {middle(took):.0f} ms, {found.cpu[question.title]:.0f} ms of own CPU",
            )
        if backend == "SQLite":
            note = f"a month of them is added up in {found.month:.0f} ms"
            yield plain(RECOUNT.format(count=count), found.day, "ms", foreign=foreign, note=note)
    fewer, more = (middle(one.answers[OVERVIEW]) for one in held.values())
    note = f"{fewer:.0f} ms, then {more:.0f} ms"
    yield plain(GROWTH.format(backend=backend), more / fewer, "x", foreign=foreign, note=note)


async def measured(url: str, count: int) -> Figures:
    """Fill a database with a year of facts, add its figures up, and ask."""
    await migrations.upgrade(url, "followup")
    database = await Database.connect(url, name="followup")
    try:
        day = await fill_year(database, count)
        month = await add_up(database)
        await database.write(lambda session: session.execute(sa.text("ANALYZE")))
        answers, cpu = {}, {}
        for one in QUESTIONS_ASKED if count >= FEWER else QUESTIONS_ASKED[:1]:
            began = time.process_time()
            answers[one.title] = await asked_often(database, one)
            cpu[one.title] = 1000 * (time.process_time() - began) / QUESTIONS
        return Figures(answers, cpu, day, month)
    finally:
        await database.close()


async def fill_year(database: Database, count: int) -> float:
    """Write the facts and cells of each day; return the milliseconds of counting one."""
    chance = Random(count)  # noqa: S311 - the same cases every time
    took = 0.0
    for ago in range(DIFFERENT):
        day = LAST - timedelta(days=ago)
        facts = facts_of_day(chance, day, count // PERIOD)
        await database.write(lambda session, facts=facts: fill(session, facts))  # type: ignore[misc]
        began = time.perf_counter()
        counted = await database.read(lambda session, day=day: rollup.counted_day(session, day))  # type: ignore[misc]
        await database.write(lambda session, counted=counted: rollup.store_day(session, counted))  # type: ignore[misc]
        took = 1000 * (time.perf_counter() - began)
    for ago in range(DIFFERENT, PERIOD):
        await database.write(lambda session, ago=ago: copy_day(session, ago))  # type: ignore[misc]
    await database.write(lambda session: insert_rows(session, DAILY, daily_figures(chance)))
    await database.write(lambda session: rollup.close_days(session, NOW))
    return took


def fill(session: Session, facts: list[Fact]) -> None:
    insert_rows(session, FACTS, facts)
    rollup.count_again(session, {one["day"] for one in facts})


def copy_day(session: Session, ago: int) -> None:
    """Let the cases of one of the different days happen on another day as well."""
    day, source = LAST - timedelta(days=ago), LAST - timedelta(days=ago % DIFFERENT)
    rest = sa.func.substr(sa.cast(FACTS.c.case_id, sa.Text), 9)
    others = {
        "case_id": sa.cast(sa.literal(f"{ago:08x}").concat(rest), FACTS.c.case_id.type),
        "day": sa.literal(day, sa.Date),
        "at": sa.literal(noon_of(day), FACTS.c.at.type),
    }
    for table, changed in ((FACTS, others), (CELLS, {"day": others["day"]})):
        columns: list[Any] = [changed.get(column.name, column) for column in table.c]
        select = sa.select(*columns).where(table.c.day == source)
        session.execute(sa.insert(table).from_select(table.c.keys(), select))
    session.execute(sa.insert(DAYS).values(day=day, version=1, computed=1))
    spans.outdate(session, [day])


def daily_figures(chance: Random) -> list[dict[str, Any]]:
    """Return what each store sold on each day."""
    return [
        {
            "store_code": f"S{store:03}",
            "day": LAST - timedelta(days=ago),
            "sales": 10_000.0,
            "visitors": chance.randrange(200, 900),
            "orders": chance.randrange(100, 400),
            "updated_at": NOW,
            "updated_by": "bench",
        }
        for ago in range(PERIOD)
        for store in range(STORES)
    ]


async def add_up(database: Database) -> float:
    """Add weeks and months up as the loop does; return the milliseconds of the last month."""
    took = 0.0
    while span := await database.read(lambda session: spans.due(session, LAST, NOW)):
        began = time.perf_counter()
        cells = await database.read(lambda session, span=span: spans.added_up(session, span))  # type: ignore[misc]
        await database.write(
            lambda session, span=span, cells=cells: spans.store(session, span, cells, NOW)  # type: ignore[misc]
        )
        if span.kind == "month":
            took = 1000 * (time.perf_counter() - began)
    return took


async def asked_often(database: Database, question: Question) -> list[float]:
    """Return the milliseconds of answering as JSON, again and again."""
    first = LAST - timedelta(days=question.days - 1)
    asked = Asked(first, LAST, Reach(all=True), {}, question.group)
    took = []
    for _ in range(QUESTIONS):
        began = time.perf_counter()
        found = await database.read(lambda session: made(session, question.report, asked, NOW))
        found.model_dump_json(by_alias=True)
        took.append(1000 * (time.perf_counter() - began))
    return took


def noon_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def facts_of_day(chance: Random, day: date, count: int) -> list[Fact]:
    """Return the facts of cases received, answered, resolved and asked about on a day."""
    facts = []
    for _ in range(count):
        store = chance.randrange(STORES)
        common: dict[str, Any] = {
            **BLANK,
            "case_id": new_id(),
            "day": day,
            "at": noon_of(day),
            "cycle": 1,
            "part": "",
            "store_code": f"S{store:03}",
            "region": REGIONS[store % len(REGIONS)],
            "team_id": f"team-{chance.randrange(TEAMS)}",
            "person_id": f"person-{chance.randrange(PEOPLE)}",
            "channel": chance.choice(CHANNELS),
            "topics": f"|{chance.choice(TOPICS)}|",
            "customer": f"c{chance.randrange(CUSTOMERS)}",
            "kind": "complaint" if chance.random() < 0.6 else "praise",
            "urgency": "normal",
        }
        took = int(chance.lognormvariate(8, 1))
        answered = chance.random() < 0.3
        facts += [
            {**common, "fact": "received", "is_open": chance.random() < 0.01},
            {**common, "fact": "response", "seconds": took, "business_seconds": took // 3},
            {**common, "fact": "resolved", "seconds": 9 * took, "business_seconds": 3 * took},
            {
                **common,
                "fact": "survey",
                "part": new_id(),
                "state": "answered" if answered else "expired",
                "score": chance.randint(1, 5) if answered else None,
                "solved": True if answered else None,
            },
        ]
    return facts
