"""A WeChat Official Account as a channel: its settings, its test, and what its messages mean."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from services.intake.channels.protocol import Arrival, File, InboundKind, Reading, TestOutcome
from services.intake.channels.wechat.access_tokens import TokenUnavailable
from services.intake.channels.wechat.accounts import OfficialCredentials, OfficialSettings
from services.intake.channels.wechat.clouds import Clouds
from services.intake.channels.wechat.conversations import Words, meaning, pictures
from services.intake.channels.wechat.messages import EVENT, KNOWN_KINDS, Message, said_in
from services.intake.models import ChannelAccount
from shared.clock import Clock

TRIGGERS: Mapping[str, str] = {
    "subscribe": "follow",
    "scan": "scan",
    "click": "menu",
    "scancode_push": "menu",
    "scancode_waitmsg": "menu",
}
"""Which events let us write to somebody, and as what."""


class OfficialAccount(InboundKind):
    """Answers callbacks at /v1/wechat/official/{name}; pictures are fetched by the worker."""

    Settings = OfficialSettings
    Credentials = OfficialCredentials
    callback = "wechat/official"

    def __init__(self, clouds: Clouds, clock: Clock) -> None:
        self._clouds = clouds
        self._clock = clock

    async def test(
        self, account: ChannelAccount, credentials: Any, http: httpx.AsyncClient
    ) -> TestOutcome:
        settings = OfficialSettings.model_validate(account.settings)
        if settings.mode != "plain" and credentials.encoding_aes_key is None:
            return TestOutcome(
                ok=False,
                zh="此模式需要 EncodingAESKey，请在凭证中填写。",
                en="This mode needs the EncodingAESKey: add it to the credentials.",
            )
        return await token_test(self._clouds, account)

    def translate(self, account: ChannelAccount, arrival: Arrival) -> Reading:
        return meaning(OfficialSettings.model_validate(account.settings), arrival)

    def has_more(self, arrival: Arrival) -> bool:
        return "media_id" in arrival.payload

    async def collect(
        self, account: ChannelAccount, credentials: Any, arrival: Arrival, http: httpx.AsyncClient
    ) -> Sequence[File]:
        age = self._clock.now() - arrival.received_at
        return await pictures(self._clouds.wechat, account.id, arrival, age=age)


async def token_test(clouds: Clouds, account: ChannelAccount) -> TestOutcome:
    """Ask for a new access token with the saved secret, for all processes to use."""
    try:
        await clouds.tokens.renew(account.id)
    except TokenUnavailable as reason:
        if reason.is_unreached:
            return TestOutcome(
                ok=False,
                zh=f"{reason}。请检查服务器能否访问平台接口（网络、代理、DNS）。",
                en=f"{reason.en}. See whether this server reaches the vendor's API (network, "
                "proxy, DNS).",
            )
        return TestOutcome(
            ok=False,
            zh=f"{reason}。请核对 AppID（企业 ID）、密钥和 IP 白名单。",
            en=f"{reason.en}. Compare the app id (corp id), the secret and the list of allowed "
            "addresses.",
        )
    return TestOutcome(
        ok=True,
        zh="密钥有效，已取得访问令牌。",
        en="The secret is right: the vendor gave an access token.",
    )


def arrival_words(message: Message) -> Words | None:
    """Return what is kept of a customer's words; a kind nobody foresaw is kept as it came."""
    said = said_in(message)
    if said is None:
        return None
    own = {"FromUserName", "ToUserName", "MsgId", "MsgType"}
    as_received = {tag: value for tag, value in message.fields.items() if tag not in own}
    return Words(
        openid=message.sender,
        text=said.text,
        media_id=said.media_id,
        as_received=None if message.kind in KNOWN_KINDS else as_received,
    )


def trigger_of(message: Message) -> str | None:
    """Return what window the message or event opens."""
    return "message" if message.kind != EVENT else TRIGGERS.get(message.event)


def greeting(settings: OfficialSettings, message: Message) -> str:
    """Return what an event is answered with at once, empty for nothing."""
    if message.event == "subscribe":
        parts = (settings.subscribe_words, settings.scan_words if message.scanned_store else "")
        return "\n".join(part for part in parts if part)
    if message.event == "scan":
        return settings.scan_words if message.scanned_store else ""
    return settings.menu_words.get(message.event_key, "") if message.event == "click" else ""
