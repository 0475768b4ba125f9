"""What the database knows about a batch of submissions: one statement on the hot path."""

from collections.abc import Collection
from dataclasses import dataclass, field

import orjson

from shared.idempotency import FirstAnswer
from shared.lanes import Where, dialect_of, fetch

KNOWN = """
SELECT 'answer', digest, fingerprint, body, CAST(status AS varchar(9))
  FROM idempotency_record WHERE digest {digests}
UNION ALL
SELECT 'store', code, region, successor, CASE WHEN closed THEN 'closed' END
  FROM store WHERE code {stores}
UNION ALL
SELECT 'contact', blind_index, contact.customer, sealed_key,
  CASE WHEN is_verified THEN 'proven' END
  FROM contact LEFT JOIN customer_key ON customer_key.customer = contact.customer
  WHERE blind_index {contacts}
UNION ALL
SELECT 'external', external_key, NULL, NULL, NULL
  FROM feedback WHERE external_key {externals}
"""
LISTS = ("digests", "stores", "contacts", "externals")

# Each list is one parameter, whatever its length, so that the statement is planned once.
STATEMENT = {
    "postgresql": KNOWN.format(
        **{name: f"= ANY(${place}::varchar[])" for place, name in enumerate(LISTS, start=1)}
    ),
    "sqlite": KNOWN.format(**dict.fromkeys(LISTS, "IN (SELECT value FROM json_each(?))")),
}


@dataclass(frozen=True, slots=True)
class KnownStore:
    region: str
    successor: str | None
    is_closed: bool


@dataclass(slots=True)
class Found:
    """First answers by digest, stores by code, customers by the blind index of a contact and
    whether it was proven.

    `keys` are the customers' keys as they are kept; `externals` are the digests of external ids
    that stand for a feedback already.
    """

    answers: dict[str, FirstAnswer] = field(default_factory=dict)
    stores: dict[str, KnownStore] = field(default_factory=dict)
    customers: dict[tuple[str, bool], str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    externals: set[str] = field(default_factory=set)


def known(
    where: Where,
    *,
    digests: Collection[str],
    stores: Collection[str],
    contacts: Collection[str],
    externals: Collection[str],
) -> Found:
    """Return what is known under these keys."""
    found = Found()
    lists = (digests, stores, contacts, externals)
    if not any(lists):
        return found
    for what, key, second, third, fourth in fetch(where, STATEMENT, as_parameters(where, lists)):
        if what == "answer":
            found.answers[key] = FirstAnswer(key, second, int(fourth), third)
        elif what == "store":
            found.stores[key] = KnownStore(second, third, fourth is not None)
        elif what == "contact":
            found.customers[key, fourth is not None] = second
            if third is not None:
                found.keys[second] = third
        else:
            found.externals.add(key)
    return found


def as_parameters(where: Where, lists: Collection[Collection[str]]) -> list[list[str]] | list[str]:
    if dialect_of(where) == "postgresql":
        return [list(values) for values in lists]
    return [orjson.dumps(list(values)).decode() for values in lists]
