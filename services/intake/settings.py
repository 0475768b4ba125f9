"""Intake's settings; read by app.py only."""

from typing import ClassVar

from pydantic import Field

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
