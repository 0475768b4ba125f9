"""Triage's settings; read by app.py only."""

from typing import ClassVar

from pydantic import Field

from shared.settings import ServiceSettings, service_database_url


class TriageSettings(ServiceSettings):
    """What triage needs to know besides what every service does."""

    service: ClassVar[str] = "triage"

    database_url: str = service_database_url("triage")
    default_team: str = Field(
        default="门店服务",
        description="Name of the team for cases that no rule and no topic leads anywhere.",
    )
