"""Routing rules tried on past cases: what would have gone where, without changing anything."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from services.triage.rules.routing import Facts, Route
from shared.events.vocabulary import TeamRef

Router = Callable[[Facts, list[str]], Route]


class Routable(Protocol):
    """A case as rules see it: `codes` are its topics, surest first."""

    @property
    def id(self) -> str: ...
    @property
    def ticket_no(self) -> str: ...
    @property
    def codes(self) -> list[str]: ...
    @property
    def facts(self) -> Facts: ...


@dataclass(slots=True)
class Flow:
    """Cases that two sets of rules lead from one team to another; the same where they agree."""

    before: TeamRef | None
    after: TeamRef | None
    cases: int = 0
    because: Counter[str] = field(default_factory=Counter)
    examples: list[Routable] = field(default_factory=list)

    @property
    def is_move(self) -> bool:
        return team_id(self.before) != team_id(self.after)


@dataclass(slots=True)
class Rehearsal:
    """What a set of rules would have done, the largest flows first."""

    cases: int
    moved: int
    flows: list[Flow]
    because: Counter[str]


def rehearse(
    cases: Iterable[Routable], *, before: Router, after: Router, examples: int
) -> Rehearsal:
    """Route each case by both sets of rules and count, with up to `examples` cases a flow."""
    flows: dict[tuple[str | None, str | None], Flow] = {}
    because: Counter[str] = Counter()
    for case in cases:
        was, is_now = before(case.facts, case.codes), after(case.facts, case.codes)
        flow = flows.setdefault(
            (team_id(was.team), team_id(is_now.team)), Flow(was.team, is_now.team)
        )
        flow.cases += 1
        flow.because[is_now.because] += 1
        because[is_now.because] += 1
        if len(flow.examples) < examples:
            flow.examples.append(case)
    ordered = sorted(flows.values(), key=lambda flow: (not flow.is_move, -flow.cases))
    return Rehearsal(
        cases=sum(flow.cases for flow in ordered),
        moved=sum(flow.cases for flow in ordered if flow.is_move),
        flows=ordered,
        because=because,
    )


def team_id(team: TeamRef | None) -> str | None:
    return None if team is None else team.id
