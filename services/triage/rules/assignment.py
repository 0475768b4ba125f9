"""Who gets the next case of a team: filter, then the order of its strategy, ties by id."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import heapify, heappop, heappush
from typing import Final, Literal, Protocol

from shared.events.vocabulary import PersonRef

Reason = Literal[
    "least_loaded",
    "next_in_turn",
    "store_owner",
    "same_customer",
    "previous_owner",
    "reopened_often",
    "bounced",
    "taken",
    "transferred",
    "no_team",
    "pull_only",
    "nobody_eligible",
]
"""Why somebody was chosen, or nobody."""

NOBODY: Final[frozenset[Reason]] = frozenset({"no_team", "nobody_eligible"})
"""Why a case waits that should have an owner; with `pull_only` people take cases themselves."""

BY_INCIDENT: Final = ("joined_incident", "left_incident")
"""Entries of histories that may name another owner without a choice; the reason shown for it."""

OF_TASKS: Final = ("task_opened", "task_taken", "task_assigned")
"""Entries of histories that tell of the choice of a task's (协办) owner, not of the case's."""

NEVER = float("-inf")
"""When somebody who was never given a case was last given one."""

RATE_WINDOW = timedelta(hours=1)
"""The span in which a team's `hourly_cap` counts what a person was given."""

STRATEGIES = ("least_effort", "round_robin", "store_owner", "pull_only")
"""How a team's cases find their owners; see `Lines.choose`."""

Entry = tuple[int, float, str]
"""Where somebody stands in a line: open effort (0 by turns), when last given a case, id."""


class Candidate(Protocol):
    """A member of the team. `capacity` and loads are in units of open effort."""

    @property
    def staff(self) -> PersonRef: ...
    @property
    def capacity(self) -> int: ...
    @property
    def active(self) -> bool: ...
    @property
    def on_shift(self) -> bool: ...
    @property
    def away(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """How a team gives its cases; None leaves a rule out.

    `hourly_cap` is what one person is given in RATE_WINDOW at most. `sticky_days` lets a customer's
    new case follow their open one of so many days. Work nobody touched goes back to the queue after
    `lapse_minutes` of the team's working time.
    """

    strategy: str = "least_effort"
    hourly_cap: int | None = None
    sticky_days: int | None = None
    lapse_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a case asks of whoever gets it: effort, skills, and the store and customer it is of."""

    effort: int = 1
    skills: frozenset[str] = frozenset()
    store: str | None = None
    customer: str | None = None


ANY = Work()


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, why, and who else was looked at; `owner` is None when nobody is eligible.

    `considered` counts the team's members by what kept them out (`inactive`, `off_shift`, `away`,
    `rate_capped`, `full`, `unskilled`, `excluded`) besides those `eligible`, and holds the chosen
    one's `load` before. `runner_up` would have been next. `effort` is what the case weighs.
    """

    owner: PersonRef | None
    reason: Reason
    considered: dict[str, int] = field(default_factory=dict)
    runner_up: str | None = None
    effort: int = 1


@dataclass(slots=True)
class Tally:
    """What each person has, shared by all lines: open effort, and when last given a case.

    Times are epoch seconds. `recent` counts the cases given within RATE_WINDOW; `moved` names
    whoever's figures changed, in order, for the lines to hear of.
    """

    loads: MutableMapping[str, int]
    last: MutableMapping[str, float]
    recent: MutableMapping[str, int] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)

    def place(self, person: str) -> Entry:
        return self.loads.get(person, 0), self.last.get(person, NEVER), person

    def turn(self, person: str) -> Entry:
        return 0, self.last.get(person, NEVER), person

    def give(self, person: str, at: float, effort: int = 1) -> None:
        self.loads[person] = self.loads.get(person, 0) + effort
        self.last[person] = at
        self.recent[person] = self.recent.get(person, 0) + 1
        self.moved.append(person)

    def take_back(self, person: str, effort: int = 1) -> None:
        self.add(person, -effort)

    def add(self, person: str, effort: int) -> None:
        """Count a case as so much heavier (or lighter) than it was."""
        self.loads[person] = max(0, self.loads.get(person, 0) + effort)
        self.moved.append(person)

    def forget_one(self, person: str) -> None:
        """Leave one case out of `recent`: it was given longer ago than RATE_WINDOW."""
        self.recent[person] = max(0, self.recent.get(person, 0) - 1)
        self.moved.append(person)


def absence(candidate: Candidate) -> str | None:
    """Return what keeps a person from being given anything just now, or None."""
    if not candidate.active:
        return "inactive"
    if not candidate.on_shift:
        return "off_shift"
    return "away" if candidate.away else None


RESTING = -1
"""The heap of those who were given enough within RATE_WINDOW; that of the full ones is 0."""


class Line:
    """The present members of one team, in the order in which they are given cases.

    They stand in heaps by the largest effort they still have room for, up to `most_effort`, so that
    a case looks only at those it fits. Whoever is free of work has room for anything. What the
    tally says of somebody may change elsewhere (people are in several teams): they are put anew
    where they belong before the next choice, and their old entries are dropped when they come up.
    """

    def __init__(
        self,
        members: Iterable[Candidate],
        tally: Tally,
        *,
        policy: Policy = Policy(),
        most_effort: int = 1,
        is_unlimited: bool = False,
    ) -> None:
        """Take in the members; `is_unlimited` gives to people regardless of capacity and rate."""
        self._tally = tally
        self._heard = len(tally.moved)
        self._policy = policy
        self._most = most_effort
        self._is_unlimited = is_unlimited
        self._order = tally.turn if policy.strategy == "round_robin" else tally.place
        self._present: dict[str, Candidate] = {}
        self._kept_out: Counter[str] = Counter()
        self._heaps: dict[int, list[Entry]] = defaultdict(list)
        self._sizes: Counter[int] = Counter()
        self._standing: dict[str, tuple[int, Entry]] = {}
        self.take_in(members)

    def take_in(self, members: Iterable[Candidate]) -> None:
        for member in members:
            if reason := absence(member):
                self._kept_out[reason] += 1
            else:
                self._present[member.staff.id] = member
        for person in self._present:
            heap, entry = self._standing[person] = self._heap_of(person), self._order(person)
            self._heaps[heap].append(entry)
            self._sizes[heap] += 1
        for entries in self._heaps.values():
            heapify(entries)

    def leave_out(self, reason: str, count: int) -> None:
        """Tell choices of so many members that are not in this line, and why."""
        if count:
            self._kept_out[reason] += count

    def choose(self, at: float, exclude: Collection[str] = (), effort: int = 1) -> Choice:
        """Return the next owner and count the case as theirs; nobody in `exclude` is chosen."""
        self._catch_up()
        passed_over: list[tuple[int, Entry]] = []
        found = self._pop(effort)
        while found is not None and found[1][2] in exclude:
            passed_over.append(found)
            found = self._pop(effort)
        runner_up = self._next(effort, exclude)
        for heap, entry in passed_over:
            heappush(self._heaps[heap], entry)
        considered = self._considered(effort, len(passed_over))
        if found is None:
            return Choice(None, "nobody_eligible", considered, effort=effort)
        person = found[1][2]
        considered["load"] = self._tally.loads.get(person, 0)
        self._tally.give(person, at, effort)
        return Choice(
            self._present[person].staff,
            "next_in_turn" if self._policy.strategy == "round_robin" else "least_loaded",
            considered,
            runner_up,
            effort,
        )

    def has_room_for(self, person: str, effort: int = 1) -> bool:
        """Say whether the person is in the line and would be given a case of this effort."""
        self._catch_up()
        return person in self._standing and self._standing[person][0] >= effort

    def standing(self) -> dict[str, int]:
        """Count the members by what keeps them from a case that weighs least."""
        self._catch_up()
        return self._considered(1, 0)

    @property
    def room(self) -> int:
        """How much more effort the line's people can own together."""
        self._catch_up()
        return sum(
            max(0, self._present[person].capacity - self._tally.loads.get(person, 0))
            for person, (heap, _) in self._standing.items()
            if heap > 0
        )

    def _heap_of(self, person: str) -> int:
        if self._is_unlimited:
            return self._most
        cap = self._policy.hourly_cap
        if cap is not None and self._tally.recent.get(person, 0) >= cap:
            return RESTING
        capacity, load = self._present[person].capacity, self._tally.loads.get(person, 0)
        if load == 0 and capacity > 0:
            return self._most
        return max(0, min(capacity - load, self._most))

    def _catch_up(self) -> None:
        moved = self._tally.moved
        for index in range(self._heard, len(moved)):
            person = moved[index]
            if person in self._present:
                self._sizes[self._standing[person][0]] -= 1
                heap, entry = self._standing[person] = self._heap_of(person), self._order(person)
                heappush(self._heaps[heap], entry)
                self._sizes[heap] += 1
        self._heard = len(moved)

    def _first(self, effort: int) -> int | None:
        """Return the heap whose top is next among those with room for `effort`."""
        best: int | None = None
        for heap, entries in self._heaps.items():
            if heap < effort:
                continue
            while entries and self._is_old(entries[0]):
                heappop(entries)
            if entries and (best is None or entries[0] < self._heaps[best][0]):
                best = heap
        return best

    def _next(self, effort: int, exclude: Collection[str]) -> str | None:
        """Return who stands first now, unless they are excluded."""
        heap = self._first(effort)
        person = None if heap is None else self._heaps[heap][0][2]
        return None if person in exclude else person

    def _is_old(self, entry: Entry) -> bool:
        return self._standing[entry[2]][1] is not entry

    def _pop(self, effort: int) -> tuple[int, Entry] | None:
        heap = self._first(effort)
        return None if heap is None else (heap, heappop(self._heaps[heap]))

    def _considered(self, effort: int, excluded: int) -> dict[str, int]:
        """Count the members by what keeps them from a case of this effort."""
        fit = full = 0
        for heap, size in self._sizes.items():
            if heap >= effort:
                fit += size
            elif heap != RESTING:
                full += size
        found = {"eligible": fit - excluded, **self._kept_out}
        if self._sizes[RESTING]:
            found["rate_capped"] = self._sizes[RESTING]
        if full:
            found["full"] = full
        if excluded:
            found["excluded"] = excluded
        return found
