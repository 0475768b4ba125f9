"""Past arrivals against another roster or other rules: how long customers would have waited.

A run is decided by its inputs alone: what each case takes is drawn once, in order of arrival, so
that two plans are compared on the same work.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from zoneinfo import ZoneInfo

from services.triage.assignment.lines import Lines
from services.triage.assignment.plans import Plan
from services.triage.rules.assignment import RATE_WINDOW, Tally
from services.triage.rules.routing import Facts
from services.triage.rules.shifts import Hours, Override, Timetables
from shared.events.vocabulary import PersonRef

TO_SECONDS = 60.0
ARRIVAL, DONE, ROSTER, RATE = range(4)
"""Kinds of what happens, in the order in which it counts at one moment: rosters come last."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the roster; `on_shift` is of the moment."""

    staff: PersonRef
    team_ids: frozenset[str]
    capacity: int
    skills: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset({"agent"})
    lead_of: frozenset[str] = frozenset()
    active: bool = True
    on_shift: bool = False
    away: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """A case as it came; `is_critical` ones are given and worked on first."""

    at: datetime
    codes: list[str]
    facts: Facts
    urgency: str
    store: str | None = None
    customer: str | None = None

    @property
    def is_critical(self) -> bool:
        return self.urgency == "critical"


@dataclass(frozen=True, slots=True)
class Handling:
    """How long work takes: minutes a unit of effort, and the spread of a log-normal about it."""

    minutes_per_effort: float = 15.0
    sigma: float = 0.6


@dataclass(slots=True)
class Fate:
    """What became of a case; None as long as it has not happened."""

    arrival: Arrival
    team_id: str | None
    effort: int
    seconds: float
    owner_id: str | None = None
    given_at: float | None = None
    started_at: float | None = None
    done_at: float | None = None

    @property
    def place(self) -> tuple[bool, float]:
        return not self.arrival.is_critical, self.arrival.at.timestamp()


@dataclass(slots=True)
class Desk:
    """What somebody has before them: the case in hand, and those that wait in its order."""

    waiting: list[tuple[tuple[bool, float], int]] = field(default_factory=list)
    in_hand: int | None = None
    since: float | None = None
    turn: int = 0


class Simulation:
    """One run: people are given cases as in production, and work on them one after another.

    People work only while on shift, and finish what they have in hand before they begin another.
    Declining, lapses and leaving early are not played.
    """

    def __init__(
        self,
        plan: Plan,
        people: Iterable[Person],
        hours: Timetables,
        arrivals: Iterable[Arrival],
        *,
        handling: Handling = Handling(),
        seed: int = 1,
    ) -> None:
        """`people` are those of the whole period; `hours` say when each of them is there."""
        self._plan = plan
        self._people = {one.staff.id: one for one in people}
        self._hours = hours
        self._tally = Tally({}, {})
        self._lines = Lines({}, self._tally)
        self._desks = {person: Desk() for person in self._people}
        self._queues: dict[str, list[tuple[tuple[bool, float], int]]] = defaultdict(list)
        self._matters: dict[tuple[str, str], int] = {}
        self._events: list[tuple[float, int, int, str, int]] = []
        self._sequence = 0
        ordered = sorted(arrivals, key=lambda one: one.at)
        self._fates = list(drawn(ordered, plan, handling, Random(seed)))  # noqa: S311 - no secret
        for number, arrival in enumerate(ordered):
            self._happens(arrival.at.timestamp(), ARRIVAL, "", number)

    def run(self, since: datetime, until: datetime) -> list[Fate]:
        """Play from `since` to `until` and return what became of each case, in order of arrival."""
        for moment in boundaries(self._hours, since, until):
            self._happens(moment.timestamp(), ROSTER, "", 0)
        end = until.timestamp()
        while self._events and self._events[0][0] < end:
            at, kind, _, person, number = heappop(self._events)
            if kind == ARRIVAL:
                self._arrive(number, at)
            elif kind == ROSTER:
                self._change_roster(at)
            elif kind == RATE:
                self._tally.forget_one(person)
                self._drain(self._people[person].team_ids, at)
            elif self._desks[person].turn == number:
                self._finish(person, at)
        return self._fates

    def _happens(self, at: float, kind: int, person: str, number: int) -> None:
        self._sequence += 1
        heappush(self._events, (at, kind, self._sequence, person, number))

    def _arrive(self, number: int, at: float) -> None:
        team_id = self._fates[number].team_id
        if team_id is not None and not self._give(number, team_id, at):
            heappush(self._queues[team_id], (self._fates[number].place, number))

    def _give(self, number: int, team_id: str, at: float) -> bool:
        fate, arrival = self._fates[number], self._fates[number].arrival
        work = self._plan.work(
            arrival.codes,
            arrival.urgency,
            team_id,
            store=arrival.store,
            customer=arrival.customer,
        )
        holder = self._holder(arrival.customer, team_id, at)
        choice = self._lines.choose(team_id, at, work, holder=holder)
        if choice.owner is None:
            return False
        fate.owner_id, fate.given_at = choice.owner.id, at
        if arrival.customer is not None:
            self._matters[arrival.customer, team_id] = number
        heappush(self._desks[fate.owner_id].waiting, (fate.place, number))
        if self._lines.policy(team_id).hourly_cap is not None:
            self._happens(at + RATE_WINDOW.total_seconds(), RATE, fate.owner_id, 0)
        self._begin(fate.owner_id, at)
        return True

    def _holder(self, customer: str | None, team_id: str, at: float) -> str | None:
        """Return who has the customer's open matter, where the team is sticky."""
        days = self._lines.policy(team_id).sticky_days
        number = self._matters.get((customer or "", team_id))
        if days is None or number is None or self._fates[number].done_at is not None:
            return None
        age = at - self._fates[number].arrival.at.timestamp()
        return self._fates[number].owner_id if age <= timedelta(days=days).total_seconds() else None

    def _begin(self, person: str, at: float) -> None:
        """Let a person who is there take the next case in hand, or go on with the one they have."""
        desk = self._desks[person]
        if not self._people[person].on_shift or desk.since is not None:
            return
        if desk.in_hand is None:
            if not desk.waiting:
                return
            desk.in_hand = heappop(desk.waiting)[1]
        fate = self._fates[desk.in_hand]
        fate.started_at = at if fate.started_at is None else fate.started_at
        desk.since, desk.turn = at, desk.turn + 1
        self._happens(at + fate.seconds, DONE, person, desk.turn)

    def _pause(self, person: str, at: float) -> None:
        desk = self._desks[person]
        if desk.since is not None and desk.in_hand is not None:
            fate = self._fates[desk.in_hand]
            fate.seconds = max(0.0, fate.seconds - (at - desk.since))
            desk.since, desk.turn = None, desk.turn + 1

    def _finish(self, person: str, at: float) -> None:
        desk = self._desks[person]
        if desk.in_hand is None:
            return
        fate = self._fates[desk.in_hand]
        fate.done_at, desk.in_hand, desk.since = at, None, None
        self._tally.take_back(person, fate.effort)
        self._drain(self._people[person].team_ids, at)
        self._begin(person, at)

    def _drain(self, team_ids: Iterable[str], at: float) -> None:
        """Give waiting cases as far as there is room, critical ones first, then the oldest."""
        for team_id in sorted(team_ids):
            queue, kept = self._queues[team_id], []
            while queue and self._lines.line(team_id).room > 0:
                entry = heappop(queue)
                if not self._give(entry[1], team_id, at):
                    kept.append(entry)
                    if len(kept) > MOST_PASSED_OVER:
                        break
            for entry in kept:
                heappush(queue, entry)

    def _change_roster(self, at: float) -> None:
        is_at_work = self._hours.at(datetime.fromtimestamp(at, UTC))
        for key, one in self._people.items():
            there = is_at_work(key, one.team_ids | one.lead_of)
            if there != one.on_shift:
                self._people[key] = replace(one, on_shift=there)
                if not there:
                    self._pause(key, at)
        self._lines = Lines(
            self._people,
            self._tally,
            policies=self._plan.policies,
            most_effort=self._plan.efforts.most,
        )
        for key in self._people:
            self._begin(key, at)
        self._drain(list(self._queues), at)


MOST_PASSED_OVER = 50
"""How many cases that nobody may be given just now are passed over to find others."""


def drawn(
    arrivals: Sequence[Arrival], plan: Plan, handling: Handling, random: Random
) -> Iterator[Fate]:
    """Yield each case with its team, its effort, and how long it takes."""
    for arrival in arrivals:
        team = plan.route(arrival.facts, arrival.codes).team
        effort = plan.efforts.of(arrival.codes, arrival.urgency)
        mean = handling.minutes_per_effort * effort * TO_SECONDS
        factor = random.lognormvariate(-(handling.sigma**2) / 2, handling.sigma)
        yield Fate(arrival, team.id if team else None, effort, mean * factor)


def boundaries(hours: Timetables, since: datetime, until: datetime) -> list[datetime]:
    """Return when somebody may come or go, `since` first: the ends of all shifts and overrides."""
    days = (until.date() - since.date()).days + 2
    first = since.date() - timedelta(days=1)
    found = {since}
    for kind in sorted(distinct(hours)):
        starts, ends, zone = kind
        for offset in range(days + 1):
            day = first + timedelta(days=offset)
            found |= {moment_of(day, minute, zone) for minute in (0, starts, ends)}
    return sorted(moment for moment in found if since <= moment < until)


def distinct(hours: Timetables) -> set[tuple[int, int, str]]:
    """Return the (start, end, time zone) of all shifts and overrides, each once."""
    tables = [*hours.own.values(), *hours.of_team.values()]
    shifts: list[Hours | Override] = [one for table in tables for one in table.shifts]
    shifts += [one.hours for table in tables for one in table.overrides]
    return {(one.starts or 0, one.ends or 0, one.timezone) for one in shifts}


def moment_of(day: date, minute: int, zone: str) -> datetime:
    """Return the moment of a wall-clock minute of a day."""
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone follows
    return (midnight + timedelta(minutes=minute)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Waits:
    """Waiting times of some cases in minutes: until somebody has them, until work begins."""

    team_id: str | None
    hour: int | None
    cases: int
    unassigned: int
    unstarted: int
    to_owner: tuple[float, float]
    to_start: tuple[float, float]


def summary(fates: Sequence[Fate], zone: str = "Asia/Shanghai") -> list[Waits]:
    """Return median and p90 waits per team and hour of arrival, each team's total (no hour) first.

    Cases that were never given, or never begun, are counted and left out of the times.
    """
    groups: dict[tuple[str | None, int | None], list[Fate]] = defaultdict(list)
    for fate in fates:
        hour = fate.arrival.at.astimezone(ZoneInfo(zone)).hour
        groups[fate.team_id, None].append(fate)
        groups[fate.team_id, hour].append(fate)
    ordered = sorted(groups, key=lambda key: (key[0] or "", -1 if key[1] is None else key[1]))
    return [waits(*key, groups[key]) for key in ordered]


def waits(team_id: str | None, hour: int | None, fates: Sequence[Fate]) -> Waits:
    given = [minutes_since(fate, fate.given_at) for fate in fates if fate.given_at is not None]
    begun = [minutes_since(fate, fate.started_at) for fate in fates if fate.started_at is not None]
    return Waits(
        team_id=team_id,
        hour=hour,
        cases=len(fates),
        unassigned=len(fates) - len(given),
        unstarted=len(fates) - len(begun),
        to_owner=(percentile(given, 50), percentile(given, 90)),
        to_start=(percentile(begun, 50), percentile(begun, 90)),
    )


def minutes_since(fate: Fate, at: float) -> float:
    return (at - fate.arrival.at.timestamp()) / TO_SECONDS


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that at least `percent` % do not exceed; 0 of none."""
    if not values:
        return 0.0
    rank = -(-len(values) * percent // 100)
    return sorted(values)[max(0, rank - 1)]


def loads(fates: Sequence[Fate], names: Mapping[str, str]) -> dict[str, int]:
    """Return by name how much effort each person was given."""
    found: dict[str, int] = dict.fromkeys(names.values(), 0)
    for fate in fates:
        if fate.owner_id is not None:
            found[names.get(fate.owner_id, fate.owner_id)] += fate.effort
    return found
