"""What an account of the WeChat family needs to know, and its secrets as callbacks use them."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from services.intake.channels.protocol import Strict
from services.intake.channels.wechat.callbacks import Mode, Secrets
from services.intake.channels.wechat.ciphering import message_key
from services.intake.rules.templates import PLACEHOLDERS, placeholders_in, stray_braces
from shared.validation import invalid, pattern

VENDOR_ID = pattern(
    r"^[A-Za-z0-9_-]{4,64}$",
    zh="{field} 由 4–64 个字母、数字、下划线或连字符组成；请从公众平台复制。",
    en="{field} takes 4–64 letters, digits, _ and -; copy it from the vendor's console.",
)
VendorId = Annotated[str, StringConstraints(strip_whitespace=True, pattern=VENDOR_ID)]
TemplateId = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Za-z0-9_-]{1,80}$")
]
RECEIPT_WORDS = "已收到您的反馈，编号 {ticket_no}。处理进度：{link}"
MOST_WORDS = 500
"""WeChat takes 2,048 bytes in a text."""


def must_be_key(given: SecretStr) -> SecretStr:
    try:
        message_key(given.get_secret_value())
    except ValueError:
        raise invalid(
            zh="EncodingAESKey 为 43 个字母或数字；请从公众平台复制。",
            en="An EncodingAESKey has 43 letters and digits; copy it from the vendor's console.",
        ) from None
    return given


def holding(*placeholders: str) -> AfterValidator:
    """Return what refuses words with any other placeholder, or a brace alone."""
    named = [f"{{{name}}}" for name in placeholders]

    def check(words: str) -> str:
        if stray_braces(words) or not set(placeholders_in(words)) <= set(placeholders):
            raise invalid(
                zh=f"只能使用占位符 {'、'.join(named)}，花括号要成对。",
                en=f"Only the placeholders {', '.join(named)} can be used, braces in pairs.",
            )
        return words

    return AfterValidator(check)


Token = Annotated[SecretStr, Field(min_length=3, max_length=64)]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=200)]
EncodingAesKey = Annotated[SecretStr, AfterValidator(must_be_key)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_WORDS)]
ReceiptWords = Annotated[Words, holding("ticket_no", "link")]
FieldWords = Annotated[Words, holding(*PLACEHOLDERS)]
PageWords = Annotated[Words, holding("link")]
Purpose = Literal["receipt", "question", "result", "survey", "reminder", "notice"]
FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,30}[0-9]{1,3}$")]
MenuKey = Annotated[str, StringConstraints(max_length=128)]


class ConversationSettings(Strict):
    """How a conversation becomes one feedback, and what its customer is told at once.

    Words of one customer within `conversation_minutes` after the last belong to one feedback while
    its case is not closed. A scanned store counts for `scan_hours`. `receipt_words` empty sends no
    receipt.
    """

    conversation_minutes: int = Field(default=30, ge=1, le=10_080)
    scan_hours: int = Field(default=24, ge=1, le=720)
    receipt_words: ReceiptWords = RECEIPT_WORDS

    @property
    def scan_lasts(self) -> timedelta:
        return timedelta(hours=self.scan_hours)


class VendorTemplate(Strict):
    """A template kept at WeChat, for one purpose; `fields` by its names, such as `thing1`.

    In `fields` the placeholders of message templates can be used, in `page` {link}.
    """

    purpose: Purpose
    template_id: TemplateId
    fields: dict[FieldName, FieldWords] = Field(max_length=12)
    page: PageWords = "pages/index/index"


class OfficialSettings(ConversationSettings):
    """An Official Account as it is set up at mp.weixin.qq.com.

    `mode` is its 消息加解密方式. `subscribe_words` greet who follows, `scan_words` who scans a code
    of a store; `menu_words` answer a click by the key of the menu entry; empty answers nothing.
    `templates` are those of a service account (服务号), empty for any other. `links_by_unionid`
    asks WeChat who its people are at the other accounts of the same 微信开放平台.
    """

    app_id: VendorId
    mode: Mode = "safe"
    subscribe_words: Words = ""
    scan_words: Words = ""
    menu_words: dict[MenuKey, Words] = Field(default_factory=dict, max_length=30)
    links_by_unionid: bool = False
    templates: list[VendorTemplate] = Field(default_factory=list, max_length=20)


class OfficialCredentials(Strict):
    """The `previous_…` stay good while a rotation is under way; remove them afterwards."""

    app_secret: Secret
    token: Token
    encoding_aes_key: EncodingAesKey | None = None
    previous_token: Token | None = None
    previous_encoding_aes_key: EncodingAesKey | None = None


class MiniSettings(Strict):
    """A mini-program; `templates` are the subscription messages it asks consent for."""

    app_id: VendorId
    templates: list[VendorTemplate] = Field(default_factory=list, max_length=20)
    session_minutes: int = Field(default=120, ge=5, le=1440)

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(minutes=self.session_minutes)


class MiniCredentials(Strict):
    app_secret: Secret


class WeComSettings(ConversationSettings):
    """微信客服 of a corporation; `welcome_words` greet who enters the chat, empty does not.

    `links_by_unionid` asks WeCom who its people are at the Official Accounts and mini-programs of
    the 微信开放平台 that the corporation is bound to.
    """

    corp_id: VendorId
    welcome_words: Words = ""
    links_by_unionid: bool = False


class WeComCredentials(Strict):
    """`secret` is the Secret of 微信客服, not of the corporation's address book."""

    secret: Secret
    token: Token
    encoding_aes_key: EncodingAesKey
    previous_token: Token | None = None
    previous_encoding_aes_key: EncodingAesKey | None = None


def secrets_of(receiver: str, credentials: OfficialCredentials | WeComCredentials) -> Secrets:
    """Return the secrets of callbacks, the newest first."""
    tokens = (credentials.token, credentials.previous_token)
    keys = (credentials.encoding_aes_key, credentials.previous_encoding_aes_key)
    return Secrets(
        receiver,
        tuple(one.get_secret_value() for one in tokens if one),
        tuple(message_key(one.get_secret_value()) for one in keys if one),
    )


def receipt_for(settings: Any, *, ticket_no: str, link: str) -> str:
    """Return what a customer is told of a new feedback, empty when the account tells nothing."""
    words: str = settings.receipt_words
    return words.replace("{ticket_no}", ticket_no).replace("{link}", link)
