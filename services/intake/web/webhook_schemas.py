"""What travels of outgoing webhooks, and the judgement of where they point."""

from datetime import datetime
from typing import Annotated, Literal

import httpx
import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints

from services.intake.errors_replies import WebhookAddressRefused
from services.intake.models import Webhook, WebhookDelivery
from services.intake.operations.webhooks import WebhookFacts
from shared.guarded_http import AddressBlocked, GuardedHttp, NameUnknown, is_open

EventType = Literal[
    "feedback.received", "feedback.appended", "case.progressed", "reply.delivered", "reply.failed"
]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2000)]


def each_once(events: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(events))


class WebhookIn(BaseModel):
    """Where one of the company's systems wants to hear of these events."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    url: Url
    events: Annotated[
        tuple[EventType, ...], Field(min_length=1, max_length=20), AfterValidator(each_once)
    ]
    is_active: StrictBool = True

    def facts(self) -> WebhookFacts:
        return WebhookFacts(self.name, self.url, self.events, self.is_active)


class WebhookOut(BaseModel):
    """A webhook; `disabled_because` says why it was switched off after a long failure."""

    id: str
    name: str
    url: str
    events: list[str]
    is_active: bool
    created_at: datetime
    changed_at: datetime
    previous_secret_until: datetime | None
    last_success_at: datetime | None
    last_error_at: datetime | None
    last_error: str | None
    failing_since: datetime | None
    disabled_because: str | None


class RotatedOut(WebhookOut):
    """A webhook with its secret, for Standard Webhooks; shown here and never again."""

    secret: str


class WebhookTestOut(BaseModel):
    """What a test brought: the status, or why there is none."""

    ok: bool
    status: int | None
    error: str | None
    milliseconds: int


class DeliveryOut(BaseModel):
    """One event for one webhook; `id` is its `webhook-id`, the same whenever it is tried."""

    id: str
    event_type: str
    state: str
    attempts: int
    created_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    last_status: int | None
    last_error: str | None
    body: dict[str, object]


def webhook_out(one: Webhook) -> WebhookOut:
    own = {"previous_secret_until"}
    values = {name: getattr(one, name) for name in WebhookOut.model_fields.keys() - own}
    return WebhookOut(**values, previous_secret_until=one.previous_until)


def delivery_out(one: WebhookDelivery) -> DeliveryOut:
    own = {"next_at", "body"}
    values = {name: getattr(one, name) for name in DeliveryOut.model_fields.keys() - own}
    return DeliveryOut(**values, next_at=one.due_at, body=orjson.loads(one.body))


async def must_be_reachable(outgoing: GuardedHttp, url: str) -> None:
    """Raise WebhookAddressRefused unless webhooks may go there; nothing is connected to."""
    host, port, is_plain = host_of(url)
    try:
        address = await outgoing.judge(host, port)
    except NameUnknown:
        raise WebhookAddressRefused(
            zh="找不到这个主机名；请检查地址。", en="This host name has no address; check the URL."
        ) from None
    except AddressBlocked:
        raise WebhookAddressRefused(
            zh="这个地址在内网或保留网段中，不允许回调；如确需访问，"
            "请管理员设置 HUIYIN_INTAKE_WEBHOOK_ALLOW。",
            en="This address is private or reserved. If it is meant, have the administrator allow "
            "its network by HUIYIN_INTAKE_WEBHOOK_ALLOW.",
        ) from None
    if is_plain and is_open(address):
        raise WebhookAddressRefused(
            zh="公网地址必须使用 https。", en="A public address must be reached by https."
        )


def host_of(url: str) -> tuple[str, int, bool]:
    """Return host, port, and whether it is plain http. Raises WebhookAddressRefused."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise malformed() from None
    is_web = parsed.scheme in {"http", "https"} and parsed.host
    if not is_web or parsed.userinfo or parsed.fragment:
        raise malformed()
    is_plain = parsed.scheme == "http"
    return parsed.raw_host.decode().strip("[]"), parsed.port or (80 if is_plain else 443), is_plain


def malformed() -> WebhookAddressRefused:
    return WebhookAddressRefused(
        zh="请填写完整的 https 地址，不含用户名、密码和 # 片段。",
        en="Give a whole https address, without user name, password or # fragment.",
    )
