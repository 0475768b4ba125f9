"""Whose turn it is in each team: the same choosing for the live board and for simulations."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from services.triage.rules.assignment import (
    ANY,
    Candidate,
    Choice,
    Line,
    Policy,
    Tally,
    Work,
    absence,
)

PLAIN = Policy()
LineKey = tuple[str, frozenset[str], str | None]
"""A team, the skills asked for, and the store whose people come first."""


class Member(Candidate, Protocol):
    """Somebody who may be given cases of some teams."""

    @property
    def team_ids(self) -> frozenset[str]: ...
    @property
    def lead_of(self) -> frozenset[str]: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def stores(self) -> frozenset[str]: ...
    @property
    def skills(self) -> frozenset[str]: ...


class Lines:
    """The lines of all teams, each made when it is first asked for."""

    def __init__(
        self,
        people: Mapping[str, Member],
        tally: Tally,
        *,
        policies: Mapping[str, Policy] | None = None,
        most_effort: int = 1,
    ) -> None:
        self.tally = tally
        self.policies = policies or {}
        self._people = people
        self._most_effort = most_effort
        self._members: dict[str, list[Member]] | None = None
        self._of_stores: dict[str, dict[str, list[Member]]] = {}
        self._lines: dict[LineKey, Line] = {}
        self._arbiters: dict[str | None, Line] = {}

    def choose(
        self,
        team_id: str,
        at: float,
        work: Work = ANY,
        exclude: Collection[str] = (),
        *,
        holder: str | None = None,
    ) -> Choice:
        """Choose an owner by the team's strategy and count the case as theirs.

        `holder` has an open matter of the same customer and gets it before the others. A store's
        own people come first with `store_owner`; nobody is chosen with `pull_only`, where people
        take cases themselves.
        """
        strategy = self.policy(team_id).strategy
        if strategy == "pull_only":
            return Choice(None, "pull_only", effort=work.effort)
        line = self.line(team_id, work.skills)
        if holder is not None and holder not in exclude and line.has_room_for(holder, work.effort):
            self.tally.give(holder, at, work.effort)
            return Choice(self._people[holder].staff, "same_customer", effort=work.effort)
        if strategy == "store_owner" and work.store is not None:
            of_store = self.line(team_id, work.skills, work.store)
            choice = of_store.choose(at, exclude, work.effort)
            if choice.owner is not None:
                return Choice(
                    choice.owner,
                    "store_owner",
                    choice.considered,
                    choice.runner_up,
                    choice.effort,
                )
        return line.choose(at, exclude, work.effort)

    def choose_arbiter(
        self, team_id: str | None, at: float, exclude: Collection[str] = (), effort: int = 1
    ) -> Choice:
        """Choose among the team's leads, None among the managers, however much they have."""
        if team_id not in self._arbiters:
            found = [one for one in self._people.values() if is_arbiter(one, team_id)]
            self._arbiters[team_id] = Line(
                found, self.tally, most_effort=self._most_effort, is_unlimited=True
            )
        return self._arbiters[team_id].choose(at, exclude, effort)

    def policy(self, team_id: str) -> Policy:
        return self.policies.get(team_id, PLAIN)

    def line(
        self, team_id: str, skills: frozenset[str] = frozenset(), store: str | None = None
    ) -> Line:
        """Return the line of the team's people with all of `skills`, and of the store if given."""
        key = (team_id, skills, store)
        if key not in self._lines:
            members = self._of_store(team_id, store) if store else self.members(team_id)
            self._lines[key] = self._made(members, skills, self.policy(team_id))
        return self._lines[key]

    def members(self, team_id: str) -> list[Member]:
        """Return everybody who may be given the team's cases, present or not."""
        if self._members is None:
            self._members = defaultdict(list)
            for person in self._people.values():
                for one in person.team_ids:
                    self._members[one].append(person)
        return self._members.get(team_id, [])

    def _of_store(self, team_id: str, store: str) -> list[Member]:
        if team_id not in self._of_stores:
            by_store: dict[str, list[Member]] = defaultdict(list)
            for member in self.members(team_id):
                for code in member.stores:
                    by_store[code].append(member)
            self._of_stores[team_id] = by_store
        return self._of_stores[team_id].get(store, [])

    def _made(self, members: Iterable[Member], skills: frozenset[str], policy: Policy) -> Line:
        fit, unfit = [], 0
        for member in members:
            if skills <= member.skills or absence(member):
                fit.append(member)
            else:
                unfit += 1
        line = Line(fit, self.tally, policy=policy, most_effort=self._most_effort)
        line.leave_out("unskilled", unfit)
        return line


def is_arbiter(person: Member, team_id: str | None) -> bool:
    return "manager" in person.roles if team_id is None else team_id in person.lead_of
