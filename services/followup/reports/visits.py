"""What stores sold on days, beside the cases of those days: what rates per 1,000 are made of."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAILY
from shared.database import Session

BASES = {"visitors": DAILY.c.visitors, "orders": DAILY.c.orders}
COUNTED = {"received": CELLS.c.received, "complaints": CELLS.c.complaints}
TOGETHER = ""
"""The key of all stores together."""

SUMS: Mapping[str, sa.ColumnElement[Any]] = {
    **{name: sa.func.sum(base) for name, base in BASES.items()},
    **{
        f"{name}/{over}": sa.func.sum(sa.case((base.is_not(None), counted), else_=0))
        for over, base in BASES.items()
        for name, counted in COUNTED.items()
    },
}

Sums = Counter[str]
"""Visitors and orders, and by `received/visitors` … the cases of the days that gave them."""


def sums_by_store(session: Session, days: sa.ColumnElement[bool]) -> dict[str, Sums]:
    """Add up what was given for `days`, by store and all together.

    Only days for which a store gave a figure count, above and below the line alike.
    """
    rows = session.execute(given(days, DAILY.c.store_code).group_by(DAILY.c.store_code))
    found = {row[0]: sums_of(row[1:]) for row in rows}
    return {**found, TOGETHER: sum(found.values(), Counter())} if found else {}


def sums_together(session: Session, days: sa.ColumnElement[bool]) -> Sums:
    """Add up what all stores gave for `days`: a third of the work of doing it by store."""
    return sums_of(session.execute(given(days)).one())


def given(days: sa.ColumnElement[bool], *by: sa.ColumnElement[Any]) -> sa.Select[Any]:
    beside = sa.and_(
        CELLS.c.dimension == "store", CELLS.c.key == DAILY.c.store_code, CELLS.c.day == DAILY.c.day
    )
    return sa.select(*by, *SUMS.values()).select_from(DAILY.outerjoin(CELLS, beside)).where(days)


def sums_of(values: Sequence[Any]) -> Sums:
    return Counter({name: int(one or 0) for name, one in zip(SUMS, values, strict=True)})


def per_thousand(sums: Mapping[str, int]) -> dict[str, float]:
    """Return cases and complaints per 1,000 visitors and orders, of those that were given."""
    return {
        f"{name}_per_1000_{over}": 1000 * sums.get(f"{name}/{over}", 0) / sums[over]
        for over in BASES
        for name in COUNTED
        if sums.get(over)
    }
