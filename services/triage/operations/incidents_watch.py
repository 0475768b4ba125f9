"""The watch over new cases: one process reads them soon after, out of the way of receiving.

It merges and proposes duplicates, proposes incidents, counts what is usual and fills the search.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
import structlog

from services.triage.assignment.board import LoadBoard
from services.triage.helper.text_reader import CaseMemory, MemoryLost, TextReader
from services.triage.incidents.bursts import burst
from services.triage.incidents.findings import WHILE, WINDOW, Findings
from services.triage.incidents.telling import Telling
from services.triage.models.incidents import COUNTS, POSITIONS, TERMS
from services.triage.operations.incidents_duplicates import keep_duplicates
from services.triage.operations.incidents_proposals import Suspected, keep_matters
from services.triage.queries import incidents_watch as queries
from services.triage.queries.cases import erased_cases
from services.triage.rules.cases import WORKING, urgency_of
from shared import lease
from shared.bulk import IGNORED, Conflict, insert_rows
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable, Session

log = structlog.get_logger(__name__)

NAME: Final = "incidents"
EVERY_SECONDS: Final = 2.0
REST: Final = 19.0
"""For each second of work so many of rest while cases come in: those who receive go first."""

REST_WHEN_CALM: Final = 0.25
CALM: Final = timedelta(seconds=5)
"""No case came in for so long: what is left to do need not wait."""

LONGEST_REST_SECONDS: Final = 10.0
"""A look may also have waited for the helper process, which need not be made up for."""

BATCH: Final = 25
"""So many cases are thought about at once while others come in: those wait for no more than these.
"""

BATCH_WHEN_CALM: Final = 200
FOUND_AT_ONCE: Final = 8
"""Cases that the search learns in one transaction. Each of their words lies elsewhere in the index,
and on SQLite nobody else writes meanwhile: twenty-five cases took up to 70 ms.
"""

CHUNK: Final = 1000
MOST_ROWS: Final = 5000
SETTLED: Final = timedelta(seconds=20)
"""A transaction may commit rows of lower numbers than those seen already, but not so much later."""

MOVED: Final = Conflict(key=("name",), changed=("position",))
COUNTED: Final = Conflict(key=("scope", "topic", "day"), changed=("cases",))


@dataclass(frozen=True, slots=True)
class Fresh:
    """What one look found: rows of new cases, of their customers' others, and how far it came.

    `births` are numbers of the history's rows. `is_all` says that it saw every row there is,
    `is_full` that there may be more new cases, `is_calm` that none comes in now.
    """

    births: Sequence[int]
    cases: Sequence[sa.Row[Any]]
    earlier: Sequence[sa.Row[Any]]
    canonical: Mapping[str, str]
    position: int
    is_all: bool
    is_full: bool
    is_calm: bool


@dataclass(frozen=True, slots=True)
class Thought:
    """What the new cases of one look mean, and what each can be found by."""

    findings: Findings
    terms: Mapping[str, Sequence[str]]


@dataclass
class IncidentWatch:
    """Run in every worker; a lease lets one at a time work, and that one alone remembers cases."""

    database: Database
    boards: LoadBoard
    clock: Clock
    reader: TextReader
    holder: str
    memory: CaseMemory | None = None
    position: int = 0
    seen: set[int] = field(default_factory=set)
    renewed_at: datetime | None = None
    rest: float = REST_WHEN_CALM
    counted_on: date | None = None

    async def run(self) -> None:
        """Look for new cases, for ever."""
        while True:
            began = time.monotonic()
            try:
                is_behind = await self.tick()
            except DatabaseUnavailable:
                is_behind = False
            spent = time.monotonic() - began
            rest = min(self.rest * spent, LONGEST_REST_SECONDS)
            await asyncio.sleep(rest if is_behind else max(EVERY_SECONDS, rest))

    async def tick(self) -> bool:
        """Do one look's work; say whether more is waiting."""
        try:
            return await self._tick(self.clock.now())
        except MemoryLost:
            self.memory = None
            return True

    async def _tick(self, now: datetime) -> bool:
        if not await self._holds_lease(now):
            self.memory = None
            return False
        if self.memory is None:
            await self._begin(now)
        today = now.astimezone(queries.LOCAL).date()
        if self.counted_on != today:
            days = await self.database.read(lambda session: queries.days_to_count(session, now))
            if days:
                await self._count(days[0])
                return True
            self.counted_on = today
        fresh = await self.database.read(lambda session: self._look(session, now))
        self.rest = REST_WHEN_CALM if fresh.is_calm else REST
        if fresh.cases:
            self.counted_on = None  # the first of all cases may be an old one
            thought = await self._think(fresh, now)
            suspected = await self.database.read(lambda session: suspect(session, thought.findings))
            await self.database.write(
                lambda session: self._keep(session, thought.findings, suspected, now)
            )
            await self._let_find(thought.terms)
        has_moved = await self._move_on(fresh)
        return fresh.is_full or (has_moved and not fresh.is_all)

    async def _holds_lease(self, now: datetime) -> bool:
        if self.renewed_at is not None and timedelta(0) <= now - self.renewed_at < lease.LENGTH / 3:
            return True
        held = await self.database.write(
            lambda session: lease.acquire(session, NAME, self.holder, now=now)
        )
        self.renewed_at = now if held else None
        return held

    async def _begin(self, now: datetime) -> None:
        """Remember the live cases of the last days, and go on where the last holder stopped."""
        memory = await self.reader.recall()
        after, since = queries.first_id_at(now - WINDOW), now - WINDOW
        while True:
            last = after
            rows = await self.database.read(
                lambda session: queries.open_cases_after(session, last, CHUNK, since=since)  # noqa: B023
            )
            await memory.learn([telling(row, {}) for row in rows])
            if len(rows) < CHUNK:
                break
            after = rows[-1].id
        self.position = await self.database.read(lambda session: queries.position(session, NAME))
        self.seen = set()
        self.memory = memory

    def _look(self, session: Session, now: datetime) -> Fresh:
        is_calm = not queries.is_any_since(session, now - CALM)
        most = BATCH_WHEN_CALM if is_calm else BATCH
        rows = queries.history_after(session, self.position, MOST_ROWS)
        unseen = (row.id for row in rows if row.is_birth and row.id not in self.seen)
        new = list(islice(unseen, most))
        done = self.seen.union(new)
        position = self.position
        for row in rows:
            if (row.is_birth and row.id not in done) or row.at > now - SETTLED:
                break
            position = row.id
        cases = queries.cases(session, queries.cases_of(session, new)) if new else []
        customers = {row.customer for row in cases if row.customer is not None}
        canonical = queries.canonical(session, customers) if customers else {}
        stand = {canonical.get(one, one) for one in customers}
        handles = customers | {key for key, value in canonical.items() if value in stand}
        earlier = queries.of_customers(session, handles, since=now - WHILE) if handles else []
        linked = {row.birth["linked_case_id"] for row in cases if row.birth.get("linked_case_id")}
        if linked:
            earlier += queries.cases(session, linked)
        return Fresh(
            new,
            cases,
            earlier,
            canonical,
            position,
            is_all=len(rows) < MOST_ROWS,
            is_full=len(new) == most,
            is_calm=is_calm,
        )

    async def _think(self, fresh: Fresh, now: datetime) -> Thought:
        """Compare the new cases with those remembered."""
        found = await self.reader.terms([searched_by(row) for row in fresh.cases])
        terms = {row.id: words for row, words in zip(fresh.cases, found, strict=True)}
        live = [row for row in fresh.cases if row.disposition == "live"]
        recent = [row for row in live if row.received_at >= now - WINDOW]
        own: dict[str, list[Telling]] = defaultdict(list)
        threads: dict[str, Telling] = {}
        for one in (telling(row, fresh.canonical) for row in fresh.earlier):
            threads[one.id] = one
            if one.customer is not None:
                own[one.customer].append(one)
        tellings = [telling(row, fresh.canonical) for row in recent]
        assert self.memory is not None  # noqa: S101 - tick made it
        return Thought(await self.memory.judge(tellings, own, threads, now), terms)

    def _keep(
        self, session: Session, findings: Findings, suspected: Sequence[Suspected], now: datetime
    ) -> None:
        keep_duplicates(session, self.boards, findings.again, now=now)
        keep_matters(session, self.boards.current(session, now), suspected, now=now)

    async def _let_find(self, terms: Mapping[str, Sequence[str]]) -> None:
        """Let the cases be found by their terms, but for those that were erased meanwhile."""
        cases = list(terms.items())
        for first in range(0, len(cases), FOUND_AT_ONCE):
            some = dict(cases[first : first + FOUND_AT_ONCE])
            await self.database.write(partial(keep_terms, terms=some))

    async def _move_on(self, fresh: Fresh) -> bool:
        """Note how far the watch came, once what it found is kept; say whether it came further."""
        self.seen.update(fresh.births)
        if fresh.position == self.position:
            return False
        row = {"name": NAME, "position": fresh.position}
        await self.database.write(
            lambda session: insert_rows(session, POSITIONS, [row], conflict=MOVED)
        )
        self.position = fresh.position
        self.seen = {one for one in self.seen if one > fresh.position}
        return True

    async def _count(self, day: date) -> None:
        """Count a finished day from the rows."""
        found = await self.database.read(lambda session: queries.counted(session, day))
        rows = [
            {"scope": scope, "topic": topic, "day": day, "cases": count}
            for (scope, topic), count in found.items()
        ]
        await self.database.write(
            lambda session: insert_rows(session, COUNTS, rows, conflict=COUNTED)
        )


def keep_terms(session: Session, terms: Mapping[str, Sequence[str]]) -> None:
    """Keep what cases can be found by."""
    gone = erased_cases(session, terms)
    rows = [
        {"term": term, "case_id": key} for key in terms if key not in gone for term in terms[key]
    ]
    insert_rows(session, TERMS, rows, conflict=IGNORED)


def suspect(session: Session, findings: Findings) -> list[Suspected]:
    """Return each matter with how unusual so many similar cases are there."""
    usual = cache(partial(queries.usual, session))
    return [
        Suspected(
            matter,
            burst(
                matter.voices,
                usual(matter.scope, matter.topic, matter.last_at.astimezone(queries.LOCAL).date()),
                days=matter.days,
            ),
        )
        for matter in findings.matters
    ]


def telling(row: sa.Row[Any], canonical: Mapping[str, str]) -> Telling:
    """Return a row as it is compared; handles of one person are one customer."""
    birth, verdict = row.birth, row.verdict
    return Telling(
        id=row.id,
        text=birth["text"],
        received_at=row.received_at,
        customer=canonical.get(row.customer, row.customer),
        store_code=row.store_code,
        region=birth.get("region"),
        campaign=birth.get("campaign"),
        kind=verdict.get("kind", "other"),
        topics=tuple(topic["code"] for topic in verdict.get("topics", ())),
        linked_case_id=birth.get("linked_case_id"),
        is_critical=urgency_of(row.urgency_order) == "critical",
        is_working=row.disposition == "live" and row.progress in WORKING,
    )


def searched_by(row: sa.Row[Any]) -> str:
    """Return what a case can be found by: its number, that of its order, and its words."""
    birth = row.birth
    return "\n".join(filter(None, (birth.get("ticket_no"), birth.get("order_no"), birth["text"])))
