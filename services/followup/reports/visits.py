"""What stores sold on days, beside the cases of those days: what rates per 1,000 are made of."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from services.followup.models.reports import CELLS, DAILY
from shared.database import Session

BASES = {"visitors": DAILY.c.visitors, "orders": DAILY.c.orders}
COUNTED = {"received": CELLS.c.received, "complaints": CELLS.c.complaints}
TOGETHER = ""
"""The key of all stores together."""

Sums = Counter[str]
"""Visitors and orders, and by `received/visitors` … the cases of the days that gave them."""


def sums_by_store(session: Session, days: sa.ColumnElement[bool]) -> dict[str, Sums]:
    """Add up what was given for `days`, by store and all together.

    Only days for which a store gave a figure count, above and below the line alike.
    """
    beside = sa.and_(
        CELLS.c.dimension == "store", CELLS.c.key == DAILY.c.store_code, CELLS.c.day == DAILY.c.day
    )
    wanted = {name: sa.func.sum(base) for name, base in BASES.items()} | {
        f"{name}/{over}": sa.func.sum(sa.case((base.is_not(None), counted), else_=0))
        for over, base in BASES.items()
        for name, counted in COUNTED.items()
    }
    rows = session.execute(
        sa.select(DAILY.c.store_code, *wanted.values())
        .select_from(DAILY.outerjoin(CELLS, beside))
        .where(days)
        .group_by(DAILY.c.store_code)
    )
    found = {row[0]: sums_of(dict(zip(wanted, row[1:], strict=True))) for row in rows}
    return {**found, TOGETHER: sum(found.values(), Counter())} if found else {}


def sums_of(values: Mapping[str, Any]) -> Sums:
    return Counter({name: int(value or 0) for name, value in values.items()})


def per_thousand(sums: Mapping[str, int]) -> dict[str, float]:
    """Return cases and complaints per 1,000 visitors and orders, of those that were given."""
    return {
        f"{name}_per_1000_{over}": 1000 * sums.get(f"{name}/{over}", 0) / sums[over]
        for over in BASES
        for name in COUNTED
        if sums.get(over)
    }
