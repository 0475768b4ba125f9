"""A case's clocks as one column."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from services.followup.rules.clocks import MARKS, Clock, Clocks


class ClockList(sa.TypeDecorator[Clocks]):
    """A case's clocks as one JSON text: they are read and written together, never searched."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Clocks | None, dialect: Dialect) -> str | None:
        return None if value is None else orjson.dumps([stored(one) for one in value]).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Clocks | None:
        return None if value is None else tuple(map(clock_of, orjson.loads(value)))


CLOCK_FIELDS = tuple((one.name, one.default) for one in fields(Clock))


def stored(clock: Clock) -> dict[str, Any]:
    """Return what of a clock is not as in every new one."""
    values = ((name, getattr(clock, name), default) for name, default in CLOCK_FIELDS)
    return {name: value for name, value, default in values if value != default}


def clock_of(stored: dict[str, Any]) -> Clock:
    if "due_at" not in stored:
        return first_kind_of_clock(stored)
    for name in ("started_at", "due_at", "next_at", "paused_at", "stopped_at", "breached_at"):
        if name in stored:
            stored[name] = datetime.fromisoformat(stored[name])
    waits = stored.pop("waits", ())
    return Clock(
        **stored,
        waits=tuple((datetime.fromisoformat(one), datetime.fromisoformat(to)) for one, to in waits),
    )


def first_kind_of_clock(stored: dict[str, Any]) -> Clock:
    """Return a clock as rows held it before there were calendars, when time ran without a break."""
    started_at = datetime.fromisoformat(stored["started_at"])
    paused, stopped = timedelta(seconds=stored["paused"]), stored["stopped_at"]
    paused_at = stored["paused_at"] and datetime.fromisoformat(stored["paused_at"])
    due_at = started_at + timedelta(seconds=stored["target"]) + paused
    is_broken = stored["status"] == "breached"
    return Clock(
        stored["kind"],
        started_at,
        stored["target"],
        due_at,
        due_at if stored["status"] == "running" else None,
        "met_late" if is_broken and stopped else stored["status"],
        ((started_at, started_at + paused),) if paused else (),
        paused_at,
        stopped and datetime.fromisoformat(stopped),
        due_at if is_broken else None,
        MARKS[-1] if stored["is_warned"] else 0,
    )
