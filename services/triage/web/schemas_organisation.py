"""The wire shapes of teams, shifts, topics and routing rules, and words all bodies share."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from services.triage.models import RoutingRule, Shift, Team, Topic
from services.triage.queries.directory import People
from services.triage.rules.shifts import clock_text, minutes
from shared.events.vocabulary import PersonRef, Urgency
from shared.validation import invalid, pattern

PRINTABLE = pattern(
    r"^[^\x00-\x1f\x7f]*$",
    zh="{field} 不能含有换行或控制字符，请去掉。",
    en="{field} must hold no line breaks or control characters; remove them.",
)


def must_be_uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise invalid(zh="须为 UUID。", en="This must be a UUID.") from None


Uuid = Annotated[
    str,
    AfterValidator(must_be_uuid),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PRINTABLE),
]
Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=PRINTABLE),
]
Ids = Annotated[list[Uuid], Field(max_length=500)]
Strategy = Literal["least_effort"]
Weekdays = Annotated[
    list[Annotated[int, Field(ge=1, le=7)]],
    Field(min_length=1, max_length=7, description="ISO weekdays the shift starts on, 1 Monday."),
]
TimeOfDay = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
            zh="{field} 须为时刻，例如 09:00；一天的结束写作 24:00。",
            en="{field} must be a time of day such as 09:00; a day ends at 24:00.",
        )
    ),
    Field(examples=["09:00"], description="HH:MM; 24:00 is the midnight that ends the day."),
]
Timezone = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^[A-Za-z0-9_+/-]{1,40}$",
            zh="{field} 须为 IANA 时区名称，例如 Asia/Shanghai。",
            en="{field} must be the IANA name of a time zone such as Asia/Shanghai.",
        )
    ),
]
Position = Annotated[int, Field(ge=0, le=1_000_000)]
TopicCode = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^[a-z0-9_]{1,20}(\.[a-z0-9_]{1,19})?$",
            zh="{field} 须为主题编号，例如 refund 或 refund.money：小写字母、数字和下划线。",
            en="{field} must be the code of a topic such as refund or refund.money: "
            "lower-case letters, digits and _.",
        )
    ),
]


class Body(BaseModel):
    """A request body: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class Changes(Body):
    """A PATCH body: what is absent stays as it is."""


class TeamBody(Body):
    name: Name
    leads: Ids = []
    members: Ids = []
    strategy: Strategy = "least_effort"


class TeamPatch(Changes):
    name: Name = Field(default_factory=str)
    leads: Ids = Field(default_factory=list)
    members: Ids = Field(default_factory=list)
    strategy: Strategy = Field(default_factory=lambda: "least_effort")
    active: bool = Field(default_factory=bool)


class TeamView(BaseModel):
    """A team with its active people."""

    id: str
    name: str
    strategy: str
    active: bool
    leads: list[PersonRef]
    members: list[PersonRef]
    created_at: datetime

    @classmethod
    def of(cls, team: Team, people: People) -> Self:
        shown = team.model_dump(include=cls.model_fields.keys() - {"leads", "members"})
        return cls(**shown, leads=people.leads, members=people.members)


class ShiftBody(Body):
    """A weekly shift of a person or of a team; an `end` not after its `start` is the next day's."""

    staff_id: Uuid | None = None
    team_id: Uuid | None = None
    weekdays: Weekdays
    start: TimeOfDay
    end: TimeOfDay
    valid_from: date | None = None
    valid_to: date | None = None
    timezone: Timezone = "Asia/Shanghai"


class ShiftPatch(Changes):
    weekdays: Weekdays = Field(default_factory=list)
    start: TimeOfDay = Field(default_factory=str)
    end: TimeOfDay = Field(default_factory=str)
    valid_from: date | None = None
    valid_to: date | None = None
    timezone: Timezone = Field(default_factory=str)


class ShiftView(BaseModel):
    id: str
    staff_id: str | None
    team_id: str | None
    weekdays: list[int]
    start: str
    end: str
    valid_from: date | None
    valid_to: date | None
    timezone: str
    created_at: datetime

    @classmethod
    def of(cls, shift: Shift) -> Self:
        shown = shift.model_dump(exclude={"starts", "ends"})
        return cls(**shown, start=clock_text(shift.starts), end=clock_text(shift.ends))


def shift_columns(body: ShiftBody | ShiftPatch) -> dict[str, object]:
    """Return the columns that a request sets; times of day become minutes after midnight."""
    columns = body.model_dump(exclude_unset=isinstance(body, ShiftPatch))
    for wire, column in (("start", "starts"), ("end", "ends")):
        if wire in columns:
            columns[column] = minutes(columns.pop(wire))
    if "weekdays" in columns:
        columns["weekdays"] = sorted(set(columns["weekdays"]))
    return columns


class TopicBody(Body):
    code: TopicCode
    name_zh: Name
    name_en: Name
    parent: TopicCode | None = None
    default_team_id: Uuid | None = None


class TopicPatch(Changes):
    name_zh: Name = Field(default_factory=str)
    name_en: Name = Field(default_factory=str)
    parent: TopicCode | None = None
    default_team_id: Uuid | None = None
    active: bool = Field(default_factory=bool)
    position: Position = Field(default_factory=int)


class TopicView(BaseModel):
    """A topic; without a team of its own it goes to its parent's."""

    code: str
    name_zh: str
    name_en: str
    parent: str | None
    default_team_id: str | None
    active: bool
    position: int

    @classmethod
    def of(cls, topic: Topic) -> Self:
        return cls(**topic.model_dump(include=set(cls.model_fields)))


class Conditions(Body):
    """Each field that is named must have one of its values; none at all fits every case."""

    topic: Annotated[list[TopicCode], Field(min_length=1, max_length=100)] | None = None
    urgency: Annotated[list[Urgency], Field(min_length=1, max_length=4)] | None = None
    store_code: Annotated[list[Word], Field(min_length=1, max_length=1000)] | None = None
    region: Annotated[list[Word], Field(min_length=1, max_length=100)] | None = None
    channel: Annotated[list[Word], Field(min_length=1, max_length=100)] | None = None
    campaign: Annotated[list[Name], Field(min_length=1, max_length=100)] | None = None


class RoutingRuleBody(Body):
    """Without `position` the rule comes after all others."""

    name: Name
    conditions: Conditions
    team_id: Uuid
    position: Position | None = None
    active: bool = True


class RoutingRulePatch(Changes):
    name: Name = Field(default_factory=str)
    conditions: Conditions = Field(default_factory=Conditions)
    team_id: Uuid = Field(default_factory=str)
    position: Position = Field(default_factory=int)
    active: bool = Field(default_factory=bool)


class RoutingRuleView(BaseModel):
    id: str
    name: str
    position: int
    conditions: Conditions
    team_id: str
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
