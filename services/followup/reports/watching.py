"""The daily watch over facts: each day once, in order, with the cases that made it unusual."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import select

from services.followup.models import KeptName
from services.followup.models.alerts import ALERTS, WATCHED
from services.followup.models.reports import FACTS
from services.followup.reports.facts import day_of
from services.followup.rules import watch
from services.followup.rules.watch import DayKind, Evidence, Usual
from shared.bulk import IGNORED, insert_rows
from shared.database import Session, insert_for
from shared.ids import new_id

GRACE = timedelta(hours=1)
"""How long after midnight the day before is watched."""

MOST_DAYS_BEHIND = 31
MOST_CASES = 200
QUIET_DAYS = 7
"""A drift that was told is not told again within this time."""

WATCH_ID = 1
USUAL_TAIL = 0.025

SpecialDays = Callable[[Session, date, date], tuple[Collection[date], Collection[date]]]
"""Returns the holidays and the adjusted workdays of a period."""

Series = tuple[str, str]
"""A store and a topic; '' is every topic together."""


@dataclass(slots=True)
class History:
    """Counts a day by series, with each store's region."""

    counts: dict[Series, dict[date, int]] = field(default_factory=lambda: defaultdict(dict))
    regions: dict[str, str] = field(default_factory=dict)
    first_seen: dict[str, date] = field(default_factory=dict)


def days_due(session: Session, now: datetime) -> list[date]:
    """Return the days over which nobody has watched yet, oldest first; none twice."""
    last_over = day_of(now - GRACE) - timedelta(days=1)
    watched = session.execute(sa.select(WATCHED.c.day)).scalar()
    if watched is None:
        return [last_over]
    behind = min((last_over - watched).days, MOST_DAYS_BEHIND)
    return [last_over - timedelta(days=ago) for ago in reversed(range(behind))]


def watch_days(session: Session, now: datetime, special: SpecialDays) -> list[dict[str, Any]]:
    """Watch over every day that is over and was not watched; return the alerts it raised."""
    raised: list[dict[str, Any]] = []
    for day in days_due(session, now):
        alerts = [*volume_alerts(session, day, special), *drift_alerts(session, day)]
        insert_rows(session, ALERTS, [row_of(one, now) for one in alerts], conflict=IGNORED)
        raised += alerts
        statement = insert_for(session)(WATCHED).values(id=WATCH_ID, day=day, at=now)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["id"],
                set_={"day": statement.excluded.day, "at": statement.excluded.at},
                where=WATCHED.c.day < statement.excluded.day,
            )
        )
    return raised


def row_of(alert: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "status": "open",
        "useful": None,
        "note": None,
        "judged_by": None,
        "judged_at": None,
        "acknowledged_by": None,
        "acknowledged_at": None,
        "raised_at": now,
        **alert,
    }


def history(session: Session, day: date) -> History:
    """Read what each store and topic received up to and on `day`."""
    found = History()
    rows = session.execute(
        sa.select(FACTS.c.store_code, FACTS.c.region, FACTS.c.topics, FACTS.c.day, sa.func.count())
        .where(
            FACTS.c.fact == "received",
            FACTS.c.store_code.is_not(None),
            FACTS.c.day.between(day - timedelta(days=watch.HISTORY_DAYS), day),
        )
        .group_by(FACTS.c.store_code, FACTS.c.region, FACTS.c.topics, FACTS.c.day)
    )
    for store, region, topics, at, count in rows:
        found.regions.setdefault(store, region or "")
        found.first_seen[store] = min(at, found.first_seen.get(store, at))
        for topic in ("", *filter(None, topics.strip("|").split("|"))):
            held = found.counts[store, topic]
            held[at] = held.get(at, 0) + count
    return found


def volume_alerts(session: Session, day: date, special: SpecialDays) -> Iterator[dict[str, Any]]:
    """Yield an alert for each store and topic that received more than a day like this brings.

    And for each store whose feedback all but stopped.
    """
    past = history(session, day)
    begun = min(past.first_seen.values(), default=day)
    if (day - begun).days < watch.LEAST_HISTORY_DAYS:
        return
    kinds = kinds_of(session, day, begun, special)
    usuals = usuals_of(past, day, kinds)
    shut = closed_stores(session)
    tail = watch.bound(len(usuals))
    for (store, topic), usual in sorted(usuals.items()):
        count = past.counts[store, topic].get(day, 0)
        known = {"store_code": store, "region": past.regions[store], "topic": topic, "day": day}
        if count >= watch.LEAST_COUNT and (chance := usual.at_least(count)) < tail:
            yield volume_alert(
                session, "volume_high", known, count=count, usual=usual, chance=chance
            )
        elif not topic and store not in shut and (chance := usual.at_most(count)) < tail:
            if was_told(session, "volume_low", store, day):
                continue
            yield volume_alert(
                session, "volume_low", known, count=count, usual=usual, chance=chance
            )


def closed_stores(session: Session) -> set[str]:
    """Return the stores that take no more feedback, so that nobody wonders at their silence."""
    rows = session.exec(select(KeptName.key, KeptName.snapshot).where(KeptName.kind == "store"))
    return {key for key, snapshot in rows if snapshot.get("closed")}


def kinds_of(session: Session, day: date, begun: date, special: SpecialDays) -> dict[date, DayKind]:
    holidays, workdays = special(session, begun, day)
    span = (day - begun).days
    days = [begun + timedelta(days=ahead) for ahead in range(span + 1)]
    return {one: watch.day_kind(one, holidays, workdays) for one in days}


def usuals_of(past: History, day: date, kinds: Mapping[date, DayKind]) -> dict[Series, Usual]:
    """Return what `day` usually brings to every store and topic."""
    before = [one for one in kinds if one < day]
    busy: dict[str, dict[DayKind, float]] = {}
    for region in set(past.regions.values()):
        stores = [store for store, its in past.regions.items() if its == region]
        totals = {
            one: sum(past.counts[store, ""].get(one, 0) for store in stores) for one in before
        }
        busy[region] = watch.profile(totals, kinds)
    seen: dict[Series, Evidence] = {}
    groups: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for (store, topic), counts in past.counts.items():
        region = past.regions[store]
        exposures = {
            one: busy[region].get(kinds[one], 1.0)
            for one in before
            if one >= past.first_seen[store]
        }
        seen[store, topic] = watch.evidence(counts, exposures, day)
        groups[region, topic].append(seen[store, topic])
    priors = {group: watch.fitted(members) for group, members in groups.items()}
    return {
        (store, topic): watch.usual(
            priors[past.regions[store], topic],
            known,
            busy[past.regions[store]].get(kinds[day], 1.0),
        )
        for (store, topic), known in seen.items()
    }


def volume_alert(
    session: Session,
    kind: str,
    known: Mapping[str, Any],
    *,
    count: int,
    usual: Usual,
    chance: float,
) -> dict[str, Any]:
    conditions = [FACTS.c.fact == "received"]
    if known["topic"]:
        conditions.append(FACTS.c.topics.like(f"%|{known['topic']}|%"))
    return {
        **known,
        "kind": kind,
        "observed": float(count),
        "expected": usual.mean,
        "highest_usual": float(usual.upper(USUAL_TAIL)),
        "chance": chance,
        "case_ids": cases_of(session, known, *conditions),
    }


def cases_of(
    session: Session, known: Mapping[str, Any], *conditions: sa.ColumnElement[bool]
) -> list[str]:
    """Return the cases of a store and day that caused an alert."""
    rows = session.execute(
        sa.select(FACTS.c.case_id)
        .where(FACTS.c.day == known["day"], FACTS.c.store_code == known["store_code"], *conditions)
        .order_by(FACTS.c.case_id)
        .limit(MOST_CASES)
    )
    return list(dict.fromkeys(row[0] for row in rows))


@dataclass(frozen=True, slots=True)
class Measured:
    """A value of one survey of a store: its score, or whether it was answered at all."""

    case_id: str
    day: date
    value: float


SURVEYED = {
    "score_drop": ("answered",),
    "response_drop": ("answered", "expired"),
}


def drift_alerts(session: Session, day: date) -> Iterator[dict[str, Any]]:
    """Yield an alert for each store whose scores or answers have sunk below those before."""
    for kind, states in SURVEYED.items():
        by_store, regions = measured(session, day, states)
        pooled: dict[str, list[float]] = defaultdict(list)
        for store, values in by_store.items():
            pooled[regions[store]] += [one.value for one in values]
        tail = watch.bound(len(by_store))
        for store, values in sorted(by_store.items()):
            if was_told(session, kind, store, day):
                continue
            yield from drifted(kind, store, regions[store], values, pooled, day=day, tail=tail)


def measured(
    session: Session, day: date, states: Sequence[str]
) -> tuple[dict[str, list[Measured]], dict[str, str]]:
    """Return the surveys of each store in order, and each store's region.

    Whether a survey is answered is known only when it has ended: days of open ones are left out.
    """
    is_share = len(states) > 1
    last = day - timedelta(days=8) if is_share else day
    rows = session.execute(
        sa.select(FACTS)
        .where(
            FACTS.c.fact == "survey",
            FACTS.c.state.in_(states),
            FACTS.c.store_code.is_not(None),
            FACTS.c.day.between(day - timedelta(days=watch.HISTORY_DAYS), last),
        )
        .order_by(FACTS.c.day, FACTS.c.case_id)
    )
    by_store: dict[str, list[Measured]] = defaultdict(list)
    regions: dict[str, str] = {}
    for row in rows:
        value = float(row.state == "answered") if is_share else float(row.score)
        by_store[row.store_code].append(Measured(row.case_id, row.day, value))
        regions[row.store_code] = row.region or ""
    return by_store, regions


def was_told(session: Session, kind: str, store: str, day: date) -> bool:
    found = session.execute(
        sa.select(ALERTS.c.id).where(
            ALERTS.c.kind == kind,
            ALERTS.c.store_code == store,
            ALERTS.c.day >= day - timedelta(days=QUIET_DAYS),
        )
    )
    return found.first() is not None


def drifted(
    kind: str,
    store: str,
    region: str,
    values: Sequence[Measured],
    pooled: Mapping[str, Sequence[float]],
    *,
    day: date,
    tail: float,
) -> Iterator[dict[str, Any]]:
    since = max(one.day for one in values) - timedelta(days=watch.RECENT_DAYS)
    before = [one.value for one in values if one.day <= since]
    recent = [one for one in values if one.day > since]
    near = pooled[region]
    mean = sum(near) / len(near)
    variance = sum((one - mean) ** 2 for one in near) / len(near)
    found = watch.drift(before, [one.value for one in recent], mean, variance)
    if found is None or found.tail >= tail:
        return
    low = [one for one in recent if one.value < found.before]
    yield {
        "kind": kind,
        "store_code": store,
        "region": region,
        "topic": "",
        "day": day,
        "observed": found.value,
        "expected": found.before,
        "highest_usual": None,
        "chance": found.tail,
        "case_ids": list(dict.fromkeys(one.case_id for one in low))[-MOST_CASES:],
    }
