"""The outbox: events written in the transaction of the rows they speak of."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from shared.among import among
from shared.bulk import insert_rows
from shared.database import Database, Session, wake
from shared.events import EventData
from shared.events.words import wordless_json
from shared.ids import new_id
from shared.messaging.envelope import Event
from shared.tables import outbox, service_state
from shared.telemetry import current_traceparent

KEPT = timedelta(days=7)
"""How long handed-over rows are kept, at least, to be handed over again after a restore."""


def add(session: Session, data: EventData, *, now: datetime) -> None:
    """Publish `data` when, and only when, this transaction commits."""
    add_many(session, [data], now=now)


def add_many(session: Session, data: Sequence[EventData], *, now: datetime) -> None:
    """Publish each of `data` when, and only when, this transaction commits."""
    traces: dict[str, str] = session.info.get("traces", {})
    here = current_traceparent()
    add_rows(session, [row(one, now=now, trace=traces.get(one.subject, here)) for one in data])


def row(data: EventData, *, now: datetime, trace: str | None) -> dict[str, object]:
    """Return the outbox row of `data`, to be made outside a transaction and added inside one."""
    return {
        "event_id": new_id(),
        "type": data.TYPE,
        "subject": data.subject,
        "occurred_at": now,
        "traceparent": trace,
        "data": data.__pydantic_serializer__.to_json(data).decode(),
    }


def add_rows(session: Session, rows: Sequence[dict[str, object]]) -> None:
    """Publish the events of `rows` when, and only when, this transaction commits."""
    if rows:
        insert_rows(session, outbox, rows)
        wake(session, "outbox")


def generation(session: Session) -> int:
    """Return this service's generation, the first half of every snapshot's order.

    It changes only by a restore, which happens while the service is stopped, so it is read once.
    """
    state: dict[str, int] = session.info.setdefault("state", {})
    if "generation" not in state:
        found = session.execute(sa.select(service_state.c.generation)).scalar_one_or_none()
        state["generation"] = 1 if found is None else found
    return state["generation"]


def raise_generation(session: Session) -> int:
    """Raise the generation after a restore and return it (the design's rule 10)."""
    raised = generation(session) + 1
    done = session.execute(sa.update(service_state).values(generation=raised))
    if not done.rowcount:  # type: ignore[attr-defined]
        session.execute(sa.insert(service_state).values(id=1, generation=raised))
    session.info["state"]["generation"] = raised
    return raised


def hand_over_again(session: Session) -> int:
    """Let every kept row wait again, after a restore; return how many were handed over before.

    A consumer's database may be of an earlier moment than this one and not know of them; what it
    knows, its inbox and the keys of side effects absorb.
    """
    done = session.execute(
        sa.update(outbox).where(outbox.c.handed_over_at.is_not(None)).values(handed_over_at=None)
    )
    wake(session, "outbox")
    return int(done.rowcount)  # type: ignore[attr-defined]


def waiting(session: Session, *, source: str, limit: int) -> list[Event]:
    """Return the oldest events not yet handed over, each with its `seq`."""
    columns = (
        outbox.c.seq,
        outbox.c.event_id,
        outbox.c.type,
        outbox.c.subject,
        outbox.c.occurred_at,
        outbox.c.traceparent,
        outbox.c.data,
    )
    rows = session.execute(
        sa.select(*columns)
        .where(outbox.c.handed_over_at.is_(None))
        .order_by(outbox.c.seq)
        .limit(limit)
    )
    return [
        Event(
            id=event_id,
            type=event_type,
            source=source,
            subject=subject,
            time=occurred_at,
            traceparent=traceparent,
            data=data,
            seq=seq,
        )
        for seq, event_id, event_type, subject, occurred_at, traceparent, data in rows
    ]


def mark_handed_over(session: Session, seqs: Iterable[int], *, now: datetime) -> None:
    """Remember that the transport has confirmed these rows."""
    session.execute(
        sa.update(outbox).where(among(outbox.c.seq, list(seqs))).values(handed_over_at=now)
    )


def forget(session: Session, subjects: Sequence[str]) -> None:
    """Let no event about `subjects` hold words to be erased.

    Those that were handed over are removed; those that wait go out without words.
    """
    about = among(outbox.c.subject, list(subjects))
    session.execute(sa.delete(outbox).where(about, outbox.c.handed_over_at.is_not(None)))
    rewrite(session, subjects, wordless_json)


def rewrite(session: Session, subjects: Sequence[str], change: Callable[[str], str]) -> None:
    """Change the data, as JSON text, of the events about `subjects`."""
    rows = session.execute(
        sa.select(outbox.c.seq, outbox.c.data).where(among(outbox.c.subject, list(subjects)))
    ).all()
    for seq, data in rows:
        changed = change(data)
        if changed != data:
            session.execute(sa.update(outbox).where(outbox.c.seq == seq).values(data=changed))


def newest_waiting(session: Session) -> int:
    """Return the highest `seq` that waits, 0 when none does."""
    found = session.execute(
        sa.select(sa.func.max(outbox.c.seq)).where(outbox.c.handed_over_at.is_(None))
    ).scalar_one()
    return int(found or 0)


def prune(session: Session, *, now: datetime, limit: int = 20_000) -> int:
    """Delete rows handed over longer than KEPT ago, `limit` at most; return how many."""
    old = (
        sa.select(outbox.c.seq)
        .where(outbox.c.occurred_at < now - KEPT, outbox.c.handed_over_at < now - KEPT)
        .limit(limit)
    )
    done = session.execute(sa.delete(outbox).where(outbox.c.seq.in_(old)))
    return int(done.rowcount)  # type: ignore[attr-defined]


async def depth(database: Database) -> tuple[int, datetime | None]:
    """Return how many events wait and since when the oldest does."""

    def look(session: Session) -> tuple[int, datetime | None]:
        count, oldest = session.execute(
            sa.select(sa.func.count(), sa.func.min(outbox.c.occurred_at)).where(
                outbox.c.handed_over_at.is_(None)
            )
        ).one()
        return int(count), oldest

    return await database.read(look)
