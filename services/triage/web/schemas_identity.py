"""The wire shapes of links, sessions, linked identities and sign-in by a provider."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, StringConstraints

from services.triage.models import SignInSession, StaffIdentity
from services.triage.web.schemas_organisation import Body
from services.triage.web.schemas_staff import Password
from shared.validation import pattern

LinkToken = Annotated[str, StringConstraints(min_length=1, max_length=128)]
ReturnTo = Annotated[
    str,
    StringConstraints(
        max_length=300,
        pattern=pattern(
            r"^/console/([A-Za-z0-9_?=&.,%-][A-Za-z0-9_/?=&.,%-]*)?$",
            zh="{field} 须为控制台内的地址，如 /console/queue。",
            en="{field} is an address within the console, such as /console/queue.",
        ),
    ),
]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]*$")]


class LinkView(BaseModel):
    """A one-time link, shown once: hand it to the person by a way you trust."""

    url: str
    username: str
    purpose: Literal["invitation", "reset"]
    expires_at: datetime


class LookBody(Body):
    token: LinkToken


class LinkSeen(BaseModel):
    """Whom a link is for, and by what it can be accepted."""

    username: str
    name: str
    purpose: str
    expires_at: datetime


class LinkAcceptBody(Body):
    token: LinkToken
    password: Password


class ForgottenBody(Body):
    username: Annotated[str, StringConstraints(min_length=1, max_length=128)]


class Noted(BaseModel):
    """The same for every name: whether there is such a person is not told."""

    status: Literal["noted"] = "noted"


class ForgottenView(BaseModel):
    """Somebody who says they forgot their password."""

    staff_id: str
    username: str
    name: str
    asked_at: datetime


class ForgottenList(BaseModel):
    items: list[ForgottenView]


class SessionView(BaseModel):
    """A sign-in that can still be carried on; `via` is password, invitation, reset or oidc."""

    id: str
    started_at: datetime
    expires_at: datetime
    via: str
    device: str | None
    current: bool

    @classmethod
    def of(cls, session: SignInSession, current: str | None) -> Self:
        return cls(
            id=session.id,
            started_at=session.started_at,
            expires_at=session.expires_at,
            via=session.via or "password",
            device=session.device,
            current=session.id == current,
        )


class SessionList(BaseModel):
    items: list[SessionView]


class IdentityBody(Body):
    """Who the person is at the configured provider: the `sub` of its tokens, never an e-mail."""

    subject: Subject


class IdentityView(BaseModel):
    id: str
    issuer: str
    subject: str
    linked_by: str
    linked_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, linked: StaffIdentity) -> Self:
        return cls(**linked.model_dump(include=set(cls.model_fields)))


class IdentityList(BaseModel):
    items: list[IdentityView]


class ProviderView(BaseModel):
    name: str


class MethodsView(BaseModel):
    """How people may sign in here; `oidc` when a provider is configured."""

    password: bool = True
    oidc: ProviderView | None


class StartBody(Body):
    """Where to go after signing in, and the invitation that is to be accepted by it."""

    return_to: ReturnTo = "/console/"
    invitation: LinkToken | None = None


class StartView(BaseModel):
    """Where the browser goes next."""

    url: str
