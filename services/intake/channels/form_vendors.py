"""What the form vendors have in common: a callback, a check of it, a mapping of its fields."""

import hmac
import secrets
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Annotated, Any, ClassVar

import httpx
import orjson
from pydantic import AfterValidator, Field, SecretStr

from services.intake.channels.protocol import (
    Append,
    Arrival,
    Draft,
    Ignored,
    InboundKind,
    Reading,
    Strict,
    TestOutcome,
)
from services.intake.errors_channels import CallbackRefused, CallbackUnreadable
from services.intake.models.channels import ChannelAccount
from services.intake.rules.mapping import FieldMapping, mapped
from shared.request_body import inspect
from shared.validation import invalid

LEEWAY = timedelta(seconds=300)
LONGEST_KEY = 200
NO_WORDS = "没有可用的内容"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A callback as it arrived; header names are in lower case, `body` as it was sent."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = field(repr=False)
    address: str
    now: datetime


def must_be_network(text: str) -> str:
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        raise invalid(
            zh="{field} 不是有效的地址或网段；例如 203.0.113.0/24。",
            en="{field} is no address or network such as 203.0.113.0/24.",
        ) from None


Network = Annotated[str, Field(max_length=50), AfterValidator(must_be_network)]


class VendorSettings(Strict):
    """How a form's fields become ours; `allowed_addresses` empty lets every address call.

    With `sends_receipt` who left a phone or an address in a form whose sender is proven gets a
    receipt by it; the form must say so.
    """

    mapping: FieldMapping = FieldMapping()
    allowed_addresses: list[Network] = Field(default_factory=list, max_length=50)
    sends_receipt: bool = False


class PathToken(Strict):
    """The secret end of the callback's address, made by us: whoever knows it may deliver."""

    path_token: SecretStr


class FormVendor(InboundKind):
    """A form vendor: its module says how a delivery is checked, told apart and read.

    `answers` are the paths where its payload keeps what was filled in: the first that holds any
    counts. Keys there that begin as one of the `technical` are the vendor's own. `proves_sender`
    says that a delivery whose check passed is surely the vendor's, answers and all.
    """

    Settings = VendorSettings
    callback = "hooks"
    answers: ClassVar[tuple[str, ...]] = ("",)
    technical: ClassVar[tuple[str, ...]] = ()
    proves_sender: ClassVar[bool] = False

    @abstractmethod
    def check(self, account: ChannelAccount, credentials: Any, delivery: Delivery) -> bool:
        """Say whether the sender is proven, before anything is parsed. Raises CallbackRefused."""

    @abstractmethod
    def key(self, delivery: Delivery, payload: Mapping[str, Any]) -> str:
        """Return what the vendor tells deliveries apart by. Raises CallbackUnreadable."""

    def reading(self, payload: Mapping[str, Any], draft: Draft) -> Reading:
        """Return what a delivery means, given the draft its fields make."""
        return draft

    def translate(self, account: ChannelAccount, arrival: Arrival) -> Reading:
        payload = arrival.payload["body"]
        settings = VendorSettings.model_validate(account.settings)
        draft = mapped(settings.mapping, payload, self.answers, self.technical)
        draft.verified = bool(arrival.payload["verified"])
        draft.wants_receipt = settings.sends_receipt and draft.verified
        reading = self.reading(payload, draft)
        said = reading.draft.text if isinstance(reading, Append) else draft.text
        return reading if isinstance(reading, Ignored) or said else Ignored(NO_WORDS)

    async def test(
        self, account: ChannelAccount, credentials: Any, http: httpx.AsyncClient
    ) -> TestOutcome:
        is_mapped = bool(VendorSettings.model_validate(account.settings).mapping.text)
        zh = "设置完整；请在服务商后台填写回调地址，并提交一份测试答卷。"
        en = "Complete. Enter the callback address at the vendor's and fill in the form once."
        if not is_mapped:
            zh += "尚未设置文字字段：所有答案会合并为反馈内容。"
            en += " No field for the text yet: all answers together become it."
        return TestOutcome(ok=True, zh=zh, en=en, found={"mapping": is_mapped})


class UnsignedVendor(FormVendor):
    """A vendor that signs nothing: an address nobody can guess, and a list of who may call it."""

    Credentials = PathToken

    def prepared(self, credentials: dict[str, str]) -> dict[str, str]:
        return {"path_token": secrets.token_urlsafe(24), **credentials}

    def callback_path(self, account: ChannelAccount, credentials: Mapping[str, str]) -> str | None:
        return f"/v1/{account.address}/{credentials.get('path_token', '')}"

    def check(self, account: ChannelAccount, credentials: PathToken, delivery: Delivery) -> bool:
        known = credentials.path_token.get_secret_value().encode()
        if not hmac.compare_digest(known, delivery.query.get("token", "").encode()):
            raise CallbackRefused
        return False


def must_be_allowed(account: ChannelAccount, address: str) -> None:
    """Refuse an address that is not on the account's list. Raises CallbackRefused."""
    allowed = VendorSettings.model_validate(account.settings).allowed_addresses
    if not allowed:
        return
    try:
        caller = ip_address(address)
    except ValueError:
        raise CallbackRefused from None
    if not any(caller in ip_network(one) for one in allowed):
        raise CallbackRefused


def must_be_fresh(timestamp: str, now: datetime) -> None:
    """Refuse a delivery signed more than 300 s ago or ahead. Raises CallbackRefused."""
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 13  # noqa: PLR2004
    seconds = int(timestamp) / (1000 if len(timestamp) == 13 else 1) if is_number else 0  # noqa: PLR2004 - milliseconds
    if abs(now.timestamp() - seconds) > LEEWAY.total_seconds():
        raise CallbackRefused


def json_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body. Raises CallbackUnreadable or what `inspect` refuses."""
    inspect(body)
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise CallbackUnreadable from None
    if not isinstance(payload, dict):
        raise CallbackUnreadable
    return payload


def key_of(*parts: Any) -> str:
    """Return a key made of the parts. Raises CallbackUnreadable when one is missing."""
    found = []
    for part in parts:
        if isinstance(part, bool) or not isinstance(part, str | int) or part == "":
            raise CallbackUnreadable
        found.append(str(part)[:LONGEST_KEY])
    return "\n".join(found)
