"""The wire shapes around surveys: settings, guards, vendors and call tasks."""

from datetime import datetime, time
from ipaddress import ip_network
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from services.followup.rules.surveys import EARLIEST, LATEST
from services.followup.rules.webhooks import key_of
from services.followup.web.schemas import Body, ReasonCode, Words
from shared.events.vocabulary import TeamRef
from shared.validation import invalid

Topic = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$", max_length=80)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Path = Annotated[str, StringConstraints(pattern=r"^[\w-]+(\.[\w-]+)*$", max_length=200)]


class OfferedReason(Body):
    """A reason that customers may tick."""

    code: ReasonCode
    zh: Short
    en: Short


class SurveySettingBody(Body):
    """How cases of a topic are asked about; without a topic, all others.

    Pushes leave 2 to 24 hours after the result, between 09:00 and 21:00 in Shanghai. Without
    `reasons` those shipped for the topic are offered.
    """

    topic: Topic | None = None
    delay_hours: float = Field(default=2.0, ge=2, le=24, strict=True)
    from_time: Clock = "09:00"
    until_time: Clock = "21:00"
    reminder_hours: float | None = Field(default=72.0, ge=24, le=144, strict=True)
    ask_nps: bool = Field(default=True, strict=True)
    reasons: list[OfferedReason] = Field(default_factory=list, max_length=12)

    @model_validator(mode="after")
    def _hours_must_be_within_the_day(self) -> Self:
        opens, closes = time.fromisoformat(self.from_time), time.fromisoformat(self.until_time)
        if not EARLIEST <= opens < closes <= LATEST:
            raise invalid(
                zh="时间须在 09:00 到 21:00 之间，最早的在前。",
                en="Use hours within 09:00 to 21:00, the first before the last.",
            )
        codes = [one.code for one in self.reasons]
        if len(codes) != len(set(codes)):
            raise invalid(zh="每个原因的代码只能用一次。", en="Use each reason's code once.")
        return self

    def values(self) -> dict[str, Any]:
        """Return the columns of the setting."""
        return {
            **self.model_dump(exclude={"from_time", "until_time"}),
            "from_time": time.fromisoformat(self.from_time),
            "until_time": time.fromisoformat(self.until_time),
        }


class SurveySettingView(BaseModel):
    """How a topic is asked about now; without a setting of its own it has no `id`.

    `origin` says whose setting holds: its own, the general one (without a topic), or the shipped.
    `reasons` are its own; `offered` are those that customers see, `shipped` those it comes with.
    """

    id: str | None
    topic: str | None
    origin: Literal["own", "general", "shipped"]
    delay_hours: float
    from_time: str
    until_time: str
    reminder_hours: float | None
    ask_nps: bool
    reasons: list[dict[str, str]]
    offered: list[dict[str, str]]
    shipped: list[dict[str, str]]
    updated_at: datetime | None


def must_be_a_network(value: str) -> str:
    try:
        return str(ip_network(value.strip(), strict=False))
    except ValueError:
        raise invalid(
            zh="{field} 须为网段（如 10.0.0.0/8）或一个地址。",
            en="{field} must be a network such as 10.0.0.0/8, or one address.",
        ) from None


Network = Annotated[str, Field(max_length=60), AfterValidator(must_be_a_network)]


class SurveyGuardBody(Body):
    """What makes an answer one that no figure counts."""

    staff_networks: list[Network] = Field(default_factory=list, max_length=200)
    surveys_per_device: int = Field(default=5, ge=1, le=1000, strict=True)
    solicited_words: list[Short] = Field(default_factory=list, max_length=100)


class SurveyGuardView(BaseModel):
    staff_networks: list[str]
    surveys_per_device: int
    solicited_words: list[str]


def must_hold_a_key(value: str) -> str:
    try:
        key_of(value)
    except ValueError:
        raise invalid(
            zh="{field} 须为 whsec_ 加至少 16 个随机字节的 Base64。",
            en="{field} must be whsec_ and the base64 of 16 random bytes or more.",
        ) from None
    return value


Secret = Annotated[str, Field(max_length=200), AfterValidator(must_hold_a_key)]


class ProviderFields(Body):
    """Where a vendor's JSON holds what, as dotted paths; what is left out is by its own name."""

    token: Path = "token"  # noqa: S105 - where the token stands, no token
    score: Path = "score"
    solved: Path = "solved"
    nps: Path = "nps"
    comment: Path = "comment"
    reasons: Path = "reasons"


class NewProvider(Body):
    """A survey vendor; its `secret` is never shown again."""

    name: Name
    secret: Secret
    fields: ProviderFields = ProviderFields()
    active: bool = Field(default=True, strict=True)


class ProviderBody(Body):
    """A vendor as it shall be; without a `secret` the one held stays."""

    name: Name
    secret: Secret | None = None
    fields: ProviderFields = ProviderFields()
    active: bool = Field(default=True, strict=True)


class ProviderView(BaseModel):
    id: str
    name: str
    fields: dict[str, str]
    active: bool
    callback_url: str
    updated_at: datetime


class CallbackReceipt(BaseModel):
    """Whether a vendor's message was taken now, or had been before."""

    status: Literal["taken", "repeated"]


CallStatus = Literal["open", "done", "cancelled"]


class CallBody(Body):
    """What came of a call; who was not reached stays on the list."""

    reached: bool = Field(strict=True)
    said: Words


class CallView(BaseModel):
    """A result that reached nobody; `because` names why, and `result` is what to tell.

    `recipient_id` is the case whose customer is to be called: this one, or one merged into it.
    """

    id: str
    case_id: str
    ticket_no: str
    cycle: int
    recipient_id: str
    store_code: str | None
    team: TeamRef | None
    result: str | None
    because: dict[str, Any]
    status: CallStatus
    attempts: int
    said: str | None
    ended_because: str | None
    opened_at: datetime
    ended_at: datetime | None
    ended_by: str | None
