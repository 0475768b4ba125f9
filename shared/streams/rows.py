"""Reads each committed outbox row once, though rows are not committed in the order of their seq."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from shared.database import Database, Session
from shared.tables import outbox

BATCH: Final = 1000
LOOK_BACK: Final = 200
HOLE_SECONDS: Final = 10.0
MOST_HOLES: Final = 500


@dataclass(frozen=True, slots=True)
class Change:
    """One event of the outbox by its names; what it says is read from the rows it speaks of."""

    seq: int
    type: str
    subject: str


class OutboxReader:
    """Follows the outbox of a database from now on.

    A transaction takes its `seq` before it commits, so a lower one may appear after a higher one.
    A number that is missing between two that were seen is a hole: it is looked for again for ten
    seconds, longer than any unit of work, and then held to be rolled back.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._newest = 0
        self._holes: dict[int, float] = {}

    @property
    def settled(self) -> int:
        """Return the `seq` up to which nothing can appear any more."""
        return min(self._holes, default=self._newest + 1) - 1

    async def start(self, database: Database) -> None:
        """Begin behind what is committed; only what is under way just now is still to come."""
        seen = await database.read(newest_seqs)
        self._newest = max(seen, default=0)
        self._holes = {}
        self._note_holes(min(seen, default=1), set(seen))

    async def read(self, database: Database) -> list[Change] | None:
        """Return the rows committed since the last call, lowest first.

        None says that the outbox has begun anew: it holds less than was seen before.
        """
        after, holes = self._newest, list(self._holes)
        found = await database.read(lambda session: rows_after(session, after, holes))
        if found is None:
            await self.start(database)
            return None
        self._take(found)
        return found

    def _take(self, found: Sequence[Change]) -> None:
        before = self._newest
        for one in found:
            self._holes.pop(one.seq, None)
            self._newest = max(self._newest, one.seq)
        self._note_holes(before + 1, {one.seq for one in found})
        now = self._monotonic()
        self._holes = {
            seq: since for seq, since in self._holes.items() if now - since < HOLE_SECONDS
        }

    def _note_holes(self, first: int, seen: set[int]) -> None:
        now = self._monotonic()
        first = max(first, self._newest - MOST_HOLES)
        missing = (seq for seq in range(first, self._newest) if seq not in seen)
        self._holes.update(dict.fromkeys(missing, now))


def newest_seqs(session: Session) -> list[int]:
    asked = sa.select(outbox.c.seq).order_by(outbox.c.seq.desc()).limit(LOOK_BACK)
    return list(session.execute(asked).scalars())


def rows_after(session: Session, after: int, holes: Sequence[int]) -> list[Change] | None:
    """Return the rows above `after` and those of `holes` that are there; None of a new outbox."""
    found = select_rows(session, outbox.c.seq > after)
    if holes:
        found = select_rows(session, outbox.c.seq.in_(holes)) + found
    if not found and newest_seq(session) < after:
        return None
    return found


def rows_between(session: Session, after: int, until: int) -> list[Change] | None:
    """Return the rows above `after` up to `until`; None when not all of them are there any more."""
    first = session.execute(sa.select(sa.func.min(outbox.c.seq))).scalar_one()
    if after >= until:
        return []
    if first is None or first > after + 1:
        return None
    return select_rows(session, outbox.c.seq > after, outbox.c.seq <= until)


def newest_seq(session: Session) -> int:
    return int(session.execute(sa.select(sa.func.max(outbox.c.seq))).scalar_one() or 0)


def select_rows(session: Session, *conditions: sa.ColumnElement[bool]) -> list[Change]:
    asked = (
        sa.select(outbox.c.seq, outbox.c.type, outbox.c.subject)
        .where(*conditions)
        .order_by(outbox.c.seq)
        .limit(BATCH)
    )
    return [Change(*row) for row in session.execute(asked)]
