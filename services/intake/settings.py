"""Intake's settings; read by app.py only."""

from ipaddress import ip_network
from typing import ClassVar

from pydantic import Field, field_validator

from shared.guarded_http import Network
from shared.settings import ServiceSettings, service_database_url


class IntakeSettings(ServiceSettings):
    """What intake needs to know besides what every service does."""

    service: ClassVar[str] = "intake"

    database_url: str = service_database_url("intake")
    brand: str = Field(
        default="回音 Huiyin",
        min_length=1,
        max_length=40,
        description="By what name messages to customers are signed.",
    )
    wechat_api_url: str = Field(
        default="https://api.weixin.qq.com",
        description="WeChat's API, or a proxy of the company before it with a fixed address.",
    )
    wecom_api_url: str = Field(
        default="https://qyapi.weixin.qq.com",
        description="WeCom's API, or a proxy of the company before it with a fixed address.",
    )
    intake_webhook_allow: str = Field(
        default="",
        description="Networks inside the company that outgoing webhooks may reach, such as "
        "10.20.0.0/16, by commas; otherwise only public addresses.",
    )
    retention_months: int = Field(
        default=0,
        ge=0,
        le=1200,
        description="Months after which closed feedback is erased; 0 keeps it for ever.",
    )
    inbound_days: int = Field(
        default=180,
        ge=0,
        le=36_500,
        description="Days for which deliveries of channels are listed; a failed one can be tried "
        "again as long. 0 keeps them for ever.",
    )
    inbound_mark_days: int = Field(
        default=3650,
        ge=0,
        le=36_500,
        description="Days for which a repeated delivery of a form or mailbox comes to nothing, by "
        "a mark of 16 bytes once it is listed no more; 0 for ever.",
    )
    thread_days: int = Field(
        default=730,
        ge=0,
        le=36_500,
        description="Days after its last words for which a conversation or an exchange of mails "
        "is found again; 0 for ever.",
    )
    form_burst: int = Field(
        default=60,
        ge=1,
        le=100_000,
        description="Submissions a form takes from one address at once; shops share addresses.",
    )
    form_per_minute: float = Field(
        default=60,
        gt=0,
        le=1_000_000,
        description="Submissions a form takes from one address in the long run.",
    )
    page_burst: int = Field(
        default=240,
        ge=1,
        le=100_000,
        description="Views of public pages that one address may open at once.",
    )
    page_per_minute: float = Field(
        default=240,
        gt=0,
        le=1_000_000,
        description="Views of public pages that one address may open in the long run.",
    )
    message_burst: int = Field(
        default=10,
        ge=1,
        le=100_000,
        description="Messages that one progress page takes at once.",
    )
    message_per_minute: float = Field(
        default=6,
        gt=0,
        le=1_000_000,
        description="Messages that one progress page takes in the long run.",
    )

    @field_validator("wechat_api_url", "wecom_api_url")
    @classmethod
    def _must_be_api_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("use an address such as https://api.weixin.qq.com")
        return value.rstrip("/")

    @field_validator("intake_webhook_allow")
    @classmethod
    def _must_be_networks(cls, given: str) -> str:
        networks_in(given)
        return given

    def webhook_networks(self) -> list[Network]:
        """Return the networks of the company's own that webhooks may reach."""
        return networks_in(self.intake_webhook_allow)


def networks_in(given: str) -> list[Network]:
    """Return the networks named by commas. Raises ValueError."""
    return [ip_network(one.strip()) for one in given.split(",") if one.strip()]
