"""Settings of the whole: the three services', the sample organisation's and the process's own."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, SecretStr, field_validator
from sqlalchemy import make_url

from embedded.reconcile import ServiceName
from services.followup.settings import FollowupSettings
from services.intake.settings import IntakeSettings
from services.triage.settings import TriageSettings
from shared.database_address import POSTGRES_PORT, database_variable, shown_address
from shared.known_variables import PREFIX
from shared.settings import ServiceSettings, SettingsError, load

SHORTEST_PASSWORD = 8
K = TypeVar("K", bound=str)


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
        found = cls(
            own=load(EmbeddedSettings),
            intake=load(IntakeSettings),
            triage=load(TriageSettings),
            followup=load(FollowupSettings),
        )
        refuse_shared_database(found.database_urls())
        return found

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


def refuse_shared_database(urls: Mapping[K, str]) -> None:
    """Raise SettingsError when two services have one database: tables of theirs are named alike."""
    for (one, url), (other, its_url) in combinations(urls.items(), 2):
        if place_of(url) == place_of(its_url):
            raise SettingsError(
                f"{database_variable(one)} and {database_variable(other)} name the same database, "
                f"{shown_address(url)} ({PREFIX}DATABASE_URL stands for each that is not set): "
                "give every service one of its own."
            )


def place_of(url: str) -> Hashable:
    """Return what tells two databases apart, however their addresses are written."""
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return Path(parts.database or "").resolve()
    return (parts.host or "").lower(), parts.port or POSTGRES_PORT, parts.database or parts.username
