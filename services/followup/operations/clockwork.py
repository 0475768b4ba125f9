"""Keeps one timer per case for the next moment something happens to one of its clocks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from services.followup import queries
from services.followup.models import Case
from services.followup.operations import notices
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, entry, record
from services.followup.promises import CaseTerms, terms_for
from services.followup.rules import clocks
from services.followup.rules.clocks import Clock, Happening
from services.followup.rules.policy import Policy
from shared import outbox, timers
from shared.database import Session
from shared.tables import timer
from shared.timers import Timer

CLOCK = "clock"

RETIME = "retime"
"""The timer, of one key, that carries changed promises to the running clocks."""

CHUNK = 200

CHANGED = Why("promises_changed")


def wind(session: Session, cases: Iterable[Case]) -> None:
    """Set each case's timer to its clocks' next event, or remove it when there is none."""
    wanted: list[Timer] = []
    idle: list[str] = []
    for case in cases:
        at = clocks.next_event_at(case.clocks) if case.disposition == "live" else None
        if at is None:
            idle.append(case.id)
        else:
            wanted.append(Timer(CLOCK, case.id, at))
    timers.schedule_many(session, wanted)
    if idle:
        timers.cancel_many(session, CLOCK, idle)


def judge_clocks(session: Session, due: Sequence[Timer], now: datetime, *, policy: Policy) -> None:
    """Warn, break and escalate what is due, once each, and tell the timeline; revisions stay."""
    cases = queries.locked_cases(session, [timer.key for timer in due])
    live = [case for case in cases.values() if case.disposition == "live" and not case.is_stub]
    triaged = {case.id: case.snapshot for case in live}
    terms = terms_for(session, policy, triaged.values())
    entries, told = [], []
    for case in live:
        case.clocks, happened = clocks.judged(case.clocks, now, terms[case.id].of)
        for what, clock in happened:
            one = happening_of(case, what, clock, now)
            entries.append(one)
            told.append(
                notices.of_clock(case, triaged[case.id], what, clock, key=one["key"], now=now)
            )
    record(session, entries)
    outbox.add_many(session, [one for one in told if one is not None], now=now)
    wind(session, live)
    publish(session, live, now=now, why=Why("clock"), triaged=triaged)


def happening_of(case: Case, what: Happening, clock: Clock, now: datetime) -> dict[str, Any]:
    """Return what a clock's happening adds to the timeline, once."""
    began = f"{clock.started_at.timestamp():.0f}"
    count = {"warned": clock.warned, "breached": 0, "escalated": clock.step}[what]
    key = f"clock:{case.cycle}:{clock.kind}:{clock.task_id or began}:{what}:{count}"
    detail: dict[str, Any] = {"due_at": clock.due_at}
    if clock.task_id is not None:
        detail["task_id"] = clock.task_id
    if what == "warned":
        detail["percent"] = clock.warned
    elif what == "escalated":
        detail |= {"to": clock.escalated_to, "step": clock.step}
    return entry(case.id, now, Why(f"clock_{what}", cause=clock.kind), key=key, **detail)


def retime_all(session: Session, now: datetime) -> None:
    """Let a job carry changed promises to every running clock."""
    timers.schedule(session, RETIME, "all", now, {"after": ""})


def retime_clocks(session: Session, due: Sequence[Timer], now: datetime, *, policy: Policy) -> None:
    """Give a chunk of the cases whose clocks run their present terms, then go on with the next.

    A paused clock takes its terms when it runs again.
    """
    after = due[0].payload.get("after", "")
    ids = running_after(session, after)
    cases = queries.locked_cases(session, ids)
    retime(session, cases.values(), now, policy)
    if len(ids) == CHUNK:
        timers.schedule(session, RETIME, "all", now, {"after": ids[-1]})


def running_after(session: Session, after: str) -> list[str]:
    """Return the next ids of cases with a running clock: the timer table holds exactly those."""
    found = session.execute(
        sa.select(timer.c.key)
        .where(timer.c.kind == CLOCK, timer.c.key > after)
        .order_by(timer.c.key)
        .limit(CHUNK)
    )
    return list(found.scalars())


def retime(
    session: Session, cases: Iterable[Case], now: datetime, policy: Policy, why: Why = CHANGED
) -> list[Case]:
    """Give the clocks of these cases their present terms, with what was held kept.

    Returns the cases that have others now.
    """
    known = [case for case in cases if not case.is_stub]
    triaged = {case.id: case.snapshot for case in known}
    terms = terms_for(session, policy, triaged.values())
    changed = []
    for case in known:
        before = case.clocks
        case.clocks = retimed(case, terms[case.id], now)
        if case.clocks != before:
            changed.append(case)
    wind(session, changed)
    publish(session, changed, now=now, why=why, triaged=triaged)
    return changed


def retimed(case: Case, terms: CaseTerms, now: datetime) -> clocks.Clocks:
    """Return a case's clocks, and those of its tasks, under these terms."""
    return tuple(clocks.retimed(clock, terms.of(clock), now) for clock in case.clocks)
