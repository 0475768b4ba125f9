"""What the database knows about a batch of submissions: one statement on the hot path."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache

import orjson
import sqlalchemy as sa

from shared.database import Session
from shared.idempotency import FirstAnswer

# Each list is one parameter, whatever its length, so that the statement is planned once.
LISTED = {
    "postgresql": "= ANY(:{})",
    "sqlite": "IN (SELECT value FROM json_each(:{}))",
}
KNOWN = """
SELECT 'answer', digest, fingerprint, body, CAST(status AS varchar(9))
  FROM idempotency_record WHERE digest {digests}
UNION ALL
SELECT 'store', code, region, successor, CASE WHEN closed THEN 'closed' END
  FROM store WHERE code {stores}
UNION ALL
SELECT 'contact', blind_index, customer, NULL, NULL
  FROM contact WHERE blind_index {contacts} AND NOT is_verified
UNION ALL
SELECT 'external', external_key, NULL, NULL, NULL
  FROM feedback WHERE external_key {externals}
"""
LISTS = ("digests", "stores", "contacts", "externals")


@dataclass(frozen=True, slots=True)
class KnownStore:
    region: str
    successor: str | None
    is_closed: bool


@dataclass(slots=True)
class Found:
    """First answers by digest, stores by code, customers by the blind index of a typed contact.

    `externals` are the digests of external ids that stand for a feedback already.
    """

    answers: dict[str, FirstAnswer] = field(default_factory=dict)
    stores: dict[str, KnownStore] = field(default_factory=dict)
    customers: dict[str, str] = field(default_factory=dict)
    externals: set[str] = field(default_factory=set)


def known(
    session: Session,
    *,
    digests: Collection[str],
    stores: Collection[str],
    contacts: Collection[str],
    externals: Collection[str],
) -> Found:
    """Return what is known under these keys; proven contacts are other customers' and left out."""
    found = Found()
    wanted = dict(zip(LISTS, (digests, stores, contacts, externals), strict=True))
    if not any(wanted.values()):
        return found
    connection = session.connection()
    rows = connection.execute(
        statement(connection.dialect.name),
        {name: listed(connection.dialect.name, values) for name, values in wanted.items()},
    )
    for what, key, second, third, fourth in rows:
        if what == "answer":
            found.answers[key] = FirstAnswer(key, second, int(fourth), third)
        elif what == "store":
            found.stores[key] = KnownStore(second, third, fourth is not None)
        elif what == "contact":
            found.customers[key] = second
        else:
            found.externals.add(key)
    return found


@cache
def statement(dialect: str) -> sa.TextClause:
    return sa.text(KNOWN.format(**{name: LISTED[dialect].format(name) for name in LISTS}))


def listed(dialect: str, values: Collection[str]) -> list[str] | str:
    return list(values) if dialect == "postgresql" else orjson.dumps(list(values)).decode()
