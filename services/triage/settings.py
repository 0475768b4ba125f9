"""Triage's settings; read by app.py only."""

from typing import ClassVar

from pydantic import Field, SecretStr, field_validator

from shared.settings import ServiceSettings, service_database_url


class TriageSettings(ServiceSettings):
    """What triage needs to know besides what every service does."""

    service: ClassVar[str] = "triage"

    database_url: str = service_database_url("triage")
    default_team: str = Field(
        default="门店服务",
        description="Name of the team for cases that no rule and no topic leads anywhere.",
    )
    oidc_issuer: str = Field(
        default="",
        description="Issuer of an OpenID provider that staff may sign in by, as its tokens name "
        "it; empty: by password only.",
    )
    oidc_client_id: str = Field(
        default="huiyin", description="What the provider knows this system by."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The secret the provider gave it; none for a public client."
    )
    oidc_scopes: str = Field(
        default="openid", description="Scopes to ask the provider for, spaces between them."
    )
    oidc_name: str = Field(
        default="企业账号", description="What the sign-in page calls the provider."
    )

    @field_validator("oidc_issuer")
    @classmethod
    def _must_be_safe_to_ask(cls, value: str) -> str:
        if value and not value.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("use an https address, exactly as the provider writes its issuer")
        return value

    @field_validator("oidc_scopes")
    @classmethod
    def _must_hold_openid(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError("use scopes with openid among them")
        return value
