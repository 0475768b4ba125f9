"""The loop that works off imports: one batch a transaction, so that a crash loses nothing."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from services.intake.models import ImportChunk, ImportJob
from services.intake.operations.import_rows import Layout, RowWrong, is_empty
from services.intake.operations.imports import (
    CHUNK,
    LEASE,
    SIGNAL,
    Prepared,
    as_cells,
    end_import,
    next_import,
    sealed_chunk,
    sealed_row,
    set_total,
    take_batch,
)
from services.intake.operations.sheets import Shape, rows_in
from services.intake.operations.submissions import Preparer, TrackLinks
from services.intake.queries.stores import codes_by_name
from shared import lease
from shared.auth.principal import Principal
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.ids import new_id
from shared.messaging.relay import wait_for
from shared.problems import Problem

BATCH = 200
TICK_SECONDS = 5.0
GIVE_WAY_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Importer:
    """Works off imports one after another; safe to run in any number of processes."""

    database: Database
    preparer: Preparer
    links: TrackLinks
    clock: Clock
    is_busy: Callable[[], bool]

    async def run(self) -> None:
        """Work off what is queued, for ever."""
        holder = f"import:{new_id()}"
        signal = self.database.signal(SIGNAL)
        while True:
            signal.clear()
            try:
                if await self.work(holder):
                    continue
            except DatabaseUnavailable:
                pass  # the import goes on from its position once the database is back
            await wait_for(signal, TICK_SECONDS)

    async def work(self, holder: str) -> bool:
        """Work off one import; False when there is none to work on."""
        now = self.clock.now()
        job = await self.database.write(lambda session: next_import(session, holder, now=now))
        if job is None:
            return False
        with TemporaryFile() as file:
            try:
                await self._unseal(job, cast("BinaryIO", file))
                problem = await self._take(job, cast("BinaryIO", file), holder)
            finally:
                await self.database.write(lambda session: lease.release(session, LEASE, holder))
        if problem is not STOPPED:
            now = self.clock.now()
            await self.database.write(
                lambda session: end_import(
                    session, job.id, now=now, problem=cast("Problem | None", problem)
                )
            )
        return True

    async def _unseal(self, job: ImportJob, file: BinaryIO) -> None:
        """Write the sheet to a file that has no name and goes with this process."""
        for seq in range(job.size // CHUNK + 1):
            chunk = await self.database.read(
                lambda session, seq=seq: session.get(ImportChunk, (job.id, seq))  # type: ignore[misc]
            )
            if chunk is not None:
                plain = self.preparer.sealer.open(chunk.sealed, sealed_chunk(job.id, seq))
                await asyncio.to_thread(file.write, plain)

    async def _take(self, job: ImportJob, file: BinaryIO, holder: str) -> object:
        """Take the rows behind the position. Returns None at the end, what is wrong, or STOPPED."""
        stores = await self.database.read(codes_by_name)
        layout = Layout.of(job.headings, job.mapping, stores)
        shape = Shape(cast("Any", job.kind), job.encoding, job.delimiter)
        try:
            if job.total is None:
                total = await asyncio.to_thread(count_rows, file, shape)
                await self.database.write(lambda session: set_total(session, job.id, total))
            with rows_in(file, shape) as rows:
                numbered = numbered_rows(rows, job.position)
                while batch := await asyncio.to_thread(self._prepared, job, layout, numbered):
                    if not await self._store(job, batch, holder):
                        return STOPPED
                    if self.is_busy():  # requests wait for a commit: they go first
                        await asyncio.sleep(GIVE_WAY_SECONDS)
        except Problem as problem:
            if isinstance(problem, DatabaseUnavailable):
                raise
            return problem
        return None

    async def _store(self, job: ImportJob, batch: Sequence[Prepared], holder: str) -> bool:
        now = self.clock.now()
        return await self.database.write(
            lambda session: take_batch(
                session, job.id, batch, links=self.links, holder=holder, now=now
            )
        )

    def _prepared(
        self, job: ImportJob, layout: Layout, rows: Iterator[tuple[int, Sequence[Any]]]
    ) -> list[Prepared]:
        return [self._prepare(job, layout, *one) for one in islice(rows, BATCH)]

    def _prepare(self, job: ImportJob, layout: Layout, number: int, row: Sequence[Any]) -> Prepared:
        cells = self.preparer.sealer.seal(as_cells(row), sealed_row(job.id, number))
        try:
            draft = layout.draft(row, channel=job.channel)
            made = self.preparer.prepare(draft, uploader(job), now=self.clock.now())
        except RowWrong as wrong:
            return Prepared(number, None, wrong.sentences, cells)
        except Problem as problem:
            return Prepared(number, None, (problem.zh, problem.en), cells)
        return Prepared(number, made, None, cells)


STOPPED = object()
"""Somebody cancelled the import, or another process has taken it over."""


def uploader(job: ImportJob) -> Principal:
    """Return in whose name the rows are handed in."""
    kind, _, identity = job.entered_by.partition(":")
    return Principal(kind=cast("Any", kind), id=identity, name="", roles=frozenset({"manager"}))


def numbered_rows(
    rows: Iterator[Sequence[Any]], position: int
) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows with something in them behind the headings, by their number in the sheet."""
    seen_headings = False
    for number, row in enumerate(rows, start=1):
        if is_empty(row):
            continue
        if seen_headings and number > position:
            yield number, row
        seen_headings = True


def count_rows(file: BinaryIO, shape: Shape) -> int:
    with rows_in(file, shape) as rows:
        return sum(1 for _ in numbered_rows(rows, 0))
