"""What people are told about cases: given, turned critical, given back, maybe an incident."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.models import Topic
from services.triage.models.cases import Case, Store
from services.triage.models.incidents import Incident
from services.triage.models.notices import NOTICES
from services.triage.operations.notices import Draft, notify, notify_all
from services.triage.queries.recipients import Audience
from services.triage.rules.cases import urgency_of
from shared import timers
from shared.among import among
from shared.database import Session
from shared.timers import Timer

GIVEN = "notice_given"
"""The timer, keyed by staff id, that tells in one notice what a person was given of late."""

GIVEN_CRITICAL = "notice_given_critical"
"""The timer, keyed by case id, that tells at once of a case that was given or turned critical."""

TOGETHER = timedelta(minutes=5)
SHOWN = 3
"""Of several cases a notice names so many."""

MOST_APART = 3
"""So many critical cases given to one person at the same moment are told one by one."""

IS_CRITICAL = 0
"""The `urgency_order` of critical cases."""


def note_given(session: Session, rows: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Have owners told of the cases they were just given: critical ones at once, others together.

    `rows` are the columns of cases; what its owner accepts or starts meanwhile is not told.
    """
    at_once: list[Timer] = []
    together: dict[str, Timer] = {}
    for row in rows:
        if row["owner_id"] is None or row["assigned_at"] != now or row.get("accepted_at"):
            continue
        if row["urgency_order"] == IS_CRITICAL:
            at_once.append(Timer(GIVEN_CRITICAL, row["id"], now))
        else:
            owner_id = row["owner_id"]
            payload = {"since": now.isoformat()}
            together[owner_id] = Timer(GIVEN, owner_id, now + TOGETHER, payload)
    timers.schedule_many(session, at_once)
    timers.schedule_unset(session, together.values())


def note_raised(session: Session, cases: Iterable[Case], *, actor: str, now: datetime) -> None:
    """Have owners told at once of cases that turned critical, of those that became more urgent.

    They are told although they have begun, as what they began was less urgent; who raised the
    urgency of their own case knows.
    """
    _, _, actor_id = actor.partition(":")
    payload = {"raised_at": now.isoformat()}
    raised = [
        Timer(GIVEN_CRITICAL, case.id, now, payload)
        for case in cases
        if case.urgency_order == IS_CRITICAL
        and case.is_open
        and case.owner_id not in (None, actor_id)
    ]
    timers.schedule_many(session, raised)


def tell_given(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Tell each owner how many cases they were given and have not begun."""
    drafts: list[Draft] = []
    for timer in due:
        since = datetime.fromisoformat(timer.payload["since"])
        count, first = given_since(session, timer.key, since)
        if not count:
            continue
        facts = {"count": str(count), "ticket_no": tickets(first, count)}
        if count == 1:
            facts |= facts_of(Names.of(session, first), first[0])
        path = f"/cases/{first[0].id}" if count == 1 else "/queue/mine"
        drafts.append(
            Draft(
                occasion="assigned",
                key=f"given:{since.isoformat()}",
                audience=Audience(staff_ids=[timer.key]),
                path=path,
                facts=facts,
            )
        )
    notify_all(session, drafts, now=now)


def given_since(session: Session, owner_id: str, since: datetime) -> tuple[int, Sequence[Case]]:
    """Return how many of the owner's cases given from `since` on wait untouched, and the first few.

    Critical ones have timers of their own, those too that turned critical since.
    """
    untouched = (
        col(Case.owner_id) == owner_id,
        col(Case.is_open).is_(True),
        col(Case.assigned_at) >= since,
        col(Case.accepted_at).is_(None),
        col(Case.urgency_order) != IS_CRITICAL,
    )
    order = (col(Case.urgency_order), col(Case.received_at))
    found = sa.select(Case).where(*untouched).order_by(*order).limit(SHOWN + 1)
    first = session.execute(found).scalars().all()
    if len(first) <= SHOWN:
        return len(first), first
    counted = sa.select(sa.func.count()).select_from(Case).where(*untouched)
    return max(SHOWN + 1, session.execute(counted).scalar_one()), first


def tickets(first: Sequence[Case], count: int) -> str:
    """Return the numbers of the first few of `count` cases."""
    shown = [str(case.birth["ticket_no"]) for case in first[:SHOWN]]
    return "、".join(shown) + ("…" if count > len(shown) else "")


def tell_critical(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Tell owners of critical cases they were just given, or that turned so, and have not begun.

    More than MOST_APART at once are one notice: a flood of them would bury every other.
    """
    raised_at = {
        timer.key: datetime.fromisoformat(timer.payload["raised_at"])
        for timer in due
        if "raised_at" in timer.payload
    }
    cases = session.execute(
        sa.select(Case).where(
            among(col(Case.id), [timer.key for timer in due]),
            col(Case.is_open).is_(True),
            col(Case.owner_id).is_not(None),
        )
    ).scalars()
    fresh = untold(session, [case for case in cases if is_unseen(case, raised_at.get(case.id))])
    names = Names.of(session, fresh)
    groups: dict[tuple[str, bool], list[Case]] = defaultdict(list)
    for case in fresh:
        groups[str(case.owner_id), case.id in raised_at].append(case)
    drafts: list[Draft] = []
    for (owner_id, is_raised), theirs in groups.items():
        news = {"news": "raised"} if is_raised else {}
        if len(theirs) > MOST_APART:
            count = len(theirs)
            shown = f"{tickets(theirs, count)} ({count})"
            facts = {**news, "count": str(count), "ticket_no": shown}
            drafts.append(told_critical(owner_id, theirs[-1], "/queue/mine", facts))
        else:
            drafts += [
                told_critical(owner_id, one, f"/cases/{one.id}", {**news, **facts_of(names, one)})
                for one in theirs
            ]
    notify_all(session, drafts, now=now)


def is_unseen(case: Case, raised_at: datetime | None) -> bool:
    """Say whether the owner has not begun a case since it was given or turned critical."""
    if raised_at is None:
        return case.accepted_at is None
    is_begun = case.accepted_at is not None and case.accepted_at >= raised_at
    return case.urgency_order == IS_CRITICAL and not is_begun


def untold(session: Session, cases: Sequence[Case]) -> list[Case]:
    """Return the cases of which their owners were not told as critical since they have them."""
    keys = [key_of(case) for case in cases]
    told = session.execute(
        sa.select(NOTICES.c.staff_id, NOTICES.c.key).where(among(NOTICES.c.key, keys))
    )
    already = {(row.staff_id, row.key) for row in told}
    return [case for case in cases if (case.owner_id, key_of(case)) not in already]


def key_of(case: Case) -> str:
    """Return what a case is told by as critical: once a giving, however often it turns so."""
    return f"given:{case.id}:{case.assigned_at}"


def told_critical(owner_id: str, case: Case, path: str, facts: Mapping[str, str]) -> Draft:
    """Return a notice of critical cases, of which `case` is the only one or stands for all."""
    return Draft(
        occasion="assigned_critical",
        key=key_of(case),
        audience=Audience(staff_ids=[owner_id]),
        path=path,
        facts=facts,
        critical=True,
    )


def tell_handed_back(session: Session, case: Case, from_id: str, now: datetime) -> None:
    """Tell who lost work by not touching it that it went back."""
    draft = Draft(
        occasion="handed_back",
        key=f"handed_back:{case.id}:{now.isoformat()}",
        audience=Audience(staff_ids=[from_id]),
        path=f"/cases/{case.id}",
        facts=facts_of(Names.of(session, [case]), case),
        critical=case.urgency_order == IS_CRITICAL,
    )
    notify(session, draft, now=now)


def tell_proposed(
    session: Session, incident: Incident, case_ids: Sequence[str], now: datetime
) -> None:
    """Tell the leads and managers of the place that cases may be one incident."""
    stores = set(
        session.execute(
            sa.select(col(Case.store_code)).where(
                among(col(Case.id), list(case_ids)), col(Case.store_code).is_not(None)
            )
        ).scalars()
    )
    code = next(iter(stores)) if len(stores) == 1 else None
    store = session.get(Store, code) if code else None
    draft = Draft(
        occasion="incident",
        key=f"incident:{incident.id}",
        audience=Audience(watches=True, region=store.region if store else None, store_code=code),
        path=f"/incidents/{incident.id}",
        facts={
            "count": str(len(case_ids)),
            "store": store.name if store else "",
            **topic_facts(name_of_topic(session, incident.topic)),
        },
    )
    notify(session, draft, now=now)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the stores and topics that some cases are about, by code.

    A topic has two, Chinese and English.
    """

    stores: Mapping[str, str]
    topics: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, session: Session, cases: Sequence[Case]) -> "Names":
        """Read them, two statements for any number of cases."""
        codes = {case.store_code for case in cases if case.store_code}
        stores = session.execute(
            sa.select(col(Store.code), col(Store.name)).where(among(col(Store.code), list(codes)))
        )
        topics = {code for case in cases if (code := first_topic(case))}
        names = session.execute(
            sa.select(col(Topic.code), col(Topic.name_zh), col(Topic.name_en)).where(
                among(col(Topic.code), list(topics))
            )
        )
        return cls(
            {row.code: row.name for row in stores},
            {row.code: (row.name_zh, row.name_en) for row in names},
        )


def first_topic(case: Case) -> str | None:
    codes = [str(topic["code"]) for topic in case.verdict.get("topics", ())]
    return codes[0] if codes else None


def facts_of(names: Names, case: Case) -> dict[str, str]:
    """Return what a notice may say of a case: its number, place, topic and urgency."""
    code = case.store_code or ""
    return {
        "ticket_no": str(case.birth["ticket_no"]),
        "store": names.stores.get(code, code),
        **topic_facts(names.topics.get(first_topic(case) or "")),
        "urgency": urgency_of(case.urgency_order),
    }


def facts_of_id(session: Session, case_id: str) -> dict[str, str]:
    """Return the same of a case by its id, nothing of one that is not born yet."""
    case = session.get(Case, case_id)
    if case is None or case.received_at is None:
        return {}
    return facts_of(Names.of(session, [case]), case)


def topic_facts(name: tuple[str, str] | None) -> dict[str, str]:
    """Return what a notice says of a topic, in either language."""
    return dict(zip(("topic", "topic_en"), name or ("", ""), strict=True))


def name_of_topic(session: Session, code: str | None) -> tuple[str, str] | None:
    topic = session.get(Topic, code) if code else None
    return (topic.name_zh, topic.name_en) if topic else None
