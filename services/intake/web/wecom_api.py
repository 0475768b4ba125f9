"""Callbacks of 微信客服: they say only that there is something; the worker pulls it."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import Response

from services.intake.channels.wechat import callbacks
from services.intake.channels.wechat.accounts import (
    WeComCredentials,
    WeComSettings,
    secrets_of,
)
from services.intake.channels.wechat.callbacks import Secrets, open_callback, open_encrypted
from services.intake.channels.wechat.clouds import WECOM
from services.intake.models import ChannelAccount
from services.intake.operations.accounts import account_named
from services.intake.web.wechat_desk import (
    MOST_CALLBACK_BYTES,
    SUCCESS,
    XML_BODY,
    AccountName,
    WeChatDesk,
    query_of,
    said,
    wechat_desk_of,
)
from services.intake.wechat.cursors import Called, cursors_of, note_call
from shared.auth import Principal, public, staff
from shared.database import Session
from shared.request_body import body_limit
from shared.routes import Router

router = Router(prefix="/v1/wecom", tags=["callbacks"], dependencies=[public()])
overseeing = Router(prefix="/v1/channels", tags=["channels"])

Overseer = Annotated[Principal, staff("manager", "admin")]
Signed = Annotated[callbacks.Query, Depends(query_of)]
Echo = Annotated[str, Query(max_length=1000)]
CALL = "kf_msg_or_event"
LONGEST_ID = 64
LONGEST_TOKEN = 512


@router.get("/{corp}", response_class=Response)
async def get_wecom(
    request: Request, corp: AccountName, signed: Signed, echostr: Echo = ""
) -> Response:
    """Answer WeCom's check of the address: what is in `echostr`, byte for byte."""
    desk = wechat_desk_of(request)
    _, secrets = await opened_account(desk, corp)
    # a plus sign that was not encoded arrives as a space
    cipher = unquote(echostr).replace(" ", "+")
    return said(open_encrypted(signed, cipher, secrets, now=desk.clock.now()))


@router.post("/{corp}", response_class=Response, openapi_extra=XML_BODY)
@body_limit(MOST_CALLBACK_BYTES)
async def post_wecom(request: Request, corp: AccountName, signed: Signed) -> Response:
    """Note that there is something to pull; what else WeCom tells is only acknowledged."""
    desk = wechat_desk_of(request)
    body = await request.body()
    account, secrets = await opened_account(desk, corp)
    now = desk.clock.now()
    fields = open_callback(signed, body, secrets, mode="safe", now=now).fields
    kfid, token = fields.get("OpenKfId", ""), fields.get("Token", "")
    is_call = fields.get("Event") == CALL and 0 < len(kfid) <= LONGEST_ID
    if is_call and len(token) <= LONGEST_TOKEN:
        call = Called.of(account.id, kfid, token, desk.sealer, now=now)
        await desk.database.write(lambda session: note_call(session, call))
    return said(SUCCESS)


class CursorOut(BaseModel):
    """How far one customer-service account was pulled; a gap is a time that may lack messages."""

    open_kfid: str
    called_at: datetime
    pulled_at: datetime | None
    due_at: datetime | None
    error: str | None
    gap_from: datetime | None
    gap_until: datetime | None


class CursorsOut(BaseModel):
    items: list[CursorOut]


@overseeing.get("/{account_id}/cursors")
async def list_cursors(request: Request, account_id: UUID, _reader: Overseer) -> CursorsOut:
    """Show how far the customer-service accounts of a WeCom channel were pulled."""
    desk = wechat_desk_of(request)

    def read(session: Session) -> list[dict[str, Any]]:
        account_named(session, str(account_id))
        return cursors_of(session, str(account_id))

    return CursorsOut(items=[CursorOut(**one) for one in await desk.database.read(read)])


async def opened_account(desk: WeChatDesk, corp: str) -> tuple[ChannelAccount, Secrets]:
    account = await desk.account(f"wecom/{corp}", WECOM)

    def unsealed(account: ChannelAccount) -> Secrets:
        settings = WeComSettings.model_validate(account.settings)
        credentials = WeComCredentials.model_validate(account.opened(desk.sealer))
        return secrets_of(settings.corp_id, credentials)

    return account, desk.opened_once(account, unsealed)
