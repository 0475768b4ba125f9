"""Keeps one timer per case for the next moment one of its clocks warns or breaks."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.followup import queries
from services.followup.models import Case
from services.followup.operations.publishing import publish
from services.followup.operations.timeline import Why, entry, record
from services.followup.rules import clocks
from shared import timers
from shared.database import Session
from shared.timers import Timer

CLOCK = "clock"


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


def judge_clocks(session: Session, due: Sequence[Timer], now: datetime) -> None:
    """Warn and break what is due, once each, and tell the timeline; revisions stay."""
    cases = queries.locked_cases(session, [timer.key for timer in due])
    entries = []
    for case in cases.values():
        if case.disposition != "live":
            continue
        case.clocks, happened = clocks.judged(case.clocks, now)
        for what, clock in happened:
            key = f"clock:{case.cycle}:{clock.kind}:{clock.started_at.timestamp():.0f}:{what}"
            why = Why(f"clock_{what}", cause=clock.kind)
            entries.append(entry(case.id, now, why, key=key, due_at=clock.due_at))
    record(session, entries)
    wind(session, cases.values())
    publish(session, cases.values(), now=now, why=Why("clock"))
