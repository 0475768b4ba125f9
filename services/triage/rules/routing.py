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
    @property
    def assist(self) -> Sequence[TeamRef]: ...


@dataclass(frozen=True, slots=True)
class Route:
    """The team, what led there (`rule: …`, `topic: …` or `default`), and who is to help (协办)."""

    team: TeamRef | None
    because: str
    assist: Sequence[TeamRef] = ()


Facts = Mapping[str, str | Collection[str] | None]
"""What rules may ask of a case besides its topics: one value a field, or several (its tags)."""


def route(
    facts: Facts,
    topics: Sequence[str],
    *,
    rules: Iterable[RoutingRule],
    topic_team: Mapping[str, TeamRef],
    default: TeamRef | None,
) -> Route:
    """Return the team for a case; `topics` are its codes, surest first."""
    for rule in rules:
        if fits(rule, facts, topics):
            return Route(rule.team, f"rule: {rule.name}", rule.assist)
    for code in topics:
        for each in lineage(code):
            if team := topic_team.get(each):
                return Route(team, f"topic: {each}")
    return Route(default, "default")


def fits(rule: RoutingRule, facts: Facts, topics: Sequence[str]) -> bool:
    """Say whether all conditions of `rule` hold; a rule without conditions fits everything."""
    for field, values in rule.conditions.items():
        if field == "topic":
            holds = any(each in values for code in topics for each in lineage(code))
        elif field == "customer_tag":
            holds = any(tag in values for tag in facts.get(field) or ())
        else:
            holds = facts.get(field) in values
        if not holds:
            return False
    return True


def lineage(code: str) -> tuple[str, ...]:
    """Return a topic's code and that of the topic it is a leaf of."""
    top = code.partition(".")[0]
    return (code,) if top == code else (code, top)
