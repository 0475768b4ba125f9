"""The audit log: append-only rows, each with a keyed hash over itself and the row before it.

A row edited, removed or put between breaks the chain. The head row signs where the chain ends, so
cutting off its end shows as well.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from shared.auth.principal import Principal
from shared.database import Session, insert_for
from shared.tables import audit_entry, audit_head

GENESIS = "0" * 64
CHUNK = 1000
NEWEST = 20


def record(
    session: Session,
    *,
    actor: Principal | str,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    now: datetime,
) -> int:
    """Append an entry in this transaction and return its number.

    `action` is a verb with its noun (`case.accept`); `subject` the id acted on; `detail` JSON
    values without personal data. Holds the head row to the end of the transaction.
    """
    key = signing_key(session)
    last = locked_end(session)
    entry: dict[str, Any] = {
        "seq": last + 1,
        "at": now,
        "actor": actor.reference if isinstance(actor, Principal) else actor,
        "action": action,
        "subject": subject,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
        "previous_hash": hash_of(session, last),
    }
    entry["hash"] = chained(key, entry)
    session.execute(sa.insert(audit_entry).values(entry))
    session.execute(
        sa.update(audit_head)
        .where(audit_head.c.id == 1)
        .values(seq=last + 1, hash=signed_end(key, last + 1, entry["hash"]))
    )
    return last + 1


def held(row: object, names: Iterable[str]) -> dict[str, Any]:
    """Return what a row holds of these, to be compared once it is changed."""
    return {name: getattr(row, name) for name in sorted(names)}


def altered(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the detail of a change: what differs now and, under `before`, what stood there.

    Of what is new (without a `before`) everything, of what stays the same nothing.
    """
    if before is None:
        return dict(after)
    fresh = {name: value for name, value in after.items() if before.get(name) != value}
    if not fresh:
        return {}
    return {**fresh, "before": {name: before.get(name) for name in fresh}}


def verify(session: Session) -> int | None:
    """Return the number of the first entry that is altered, missing or foreign; None when intact.

    After a cut it is the number of the first entry missing at the end.
    """
    key = signing_key(session)
    expected, previous = 1, GENESIS
    for entry in entries(session):
        is_next = entry["seq"] == expected and entry["previous_hash"] == previous
        if not is_next or not hmac.compare_digest(entry["hash"], chained(key, entry)):
            return min(expected, int(entry["seq"]))
        expected, previous = expected + 1, entry["hash"]
    head = session.execute(sa.select(audit_head.c.seq, audit_head.c.hash)).first()
    if head is None:
        return None if expected == 1 else expected
    ends_here = head.seq == expected - 1 and hmac.compare_digest(
        head.hash, signed_end(key, head.seq, previous)
    )
    return None if ends_here else expected


def is_of_another_key(session: Session) -> bool:
    """Say whether the log was signed with another key than the session's, as far as its end tells.

    An altered end alone is `verify`'s to find: one of the newest entries of ours is enough.
    """
    key = signing_key(session)
    head = session.execute(sa.select(audit_head.c.seq, audit_head.c.hash)).first()
    if head is None or hmac.compare_digest(
        head.hash, signed_end(key, head.seq, hash_of(session, head.seq))
    ):
        return False
    newest = sa.select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(NEWEST)
    entries_there = [dict(row) for row in session.execute(newest).mappings()]
    return not any(hmac.compare_digest(one["hash"], chained(key, one)) for one in entries_there)


def signing_key(session: Session) -> bytes:
    key = session.info.get("audit_key")
    if not isinstance(key, bytes):
        raise TypeError("connect the database with info={'audit_key': bytes} to keep an audit log")
    return key


def locked_end(session: Session) -> int:
    """Return the number of the last entry and hold the head row, made if absent."""
    end = sa.select(audit_head.c.seq).where(audit_head.c.id == 1).with_for_update()
    seq = session.execute(end).scalar()
    if seq is None:
        first = insert_for(session)(audit_head).values(
            id=1, seq=0, hash=signed_end(signing_key(session), 0, GENESIS)
        )
        session.execute(first.on_conflict_do_nothing())
        seq = session.execute(end).scalar_one()
    return int(seq)


def hash_of(session: Session, seq: int) -> str:
    """Return the hash of an entry; of a removed one GENESIS, which `verify` will find."""
    found = session.execute(sa.select(audit_entry.c.hash).where(audit_entry.c.seq == seq)).scalar()
    return str(found or GENESIS)


def entries(session: Session) -> Iterator[dict[str, Any]]:
    """Yield every entry in order, CHUNK rows at a time."""
    after: int | None = None
    while True:
        chunk = sa.select(audit_entry).order_by(audit_entry.c.seq).limit(CHUNK)
        if after is not None:
            chunk = chunk.where(audit_entry.c.seq > after)
        rows = [dict(row) for row in session.execute(chunk).mappings()]
        yield from rows
        if len(rows) < CHUNK:
            return
        after = rows[-1]["seq"]


def chained(key: bytes, entry: Mapping[str, Any]) -> str:
    at: datetime = entry["at"]
    covered = [
        entry["seq"],
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        *(entry[name] for name in ("actor", "action", "subject", "detail", "previous_hash")),
    ]
    return keyed_hash(key, covered)


def signed_end(key: bytes, seq: int, last_hash: str) -> str:
    return keyed_hash(key, ["end", seq, last_hash])


def keyed_hash(key: bytes, covered: list[Any]) -> str:
    message = json.dumps(covered, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
