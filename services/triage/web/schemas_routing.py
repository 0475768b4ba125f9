"""The wire shapes of routing rules, of their rehearsal, and of customers' tags."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, StrictBool

from services.triage.assignment.rehearsal import Rehearsal
from services.triage.errors import UnfitValue
from services.triage.models import RoutingRule
from services.triage.queries.organisation import Rule
from services.triage.web.schemas_organisation import (
    Body,
    Changes,
    Ids,
    Moment,
    Name,
    Position,
    TopicCode,
    Uuid,
    Word,
)
from shared.events.vocabulary import TeamRef, Urgency

TeamIds = Annotated[list[Uuid], Field(max_length=20)]


class Conditions(Body):
    """Each field that is named must have one of its values; none at all fits every case."""

    topic: Annotated[list[TopicCode], Field(min_length=1, max_length=100)] | None = None
    urgency: Annotated[list[Urgency], Field(min_length=1, max_length=4)] | None = None
    store_code: Annotated[list[Word], Field(min_length=1, max_length=1000)] | None = None
    region: Annotated[list[Word], Field(min_length=1, max_length=100)] | None = None
    channel: Annotated[list[Word], Field(min_length=1, max_length=100)] | None = None
    campaign: Annotated[list[Name], Field(min_length=1, max_length=100)] | None = None
    customer_tag: Annotated[list[Word], Field(min_length=1, max_length=100)] | None = None


class RoutingRuleBody(Body):
    """Without `position` the rule comes after all others; assisting teams are proposed (协办)."""

    name: Name
    conditions: Conditions
    team_id: Uuid
    assist_team_ids: TeamIds = Field(default_factory=list)
    position: Position | None = None
    active: StrictBool = True


class RoutingRulePatch(Changes):
    name: Name = Field(default_factory=str)
    conditions: Conditions = Field(default_factory=Conditions)
    team_id: Uuid = Field(default_factory=str)
    assist_team_ids: TeamIds = Field(default_factory=list)
    position: Position = Field(default_factory=int)
    active: StrictBool = Field(default_factory=bool)


class RoutingRuleView(BaseModel):
    id: str
    name: str
    position: int
    conditions: Conditions
    team_id: str
    assist_team_ids: list[str]
    active: bool
    created_at: datetime

    @classmethod
    def of(cls, rule: RoutingRule) -> Self:
        return cls(**rule.model_dump())


def rule_columns(body: RoutingRuleBody | RoutingRulePatch) -> dict[str, object]:
    """Return the columns that a request sets; conditions hold named fields only."""
    columns = body.model_dump(exclude_unset=isinstance(body, RoutingRulePatch))
    if "conditions" in columns:
        columns["conditions"] = body.conditions.model_dump(exclude_none=True)
    return columns


class OrderBody(Body):
    ids: Ids


class RuleOrder(BaseModel):
    items: list[RoutingRuleView]


class CustomerTags(Body):
    """Words such as VIP that routing rules may ask for."""

    tags: Annotated[list[Word], Field(max_length=20)]


class RuleDraft(Body):
    """A rule to be tried; nothing of it is kept."""

    name: Name
    conditions: Conditions
    team_id: Uuid


class DryRunBody(Body):
    """The rules to be tried instead of the present ones, in their order, and on which cases."""

    rules: Annotated[list[RuleDraft], Field(max_length=500)]
    since: Moment
    until: Moment | None = None
    examples: Annotated[int, Field(ge=0, le=20, strict=True)] = 5

    def period(self, now: datetime) -> tuple[datetime, datetime]:
        """Return from when to before when; raises UnfitValue where nothing lies between."""
        until = self.until or now
        if until <= self.since:
            raise UnfitValue(
                "结束时间须晚于开始时间。",
                "until must be after since.",
                pointer="/until" if self.until else "/since",
            )
        return self.since, until

    @property
    def conditions(self) -> list[dict[str, list[str]]]:
        """What each rule names, as it was sent."""
        return [rule.conditions.model_dump(exclude_none=True) for rule in self.rules]

    def drafts(self, teams: Mapping[str, TeamRef]) -> list[Rule]:
        """Return the rules as routing takes them. Raises UnfitValue for an unknown team."""
        for index, rule in enumerate(self.rules):
            if rule.team_id not in teams:
                raise UnfitValue(
                    "没有这个团队。", "There is no such team.", pointer=f"/rules/{index}/team_id"
                )
        return [
            Rule(
                id=str(index),
                name=rule.name,
                position=index,
                conditions={field: frozenset(values) for field, values in conditions.items()},
                team=teams[rule.team_id],
            )
            for index, (rule, conditions) in enumerate(
                zip(self.rules, self.conditions, strict=True)
            )
        ]


class ExampleView(BaseModel):
    id: str
    ticket_no: str


class FlowView(BaseModel):
    """Cases that went to `before` and would have gone to `after`, and what led them there."""

    before: TeamRef | None
    after: TeamRef | None
    cases: int
    because: dict[str, int]
    examples: list[ExampleView]


class DryRunView(BaseModel):
    """`moved` of `cases` would have gone elsewhere; flows that change something come first."""

    cases: int
    moved: int
    because: dict[str, int]
    flows: list[FlowView]

    @classmethod
    def of(cls, rehearsal: Rehearsal) -> Self:
        return cls(
            cases=rehearsal.cases,
            moved=rehearsal.moved,
            because=dict(rehearsal.because.most_common()),
            flows=[
                FlowView(
                    before=flow.before,
                    after=flow.after,
                    cases=flow.cases,
                    because=dict(flow.because.most_common()),
                    examples=[
                        ExampleView(id=one.id, ticket_no=one.ticket_no) for one in flow.examples
                    ],
                )
                for flow in rehearsal.flows
            ],
        )
