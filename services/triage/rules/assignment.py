"""Who gets the next case of a team: filter, then the least loaded, then the longest without one."""

from collections import Counter
from collections.abc import Collection, Iterable, MutableMapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace
from typing import Protocol

from shared.events.vocabulary import PersonRef

NEVER = float("-inf")
"""When somebody who was never given a case was last given one."""


class Candidate(Protocol):
    """A member of the team. `capacity` and loads are in units of open effort: one a case."""

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
class Choice:
    """Who was chosen, why, and who else was looked at; `owner` is None when nobody is eligible.

    `considered` counts the team's members by what kept them out (`inactive`, `off_shift`, `away`,
    `full`, `excluded`) besides those `eligible`, and holds the chosen one's `load` before.
    """

    owner: PersonRef | None
    reason: str
    considered: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """Open load and time of the last assignment (epoch seconds) per person, shared by all lines."""

    loads: MutableMapping[str, int]
    last: MutableMapping[str, float]

    def place(self, person: str) -> tuple[int, float, str]:
        return self.loads.get(person, 0), self.last.get(person, NEVER), person

    def give(self, person: str, at: float) -> None:
        self.loads[person] = self.loads.get(person, 0) + 1
        self.last[person] = at

    def take_back(self, person: str) -> None:
        self.loads[person] = max(0, self.loads.get(person, 0) - 1)


def absence(candidate: Candidate) -> str | None:
    """Return what keeps a person from being given anything just now, or None."""
    if not candidate.active:
        return "inactive"
    if not candidate.on_shift:
        return "off_shift"
    return "away" if candidate.away else None


class Line:
    """The present members of one team, in the order in which they are given cases.

    A heap of (load, last assigned, id). Loads change elsewhere too (people are in several teams),
    so an entry is compared with the tally when it comes up and moved if it is out of date.
    """

    def __init__(self, members: Iterable[Candidate], tally: Tally) -> None:
        self._tally = tally
        self._present: dict[str, Candidate] = {}
        self._kept_out: Counter[str] = Counter()
        for member in members:
            if reason := absence(member):
                self._kept_out[reason] += 1
            else:
                self._present[member.staff.id] = member
        self._heap = [tally.place(person) for person in self._present]
        heapify(self._heap)

    def choose(self, at: float, exclude: Collection[str] = ()) -> Choice:
        """Return the next owner and count the case as theirs; nobody in `exclude` is chosen."""
        skipped = []
        owner, load = None, 0
        while self._heap and owner is None:
            entry = self._heap[0]
            current = self._tally.place(entry[2])
            if current != entry:
                heapreplace(self._heap, current)
            elif entry[0] >= self._present[entry[2]].capacity:
                heappop(self._heap)
                self._kept_out["full"] += 1
            elif entry[2] in exclude:
                skipped.append(heappop(self._heap))
            else:
                owner, load = self._present[entry[2]].staff, entry[0]
        considered = {"eligible": len(self._heap), **self._kept_out}
        for entry in skipped:
            heappush(self._heap, entry)
        if skipped:
            considered["excluded"] = len(skipped)
        if owner is None:
            return Choice(None, "nobody_eligible", considered)
        self._tally.give(owner.id, at)
        return Choice(owner, "least_loaded", {**considered, "load": load})

    @property
    def room(self) -> int:
        """How many more cases the line's people can own together."""
        return sum(
            max(0, person.capacity - self._tally.loads.get(key, 0))
            for key, person in self._present.items()
        )

    def holds(self, person: str) -> bool:
        """Say whether the person is in the team and present."""
        return person in self._present
