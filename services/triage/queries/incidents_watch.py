"""What the watch over new cases reads: which came, what they say, and what is usual where."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from services.triage.incidents.bursts import AT_LEAST_A_DAY, Usual
from services.triage.models.cases import Case, CaseHistory, Customer, Store
from services.triage.models.incidents import CaseCount, WatchPosition
from shared.among import among
from shared.database import Session

LOCAL = ZoneInfo("Asia/Shanghai")
"""The days that are counted are Chinese ones."""

REMEMBERED = timedelta(days=56)
"""Eight weeks: each weekday eight times."""

COLUMNS = (
    col(Case.id),
    col(Case.customer),
    col(Case.received_at),
    col(Case.store_code),
    col(Case.urgency_order),
    col(Case.disposition),
    col(Case.progress),
    col(Case.birth),
    col(Case.verdict),
)


def position(session: Session, name: str) -> int:
    """Return the number of the last row of the history that the watch has done with."""
    found = session.get(WatchPosition, name)
    return 0 if found is None else found.position


def history_after(session: Session, after: int, limit: int) -> list[sa.Row[Any]]:
    """Return (id, at, is_birth) of what the history tells behind a row, in its order."""
    is_birth = (col(CaseHistory.event) == "triaged").label("is_birth")
    return list(
        session.execute(
            sa.select(col(CaseHistory.id), col(CaseHistory.at), is_birth)
            .where(col(CaseHistory.id) > after)
            .order_by(col(CaseHistory.id))
            .limit(limit)
        )
    )


def cases_of(session: Session, rows: Collection[int]) -> list[str]:
    """Return the ids of the cases that rows of the history are about."""
    found = session.execute(
        sa.select(col(CaseHistory.case_id)).where(among(col(CaseHistory.id), rows))
    )
    return list(found.scalars())


def is_any_since(session: Session, at: datetime) -> bool:
    """Say whether a case was received since `at`."""
    newest = sa.select(col(Case.id)).order_by(col(Case.id).desc()).limit(1)
    found = session.execute(newest).scalar()
    return found is not None and found >= first_id_at(at)


def cases(session: Session, case_ids: Collection[str]) -> list[sa.Row[Any]]:
    """Return what is compared of cases that are born."""
    return list(
        session.execute(
            sa.select(*COLUMNS).where(
                among(col(Case.id), case_ids), col(Case.received_at).is_not(None)
            )
        )
    )


def open_cases_after(
    session: Session, after: str, limit: int, *, since: datetime
) -> list[sa.Row[Any]]:
    """Return live cases received `since`, in the order of their ids, behind the id `after`."""
    return list(
        session.execute(
            sa.select(*COLUMNS)
            .where(
                col(Case.id) > after,
                col(Case.received_at) >= since,
                col(Case.disposition) == "live",
            )
            .order_by(col(Case.id))
            .limit(limit)
        )
    )


def of_customers(
    session: Session, customers: Collection[str], *, since: datetime
) -> list[sa.Row[Any]]:
    """Return the live cases of these customers received `since`."""
    return list(
        session.execute(
            sa.select(*COLUMNS).where(
                among(col(Case.customer), customers),
                col(Case.received_at) >= since,
                col(Case.disposition) == "live",
            )
        )
    )


def canonical(session: Session, handles: Collection[str]) -> dict[str, str]:
    """Return for each handle that belongs to one person with other handles the one that stands."""
    known = session.execute(
        sa.select(col(Customer.handle), col(Customer.canonical)).where(
            among(col(Customer.handle), handles)
        )
    ).all()
    stands = {row.canonical for row in known} | set(handles)
    rows = session.execute(
        sa.select(col(Customer.handle), col(Customer.canonical)).where(
            among(col(Customer.canonical), stands)
        )
    )
    return {row.handle: row.canonical for row in rows}


def usual(session: Session, scope: str, topic: str | None, today: date) -> Usual:
    """Return how many cases on a topic are usual in a place on such a day of the week."""
    since = today - REMEMBERED
    days = counted_days(session, since, today)
    if not days or topic is None:
        return Usual(0, 0)
    here = counts(session, scope, topic, since)
    everywhere = counts(session, "all", topic, since)
    total = sum(everywhere.values())
    places = 1 if scope == "all" else number_of_places(session, scope)
    return Usual(
        sum(here.values()),
        days,
        max(total / days / places, AT_LEAST_A_DAY / places),
        busier(everywhere, today.weekday(), days),
    )


def counted_days(session: Session, since: date, today: date) -> int:
    """Return how many finished days are counted, the quiet ones between them too."""
    first = session.execute(
        sa.select(sa.func.min(col(CaseCount.day))).where(
            col(CaseCount.scope) == "all", col(CaseCount.day) >= since
        )
    ).scalar()
    return 0 if first is None else (today - first).days


def counts(session: Session, scope: str, topic: str, since: date) -> dict[date, int]:
    rows = session.execute(
        sa.select(col(CaseCount.day), col(CaseCount.cases)).where(
            col(CaseCount.scope) == scope,
            col(CaseCount.topic) == topic,
            col(CaseCount.day) >= since,
        )
    )
    return {row.day: row.cases for row in rows}


def number_of_places(session: Session, scope: str) -> int:
    """Return how many stores, or regions, a matter could have been in."""
    asked = col(Store.region) if scope.startswith("region:") else col(Store.code)
    found = session.execute(sa.select(sa.func.count(sa.distinct(asked)))).scalar()
    return max(1, found or 0)


def busier(cases: dict[date, int], weekday: int, days: int) -> float:
    """Return how much busier a weekday is than all are, drawn towards 1, from 0.5 to 2."""
    on = sum(count for day, count in cases.items() if day.weekday() == weekday)
    every = sum(cases.values())
    return min(2.0, max(0.5, (7 * on / days + 1.0) / (every / days + 1.0)))


def days_to_count(session: Session, now: datetime) -> Sequence[date]:
    """Return the finished days that are not counted yet, since the first case, oldest first."""
    today = now.astimezone(LOCAL).date()
    last = session.execute(
        sa.select(sa.func.max(col(CaseCount.day))).where(
            col(CaseCount.scope) == "all", col(CaseCount.topic) == ""
        )
    ).scalar()
    began = first_case_at(session) if last is None else None
    if last is not None:
        first = last + timedelta(days=1)
    elif began is not None:
        first = began.astimezone(LOCAL).date()
    else:
        return []
    first = max(first, today - REMEMBERED)
    return [first + timedelta(days=number) for number in range((today - first).days)]


def first_case_at(session: Session) -> datetime | None:
    """Return when the case with the lowest id was received."""
    return session.execute(
        sa.select(col(Case.received_at))
        .where(col(Case.received_at).is_not(None))
        .order_by(col(Case.id))
        .limit(1)
    ).scalar()


def counted(session: Session, day: date) -> dict[tuple[str, str], int]:
    """Return how many cases were received on a local day, by scope and topic, from the rows.

    Each counts for its leaves and their top topics, in its store, region, campaign and `all`; under
    the topic '' all of them count, so that a quiet day leaves a row too.
    """
    begins = datetime(day.year, day.month, day.day, tzinfo=LOCAL)
    rows = session.execute(
        sa.select(col(Case.store_code), col(Case.topic_codes), col(Case.birth)).where(
            col(Case.id).between(first_id_at(begins), first_id_at(begins + timedelta(days=1))),
            col(Case.received_at).is_not(None),
        )
    )
    found: dict[tuple[str, str], int] = defaultdict(int, {("all", ""): 0})
    for row in rows:
        for scope in scopes_of(row.store_code, row.birth):
            for topic in {"", *lineages(row.topic_codes)}:
                found[scope, topic] += 1
    return found


def scopes_of(store_code: str | None, birth: dict[str, Any]) -> Iterator[str]:
    yield "all"
    named = {"store": store_code, "region": birth.get("region"), "campaign": birth.get("campaign")}
    for name, value in named.items():
        if value is not None:
            yield f"{name}:{value}"


def lineages(topic_codes: str) -> Iterator[str]:
    for code in topic_codes.split("|"):
        if code:
            yield code
            yield code.partition(".")[0]


def first_id_at(at: datetime) -> str:
    """Return the lowest UUIDv7 of a millisecond: case ids sort by when they were received."""
    digits = f"{int(at.timestamp() * 1000):012x}"
    return f"{digits[:8]}-{digits[8:]}-7000-8000-000000000000"
