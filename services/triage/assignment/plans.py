"""What an organisation has decided of its work: teams, rules, topics, skills and efforts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from services.triage.rules.assignment import ANY, Policy, Work
from services.triage.rules.efforts import Efforts
from services.triage.rules.routing import Facts, Route, RoutingRule, lineage, route
from shared.events.vocabulary import TeamRef


@dataclass
class Plan:
    """Where cases go and what they ask of whoever gets them; the same live and in simulations."""

    policies: Mapping[str, Policy]
    rules: Collection[RoutingRule]
    topic_team: Mapping[str, TeamRef]
    topic_skills: Mapping[str, frozenset[str]]
    efforts: Efforts
    default_team: TeamRef | None

    @cached_property
    def asks_for_tags(self) -> bool:
        """Say whether any rule asks what tags a customer has."""
        return any("customer_tag" in rule.conditions for rule in self.rules)

    @cached_property
    def sticky_days(self) -> int:
        """Return for how many days any team's customers stay with who has their open case."""
        return max((one.sticky_days or 0 for one in self.policies.values()), default=0)

    def route(self, facts: Facts, topics: list[str]) -> Route:
        """Return the team for a case with these facts and topic codes."""
        return route(
            facts,
            topics,
            rules=self.rules,
            topic_team=self.topic_team,
            default=self.default_team,
        )

    def further_teams(
        self, topics: Iterable[Mapping[str, str]], asked: Collection[str | None]
    ) -> list[TeamRef]:
        """Return the teams of these topics besides those asked already, surest topic first."""
        teams = (self.topic_team.get(code) for topic in topics for code in lineage(topic["code"]))
        return list({team.id: team for team in teams if team and team.id not in asked}.values())

    def work(
        self,
        topics: Sequence[str],
        urgency: str,
        team_id: str | None,
        *,
        store: str | None = None,
        customer: str | None = None,
    ) -> Work:
        """Return what a case asks of who gets it: `topics` are its codes, surest first."""
        skills = self.skills(topics, team_id) if self.topic_skills else ANY.skills
        return Work(self.efforts.of(topics, urgency), skills, store, customer)

    def skills(self, topics: Sequence[str], team_id: str | None) -> frozenset[str]:
        """Return the skills asked for by the topics that the team answers for, else the surest."""
        own = [code for code in topics if self.answers_for(team_id, code)] or topics[:1]
        return frozenset(
            skill
            for code in own
            for each in lineage(code)
            for skill in self.topic_skills.get(each, ())
        )

    def answers_for(self, team_id: str | None, topic: str) -> bool:
        found = (self.topic_team.get(code) for code in lineage(topic))
        return next((team.id == team_id for team in found if team), False)
