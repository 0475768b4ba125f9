"""The phone that WeChat itself vouches for: whoever has a mini-program open proves theirs."""

from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from services.intake.channels.wechat.clouds import MINI
from services.intake.channels.wechat.refusals import PhoneCodeRefused, PhoneUnavailable
from services.intake.channels.wechat.vendor import Answer, Said
from services.intake.models import WeChatUser
from services.intake.operations.linking import OPENID, known_as, learn_phone
from services.intake.rules.contacts import comparable
from services.intake.web.desk import address_of, desk_of
from services.intake.web.mini_api import Bearer, granted_in
from services.intake.web.mini_people import openid_index_in
from services.intake.web.wechat_desk import AccountName, wechat_desk_of
from shared.auth import public
from shared.database import Session
from shared.problems import Unauthorized
from shared.routes import Router

router = Router(prefix="/v1/wechat/mini", tags=["mini-program"], dependencies=[public()])

PATH = "/wxa/business/getuserphonenumber"
CODE_REFUSED = frozenset({40029, 40013, 41008})
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]


class PhoneCodeIn(BaseModel):
    """The code of a button whose open-type is getPhoneNumber."""

    model_config = ConfigDict(extra="forbid")

    code: Code


class PhoneOut(BaseModel):
    """The number, for its owner to send along as the customer's phone."""

    phone: str


@router.post("/{app}/phone")
async def post_phone(
    request: Request,
    response: Response,
    app: AccountName,
    body: PhoneCodeIn,
    authorization: Bearer = "",
) -> PhoneOut:
    """Exchange a code for the phone it stands for, and know the session's person by that."""
    desk_of(request).submitting.use(f"{address_of(request)} mini:{app}")
    desk = wechat_desk_of(request)
    index = openid_index_in(granted_in(desk, authorization, app))
    account = await desk.account(f"wechat/mini/{app}", MINI)
    phone = phone_in(await desk.clouds.wechat.post(account.id, PATH, {"code": body.code}))
    now, blind = desk.clock.now(), desk.sealer.blind_index(phone, "contact phone")

    def know(session: Session) -> None:
        user = session.get(WeChatUser, (account.id, index))
        if user is None:
            raise Unauthorized
        known = known_as(account.id, OPENID, user.opened(desk.sealer), desk.sealer)
        learn_phone(session, known, blind, now=now)

    await desk.database.write(know)
    response.headers["Cache-Control"] = "no-store"
    return PhoneOut(phone=phone)


def phone_in(said: Said) -> str:
    """Return the phone in the vendor's answer. Raises PhoneCodeRefused, PhoneUnavailable."""
    if isinstance(said, Answer) and said.code in CODE_REFUSED:
        raise PhoneCodeRefused
    info = said.body.get("phone_info") if isinstance(said, Answer) and not said.code else None
    found = info.get("phoneNumber") if isinstance(info, dict) else None
    phone = comparable("phone", found) if isinstance(found, str) else None
    if phone is None:
        raise PhoneUnavailable
    return phone
