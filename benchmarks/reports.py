"""Rows of reports: the overview of a year of many cases, and what keeping its figures costs."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from benchmarks.machine import Watch
from benchmarks.rows import Row, less_is_better, percentile, plain
from benchmarks.settings import Settings
from services.followup.models import FACTS
from services.followup.reports import rollup
from services.followup.reports.asking import Asked, Reach
from services.followup.reports.facts import BLANK, Fact
from services.followup.web.reports_api import made
from shared import migrations
from shared.bulk import insert_rows
from shared.database import Database, Session
from shared.ids import new_id

DAYS = 365
LAST = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STORES, TEAMS, PEOPLE, CUSTOMERS = 200, 10, 60, 200_000
REGIONS = ("华东", "华北", "华南", "西南")
CHANNELS = ("web", "wechat", "app", "phone")
TOPICS = ("service.attitude", "quality.taste", "hygiene.insects", "delivery.late", "refund.slow")
QUESTIONS = 15
LIMIT_MILLISECONDS = 300.0
FEWER, MANY = 100_000, 1_000_000
OVERVIEW = "overview of a year, p95, {count:,} cases"
ONE_MONTH = "overview of a month, p95, {count:,} cases"
STORE_LIST = "stores of a year, p95, {count:,} cases"
RECOUNT = "count one day of {count:,} cases a year"
TITLES = (OVERVIEW.format(count=FEWER), RECOUNT.format(count=FEWER), "overview: 10x the cases cost")


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of each question, and of counting one day."""

    year: list[float]
    month: list[float]
    stores: list[float]
    day: float


def report_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows: of a hundred thousand cases, of a million with --full, and their growth."""
    sizes = (FEWER, MANY) if settings.is_full else (FEWER // 10, FEWER)
    watch = Watch()
    fewer, more = (asyncio.run(measured(settings, size)) for size in sizes)
    for count, found in zip(sizes, (fewer, more), strict=True):
        if count < FEWER:
            continue
        for title, held in (
            (OVERVIEW, found.year),
            (ONE_MONTH, found.month),
            (STORE_LIST, found.stores),
        ):
            yield less_is_better(
                title.format(count=count),
                percentile(held, 95),
                "ms",
                limit=LIMIT_MILLISECONDS,
                goal=None if title is STORE_LIST else 1.0,
                foreign=watch.foreign,
            )
        yield plain(RECOUNT.format(count=count), found.day, "ms", foreign=watch.foreign)
    growth = percentile(more.year, 50) / percentile(fewer.year, 50)
    yield plain(TITLES[-1], growth, "times", foreign=watch.foreign)


async def measured(settings: Settings, count: int) -> Figures:
    """Fill a database with a year of facts, count its days, and ask."""
    url = f"sqlite:///{settings.folder / f'reports-{count}.sqlite3'}"
    await migrations.upgrade(url, "followup")
    database = await Database.connect(url, name="followup")
    chance = Random(count)  # noqa: S311 - the same cases every time
    day_took = 0.0
    for ago in range(DAYS):
        day = LAST - timedelta(days=ago)
        facts = facts_of_day(chance, day, count // DAYS)
        await database.write(lambda session, facts=facts: fill(session, facts))  # type: ignore[misc]
        began = time.perf_counter()
        counted = await database.read(lambda session, day=day: rollup.counted_day(session, day))  # type: ignore[misc]
        await database.write(lambda session, counted=counted: rollup.store_day(session, counted))  # type: ignore[misc]
        day_took = 1000 * (time.perf_counter() - began)
    await database.write(lambda session: session.execute(sa.text("ANALYZE")))
    year = await asked_often(database, "overview", DAYS)
    month = await asked_often(database, "overview", 30)
    stores = await asked_often(database, "stores", DAYS)
    await database.close()
    return Figures(year, month, stores, day_took)


def fill(session: Session, facts: list[Fact]) -> None:
    insert_rows(session, FACTS, facts)
    rollup.count_again(session, {one["day"] for one in facts})


async def asked_often(database: Database, report: str, days: int) -> list[float]:
    """Return the milliseconds of answering as JSON, again and again."""
    asked = Asked(
        LAST - timedelta(days=days - 1),
        LAST,
        Reach(all=True),
        {},
        "month" if report == "overview" else None,
    )
    took = []
    for _ in range(QUESTIONS):
        began = time.perf_counter()
        found = await database.read(lambda session: made(session, report, asked, NOW))
        found.model_dump_json(by_alias=True)
        took.append(1000 * (time.perf_counter() - began))
    return took


def facts_of_day(chance: Random, day: date, count: int) -> list[Fact]:
    """Return the facts of cases received, answered, resolved and asked about on a day."""
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    facts = []
    for _ in range(count):
        store = chance.randrange(STORES)
        common: dict[str, Any] = {
            **BLANK,
            "case_id": new_id(),
            "day": day,
            "at": noon,
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
