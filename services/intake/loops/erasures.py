"""The journal of erasures: a file beside the database that a restored backup does not bring back.

Each line is JSON: when, what kind, whose handle or which feedback; no personal data.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import orjson
import structlog

from services.intake.models import Erasure
from services.intake.operations.erasing import SIGNAL, mark_written, replay_erasures, unwritten
from shared.clock import Clock
from shared.database import Database, DatabaseUnavailable
from shared.messaging.relay import wait_for

log = structlog.get_logger(__name__)

AT_ONCE = 200
TICK_SECONDS = 30.0


class ErasureJournal:
    """Writes erasures down, and erases again what a restore has brought back."""

    def __init__(self, database: Database, path: Path, clock: Clock) -> None:
        self._database = database
        self._path = path
        self._clock = clock

    async def run(self) -> None:
        """Replay once, then write down what is erased, for ever."""
        signal = self._database.signal(SIGNAL)
        is_replayed = False
        while True:
            signal.clear()
            try:
                is_replayed = is_replayed or await self.replay() >= 0
                if await self.write_down():
                    continue
            except (DatabaseUnavailable, OSError) as error:
                log.warning("erasures_not_journaled", reason=type(error).__name__)
            await wait_for(signal, TICK_SECONDS)

    async def replay(self) -> int:
        """Erase again what stands in the journal and is not known to be erased here."""
        wanted = await asyncio.to_thread(self._read)
        now, again = self._clock.now(), 0
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            again += await self._database.write(
                lambda session, part=part: replay_erasures(session, part, now=now)  # type: ignore[misc]
            )
        return again

    async def write_down(self) -> int:
        """Append what is not written yet; return how many there were."""
        rows = await self._database.read(lambda session: unwritten(session, limit=AT_ONCE))
        if rows:
            await asyncio.to_thread(self._append, rows)
            ids, now = [one.id for one in rows], self._clock.now()
            await self._database.write(lambda session: mark_written(session, ids, now=now))
        return len(rows)

    def _append(self, rows: Sequence[Erasure]) -> None:
        """Append and wait until it is on disk."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = [
            orjson.dumps({"at": one.erased_at, "kind": one.kind, "subject": one.subject}) + b"\n"
            for one in rows
        ]
        with self._path.open("ab") as journal:
            journal.write(b"".join(lines))
            journal.flush()
            os.fsync(journal.fileno())

    def _read(self) -> list[tuple[str, str]]:
        """Return kinds and subjects in the journal; a line cut short by a crash is none."""
        if not self._path.exists():
            return []
        found = []
        for line in self._path.read_bytes().splitlines():
            try:
                entry = orjson.loads(line)
                found.append((str(entry["kind"]), str(entry["subject"])))
            except (orjson.JSONDecodeError, KeyError, TypeError):
                log.warning("erasure_journal_line_unreadable", path=str(self._path))
        return found
