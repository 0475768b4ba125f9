"""Rows of service clocks: a tick of the timers among a million clocks, and business time itself."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from benchmarks.machine import Watch
from benchmarks.rows import Row, less_is_better, middle
from benchmarks.settings import Settings
from services.followup.models import CASES, FollowupModel
from services.followup.operations.clockwork import CLOCK
from services.followup.operations.messages import stub_row
from services.followup.rules import clocks
from services.followup.rules.calendar import OpenHours, Plan
from services.followup.rules.china import as_days
from services.followup.rules.clocks import DEFAULT_TARGETS, Terms
from services.followup.rules.policy import Policy
from services.followup.rules.promises import SHIPPED_CALENDARS
from services.followup.timers import timer_handlers
from shared import timers
from shared.bulk import insert_rows
from shared.clock import SystemClock
from shared.database import Database, Session
from shared.events import Birth, CaseTriaged
from shared.events.vocabulary import Sentiment
from shared.ids import new_id
from shared.tables import kit_metadata, service_state
from shared.telemetry import Metrics
from shared.timers import Timer, TimerLoop

CLOCKS = 100_000
OF_A_CASE = 2
DUE = 100
TICKS = 9
CHUNK = 5_000
ADDITIONS = 20_000
NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
TITLES = ("tick with 100 clocks due", "tick with 10x the clocks", "tick with none due", "add hours")


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of a tick: with DUE clocks due each time, and of CPU time with none due."""

    busy: list[float]
    idle: list[float]


class Standing(SystemClock):
    """A clock that stands where it is put."""

    at = NOW

    def now(self) -> datetime:
        return self.at


def clock_rows(settings: Settings) -> Iterator[Row]:
    """Yield the rows, with a tenth of the clocks for comparison (ten times with --full)."""
    sizes = (CLOCKS, CLOCKS * 10) if settings.is_full else (CLOCKS // 10, CLOCKS)
    watch = Watch()
    fewer, more = (asyncio.run(measured(settings, size)) for size in sizes)
    foreign = watch.foreign
    yield less_is_better(
        TITLES[0],
        middle(more.busy),
        "ms",
        limit=1000.0,
        foreign=foreign,
        note=f"{DUE} warnings told, published and set anew among {sizes[1]:,} clocks, SQLite; "
        "a tick comes every 5 s",
    )
    yield less_is_better(
        TITLES[1],
        middle(more.busy) / middle(fewer.busy),
        "x",
        limit=3.0,
        foreign=foreign,
        note=f"{middle(fewer.busy):.1f} ms with {sizes[0]:,}, "
        f"{middle(more.busy):.1f} ms with {sizes[1]:,}",
    )
    yield less_is_better(
        TITLES[2],
        middle(more.idle),
        "ms",
        limit=10.0,
        foreign=foreign,
        note=f"of CPU time; {middle(fewer.idle):.2f} ms with {sizes[0]:,} clocks",
    )
    watch = Watch()
    took = addition()
    yield less_is_better(
        TITLES[3],
        took,
        "µs",
        limit=20.0,
        foreign=watch.foreign,
        note="a due time over China's holidays, the calendar laid out once",
    )


async def measured(settings: Settings, size: int) -> Figures:
    """Fill a database of its own with running clocks, and tick."""
    path = settings.folder / f"clocks-{size}.sqlite3"
    database = await Database.connect(f"sqlite:///{path}", name="followup")
    try:
        await database.write(create)
        for start in range(0, size // OF_A_CASE, CHUNK):
            count = min(CHUNK, size // OF_A_CASE - start)
            await database.write(lambda session, count=count: fill(session, count))  # type: ignore[misc]
        clock = Standing()
        loop = TimerLoop(
            database,
            timer_handlers(Policy()),
            service="followup",
            clock=clock,
            metrics=Metrics("followup"),
        )
        await loop.tick()
        busy, idle = [], []
        for _ in range(TICKS):
            idle.append(await timed(loop, time.process_time))
            await database.write(make_due)
            busy.append(await timed(loop))
        return Figures(busy, idle)
    finally:
        await database.close()


async def timed(loop: TimerLoop, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the milliseconds of one tick."""
    began = clock()
    await loop.tick()
    return (clock() - began) * 1000


def create(session: Session) -> None:
    connection = session.connection()
    for metadata in (FollowupModel.metadata, kit_metadata):
        metadata.create_all(connection)
    session.execute(sa.insert(service_state).values(id=1, generation=1))


def fill(session: Session, count: int, began: datetime = NOW) -> None:
    """Add cases of which the first clock warns twelve hours after `began`."""
    running = clocks.fresh(began, Terms(DEFAULT_TARGETS["low"]))
    rows, due = [], []
    for _ in range(count):
        triaged = told(began)
        rows.append(
            {
                **stub_row(triaged.case_id, triaged.birth.feedback_id, began),
                "triaged": triaged.model_dump_json(),
                "clocks": running,
                "urgency": "low",
                "progress": "assigned",
            }
        )
        due.append(Timer(CLOCK, triaged.case_id, running[0].next_at or NOW))
    insert_rows(session, CASES, rows)
    timers.schedule_many(session, due)


def told(at: datetime) -> CaseTriaged:
    """Return what triage says of a new case."""
    birth = Birth(
        case_id=new_id(),
        feedback_id=new_id(),
        ticket_no="20261127-7Q4K2",
        text="牛奶喝完拉肚子，要求退款",
        channel="web",
        received_at=at,
    )
    return CaseTriaged(
        generation=1,
        version=1,
        change="triaged",
        case_id=birth.case_id,
        birth=birth,
        kind="complaint",
        sentiment=Sentiment(label="negative", score=-0.8),
        urgency="low",
        confidence=0.9,
    )


def make_due(session: Session) -> None:
    """Add DUE cases whose first clock warns now."""
    fill(session, DUE, NOW - timedelta(hours=12))


def addition() -> float:
    """Return the microseconds of adding open hours to a moment."""
    office = SHIPPED_CALENDARS["office"]
    hours = OpenHours(Plan(office.timezone, office.weekly, as_days(2026)))
    hours.add(NOW, timedelta(hours=40))
    began = time.perf_counter()
    for minutes in range(ADDITIONS):
        hours.add(NOW, timedelta(minutes=minutes % 5_000))
    return (time.perf_counter() - began) / ADDITIONS * 1e6
