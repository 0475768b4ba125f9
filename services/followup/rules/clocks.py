"""Service clocks: when they are due, when they warn and escalate, what stops and pauses them.

A clock counts open time of the calendar in its terms. It pauses while we wait for the customer and
for nothing else: then it has no due time and gets no verdict. Due is start + target + the open time
spent waiting, so that a changed target or calendar keeps what was held. A verdict once given stays;
a promise kept after it broke is `met_late`, told apart from `met`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from services.followup.rules.calendar import AroundTheClock, BusinessTime
from shared.events.vocabulary import Urgency

ClockKind = Literal["first_response", "next_response", "resolution", "task"]
ClockStatus = Literal["running", "paused", "met", "breached", "met_late"]
Happening = Literal["warned", "breached", "escalated"]
Targets = Mapping[ClockKind, timedelta]
UrgencyTargets = Mapping[Urgency, Targets]
Wait = tuple[datetime, datetime]

MARKS = (50, 80)
"""At how many percent of its target a clock warns."""

OPEN: frozenset[ClockStatus] = frozenset({"running", "paused"})


def promise(response: timedelta, resolution: timedelta) -> Targets:
    """Return the targets of one urgency."""
    return {
        "first_response": response,
        "next_response": response,
        "resolution": resolution,
        "task": resolution,
    }


DEFAULT_TARGETS: UrgencyTargets = {
    "critical": promise(timedelta(minutes=15), timedelta(hours=4)),
    "high": promise(timedelta(hours=1), timedelta(hours=24)),
    "normal": promise(timedelta(hours=4), timedelta(hours=72)),
    "low": promise(timedelta(hours=24), timedelta(days=7)),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of an escalation: `to` whom, `after` how much open time since it was due."""

    to: str
    after: timedelta


DEFAULT_LADDER = (
    Step("lead", timedelta()),
    Step("manager", timedelta(hours=1)),
    Step("admin", timedelta(hours=4)),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What happens while a customer is asked, in open time since the question.

    They are reminded at each of `reminders`; at `give_up` the case is resolved without an answer.
    """

    reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=48))
    give_up: timedelta = timedelta(hours=72)

    def step(self, count: int) -> timedelta:
        """Return when the step after `count` others comes: a reminder, or giving up."""
        return self.reminders[count] if count < len(self.reminders) else self.give_up


DEFAULT_WAITING = Waiting()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a case is promised: targets by kind, in which hours, and who hears when it breaks.

    A kind that is not in `targets` is not promised. `policy` and `calendar` say where it is from.
    """

    targets: Targets
    hours: BusinessTime = field(default_factory=AroundTheClock)
    ladder: tuple[Step, ...] = DEFAULT_LADDER
    waiting: Waiting = DEFAULT_WAITING
    policy: str = ""
    calendar: str = "always"


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise. `target` is seconds of open time; `stopped_at` is when it was kept.

    `waits` are the times we waited for the customer; `warned` the percent it last warned at; `step`
    how many escalations were made; `next_at` when something happens to it next.
    """

    kind: ClockKind
    started_at: datetime
    target: float
    due_at: datetime
    next_at: datetime | None = None
    status: ClockStatus = "running"
    waits: tuple[Wait, ...] = ()
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    warned: int = 0
    step: int = 0
    escalated_to: str | None = None
    task_id: str | None = None
    calendar: str = "always"
    policy: str = ""
    unconfirmed: bool = False

    @property
    def is_broken(self) -> bool:
        """Say whether the promise was broken, kept afterwards or not."""
        return self.status in ("breached", "met_late")


Clocks = tuple[Clock, ...]


def begun(kind: ClockKind, at: datetime, terms: Terms, *, task_id: str | None = None) -> Clocks:
    """Return the clock that starts at `at`; none when the terms promise nothing of its kind."""
    target = terms.targets.get(kind)
    if target is None:
        return ()
    due_at = terms.hours.add(at, target)
    clock = Clock(
        kind,
        at,
        target.total_seconds(),
        due_at,
        terms.hours.add(at, target * MARKS[0] / 100),
        task_id=task_id,
        calendar=terms.calendar,
        policy=terms.policy,
        unconfirmed=not terms.hours.is_confirmed(at, due_at),
    )
    return (clock,)


def fresh(at: datetime, terms: Terms) -> Clocks:
    """Return the clocks of a cycle that starts at `at`."""
    return (*begun("first_response", at, terms), *begun("resolution", at, terms))


def retimed(clock: Clock, terms: Terms, now: datetime) -> Clock:
    """Return an open clock under new terms, what was held kept; one with a verdict stays.

    It warns again at marks that are ahead once more.
    """
    target = terms.targets.get(clock.kind)
    if clock.status not in OPEN or target is None:
        return clock
    clock = replace(
        clock,
        target=target.total_seconds(),
        calendar=terms.calendar,
        policy=terms.policy,
    )
    passed = (mark for mark in MARKS if mark <= clock.warned and mark_at(clock, mark, terms) <= now)
    return timed(replace(clock, warned=max(passed, default=0)), terms)


def timed(clock: Clock, terms: Terms) -> Clock:
    """Return the clock with its due time and its next event, as the terms have them."""
    if clock.status == "breached":
        return replace(clock, next_at=escalation_at(clock, terms))
    if clock.status != "running":
        return replace(clock, next_at=None)
    due_at = terms.hours.add(clock.started_at, timedelta(seconds=clock.target) + held(clock, terms))
    mark = next((one for one in MARKS if one > clock.warned), None)
    return replace(
        clock,
        due_at=due_at,
        next_at=due_at if mark is None else mark_at(clock, mark, terms),
        unconfirmed=not terms.hours.is_confirmed(clock.started_at, due_at),
    )


def held(clock: Clock, terms: Terms) -> timedelta:
    """Return the open time spent waiting for the customer."""
    return sum((terms.hours.between(*wait) for wait in clock.waits), timedelta())


def mark_at(clock: Clock, mark: int, terms: Terms) -> datetime:
    """Return when `mark` percent of the target have passed."""
    part = timedelta(seconds=clock.target) * mark / 100
    return terms.hours.add(clock.started_at, part + held(clock, terms))


def escalation_at(clock: Clock, terms: Terms) -> datetime | None:
    """Return when a broken promise is taken one rung higher; None once it is kept or at the top."""
    if clock.stopped_at is not None or clock.step >= len(terms.ladder):
        return None
    after = terms.ladder[clock.step].after
    return terms.hours.add(clock.due_at, after) if after else clock.due_at


def responded(clocks: Clocks, at: datetime, terms: Terms) -> Clocks:
    """Return the clocks after a human message to the customer."""
    return _stopped(clocks, at, ("first_response", "next_response"), terms)


def resolved(clocks: Clocks, at: datetime, terms: Terms, *, told: bool) -> Clocks:
    """Return the clocks once a result stands.

    Without a message no response was given: what ran for one is dropped, what broke is kept.
    """
    if told:
        clocks = responded(clocks, at, terms)
    kept = tuple(
        replace(one, next_at=None) if one.status == "breached" and one.kind in RESPONSES else one
        for one in clocks
        if one.kind not in RESPONSES or one.status not in OPEN
    )
    return _stopped(kept, at, ("resolution",), terms)


RESPONSES: tuple[ClockKind, ...] = ("first_response", "next_response")


def awaiting_answer(clocks: Clocks, at: datetime, terms: Terms) -> Clocks:
    """Return the clocks while the customer is asked: responded, and the resolution paused."""
    return tuple(
        replace(clock, status="paused", paused_at=at, next_at=None)
        if clock.kind == "resolution" and clock.status == "running"
        else clock
        for clock in responded(clocks, at, terms)
    )


def resumed(clocks: Clocks, at: datetime, terms: Terms) -> Clocks:
    """Return the clocks after the customer answered at `at`, or nobody waits for them any more."""
    return tuple(_resumed(clock, at, terms) for clock in clocks)


def _resumed(clock: Clock, at: datetime, terms: Terms) -> Clock:
    if clock.paused_at is None:
        return clock
    waits = (*clock.waits, (clock.paused_at, at)) if at > clock.paused_at else clock.waits
    return retimed(replace(clock, status="running", waits=waits, paused_at=None), terms, at)


def spoken_to(clocks: Clocks, at: datetime, terms: Terms) -> Clocks:
    """Return the clocks after a further message: a next response is owed unless one is already."""
    owed = any(clock.stopped_at is None and clock.kind in RESPONSES for clock in clocks)
    if owed or not clocks:
        return clocks
    return (*clocks, *begun("next_response", at, terms))


def task_done(clocks: Clocks, task_id: str, at: datetime, terms: Terms) -> Clocks:
    """Return the clocks after a 协办 task was done."""
    return tuple(_stop(one, at, terms) if one.task_id == task_id else one for one in clocks)


def of_tasks(clocks: Clocks) -> Clocks:
    """Return the clocks of tasks, which outlive a cycle."""
    return tuple(one for one in clocks if one.kind == "task")


def _stopped(clocks: Clocks, at: datetime, kinds: tuple[ClockKind, ...], terms: Terms) -> Clocks:
    return tuple(_stop(one, at, terms) if one.kind in kinds else one for one in clocks)


def _stop(clock: Clock, at: datetime, terms: Terms) -> Clock:
    if clock.stopped_at is not None:
        return clock
    clock = _resumed(clock, at, terms)
    is_met = clock.status == "running" and at <= clock.due_at
    return replace(
        clock,
        status="met" if is_met else "met_late",
        stopped_at=at,
        breached_at=None if is_met else clock.breached_at or clock.due_at,
        next_at=None,
    )


def judged(
    clocks: Clocks, now: datetime, terms_of: Callable[[Clock], Terms]
) -> tuple[Clocks, tuple[tuple[Happening, Clock], ...]]:
    """Return the clocks at `now` and what happened to them, in order."""
    happened: list[tuple[Happening, Clock]] = []
    after = tuple(_judged(clock, now, terms_of(clock), happened) for clock in clocks)
    return after, tuple(happened)


def _judged(
    clock: Clock, now: datetime, terms: Terms, happened: list[tuple[Happening, Clock]]
) -> Clock:
    if clock.next_at is None or clock.next_at > now:
        return clock
    if clock.status == "running" and clock.due_at > now:
        return _warned(clock, now, terms, happened)
    if clock.status == "running":
        clock = timed(replace(clock, status="breached", breached_at=clock.due_at), terms)
        happened.append(("breached", clock))
    while clock.next_at is not None and clock.next_at <= now:
        to = terms.ladder[clock.step].to
        clock = timed(replace(clock, step=clock.step + 1, escalated_to=to), terms)
        happened.append(("escalated", clock))
    return clock


def _warned(
    clock: Clock, now: datetime, terms: Terms, happened: list[tuple[Happening, Clock]]
) -> Clock:
    passed = (mark for mark in MARKS if mark_at(clock, mark, terms) <= now)
    warned = max(passed, default=clock.warned)
    changed = timed(replace(clock, warned=max(warned, clock.warned)), terms)
    if changed.warned > clock.warned:
        happened.append(("warned", changed))
    return changed


def next_event_at(clocks: Iterable[Clock]) -> datetime | None:
    """Return when something happens to the first of the clocks, None when nothing can."""
    return min((clock.next_at for clock in clocks if clock.next_at is not None), default=None)
