"""Settings of the embedded system and of the sample organisation; read by the command line only."""

from pydantic import Field, SecretStr, field_validator

from shared.settings import ServiceSettings

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
