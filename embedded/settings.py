"""Settings of the whole: the three services', the sample organisation's and the process's own."""

from dataclasses import dataclass
from typing import Self

from pydantic import Field, SecretStr, field_validator

from embedded.reconcile import ServiceName
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.settings import TriageSettings
from shared.settings import ServiceSettings, load

SHORTEST_PASSWORD = 8


class EmbeddedSettings(ServiceSettings):
    """What the process around the three services needs to know."""

    service = "embedded"

    sample: bool = Field(
        default=True,
        description="on loads the sample organisation into an empty data folder, off starts empty.",
    )
    sample_password: SecretStr | None = Field(
        default=None,
        description="Password of all sample users, 8 characters or more; else one is made up and "
        "printed once.",
    )

    @field_validator("sample_password")
    @classmethod
    def _must_be_usable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < SHORTEST_PASSWORD:
            raise ValueError(f"use {SHORTEST_PASSWORD} characters or more")
        return value


@dataclass(frozen=True)
class SystemSettings:
    """The settings of the three services and of the process that holds them."""

    own: EmbeddedSettings
    intake: IntakeSettings
    triage: TriageSettings
    followup: FollowupSettings

    @classmethod
    def load(cls) -> Self:
        """Read the environment. Raises SettingsError: one sentence naming variable and remedy."""
        return cls(
            own=load(EmbeddedSettings),
            intake=load(IntakeSettings),
            triage=load(TriageSettings),
            followup=load(FollowupSettings),
        )

    def of(self, service: ServiceName) -> ServiceSettings:
        found: dict[ServiceName, ServiceSettings] = {
            "intake": self.intake,
            "triage": self.triage,
            "followup": self.followup,
        }
        return found[service]

    def database_urls(self) -> dict[ServiceName, str]:
        return {
            "intake": self.intake.database_url,
            "triage": self.triage.database_url,
            "followup": self.followup.database_url,
        }
