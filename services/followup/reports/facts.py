"""What a case amounts to, as facts: each thing that happened to it, on its day in Shanghai."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import select

from services.followup.models import Case, CaseCycle, Survey, TimelineEntry
from services.followup.models.reports import FACTS
from services.followup.rules.clocks import Clock, Clocks
from services.followup.rules.surveys import SHANGHAI
from shared.among import among
from shared.database import Session

Fact = dict[str, Any]
BusinessSeconds = Callable[[Case, datetime, datetime], int | None]
"""Seconds of business time between two moments on a case's calendar; None when unknown."""

BLANK: Fact = {**dict.fromkeys(FACTS.c.keys()), "is_open": False}
CLOSINGS = {"satisfied", "unanswered", "unreached", "not_told"}
IS_OPEN = "is_open"


@dataclass(frozen=True, slots=True)
class Story:
    """A case with everything about it that becomes facts."""

    case: Case
    triaged: Mapping[str, Any]
    cycles: Sequence[CaseCycle] = ()
    surveys: Sequence[Survey] = ()
    ended_at: datetime | None = None
    dimensions: Mapping[str, Any] = field(default_factory=dict)


def stories(session: Session, case_ids: Collection[str]) -> list[Story]:
    """Read cases with their cycles and surveys; stubs have no story yet."""
    cases = [
        case
        for case in session.exec(select(Case).where(among(Case.id, case_ids)))
        if not case.is_stub
    ]
    reopened = [case.id for case in cases if case.reopen_count]
    answered = [case.id for case in cases if case.resolved_at is not None or case.reopen_count]
    ended = [case.id for case in cases if case.disposition != "live"]
    cycles, surveys = defaultdict(list), defaultdict(list)
    if reopened:
        for one in session.exec(select(CaseCycle).where(among(CaseCycle.case_id, reopened))):
            cycles[one.case_id].append(one)
    if answered:
        for survey in session.exec(select(Survey).where(among(Survey.case_id, answered))):
            surveys[survey.case_id].append(survey)
    endings = {case_id: ended_at(session, case_id) for case_id in ended}
    return [
        story_of(
            case,
            sorted(cycles[case.id], key=lambda one: one.cycle),
            surveys[case.id],
            endings.get(case.id),
        )
        for case in cases
    ]


def story_of(
    case: Case,
    cycles: Sequence[CaseCycle],
    surveys: Sequence[Survey],
    ended: datetime | None,
) -> Story:
    triaged = orjson.loads(case.triaged)
    birth = triaged["birth"]
    dimensions = {
        "case_id": case.id,
        "store_code": case.store_code,
        "region": birth.get("region"),
        "team_id": case.team_id,
        "person_id": case.owner_id,
        "channel": case.channel or None,
        "campaign": birth.get("campaign"),
        "topics": barred(one["code"] for one in triaged.get("topics", ())),
        "customer": birth.get("customer"),
        "kind": triaged["kind"],
        "urgency": case.urgency,
    }
    return Story(case, triaged, cycles, surveys, ended, dimensions)


def barred(codes: Any) -> str:
    """Return codes so that one can be found between bars, however its neighbours begin."""
    return "|" + "".join(f"{code}|" for code in codes)


def ended_at(session: Session, case_id: str) -> datetime | None:
    """Return when triage last took a case out of the live ones, as the timeline tells it."""
    found = None
    rows = session.exec(
        select(TimelineEntry)
        .where(TimelineEntry.case_id == case_id, sa.column("key").like("triage:%"))
        .order_by(TimelineEntry.at.desc())  # type: ignore[attr-defined]
    )
    for entry in rows:
        if orjson.loads(entry.detail).get("disposition") == "live":
            break
        found = entry.at
    return found


def day_of(at: datetime) -> date:
    """Return the day in Shanghai that a moment lies on."""
    return at.astimezone(SHANGHAI).date()


def facts_of(story: Story, business: BusinessSeconds) -> list[Fact]:
    """Return everything that happened to a case, each with the dimensions it counts under."""
    case = story.case
    is_open = case.disposition == "live" and case.progress != "closed"
    facts = [fact(story, "received", case.received_at, 0, is_open=is_open)]
    begun = case.received_at
    for one in story.cycles:
        facts += cycle_facts(story, one, begun, business, has_ended=True)
        note = "customer" if one.reopened_by == "customer" else "staff"
        state = "closed" if one.closed_at else "answered"
        facts.append(fact(story, "reopened", one.reopened_at, one.cycle, note=note, state=state))
        begun = one.reopened_at
    facts += cycle_facts(story, case, begun, business, has_ended=False)
    facts += [survey_fact(story, survey) for survey in story.surveys]
    if case.disposition != "live":
        at, why = story.ended_at or case.received_at, story.triaged.get("disposition_reason")
        facts.append(fact(story, case.disposition, at, case.cycle, note=why and why[:40]))
    return facts


def cycle_facts(
    story: Story,
    one: Case | CaseCycle,
    begun: datetime,
    business: BusinessSeconds,
    *,
    has_ended: bool,
) -> list[Fact]:
    """Return the facts of one cycle; the present one is kept on the case itself."""
    case, cycle = story.case, one.cycle
    facts = clock_facts(story, one.clocks, cycle, business)
    credit = credited(one)
    if one.resolved_at is not None:
        facts.append(
            fact(
                story,
                "resolved",
                one.resolved_at,
                cycle,
                **credit,
                state="reopened" if has_ended else "stands",
                seconds=seconds(begun, one.resolved_at),
                business_seconds=business(case, begun, one.resolved_at),
            )
        )
    if one.told_at is not None:
        facts.append(fact(story, "told", one.told_at, cycle, **credit))
    is_out = has_ended or case.disposition == "live"
    if one.closed_at is not None and is_out:
        note = one.closed_reason if one.closed_reason in CLOSINGS else "staff"
        facts.append(fact(story, "closed", one.closed_at, cycle, **credit, note=note))
    return facts


def clock_facts(story: Story, clocks: Clocks, cycle: int, business: BusinessSeconds) -> list[Fact]:
    """Return the first response of a cycle, and the verdicts on its promises."""
    facts = [
        fact(
            story,
            "response",
            clock.stopped_at,
            cycle,
            seconds=seconds(clock.started_at, clock.stopped_at),
            business_seconds=business(story.case, clock.started_at, clock.stopped_at),
        )
        for clock in clocks
        if clock.kind == "first_response" and clock.stopped_at is not None
    ]
    for clock, state in worst_verdicts(clocks):
        at = clock.stopped_at if state == "met" and clock.stopped_at else clock.due_at
        facts.append(fact(story, "promise", at, cycle, clock.kind, state=state))
    return facts


def worst_verdicts(clocks: Clocks) -> list[tuple[Clock, str]]:
    """Return the clock of each kind that went worst, and how: several may be of one kind."""
    found: dict[str, tuple[Clock, str]] = {}
    for clock in clocks:
        if clock.status == "met":
            state = "met"
        elif clock.is_broken:
            state = "missed" if clock.stopped_at is None else "late"
        else:
            continue
        if clock.kind not in found or BAD[state] > BAD[found[clock.kind][1]]:
            found[clock.kind] = clock, state
    return list(found.values())


BAD = {"met": 0, "late": 1, "missed": 2}


def survey_fact(story: Story, survey: Survey) -> Fact:
    """Return the survey of one recipient, by the day of the result it asks about."""
    state: str = survey.status
    if survey.status == "answered":
        state = "excluded" if survey.excluded else "answered"
    elif survey.cycle < story.case.cycle:
        state = "cancelled"
    elif survey.status == "open":
        state = "waiting"
    return fact(
        story,
        "survey",
        survey.opened_at,
        survey.cycle,
        survey.recipient_id,
        **credited(cycle_of(story, survey.cycle)),
        state=state,
        note=survey.excluded,
        score=survey.score,
        nps=survey.nps,
        solved=survey.solved,
    )


def cycle_of(story: Story, cycle: int) -> Case | CaseCycle:
    return next((one for one in story.cycles if one.cycle == cycle), story.case)


def credited(one: Case | CaseCycle) -> Mapping[str, Any]:
    """Return the dimensions of a result: whose it was is frozen at the moment it was given."""
    resolver = one.resolver
    if one.resolved_at is None or not resolver:
        return {}
    found = {"person_id": resolver["id"]}
    found |= {name: resolver[name] for name in ("team_id", "store_code") if name in resolver}
    if "topics" in resolver:
        found["topics"] = barred(resolver["topics"])
    return found


def fact(story: Story, sort: str, at: datetime, cycle: int, part: str = "", **values: Any) -> Fact:
    return {
        **BLANK,
        **story.dimensions,
        **values,
        "fact": sort,
        "at": at,
        "day": day_of(at),
        "cycle": cycle,
        "part": part,
    }


def seconds(start: datetime, end: datetime) -> int:
    return max(0, round((end - start).total_seconds()))
