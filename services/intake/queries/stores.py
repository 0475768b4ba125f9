"""Reads of stores."""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlmodel import col, select

from services.intake.errors import StoreNotFound
from services.intake.models import Store
from shared.database import Session


def stores_after(session: Session, code: str | None, *, limit: int) -> Sequence[Store]:
    """Return up to `limit` stores in the order of their codes, from behind `code` on."""
    query = select(Store).order_by(col(Store.code)).limit(limit)
    if code is not None:
        query = query.where(col(Store.code) > code)
    return session.exec(query).all()


def store_named(session: Session, code: str) -> Store:
    """Return the store of this code. Raises StoreNotFound."""
    store = session.get(Store, code)
    if store is None:
        raise StoreNotFound
    return store


def open_stores(
    session: Session, region: str | None, *, only: Collection[str] | None = None
) -> Sequence[Store]:
    """Return the open stores of a region, all without one; of `only` these codes when given."""
    query = select(Store).where(col(Store.closed).is_(False)).order_by(col(Store.code))
    if region is not None:
        query = query.where(col(Store.region) == region)
    if only is not None:
        query = query.where(col(Store.code).in_(only))
    return session.exec(query).all()


def codes_by_name(session: Session) -> dict[str, str]:
    """Return each store's code by its code and by its name, in small letters.

    A name that two stores share finds neither.
    """
    stores = session.exec(select(Store).order_by(col(Store.code))).all()
    names = Counter(store.name.casefold() for store in stores)
    by_name = {
        store.name.casefold(): store.code for store in stores if names[store.name.casefold()] == 1
    }
    return {**by_name, **{store.code.casefold(): store.code for store in stores}}


def open_store_for(session: Session, code: str | None) -> Store | None:
    """Return the open store of this code, or the successor of a closed one; None without either."""
    store = session.get(Store, code) if code else None
    if store is not None and store.closed:
        store = session.get(Store, store.successor) if store.successor else None
    return store if store is not None and not store.closed else None
