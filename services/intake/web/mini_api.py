"""The mini-program: a login code becomes a form token of its openid, and consents are kept."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Header, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints
from starlette.responses import Response

from services.intake.channels.wechat.accounts import MiniSettings
from services.intake.channels.wechat.clouds import MINI
from services.intake.channels.wechat.refusals import (
    CodeRefused,
    LoginUnavailable,
    UnknownTemplate,
)
from services.intake.channels.wechat.vendor import Answer, Said
from services.intake.models import ChannelAccount
from services.intake.operations.linking import OPENID, known_as, learn_unionid, unionid_index_of
from services.intake.rules.tokens import FormPass, form_pass, form_token
from services.intake.web.desk import address_of, desk_of
from services.intake.web.mini_people import MINI_FORM, openid_index_in
from services.intake.web.passes import principal_of
from services.intake.web.wechat_desk import AccountName, WeChatDesk, wechat_desk_of
from services.intake.wechat.consents import Answered, consents_left, record_consents
from services.intake.wechat.users import meet, person
from shared.auth import public
from shared.database import Session
from shared.idempotency import IdempotencyKey, idempotent
from shared.problems import Unauthorized
from shared.routes import Router

router = Router(prefix="/v1/wechat/mini", tags=["mini-program"], dependencies=[public()])

CODE_REFUSED = frozenset({40029, 40163, 41008})
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]
TemplateId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Bearer = Annotated[str, Header(alias="Authorization", max_length=500)]
SCHEME = "bearer "


class SessionIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    code: Code


class SessionOut(BaseModel):
    """A form token for this person; `consents` says how often each template may still be sent."""

    token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105  # the scheme, no secret
    expires_in: int = Field(description="Seconds.")
    expires_at: datetime
    template_ids: list[str]
    consents: dict[str, int]


class ConsentIn(BaseModel):
    """What somebody answered when asked for one message of a template."""

    model_config = ConfigDict(extra="forbid")

    template_id: TemplateId
    accepted: StrictBool


class ConsentsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    consents: list[ConsentIn] = Field(min_length=1, max_length=10)


class ConsentsOut(BaseModel):
    """How many messages of each template may be sent from now on."""

    consents: dict[str, int]


@router.post("/{app}/session")
async def post_session(request: Request, app: AccountName, body: SessionIn) -> SessionOut:
    """Exchange a login code for a form token; the code works once, the session key stays here."""
    desk_of(request).submitting.use(f"{address_of(request)} mini:{app}")
    desk = wechat_desk_of(request)
    account = await desk.account(f"wechat/mini/{app}", MINI)
    told = await desk.clouds.session(account, body.code)
    openid, unionid, now = openid_in(told), unionid_in(told), desk.clock.now()
    met = person(account.id, openid, desk.sealer)

    def know(session: Session) -> dict[str, int]:
        meet(session, [met], now=now)
        if unionid:
            index = unionid_index_of(unionid, desk.sealer)
            known = known_as(account.id, OPENID, openid, desk.sealer)
            learn_unionid(session, known, index, now=now)
        return consents_left(session, account.id, met.openid_index)

    left = await desk.database.write(know)
    return session_out(desk, account, met.openid_index, left)


@router.post(
    "/{app}/consents", status_code=201, responses={201: {"model": ConsentsOut}}, response_model=None
)
async def post_consents(
    request: Request,
    app: AccountName,
    body: ConsentsIn,
    authorization: Bearer = "",
    key: IdempotencyKey = None,
) -> Response:
    """Write down what somebody answered to the questions for subscription messages."""
    desk = wechat_desk_of(request)
    granted = granted_in(desk, authorization, app)
    account = await desk.account(f"wechat/mini/{app}", MINI)
    must_be_known(account, body)
    index, now = openid_index_in(granted), desk.clock.now()
    answers = [Answered(one.template_id, one.accepted) for one in body.consents]

    def record(session: Session) -> ConsentsOut:
        record_consents(session, account.id, index, answers, now=now)
        session.flush()
        return ConsentsOut(consents=consents_left(session, account.id, index))

    return await idempotent(request, key, principal_of(granted), desk.database, record, now=now)


def openid_in(said: Said) -> str:
    """Return the openid of a login. Raises CodeRefused, LoginUnavailable."""
    if not isinstance(said, Answer):
        raise LoginUnavailable
    openid = said.body.get("openid")
    if said.code in CODE_REFUSED:
        raise CodeRefused
    if said.code or not isinstance(openid, str) or not openid:
        raise LoginUnavailable
    return openid


def unionid_in(said: Said) -> str | None:
    """Return the unionid of a login, None when the mini-program belongs to no open platform."""
    found = said.body.get("unionid") if isinstance(said, Answer) else None
    return found if isinstance(found, str) and found else None


def session_out(
    desk: WeChatDesk, account: ChannelAccount, openid_index: str, left: dict[str, int]
) -> SessionOut:
    settings = MiniSettings.model_validate(account.settings)
    expires_at = desk.clock.now().replace(microsecond=0) + settings.session_lasts
    granted = FormPass(
        f"{MINI_FORM}{account.name}", MINI, account.store_code, openid_index, expires_at
    )
    template_ids = list(dict.fromkeys(one.template_id for one in settings.templates))
    return SessionOut(
        token=form_token(granted, desk.links.keys[0]),
        expires_in=int(settings.session_lasts.total_seconds()),
        expires_at=expires_at,
        template_ids=template_ids,
        consents={name: left.get(name, 0) for name in template_ids},
    )


def granted_in(desk: WeChatDesk, authorization: str, app: str) -> FormPass:
    """Return the session whose token is sent along. Raises Unauthorized."""
    is_bearer = authorization.lower().startswith(SCHEME)
    token = authorization[len(SCHEME) :].strip() if is_bearer else ""
    granted = form_pass(token, desk.links.keys, now=desk.clock.now())
    if granted is None or granted.form_code != f"{MINI_FORM}{app}":
        raise Unauthorized
    return granted


def must_be_known(account: ChannelAccount, body: ConsentsIn) -> None:
    """Refuse consents to templates that the account does not have."""
    settings = MiniSettings.model_validate(account.settings)
    known = {one.template_id for one in settings.templates}
    for place, one in enumerate(body.consents):
        if one.template_id not in known:
            raise UnknownTemplate(place)
