"""Which team a case belongs to: the first routing rule that fits, else its topic's, else one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from shared.events.vocabulary import TeamRef


class RoutingRule(Protocol):
    """A rule: each named field must have one of the values given for it."""

    @property
    def name(self) -> str: ...
    @property
    def conditions(self) -> Mapping[str, Collection[str]]: ...
    @property
    def team(self) -> TeamRef: ...


@dataclass(frozen=True, slots=True)
class Route:
    """The team and what led there: `rule: …`, `topic: …` or `default`."""

    team: TeamRef | None
    because: str


def route(
    facts: Mapping[str, str | None],
    topics: Sequence[str],
    *,
    rules: Iterable[RoutingRule],
    topic_team: Mapping[str, TeamRef],
    default: TeamRef | None,
) -> Route:
    """Return the team for a case; `topics` are its codes, surest first."""
    for rule in rules:
        if fits(rule, facts, topics):
            return Route(rule.team, f"rule: {rule.name}")
    for code in topics:
        for each in lineage(code):
            if team := topic_team.get(each):
                return Route(team, f"topic: {each}")
    return Route(default, "default")


def fits(rule: RoutingRule, facts: Mapping[str, str | None], topics: Sequence[str]) -> bool:
    """Say whether all conditions of `rule` hold; a rule without conditions fits everything."""
    return all(
        any(each in values for code in topics for each in lineage(code))
        if field == "topic"
        else facts.get(field) in values
        for field, values in rule.conditions.items()
    )


def lineage(code: str) -> tuple[str, ...]:
    """Return a topic's code and that of the topic it is a leaf of."""
    top = code.partition(".")[0]
    return (code,) if top == code else (code, top)
