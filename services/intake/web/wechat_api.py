"""Callbacks of WeChat Official Accounts: checked, kept, answered well within a second."""

import asyncio
from typing import Annotated

from fastapi import Depends, Query, Request
from starlette.responses import Response

from services.intake.channels.wechat import callbacks
from services.intake.channels.wechat.accounts import (
    OfficialCredentials,
    OfficialSettings,
    receipt_for,
    secrets_of,
)
from services.intake.channels.wechat.callbacks import (
    Secrets,
    check_plain,
    open_callback,
    sealed_answer,
)
from services.intake.channels.wechat.clouds import OFFICIAL
from services.intake.channels.wechat.documents import document
from services.intake.channels.wechat.messages import BadMessage, Message, message_of
from services.intake.channels.wechat.official import arrival_words, greeting, trigger_of
from services.intake.channels.wechat.refusals import CallbackUnreadable
from services.intake.models import ChannelAccount
from services.intake.operations.wechat_arrivals import Arrived
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
from services.intake.wechat.receipts import Told
from services.intake.wechat.users import person
from shared.auth import public
from shared.request_body import body_limit
from shared.routes import Router

router = Router(prefix="/v1/wechat/official", tags=["callbacks"], dependencies=[public()])

Signed = Annotated[callbacks.Query, Depends(query_of)]
Echo = Annotated[str, Query(max_length=500)]


@router.get("/{account}", response_class=Response)
async def get_official(
    request: Request, account: AccountName, signed: Signed, echostr: Echo = ""
) -> Response:
    """Answer WeChat's check of the address: `echostr` unchanged when it is signed."""
    desk = wechat_desk_of(request)
    found = await desk.account(f"wechat/official/{account}", OFFICIAL)
    _, secrets = opened_account(desk, found)
    check_plain(signed, secrets, now=desk.clock.now())
    return said(echostr)


@router.post("/{account}", response_class=Response, openapi_extra=XML_BODY)
@body_limit(MOST_CALLBACK_BYTES)
async def post_official(request: Request, account: AccountName, signed: Signed) -> Response:
    """Take a message or event; a repetition is answered and comes to nothing."""
    desk = wechat_desk_of(request)
    deadline = asyncio.get_running_loop().time() + desk.passive_seconds
    body = await request.body()
    found = await desk.account(f"wechat/official/{account}", OFFICIAL)
    settings, secrets = opened_account(desk, found)
    opened = open_callback(signed, body, secrets, mode=settings.mode, now=desk.clock.now())
    message = readable(opened.fields)
    arrived = arrived_of(desk, found, settings, message)
    kept = await desk.keeping.submit(arrived)
    if not kept.is_new:
        return said(SUCCESS)
    words = greeting(settings, message)
    if arrived.wants_receipt:
        told = await desk.teller.told(kept.item_id, deadline=deadline)
        words = receipt_words(desk, settings, told) if told else ""
    sealing = secrets if opened.is_encrypted else None
    return answered(desk, message, words, sealing, nonce=signed.nonce)


def opened_account(desk: WeChatDesk, account: ChannelAccount) -> tuple[OfficialSettings, Secrets]:
    def unsealed(account: ChannelAccount) -> tuple[OfficialSettings, Secrets]:
        settings = OfficialSettings.model_validate(account.settings)
        credentials = OfficialCredentials.model_validate(account.opened(desk.sealer))
        return settings, secrets_of(settings.app_id, credentials)

    return desk.opened_once(account, unsealed)


def readable(fields: dict[str, str]) -> Message:
    try:
        return message_of(fields)
    except BadMessage:
        raise CallbackUnreadable from None


def arrived_of(
    desk: WeChatDesk, account: ChannelAccount, settings: OfficialSettings, message: Message
) -> Arrived:
    """Return the message as it is to be kept."""
    words = arrival_words(message)
    event = {"event": message.event, "event_key": message.event_key[:200]}
    return Arrived(
        account=account,
        person=person(account.id, message.sender, desk.sealer),
        key=message.key,
        kind="message" if words else "event",
        payload=words.payload() if words else event,
        sent_at=message.sent_at,
        now=desk.clock.now(),
        trigger=trigger_of(message),
        scanned_store=message.scanned_store,
        scan_lasts=settings.scan_lasts,
        wants_receipt=bool(words and settings.receipt_words),
    )


def receipt_words(desk: WeChatDesk, settings: OfficialSettings, told: Told) -> str:
    link = desk.links.url(told.feedback_id)
    return receipt_for(settings, ticket_no=told.ticket_no, link=link)


def answered(
    desk: WeChatDesk, message: Message, words: str, secrets: Secrets | None, *, nonce: str
) -> Response:
    """Return the passive reply, encrypted when the message was; nothing to say is `success`."""
    if not words:
        return said(SUCCESS)
    now = desk.clock.now()
    reply = document(
        {
            "ToUserName": message.sender,
            "FromUserName": message.receiver,
            "CreateTime": int(now.timestamp()),
            "MsgType": "text",
            "Content": words,
        }
    )
    if secrets is not None:
        reply = sealed_answer(reply, secrets, nonce=nonce, now=now)
    return said(reply, "text/xml")
