"""The wire shapes of sign-in, staff and API keys, and the words they share with the others."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, SecretStr, StrictBool, StringConstraints

from services.triage.models import IssuedKey, Staff
from services.triage.queries.directory import Places
from services.triage.rules.passwords import MOST
from services.triage.web.schemas_organisation import Body, Changes, Ids, Name, Refs, Skills, Word
from shared.events.vocabulary import TeamRef
from shared.validation import pattern

Username = Annotated[
    str,
    StringConstraints(
        pattern=pattern(
            r"^[a-z0-9._-]{2,32}$",
            zh="{field} 由 2–32 个小写字母、数字、点、下划线或连字符组成。",
            en="{field} takes 2–32 lower-case letters, digits, dots, _ and -.",
        )
    ),
]
Password = Annotated[SecretStr, Field(min_length=1, max_length=MOST)]
Role = Literal["agent", "lead", "manager", "store_manager", "admin", "auditor"]
Roles = Annotated[list[Role], Field(min_length=1, max_length=6)]
StoreCodes = Annotated[list[Word], Field(max_length=1000)]
Capacity = Annotated[
    int, Field(ge=0, le=100_000, strict=True, description="Open effort the person may own.")
]
Scope = Literal[
    "feedback:write",
    "feedback:read",
    "cases:read",
    "classify",
    "reports:read",
    "daily:write",
]
"""What an API key may be given; each opens a route, a contract test holds it to that."""
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=6)]


class SignInBody(Body):
    """`new_password` replaces the password, which the answer 403 asks for after a reset."""

    username: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    password: Password
    new_password: Password | None = None


class PasswordBody(Body):
    current_password: Password
    new_password: Password


class TokenView(BaseModel):
    """An access token; `expires_in` is in seconds. The refresh token is in the cookie."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the scheme, no secret
    expires_in: int


class JwksView(BaseModel):
    keys: list[dict[str, str]]


class AwayBody(Body):
    away: StrictBool


class StaffBody(Body):
    """A new person. Without `password` a one-time password is made and shown once."""

    username: Username
    name: Name
    roles: Roles
    teams: Ids = Field(default_factory=list)
    stores: StoreCodes = Field(default_factory=list)
    skills: Skills = Field(default_factory=list)
    capacity: Capacity = 20
    password: Password | None = None
    must_change_password: StrictBool = True


class StaffPatch(Changes):
    name: Name = Field(default_factory=str)
    roles: Roles = Field(default_factory=list)
    teams: Refs = Field(default_factory=list)
    stores: StoreCodes = Field(default_factory=list)
    skills: Skills = Field(default_factory=list)
    active: StrictBool = Field(default_factory=bool)
    away: StrictBool = Field(default_factory=bool)
    capacity: Capacity = Field(default_factory=int)


class StaffView(BaseModel):
    """A person; `teams` give them cases, `leads` are the teams they lead."""

    id: str
    username: str
    name: str
    roles: list[str]
    teams: list[TeamRef]
    leads: list[TeamRef]
    stores: list[str]
    skills: list[str]
    active: bool
    away: bool
    capacity: int
    must_change_password: bool
    created_at: datetime

    @classmethod
    def of(cls, person: Staff, places: Places) -> Self:
        shown = person.model_dump(include=cls.model_fields.keys() - {"teams", "leads"})
        return cls(**shown, teams=places.teams, leads=places.leads)


class StaffAdded(StaffView):
    """`one_time_password` is shown here only, and must be replaced at the first sign-in."""

    one_time_password: str | None = None


class PasswordReset(BaseModel):
    username: str
    one_time_password: str


class ApiKeyBody(Body):
    """A key for a machine; `channel` and `stores` limit what it may say it is."""

    name: Name
    scopes: Scopes
    channel: Word | None = None
    stores: StoreCodes = Field(default_factory=list)


class ApiKeyView(BaseModel):
    id: str
    name: str
    scopes: list[str]
    channel: str | None
    stores: list[str]
    created_by: str
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: IssuedKey) -> Self:
        return cls(**key.model_dump(include=set(cls.model_fields)))


class ApiKeyAdded(ApiKeyView):
    """`key` is shown here only."""

    key: str
