"""What the database knows about a batch of submissions: one statement on the hot path."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

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
    that stand for a feedback already. `counter` is what a ticket counter stands at, with its key.
    """

    answers: dict[str, FirstAnswer] = field(default_factory=dict)
    stores: dict[str, KnownStore] = field(default_factory=dict)
    customers: dict[tuple[str, bool], str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    externals: set[str] = field(default_factory=set)
    counter: tuple[int, str] = (0, "")


@dataclass(frozen=True, slots=True)
class Asked:
    """The keys under which something may be known: digests, store codes and blind indexes."""

    digests: Collection[str]
    stores: Collection[str]
    contacts: Collection[str]
    externals: Collection[str]

    def parameters(self, where: Where) -> list[Any]:
        """Return each list as the one parameter it is."""
        lists = [list(getattr(self, name)) for name in LISTS]
        if dialect_of(where) == "postgresql":
            return lists
        return [orjson.dumps(values).decode() for values in lists]


def known(where: Where, asked: Asked) -> Found:
    """Return what is known under these keys."""
    if not any(getattr(asked, name) for name in LISTS):
        return Found()
    return found_in(fetch(where, STATEMENT, asked.parameters(where)))


def found_in(rows: Iterable[Sequence[Any]]) -> Found:
    """Return what the rows of KNOWN tell."""
    found = Found()
    for what, key, second, third, fourth in rows:
        if what == "answer":
            found.answers[key] = FirstAnswer(key, second, int(fourth), third)
        elif what == "store":
            found.stores[key] = KnownStore(second, third, fourth is not None)
        elif what == "contact":
            found.customers[key, fourth is not None] = second
            if third is not None:
                found.keys[second] = third
        elif what == "counter":
            found.counter = int(fourth), key
        else:
            found.externals.add(key)
    return found
