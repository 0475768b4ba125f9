"""The API keys and staff that a service knows of: fed by triage's events, read through a cache."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from shared.auth.principal import Principal
from shared.database import Database, Session, insert_for
from shared.events import KeyChanged, Received, Snapshot, StaffChanged
from shared.inbox import Handler
from shared.tables import api_key, known_staff

Entry = TypeVar("Entry")

STALE_AFTER_SECONDS = 2.0
REFRESH_AFTER_SECONDS = 1.0


def store_key(session: Session, key: KeyChanged) -> None:
    """Know this API key, unless something newer of it is known."""
    store(session, api_key, [key])


def store_staff(session: Session, person: StaffChanged) -> None:
    """Know this member of staff, unless something newer is known."""
    store(session, known_staff, [person])


def store(session: Session, table: sa.Table, snapshots: Iterable[Snapshot]) -> None:
    names = set(table.c.keys())
    newest: dict[str, Snapshot] = {}
    for one in sorted(snapshots, key=lambda one: (one.generation, one.version)):
        newest[one.subject] = one
    for subject in sorted(newest):
        values = newest[subject].model_dump(include=names)
        insert = insert_for(session)(table).values(values)
        session.execute(
            insert.on_conflict_do_update(
                index_elements=[table.c.id],
                set_={name: insert.excluded[name] for name in names - {"id"}},
                where=sa.tuple_(table.c.generation, table.c.version)
                < sa.tuple_(insert.excluded.generation, insert.excluded.version),
            )
        )


def known_keys(session: Session) -> Sequence[Mapping[str, Any]]:
    """Return the API keys as they are known here, to be known so elsewhere."""
    return [dict(row) for row in session.execute(sa.select(api_key)).mappings()]


def know_only(session: Session, keys: Sequence[Mapping[str, Any]]) -> None:
    """Know exactly these API keys, after a restore: one that triage lost opens nothing."""
    session.execute(sa.delete(api_key))
    if keys:
        session.execute(sa.insert(api_key), keys)


def apply_keys(
    session: Session, events: Sequence[Received[KeyChanged]], _now: datetime, _prepared: Any
) -> None:
    store(session, api_key, [event.data for event in events])


def apply_staff(
    session: Session, events: Sequence[Received[StaffChanged]], _now: datetime, _prepared: Any
) -> None:
    store(session, known_staff, [event.data for event in events])


on_key_changed = Handler(event=KeyChanged, apply=apply_keys)
on_staff_changed = Handler(event=StaffChanged, apply=apply_staff)


class Cached(Generic[Entry]):
    """All rows of a small table, at most STALE_AFTER_SECONDS old.

    While it is asked for, it is read anew in the background every REFRESH_AFTER_SECONDS, by one
    task whoever asks, and in full only when its stamp (rows, versions, generations) has changed.
    """

    def __init__(
        self,
        database: Database,
        table: sa.Table,
        read: Callable[[Session], Mapping[str, Entry]],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._table = table
        self._read = read
        self._monotonic = monotonic
        self._stamp: tuple[Any, ...] | None = None
        self._entries: Mapping[str, Entry] = {}
        self._read_at = -STALE_AFTER_SECONDS
        self._reading: asyncio.Task[None] | None = None
        self._forgotten = 0

    def fresh(self) -> Mapping[str, Entry] | None:
        """Return the entries without waiting; None when they must be read first."""
        age = self._monotonic() - self._read_at
        if age >= STALE_AFTER_SECONDS:
            return None
        if age >= REFRESH_AFTER_SECONDS:
            self._start_reading()
        return self._entries

    async def current(self) -> Mapping[str, Entry]:
        """Return the entries, read now when they are stale. Raises DatabaseUnavailable."""
        entries = self.fresh()
        if entries is None:
            await asyncio.shield(self._start_reading())
            entries = self._entries
        return entries

    def forget(self) -> None:
        """Read anew when next asked: for whoever has just changed a row in this process."""
        self._read_at = -STALE_AFTER_SECONDS
        self._forgotten += 1

    def _start_reading(self) -> asyncio.Task[None]:
        if self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._refresh())
            self._reading.add_done_callback(self._read_ended)
        return self._reading

    def _read_ended(self, task: asyncio.Task[None]) -> None:
        self._reading = None
        if not task.cancelled():
            task.exception()  # whoever waited has it; in the background the next one tries again

    async def _refresh(self) -> None:
        asked_at, forgotten = self._monotonic(), self._forgotten
        stamp, entries = await self._database.read(self._changed)
        if entries is not None:
            self._stamp, self._entries = stamp, entries
        if forgotten == self._forgotten:
            self._read_at = asked_at

    def _changed(self, session: Session) -> tuple[tuple[Any, ...], Mapping[str, Entry] | None]:
        columns = self._table.c
        stamp = tuple(
            session.execute(
                sa.select(
                    sa.func.count(), sa.func.sum(columns.version), sa.func.sum(columns.generation)
                ).select_from(self._table)
            ).one()
        )
        return stamp, None if stamp == self._stamp else self._read(session)


def read_keys(session: Session) -> Mapping[str, Principal]:
    """Return whom each API key that is not revoked speaks for, by digest."""
    rows = session.execute(sa.select(api_key).where(api_key.c.revoked.is_(False)))
    return {
        row.digest: Principal(
            kind="key",
            id=row.id,
            name=row.name,
            stores=frozenset(row.stores),
            scopes=frozenset(row.scopes),
            channel=row.channel,
        )
        for row in rows
    }


def read_staff(session: Session) -> Mapping[str, float]:
    """Return from which moment (POSIX seconds) tokens of each person hold, by id.

    Infinity for who has left.
    """
    columns = known_staff.c
    rows = session.execute(sa.select(columns.id, columns.active, columns.tokens_valid_from))
    return {
        row.id: row.tokens_valid_from.timestamp() if row.active else float("inf") for row in rows
    }
