"""The inbox: every event once, with its effects in one transaction; retries are its states."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import orjson
import sqlalchemy as sa
from pydantic import ValidationError

from shared import problems
from shared.among import among
from shared.bulk import insert_new, insert_rows
from shared.database import Session, insert_for, wake
from shared.delays import DELAYS, jittered
from shared.events import REGISTRY, EventData, Received
from shared.events.words import case_of, without_words, wordless
from shared.messaging.envelope import Event, decode, encode
from shared.tables import inbox

D = TypeVar("D", bound=EventData)

ATTEMPT_LIMIT = timedelta(seconds=4)
"""An attempt not renewed for so long ended with its process."""

CRASHES_ALLOWED = 3
UNREADABLE = "unreadable"
"""The type of a message that is no batch of events."""

KEPT = timedelta(days=14)


@dataclass(frozen=True)
class Handler(Generic[D]):
    """What a service does with one type of event.

    `prepare` runs outside the transaction (classification, for instance) and returns what it found
    keyed by event id. `apply(session, events, now, prepared)` takes the events of the batch that
    were not seen before, at most all that were prepared, and must be harmless in any order.

    `erased(session, case_ids)` names those of the cases whose customers were erased: an event about
    them that comes later is taken, and kept when it fails, without its words.
    """

    event: type[D]
    apply: Callable[[Session, Sequence[Received[D]], datetime, Any], None]
    prepare: Callable[[Sequence[Received[D]]], Awaitable[Mapping[str, Any]]] | None = None
    erased: Callable[[Session, Collection[str]], Collection[str]] | None = None

    def take(
        self, session: Session, events: Sequence[Received[D]], now: datetime, prepared: Any
    ) -> None:
        """Apply the events, those of erased cases without their words."""
        gone = self.gone(session, [event.data for event in events])
        taken = [
            replace(event, data=wordless(event.data)) if case_of(event.data) in gone else event
            for event in events
        ]
        self.apply(session, taken, now, prepared)

    def kept(self, session: Session, events: Sequence[Event]) -> list[Event]:
        """Return the events as they are kept when they fail, those of erased cases wordless."""
        said = {event.id: parsed(event.data) for event in events}
        gone = self.gone(session, list(said.values()))
        return [
            replace(event, data=without_words(said[event.id]))
            if case_of(said[event.id]) in gone
            else event
            for event in events
        ]

    def gone(
        self, session: Session, said: Sequence[EventData | Mapping[str, Any]]
    ) -> Collection[str]:
        """Return the erased ones of the cases that these data are about."""
        cases = {case_id for data in said if (case_id := case_of(data)) is not None}
        return self.erased(session, cases) if cases and self.erased is not None else ()


def parsed(data: Any) -> dict[str, Any]:
    """Return what an event's data says; nothing when it is no object."""
    found = orjson.loads(data) if isinstance(data, str) else data
    return found if isinstance(found, dict) else {}


class UnknownType(Exception):
    """No handler for this type or major version; parked until a newer program replays it."""


class Unreadable(Exception):
    """The data does not fit the event's model; the text names the fields, not their values."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A further attempt at an event: `started_at` tells it from any other; none if it is parked."""

    event_id: str
    message: str
    attempts: int
    started_at: datetime
    is_parked: bool


def read(event: Event, handlers: Mapping[str, Handler[Any]]) -> Received[Any]:
    """Return `event` with its data typed. Raises UnknownType or Unreadable."""
    handler = handlers.get(event.type)
    if handler is None:
        raise UnknownType(f"no handler for {event.type}")
    model: type[EventData] = handler.event
    try:
        data = (
            model.model_validate_json(event.data)
            if isinstance(event.data, str)
            else model.model_validate(event.data)
        )
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, one["loc"])) for one in error.errors()[:5])
        raise Unreadable(f"{event.type} does not fit its model at: {fields}") from None
    return Received(
        event.id, event.type, event.source, event.subject, event.time, event.traceparent, data
    )


def unseen(session: Session, events: Sequence[Event]) -> list[Event]:
    """Return the events that are no rows yet, each once."""
    by_id = {event.id: event for event in events}
    known = session.execute(sa.select(inbox.c.event_id).where(among(inbox.c.event_id, by_id)))
    for event_id in known.scalars():
        del by_id[event_id]
    return list(by_id.values())


def write_done(session: Session, events: Sequence[Event], *, now: datetime) -> list[Event]:
    """Write the events that are no rows yet as done, and return them, each once."""
    by_id = {event.id: event for event in events}
    rows = [{**row(event, now), "status": "done"} for event in by_id.values()]
    new = insert_new(session, inbox, rows, key="event_id")
    return [event for event in by_id.values() if event.id in new]


def write_failing(
    session: Session, event: Event, error: str, *, now: datetime, parked: bool, delay: timedelta
) -> None:
    """Keep an event whose first attempt failed: pending with its error, or parked."""
    values = {
        **row(event, now),
        "status": "parked" if parked else "pending",
        "attempts": 1,
        "first_failed_at": now,
        "next_attempt_at": None if parked else now + delay,
        "error": error,
        "message": encode([event]).decode(),
    }
    session.execute(insert_for(session)(inbox).values(values).on_conflict_do_nothing())
    wake(session, "inbox")


def write_started(session: Session, events: Sequence[Event], *, now: datetime) -> list[Event]:
    """Keep events as begun attempts, committed before they are tried; return those not yet seen.

    Should the process end during the attempt, these rows say so, and each is tried alone later.
    """
    fresh = unseen(session, events)
    if fresh:
        insert_rows(
            session,
            inbox,
            [
                {
                    **row(event, now),
                    "status": "pending",
                    "attempts": 1,
                    "started_at": now,
                    "next_attempt_at": now + ATTEMPT_LIMIT,
                    "message": encode([event]).decode(),
                }
                for event in fresh
            ],
        )
        wake(session, "inbox")
    return fresh


def row(event: Event, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "type": event.type,
        "source": event.source,
        "subject": event.subject,
        "received_at": now,
        "status": "done",
        "attempts": 0,
        "crashes": 0,
        "started_at": None,
        "next_attempt_at": None,
        "first_failed_at": None,
        "error": None,
        "message": None,
    }


def finish(session: Session, event_ids: Sequence[str]) -> bool:
    """Mark pending rows done; False when one of them was finished by somebody else meanwhile."""
    done = session.execute(
        sa.update(inbox)
        .where(among(inbox.c.event_id, event_ids), inbox.c.status == "pending")
        .values(status="done", started_at=None, next_attempt_at=None, message=None)
    )
    return bool(done.rowcount == len(event_ids))  # type: ignore[attr-defined]


def next_due_at(session: Session) -> datetime | None:
    """Return when the next attempt is due, None when no event fails."""
    due_at = sa.select(sa.func.min(inbox.c.next_attempt_at)).where(inbox.c.status == "pending")
    found: datetime | None = session.execute(due_at).scalar_one()
    return found


def claim_due(session: Session, *, now: datetime) -> Begun | None:
    """Begin the next attempt that is due, and return it; None when none is.

    A row whose last attempt never ended counts a crash; after CRASHES_ALLOWED it is parked unseen.
    """
    found = session.execute(
        sa.select(
            inbox.c.event_id,
            inbox.c.message,
            inbox.c.attempts,
            inbox.c.crashes,
            inbox.c.started_at,
            inbox.c.first_failed_at,
        )
        .where(inbox.c.status == "pending", inbox.c.next_attempt_at <= now)
        .order_by(inbox.c.next_attempt_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    crashes = found.crashes + (found.started_at is not None)
    parked = crashes >= CRASHES_ALLOWED
    session.execute(
        sa.update(inbox)
        .where(inbox.c.event_id == found.event_id)
        .values(
            status="parked" if parked else "pending",
            attempts=found.attempts + (not parked),
            crashes=crashes,
            started_at=None if parked else now,
            next_attempt_at=None if parked else now + ATTEMPT_LIMIT,
            first_failed_at=found.first_failed_at or (now if crashes else None),
            error="the process ended during the attempt" if crashes else inbox.c.error,
        )
    )
    return Begun(found.event_id, found.message, found.attempts + 1, now, parked)


def renew(
    session: Session, event_ids: Sequence[str], *, started_at: datetime, now: datetime
) -> None:
    """Keep attempts begun at `started_at` from running out, those that have not ended.

    Rows that are locked are being ended.
    """
    ours = (
        sa.select(inbox.c.event_id)
        .where(
            among(inbox.c.event_id, event_ids),
            inbox.c.status == "pending",
            inbox.c.started_at == started_at,
        )
        .with_for_update(skip_locked=True)
    )
    session.execute(
        sa.update(inbox)
        .where(inbox.c.event_id.in_(ours))
        .values(next_attempt_at=now + ATTEMPT_LIMIT)
    )


def give_back(session: Session, event_ids: Collection[str], *, now: datetime) -> None:
    """Undo the begin of attempts that ended without a verdict on the event: they are due again."""
    if event_ids:
        session.execute(
            sa.update(inbox)
            .where(among(inbox.c.event_id, event_ids), inbox.c.status == "pending")
            .values(started_at=None, next_attempt_at=now, attempts=inbox.c.attempts - 1)
        )


def fail_again(
    session: Session, event_id: str, error: str, *, attempts: int, now: datetime, parked: bool
) -> None:
    """Keep a further failure and when to try next; parked after the last delay.

    Nothing is kept of an event that another process has finished meanwhile.
    """
    last = parked or attempts > len(DELAYS)
    session.execute(
        sa.update(inbox)
        .where(inbox.c.event_id == event_id, inbox.c.status == "pending")
        .values(
            status="parked" if last else "pending",
            started_at=None,
            next_attempt_at=None if last else now + jittered(DELAYS[attempts - 1]),
            first_failed_at=sa.func.coalesce(
                inbox.c.first_failed_at, sa.literal(now, inbox.c.first_failed_at.type)
            ),
            error=error,
        )
    )


def park_message(session: Session, body: bytes, reason: str, *, now: datetime) -> None:
    """Keep a message that cannot even be read; its id is derived from its bytes.

    PostgreSQL's text holds no NUL: it is replaced, like bytes that are no text.
    """
    event_id = str(uuid.UUID(bytes=hashlib.sha256(body).digest()[:16]))
    values = {
        **row(Event(event_id, UNREADABLE, "unknown", "", now, None, ""), now),
        "status": "parked",
        "attempts": 1,
        "first_failed_at": now,
        "error": reason,
        "message": body.decode(errors="replace").replace("\0", "\ufffd"),
    }
    session.execute(insert_for(session)(inbox).values(values).on_conflict_do_nothing())


def forget(session: Session, case_ids: Collection[str]) -> None:
    """Take the words out of events about these cases that failed and are kept to be tried again."""
    rows = session.execute(
        sa.select(inbox.c.event_id, inbox.c.message).where(
            inbox.c.status != "done", inbox.c.type != UNREADABLE
        )
    ).all()
    for event_id, message in rows:
        (event,) = decode(message)
        if case_of(parsed(event.data)) in case_ids:
            without = replace(event, data=without_words(event.data))
            session.execute(
                sa.update(inbox)
                .where(inbox.c.event_id == event_id, inbox.c.status != "done")
                .values(message=encode([without]).decode())
            )


def replay(session: Session, event_id: str, now: datetime) -> None:
    """Make a parked or failing event due at once. Raises NotFound when none has this id."""
    done = session.execute(
        sa.update(inbox)
        .where(inbox.c.event_id == event_id, inbox.c.status != "done")
        .values(status="pending", attempts=0, crashes=0, started_at=None, next_attempt_at=now)
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise problems.NotFound(
            zh="没有这个待处理的事件；它可能已经处理完毕。",
            en="There is no failing event with this id; it may have been handled by now.",
        )
    wake(session, "inbox")


def prune(session: Session, *, now: datetime, limit: int = 20_000) -> int:
    """Delete finished rows received longer than KEPT ago, `limit` at most; return how many."""
    old = (
        sa.select(inbox.c.event_id)
        .where(inbox.c.received_at < now - KEPT, inbox.c.status == "done")
        .limit(limit)
    )
    done = session.execute(sa.delete(inbox).where(inbox.c.event_id.in_(old)))
    return int(done.rowcount)  # type: ignore[attr-defined]


def grouped(events: Sequence[Received[Any]]) -> dict[str, list[Received[Any]]]:
    """Return the events by type, so that each handler is called once a batch."""
    groups: dict[str, list[Received[Any]]] = defaultdict(list)
    for event in events:
        groups[event.type].append(event)
    return groups


def remember_traces(session: Session, events: Sequence[Received[Any]]) -> None:
    """Let events published by the handlers carry on the trace of the event that caused them."""
    session.info["traces"] = {
        event.subject: event.traceparent for event in events if event.traceparent
    }


def is_known(event_type: str) -> bool:
    return event_type in REGISTRY
