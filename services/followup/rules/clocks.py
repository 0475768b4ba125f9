"""Service clocks: when they are due, when they warn, what stops and pauses them.

Times run around the clock, seven days a week; business calendars with China's adjusted workdays
come with their own issue and change only how a target becomes a due time. A clock pauses while we
wait for the customer and for nothing else. A verdict, met or breached, once given stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from shared.events.vocabulary import Urgency

ClockKind = Literal["first_response", "next_response", "resolution"]
ClockStatus = Literal["running", "paused", "met", "breached"]
Targets = Mapping[Urgency, Mapping[ClockKind, timedelta]]

WARN_AT = 0.8


def promise(response: timedelta, resolution: timedelta) -> Mapping[ClockKind, timedelta]:
    """Return the targets of one urgency."""
    return {"first_response": response, "next_response": response, "resolution": resolution}


DEFAULT_TARGETS: Targets = {
    "critical": promise(timedelta(minutes=15), timedelta(hours=4)),
    "high": promise(timedelta(hours=1), timedelta(hours=24)),
    "normal": promise(timedelta(hours=4), timedelta(hours=72)),
    "low": promise(timedelta(hours=24), timedelta(days=7)),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise. `target` and `paused` are seconds; `stopped_at` is when it was kept."""

    kind: ClockKind
    started_at: datetime
    target: float
    paused: float = 0.0
    paused_at: datetime | None = None
    status: ClockStatus = "running"
    stopped_at: datetime | None = None
    is_warned: bool = False

    @property
    def due_at(self) -> datetime:
        """Due = start + target + time spent waiting for the customer so far."""
        return self.started_at + timedelta(seconds=self.target + self.paused)

    @property
    def warn_at(self) -> datetime:
        return self.started_at + timedelta(seconds=self.target * WARN_AT + self.paused)

    @property
    def next_event_at(self) -> datetime | None:
        """When it warns or breaks next; None when it no longer can."""
        if self.status != "running":
            return None
        return self.due_at if self.is_warned else self.warn_at


Clocks = tuple[Clock, ...]


def fresh(urgency: Urgency, at: datetime, targets: Targets) -> Clocks:
    """Return the clocks of a cycle that starts at `at`."""
    wanted = targets[urgency]
    return (
        Clock("first_response", at, wanted["first_response"].total_seconds()),
        Clock("resolution", at, wanted["resolution"].total_seconds()),
    )


def retargeted(clocks: Clocks, urgency: Urgency, targets: Targets, now: datetime) -> Clocks:
    """Return the clocks after a correction of urgency; those with a verdict stay."""
    return tuple(_retargeted(clock, targets[urgency][clock.kind], now) for clock in clocks)


def _retargeted(clock: Clock, target: timedelta, now: datetime) -> Clock:
    seconds = target.total_seconds()
    if clock.status not in ("running", "paused") or clock.target == seconds:
        return clock
    changed = replace(clock, target=seconds)
    return replace(changed, is_warned=changed.is_warned and changed.warn_at <= now)


def responded(clocks: Clocks, at: datetime) -> Clocks:
    """Return the clocks after a human message to the customer."""
    return _stopped(clocks, at, ("first_response", "next_response"))


def resolved(clocks: Clocks, at: datetime, *, told: bool) -> Clocks:
    """Return the clocks once a result stands; without a message no response was given."""
    if told:
        clocks = responded(clocks, at)
    kept = tuple(one for one in clocks if one.kind == "resolution" or one.stopped_at is not None)
    return _stopped(kept, at, ("resolution",))


def awaiting_answer(clocks: Clocks, at: datetime) -> Clocks:
    """Return the clocks while the customer is asked: responded, and the resolution paused."""
    return tuple(
        replace(clock, status="paused", paused_at=at)
        if clock.kind == "resolution" and clock.status == "running"
        else clock
        for clock in responded(clocks, at)
    )


def resumed(clocks: Clocks, at: datetime) -> Clocks:
    """Return the clocks after the customer answered at `at`."""
    return tuple(_resumed(clock, at) for clock in clocks)


def _resumed(clock: Clock, at: datetime) -> Clock:
    if clock.paused_at is None:
        return clock
    waited = max(0.0, (at - clock.paused_at).total_seconds())
    return replace(clock, status="running", paused=clock.paused + waited, paused_at=None)


def spoken_to(clocks: Clocks, at: datetime, urgency: Urgency, targets: Targets) -> Clocks:
    """Return the clocks after a further message: a next response is owed unless one is already."""
    owed = any(
        clock.stopped_at is None and clock.kind in ("first_response", "next_response")
        for clock in clocks
    )
    if owed or not clocks:
        return clocks
    target = targets[urgency]["next_response"].total_seconds()
    kept = tuple(clock for clock in clocks if clock.kind != "next_response")
    return (*kept, Clock("next_response", at, target))


def _stopped(clocks: Clocks, at: datetime, kinds: tuple[ClockKind, ...]) -> Clocks:
    return tuple(_stop(one, at) if one.kind in kinds else one for one in clocks)


def _stop(clock: Clock, at: datetime) -> Clock:
    if clock.stopped_at is not None:
        return clock
    clock = _resumed(clock, at)
    verdict: ClockStatus = clock.status
    if verdict == "running":
        verdict = "met" if at <= clock.due_at else "breached"
    return replace(clock, status=verdict, stopped_at=at)


def judged(clocks: Clocks, now: datetime) -> tuple[Clocks, tuple[tuple[str, Clock], ...]]:
    """Return the clocks at `now` and what happened to them: ("warned" | "breached", clock)."""
    happened: list[tuple[str, Clock]] = []
    after = tuple(_judged(clock, now, happened) for clock in clocks)
    return after, tuple(happened)


def _judged(clock: Clock, now: datetime, happened: list[tuple[str, Clock]]) -> Clock:
    if clock.status != "running":
        return clock
    if clock.due_at <= now:
        broken = replace(clock, status="breached", is_warned=True)
        happened.append(("breached", broken))
        return broken
    if not clock.is_warned and clock.warn_at <= now:
        warned = replace(clock, is_warned=True)
        happened.append(("warned", warned))
        return warned
    return clock


def next_event_at(clocks: Iterable[Clock]) -> datetime | None:
    """Return when the first of the clocks warns or breaks, None when none can."""
    return min((at for clock in clocks if (at := clock.next_event_at) is not None), default=None)
