"""What is promised now, read once and kept until somebody changes it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup.models import (
    BusinessCalendar,
    CalendarDay,
    CalendarUse,
    CalendarYear,
    Case,
    KeptName,
    PromiseStamp,
    SlaPolicy,
)
from services.followup.rules.calendar import (
    AroundTheClock,
    BusinessTime,
    Day,
    OpenHours,
    Opening,
    Plan,
)
from services.followup.rules.clocks import Clock, Step, Terms, Waiting
from services.followup.rules.policy import Policy
from services.followup.rules.promises import (
    ALWAYS,
    NO_TAGS,
    SHIPPED_CALENDARS,
    CalendarSetting,
    Conditions,
    Facts,
    Promise,
    Promises,
    facts_of,
    minutes,
    shipped_policies,
)
from shared.among import among
from shared.database import Session, insert_for
from shared.events import CaseTriaged
from shared.ids import new_id

TAGS: Final = "tags"
"""The kind of kept name under which a customer's tags stand."""
CUSTOMER: Final = "customer"
"""The kind under which stands whom intake merged into whom."""


def promises(session: Session, policy: Policy) -> Promises:
    """Return what is promised now; one small query while nothing has changed."""
    stamp = session.execute(sa.select(col(PromiseStamp.stamp))).scalar() or ""
    kept: dict[str, Any] = session.info.setdefault("state", {})
    known = kept.get("promises")
    if known is None or known[0] != (stamp, policy):
        known = kept["promises"] = (stamp, policy), compiled(session, policy)
    found: Promises = known[1]
    return found


def changed(session: Session) -> None:
    """Let every program read anew what is promised, once this transaction has been committed."""
    insert = insert_for(session)(PromiseStamp.__table__)  # type: ignore[attr-defined]
    values = {"id": 1, "stamp": new_id()}
    session.execute(
        insert.values(values).on_conflict_do_update(
            index_elements=["id"], set_={"stamp": values["stamp"]}
        )
    )


def compiled(session: Session, policy: Policy) -> Promises:
    """Read all calendars and policies."""
    session.flush()
    calendars = calendar_settings(session)
    default = session.exec(
        select(BusinessCalendar.name).where(col(BusinessCalendar.is_default).is_(True))
    ).first()
    uses: dict[str, dict[str, str]] = {"store": {}, "team": {}}
    for use in session.exec(select(CalendarUse)):
        uses[use.kind][use.key] = use.calendar
    return Promises(
        policies=all_policies(session, policy),
        calendars=business_times(session, calendars.values()),
        stores=uses["store"],
        teams=uses["team"],
        default_calendar=default or ALWAYS,
        fallback=policy.targets,
    )


def all_policies(session: Session, policy: Policy) -> list[Promise]:
    """Return the policies in the order they are tried, the shipped ones not rewritten last."""
    written = [
        promise_of(row)
        for row in session.exec(
            select(SlaPolicy).order_by(col(SlaPolicy.position), col(SlaPolicy.id))
        )
    ]
    known = {one.id for one in written}
    return [*written, *(one for one in shipped_policies(policy.targets) if one.id not in known)]


def promise_of(row: SlaPolicy) -> Promise:
    return Promise(
        id=row.id,
        name=row.name,
        conditions=Conditions(**{key: tuple(value) for key, value in row.conditions.items()}),
        targets={kind: timedelta(minutes=many) for kind, many in row.targets.items()},  # type: ignore[misc]
        ladder=tuple(
            Step(one["to"], timedelta(minutes=one["after_minutes"])) for one in row.escalation
        ),
        waiting=waiting_of(row.waiting),
        calendar=row.calendar,
    )


def waiting_of(kept: Mapping[str, Any]) -> Waiting:
    return Waiting(
        tuple(timedelta(minutes=one) for one in kept["reminders_after_minutes"]),
        timedelta(minutes=kept["give_up_after_minutes"]),
    )


def calendar_settings(session: Session) -> dict[str, CalendarSetting]:
    """Return every calendar by name; one that was shipped may have been rewritten."""
    written = {row.name: setting_of(row) for row in session.exec(select(BusinessCalendar))}
    return {**SHIPPED_CALENDARS, **written}


def setting_of(row: BusinessCalendar) -> CalendarSetting:
    return CalendarSetting(
        row.name,
        row.title,
        row.timezone,
        tuple(
            Opening(day, minutes(one["start"]), minutes(one["end"]))
            for one in row.weekly
            for day in one["weekdays"]
        ),
        row.holidays,
    )


def business_times(
    session: Session, settings: Iterable[CalendarSetting]
) -> dict[str, BusinessTime]:
    """Return how open time runs in each calendar, by name."""
    days: dict[str, dict[date, Day]] = defaultdict(dict)
    for row in session.exec(select(CalendarDay)):
        days[row.calendar][row.day] = day_of(row)
    years: dict[str, set[int]] = defaultdict(set)
    for one in session.exec(select(CalendarYear)):
        years[one.calendar].add(one.year)
    return {one.name: business_time(one, days, years) for one in settings}


def day_of(row: CalendarDay) -> Day:
    hours = tuple((minutes(one["start"]), minutes(one["end"])) for one in row.hours or ())
    return Day(row.kind, hours)  # type: ignore[arg-type]


def business_time(
    setting: CalendarSetting,
    days: Mapping[str, dict[date, Day]],
    years: Mapping[str, set[int]],
) -> BusinessTime:
    """Return how open time runs in a calendar: its own days lie over its holiday table."""
    own = days.get(setting.name, {})
    if setting == SHIPPED_CALENDARS[ALWAYS] and not own:
        return AroundTheClock()
    if setting.holidays is None:
        return OpenHours(Plan(setting.timezone, setting.weekly, own))
    confirmed = years.get(setting.holidays, set()) | years.get(setting.name, set())
    merged = {**days.get(setting.holidays, {}), **own}
    return OpenHours(Plan(setting.timezone, setting.weekly, merged, frozenset(confirmed)))


def facts_for(
    session: Session, found: Promises, triaged: Iterable[CaseTriaged]
) -> list[tuple[str, Facts]]:
    """Return what policies may ask, with the customers' tags when any policy asks for those."""
    cases = list(triaged)
    tags: Mapping[str, frozenset[str]] = {}
    if found.ask_for_tags:
        tags = tags_of(session, {one.birth.customer for one in cases if one.birth.customer})
    return [
        (one.case_id, facts_of(one, tags.get(one.birth.customer or "", NO_TAGS))) for one in cases
    ]


def tags_of(session: Session, customers: set[str]) -> dict[str, frozenset[str]]:
    """Return the tags triage last published of these customers.

    A handle that intake merged into another has the tags of both.
    """
    merged = {one.key: one.snapshot["canonical"] for one in kept(session, CUSTOMER, customers)}
    rows = kept(session, TAGS, {*customers, *merged.values()})
    tags = {one.key: frozenset(one.snapshot["tags"]) for one in rows}
    return {
        one: tags.get(one, NO_TAGS) | tags.get(merged.get(one, one), NO_TAGS) for one in customers
    }


def kept(session: Session, kind: str, keys: set[str]) -> Sequence[KeptName]:
    if not keys:
        return []
    return session.exec(
        select(KeptName).where(KeptName.kind == kind, among(col(KeptName.key), keys))
    ).all()


def handles_of(session: Session, customer: str) -> list[str]:
    """Return a customer's handle and those that intake merged into it."""
    canonical = col(KeptName.snapshot)["canonical"].as_string()
    merged = session.exec(
        select(KeptName.key).where(KeptName.kind == CUSTOMER, canonical == customer)
    )
    return sorted({customer, *merged})


def terms_for(
    session: Session, policy: Policy, triaged: Iterable[CaseTriaged]
) -> dict[str, "CaseTerms"]:
    """Return what each case and each of its tasks is promised as triage sees it, by case id."""
    found = promises(session, policy)
    cases = list(triaged)
    facts = dict(facts_for(session, found, cases))
    return {one.case_id: CaseTerms(found, facts[one.case_id], one) for one in cases}


def terms_of(session: Session, policy: Policy, case: Case) -> "CaseTerms":
    """Return what one case is promised."""
    return terms_for(session, policy, [case.snapshot])[case.id]


class CaseTerms:
    """The terms of a case and of its tasks; a task keeps the hours of the team that does it."""

    def __init__(self, found: Promises, facts: Facts, triaged: CaseTriaged) -> None:
        self._found = found
        self._facts = facts
        self._triaged = triaged
        self.own = found.terms(facts)

    def of(self, clock: Clock) -> Terms:
        return self.own if clock.task_id is None else self.of_task(clock.task_id)

    def of_task(self, task_id: str) -> Terms:
        team = next((one.team.id for one in self._triaged.tasks if one.task_id == task_id), None)
        return self.own if team is None else self._found.task_terms(self._facts, team)
