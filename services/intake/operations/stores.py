"""Stores: opened, changed and closed by managers, published to everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from services.intake.errors import InvalidField, StoreNotFound, UnknownStore
from services.intake.models import Store
from shared import audit, outbox
from shared.auth.principal import Principal
from shared.database import Session
from shared.events import StoreChanged
from shared.problems import Conflict


class StoreExists(Conflict):
    def __init__(self, code: str) -> None:
        super().__init__(
            zh=f"门店编号“{code}”已存在；编号不能重复使用。",
            en=f"There is a store '{code}' already; codes are never used twice.",
        )


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What may be said of a store, besides its code."""

    name: str
    region: str
    city: str
    timezone: str = "Asia/Shanghai"
    closed: bool = False
    successor: str | None = None


def open_store(
    session: Session, code: str, facts: StoreFacts, *, by: Principal | str, now: datetime
) -> Store:
    """Register a store and publish it. Raises StoreExists, UnknownStore, InvalidField."""
    if session.get(Store, code) is not None:
        raise StoreExists(code)
    check_successor(session, code, facts)
    store = Store(
        code=code,
        generation=outbox.generation(session),
        version=1,
        changed_at=now,
        **as_values(facts),
    )
    session.add(store)
    publish(session, store, change="opened", by=by, now=now)
    audit.record(
        session, actor=by, action="store.open", subject=code, detail=as_values(facts), now=now
    )
    return store


def change_store(
    session: Session, code: str, facts: StoreFacts, *, by: Principal | str, now: datetime
) -> Store:
    """Replace what is said of a store; publishes and records it only when that differs.

    Raises StoreNotFound, UnknownStore, InvalidField.
    """
    store = session.get(Store, code, with_for_update=True)
    if store is None:
        raise StoreNotFound
    check_successor(session, code, facts)
    wanted = as_values(facts)
    before = audit.held(store, wanted)
    changes = {name: value for name, value in wanted.items() if before[name] != value}
    if not changes:
        return store
    store.sqlmodel_update({**changes, "version": store.version + 1, "changed_at": now})
    store.generation = outbox.generation(session)
    change = "closed" if changes.get("closed") else "changed"
    publish(session, store, change=change, by=by, now=now)
    detail = audit.altered(before, changes)
    audit.record(session, actor=by, action="store.change", subject=code, detail=detail, now=now)
    return store


def as_values(facts: StoreFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in StoreFacts.__slots__}


def check_successor(session: Session, code: str, facts: StoreFacts) -> None:
    """Refuse a successor that is unknown, closed, the store itself, or named for an open store."""
    if facts.successor is None:
        return
    if not facts.closed or facts.successor == code:
        raise InvalidField(
            "/successor",
            zh="只有已关闭的门店才有接替门店，且不能是它自己。",
            en="Only a closed store has a successor, and it is another store.",
        )
    successor = session.get(Store, facts.successor)
    if successor is None:
        raise UnknownStore(facts.successor, "/successor")
    if successor.closed:
        raise InvalidField(
            "/successor",
            zh="接替门店本身已关闭；请选择营业中的门店。",
            en="The successor is closed itself; name a store that is open.",
        )


def publish(
    session: Session, store: Store, *, change: str, by: Principal | str, now: datetime
) -> None:
    outbox.add(session, snapshot(store, change=change, actor=named(by)), now=now)


def named(by: Principal | str) -> str:
    return by if isinstance(by, str) else by.reference


def snapshot(store: Store, *, change: str, actor: str = "system") -> StoreChanged:
    return StoreChanged(
        generation=store.generation,
        version=store.version,
        change=change,
        actor=actor,
        code=store.code,
        name=store.name,
        region=store.region,
        city=store.city,
        timezone=store.timezone,
        closed=store.closed,
        successor=store.successor,
    )


def republish_stores(session: Session, *, now: datetime) -> int:
    """Publish every store anew in the present generation, after a restore; return how many."""
    generation = outbox.generation(session)
    stores: Sequence[Store] = session.exec(select(Store).order_by(Store.code)).all()
    for store in stores:
        store.generation = generation
    outbox.add_many(session, [snapshot(store, change="republished") for store in stores], now=now)
    return len(stores)
