"""微信客服 of WeCom as a channel: its settings, its test, and what pulled messages mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from services.intake.channels.protocol import Arrival, File, InboundKind, Reading, TestOutcome
from services.intake.channels.wechat.accounts import WeComCredentials, WeComSettings
from services.intake.channels.wechat.clouds import Clouds
from services.intake.channels.wechat.conversations import Words, meaning, pictures
from services.intake.channels.wechat.messages import (
    LATEST_SECOND,
    LONGEST_ID,
    STORE_SCENE,
    Said,
    joined,
)
from services.intake.channels.wechat.official import token_test
from services.intake.models import ChannelAccount
from services.intake.rules.fitting import text_at
from shared.clock import Clock

CONTACT = "wecom_userid"
BY_CUSTOMER, BY_SYSTEM = 3, 4
NAMES = {"voice": "语音", "video": "视频", "file": "文件", "business_card": "名片", "": "未知消息"}
FAIL_TYPES = {
    "1": "客服账号已删除",
    "2": "应用已关闭",
    "4": "会话已过期，超过 48 小时",
    "5": "会话已关闭",
    "6": "超过 5 条限制",
    "8": "主体未验证",
    "10": "顾客拒收",
    "11": "企业没有成员登录企业微信",
    "12": "不允许发送的消息类型",
}
EVENT_FACTS = ("welcome_code", "scene", "scene_param", "fail_msgid", "fail_type", "change_type")


class WeComService(InboundKind):
    """Is called at /v1/wecom/{name}; messages are pulled by the worker."""

    Settings = WeComSettings
    Credentials = WeComCredentials
    callback = "wecom"

    def __init__(self, clouds: Clouds, clock: Clock) -> None:
        self._clouds = clouds
        self._clock = clock

    async def test(
        self, account: ChannelAccount, credentials: Any, http: httpx.AsyncClient
    ) -> TestOutcome:
        return await token_test(self._clouds, account)

    def translate(self, account: ChannelAccount, arrival: Arrival) -> Reading:
        return meaning(WeComSettings.model_validate(account.settings), arrival)

    def has_more(self, arrival: Arrival) -> bool:
        return "media_id" in arrival.payload

    async def collect(
        self, account: ChannelAccount, credentials: Any, arrival: Arrival, http: httpx.AsyncClient
    ) -> Sequence[File]:
        age = self._clock.now() - arrival.received_at
        return await pictures(self._clouds.wecom, account.id, arrival, age=age)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A pulled message or event; `store` is the store whose link or code was opened."""

    who: str
    key: str
    kind: str
    payload: Mapping[str, Any]
    sent_at: int
    store: str | None = None


def arrival_in(message: Mapping[str, Any], kfid: str) -> Pulled | None:
    """Return what a pulled message is; None for one of our own staff, or without id or sender."""
    event = event_in(message)
    who = text_at(event, "external_userid") or text_at(message, "external_userid")
    msgid, sent_at = text_at(message, "msgid"), message.get("send_time")
    origins = (BY_CUSTOMER, BY_SYSTEM)  # no set: what is no number may have no hash
    if not (0 < len(who) <= LONGEST_ID and msgid and message.get("origin") in origins):
        return None
    if not isinstance(sent_at, int):
        return None
    said = said_in_pulled(message)
    moment = min(max(0, int(sent_at)), LATEST_SECOND)
    if said is not None:
        words = Words(who, said.text, CONTACT, media_id=said.media_id, kfid=kfid)
        return Pulled(who, f"message:{msgid}", "message", words.payload(), moment)
    facts = {name: fact for name in EVENT_FACTS if (fact := text_at(event, name)[:200])}
    payload = {"event": text_at(event, "event_type")[:40], **facts}
    return Pulled(who, f"message:{msgid}", "event", payload, moment, store_in(event))


def event_in(message: Mapping[str, Any]) -> Mapping[str, Any]:
    event = message.get("event") if message.get("msgtype") == "event" else None
    return event if isinstance(event, Mapping) else {}


def store_in(event: Mapping[str, Any]) -> str | None:
    """Return the store of the link by which the chat was entered."""
    scene = text_at(event, "scene_param") or text_at(event, "scene")
    is_store = event.get("event_type") == "enter_session" and scene.startswith(STORE_SCENE)
    return scene.removeprefix(STORE_SCENE)[:40] or None if is_store else None


def failure_in(payload: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return which message of ours did not arrive after all, and why; None for other events."""
    if payload.get("event") != "msg_send_fail":
        return None
    why = FAIL_TYPES.get(str(payload.get("fail_type")), "未知原因")
    return str(payload.get("fail_msgid", "")), f"企业微信随后报告未送达：{why}"


def greeting_to(payload: Mapping[str, Any], words: str) -> dict[str, Any] | None:
    """Return the message that welcomes who entered the chat, None when none may be sent."""
    code = payload.get("welcome_code")
    return {"code": code, "msgtype": "text", "text": {"content": words}} if code else None


def said_in_pulled(message: Mapping[str, Any]) -> Said | None:
    """Return a customer's words in a pulled message; None for events and for our own staff's."""
    kind = text_at(message, "msgtype")[:40]
    if message.get("origin") != BY_CUSTOMER or kind == "event":
        return None
    content = message.get(kind)
    parts = content if isinstance(content, Mapping) else {}

    def part(name: str) -> str:
        return text_at(parts, name)

    if kind == "text":
        return Said(part("content")) if part("content") else None
    if kind == "image":
        return Said("[图片]", part("media_id") or None)
    return Said(described(kind, part))


def described(kind: str, part: Any) -> str:
    """Return words for what is no text."""
    if kind == "location":
        place = f"({part('latitude')},{part('longitude')})"
        return joined("[位置]", part("name"), part("address"), place)
    if kind == "link":
        return joined("[链接]", part("title"), part("desc"), part("url"))
    if kind == "miniprogram":
        return joined("[小程序]", part("title"))
    return f"[{NAMES.get(kind, kind)}]"
