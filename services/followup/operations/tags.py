"""What the tags of customers do to promises: open cases take those that fit now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select

from services.followup import queries
from services.followup.models import Case
from services.followup.operations.clockwork import CHUNK, retime
from services.followup.operations.names import keep_names
from services.followup.operations.timeline import Why, entry, record
from services.followup.promises import CUSTOMER, TAGS, handles_of, promises
from services.followup.rules.policy import Policy
from shared import timers
from shared.database import Session
from shared.events import CustomerChanged, CustomerTagged
from shared.timers import Timer

RETIME_CUSTOMER = "retime_customer"
"""The timer, one a customer, that carries changed tags to the clocks of open cases."""

SETTLING = timedelta(seconds=1)
"""How long a case needs that is being written when the tags come, and does not know them yet."""

FIRST = str(UUID(int=0))
"""Comes before every id."""

TAGGED = Why("promises_changed", cause="customer_tagged")


def take_tags(
    session: Session, tagged: Sequence[CustomerTagged], now: datetime, *, policy: Policy
) -> None:
    """Keep the customers' newest tags, and let a job carry them to clocks that run."""
    keep_names(session, TAGS, tagged)
    if promises(session, policy).ask_for_tags:
        retime_soon(session, [h for one in tagged for h in handles_of(session, one.handle)], now)


def take_customers(
    session: Session, changed: Sequence[CustomerChanged], now: datetime, *, policy: Policy
) -> None:
    """Keep who is whom; who was merged, or split again, may have other tags now."""
    keep_names(session, CUSTOMER, changed)
    if promises(session, policy).ask_for_tags:
        retime_soon(session, [one.handle for one in changed], now)


def retime_soon(session: Session, customers: Iterable[str], now: datetime) -> None:
    wanted = [Timer(RETIME_CUSTOMER, one, now + SETTLING) for one in customers]
    timers.schedule_many(session, wanted)


def retime_customers(
    session: Session, due: Sequence[Timer], now: datetime, *, policy: Policy
) -> None:
    """Give a chunk of these customers' open cases their present terms, then go on with the rest."""
    ids: list[str] = []
    rest: list[Timer] = []
    for one in due:
        if len(ids) >= CHUNK:
            rest.append(replace(one, due_at=now))
            continue
        found = open_cases_of(session, one.key, after=one.payload.get("after", FIRST))
        ids += found
        if len(found) == CHUNK:
            rest.append(Timer(RETIME_CUSTOMER, one.key, now, {"after": found[-1]}))
    cases = queries.locked_cases(session, ids)
    changed = retime(session, cases.values(), now, policy, TAGGED)
    record(session, [entry(case.id, now, TAGGED) for case in changed])
    timers.schedule_many(session, rest)


def open_cases_of(session: Session, customer: str, *, after: str) -> Sequence[str]:
    """Return the next ids of a customer's cases that are not closed."""
    return session.exec(
        select(Case.id)
        .where(Case.customer == customer, Case.id > after, Case.progress != "closed")
        .order_by(col(Case.id))
        .limit(CHUNK)
    ).all()
