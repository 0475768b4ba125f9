"""The ledger over all three services: each feedback in one state, every difference named."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Literal

State = Literal["in_flight", "dismissed", "merged", "open", "closed"]
STATES: tuple[State, ...] = ("in_flight", "dismissed", "merged", "open", "closed")
ServiceName = Literal["intake", "triage", "followup"]

Stamp = tuple[int, int]
"""A snapshot's place in order: (generation, version)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One case as one service sees it.

    `own` is the stamp of the service's own last snapshot, `seen` those of the others' snapshots it
    has applied.
    """

    service: ServiceName
    case_id: str
    channel: str = ""
    store_code: str | None = None
    disposition: str | None = None
    progress: str | None = None
    own: Stamp | None = None
    seen: dict[ServiceName, Stamp | None] = field(default_factory=dict)


Lack = tuple[str, ServiceName | None, ServiceName, Stamp | None]
"""A case, the writer and the reader of a snapshot, and what the reader has of it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not agree about one case, and whose snapshot has to be published again.

    `seen` is what the `reader` has of it.
    """

    case_id: str
    what: str
    writer: ServiceName | None
    reader: ServiceName
    seen: Stamp | None = None

    @property
    def lack(self) -> Lack:
        """What stays the same for as long as nothing arrives, whatever else is published."""
        return self.case_id, self.writer, self.reader, self.seen


@dataclass
class Ledger:
    """Counts per (channel, store) and state; `received` is their sum by construction of intake."""

    received: Counter[tuple[str, str]] = field(default_factory=Counter)
    states: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)

    @property
    def total_received(self) -> int:
        return self.received.total()

    def total(self, state: State) -> int:
        return sum(counts[state] for counts in self.states.values())

    @property
    def is_balanced(self) -> bool:
        """Received equals the sum of all states, for every channel and store."""
        return all(
            count == sum(self.states[place][state] for state in STATES)
            for place, count in self.received.items()
        )


def reconcile(entries: Iterable[Iterable[Entry]]) -> Ledger:
    """Compare the services' entries, each iterable sorted by case id, case by case."""
    ledger = Ledger()
    merged = heapq.merge(*entries, key=attrgetter("case_id"))
    for case_id, group in groupby(merged, key=attrgetter("case_id")):
        views = {entry.service: entry for entry in group}
        count(ledger, views)
        ledger.differences.extend(differences(case_id, views))
    return ledger


def replaced(
    entries: Iterable[Entry], case_ids: Collection[str], fresh: Iterable[Entry]
) -> Iterable[Entry]:
    """Return `entries` with those of some cases looked at anew, sorted by case id as both are."""
    others = (entry for entry in entries if entry.case_id not in case_ids)
    return heapq.merge(others, fresh, key=attrgetter("case_id"))


def count(ledger: Ledger, views: dict[ServiceName, Entry]) -> None:
    intake = views.get("intake")
    if intake is None:
        return
    place = (intake.channel, intake.store_code or "")
    ledger.received[place] += 1
    ledger.states.setdefault(place, Counter())[state_of(views)] += 1


def state_of(views: dict[ServiceName, Entry]) -> State:
    """Return the state of a case: in flight until both triage and followup hold it."""
    triage, followup = views.get("triage"), views.get("followup")
    if triage is None or triage.own is None or followup is None or followup.own is None:
        return "in_flight"
    if triage.disposition == "dismissed":
        return "dismissed"
    if triage.disposition == "merged":
        return "merged"
    return "closed" if followup.progress == "closed" else "open"


def differences(case_id: str, views: dict[ServiceName, Entry]) -> Iterator[Difference]:
    """Yield what the services do not agree about; all of it is in flight or lost."""
    if "intake" not in views:
        yield Difference(case_id, "intake does not know it", None, "intake")
        return
    triage, followup = views.get("triage"), views.get("followup")
    if triage is None or triage.own is None:
        yield Difference(case_id, "triage has not received it", "intake", "triage")
        return
    if followup is None or followup.own is None:
        yield Difference(case_id, "followup has no case", "triage", "followup")
        return
    yield from stale(case_id, triage, followup)
    yield from stale(case_id, followup, triage)
    yield from stale(case_id, followup, views["intake"])


def stale(case_id: str, writer: Entry, reader: Entry) -> Iterator[Difference]:
    seen = reader.seen.get(writer.service)
    if seen != writer.own:
        yield Difference(
            case_id,
            f"{reader.service} has {writer.service}'s snapshot {shown(seen)}, "
            f"not {shown(writer.own)}",
            writer.service,
            reader.service,
            seen,
        )


def shown(stamp: Stamp | None) -> str:
    return "none" if stamp is None else f"{stamp[0]}.{stamp[1]}"
