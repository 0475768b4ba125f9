"""The wire shapes of teams, topics and efforts, and words all bodies share."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    WithJsonSchema,
)

from services.triage.models import EffortWeight, Team, Topic
from services.triage.queries.directory import People
from services.triage.rules.assignment import Policy
from services.triage.rules.efforts import MOST_EFFORT, PLAIN_EFFORT
from shared.events.vocabulary import PersonRef, Urgency
from shared.validation import Instant, invalid, pattern

PRINTABLE = pattern(
    r"^[^\x00-\x1f\x7f]*$",
    zh="{field} 不能含有换行或控制字符，请去掉。",
    en="{field} must hold no line breaks or control characters; remove them.",
)


def must_be_uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise invalid(zh="{field} 须为 UUID。", en="{field} must be a UUID.") from None


Uuid = Annotated[
    str,
    AfterValidator(must_be_uuid),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
FIRST_MOMENT, LAST_MOMENT = (datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2200))


def must_be_in_the_calendar(moment: datetime) -> datetime:
    if not FIRST_MOMENT <= moment < LAST_MOMENT:
        raise invalid(
            zh="{field} 须在 2000 年至 2199 年之间；请检查年份。",
            en="{field} must lie between the years 2000 and 2199; check the year.",
        )
    return moment.astimezone(UTC)


Moment = Annotated[Instant, AfterValidator(must_be_in_the_calendar)]
"""A time that reports and rehearsals may begin or end at."""

Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=PRINTABLE),
]
Word = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=PRINTABLE),
]
Ids = Annotated[list[Uuid], Field(max_length=500)]
Skills = Annotated[list[Word], Field(max_length=50)]
Strategy = Literal["least_effort", "round_robin", "store_owner", "pull_only"]
HourlyCap = Annotated[
    int | None,
    Field(
        ge=1, le=10_000, strict=True, description="Cases one person is given in an hour at most."
    ),
]
StickyDays = Annotated[
    int | None,
    Field(
        ge=1,
        le=90,
        strict=True,
        description="A customer's new case goes to who has their open one of so many days.",
    ),
]
LapseMinutes = Annotated[
    int | None,
    Field(
        ge=5,
        le=14_400,
        strict=True,
        description="Working time after which untouched work goes back to the queue.",
    ),
]
Position = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
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


class RefGiven(Body):
    """A person or a team as views show it; only its id counts here."""

    id: Uuid
    name: str | None = None
    username: str | None = None


def id_given(value: object) -> object:
    """Take a person or a team as views show it for its id."""
    if isinstance(value, Mapping) and value.keys() <= RefGiven.model_fields.keys():
        return value.get("id", value)
    return value


Refs = Annotated[
    list[Annotated[Uuid, BeforeValidator(id_given, json_schema_input_type=Uuid | RefGiven)]],
    Field(max_length=500),
]


class TeamBody(Body):
    name: Name
    leads: Ids = []
    members: Ids = []
    strategy: Strategy = "least_effort"
    hourly_cap: HourlyCap = None
    sticky_days: StickyDays = None
    lapse_minutes: LapseMinutes = None

    def policy(self) -> Policy:
        return Policy(**{one.name: getattr(self, one.name) for one in fields(Policy)})


class TeamPatch(Changes):
    name: Name = Field(default_factory=str)
    leads: Refs = Field(default_factory=list)
    members: Refs = Field(default_factory=list)
    strategy: Strategy = Field(default_factory=lambda: "least_effort")
    hourly_cap: HourlyCap = None
    sticky_days: StickyDays = None
    lapse_minutes: LapseMinutes = None
    active: StrictBool = Field(default_factory=bool)


class TeamView(BaseModel):
    """A team with its active people."""

    id: str
    name: str
    strategy: str
    hourly_cap: int | None
    sticky_days: int | None
    lapse_minutes: int | None
    active: bool
    leads: list[PersonRef]
    members: list[PersonRef]
    created_at: datetime

    @classmethod
    def of(cls, team: Team, people: People) -> Self:
        shown = team.model_dump(include=cls.model_fields.keys() - {"leads", "members"})
        return cls(**shown, leads=people.leads, members=people.members)


class TopicBody(Body):
    code: TopicCode
    name_zh: Name
    name_en: Name
    parent: TopicCode | None = None
    default_team_id: Uuid | None = None
    skills: Skills = []


class TopicPatch(Changes):
    name_zh: Name = Field(default_factory=str)
    name_en: Name = Field(default_factory=str)
    parent: TopicCode | None = None
    default_team_id: Uuid | None = None
    skills: Skills = Field(default_factory=list)
    active: StrictBool = Field(default_factory=bool)
    position: Position = Field(default_factory=int)


class TopicView(BaseModel):
    """A topic; without a team of its own it goes to its parent's."""

    code: str
    name_zh: str
    name_en: str
    parent: str | None
    default_team_id: str | None
    skills: list[str]
    active: bool
    position: int

    @classmethod
    def of(cls, topic: Topic) -> Self:
        return cls(**topic.model_dump(include=set(cls.model_fields)))


class EffortGiven(Body):
    """What cases of a topic, an urgency, or both weigh; an absent part stands for any."""

    topic: TopicCode | None = None
    urgency: Urgency | None = None
    effort: Annotated[int, Field(ge=PLAIN_EFFORT, le=MOST_EFFORT, strict=True)]


class EffortsBody(Body):
    items: Annotated[list[EffortGiven], Field(max_length=1000)]


class EffortsView(BaseModel):
    """The weight that says most of a case counts; of several topics the heaviest one."""

    items: list[EffortGiven]
    default: int = PLAIN_EFFORT

    @classmethod
    def of(cls, weights: Iterable[EffortWeight]) -> Self:
        items = [
            {"topic": one.topic or None, "urgency": one.urgency or None, "effort": one.effort}
            for one in weights
        ]
        return cls.model_validate({"items": items})


class TopicGiven(Body):
    """A topic as verdicts show it; only its code counts here."""

    code: TopicCode
    confidence: float | None = None


def code_given(value: object) -> object:
    """Take a topic as verdicts show it for its code."""
    if isinstance(value, Mapping) and value.keys() <= TopicGiven.model_fields.keys():
        return value.get("code", value)
    return value


GivenTopic = Annotated[
    TopicCode, BeforeValidator(code_given, json_schema_input_type=TopicCode | TopicGiven)
]
