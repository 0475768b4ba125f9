"""Followup's settings; read by app.py only and passed down."""

from datetime import timedelta
from typing import ClassVar, Self

from pydantic import Field, field_validator
from pydantic import model_validator as validates_model

from services.followup.rules.clocks import DEFAULT_TARGETS, UrgencyTargets, promise
from services.followup.rules.policy import Policy
from shared.events.vocabulary import Urgency
from shared.settings import ServiceSettings, service_database_url

Hours = tuple[float, float]


class FollowupSettings(ServiceSettings):
    """What only followup needs to know."""

    service: ClassVar[str] = "followup"

    database_url: str = service_database_url("followup")
    service_hours: dict[Urgency, Hours] = Field(
        default={
            urgency: (
                targets["first_response"] / timedelta(hours=1),
                targets["resolution"] / timedelta(hours=1),
            )
            for urgency, targets in DEFAULT_TARGETS.items()
        },
        description="Hours promised to the first response and to the resolution, as JSON by "
        'urgency, such as {"critical": [0.25, 4]}; those left out keep their default.',
    )
    feedback_form_url: str = Field(
        default="",
        description="Where customers give feedback anew, linked from expired surveys; "
        "default PUBLIC_URL/intake/f/welcome.",
    )

    weekly_report_hour: int = Field(
        default=8,
        ge=0,
        le=167,
        description="Hours after Monday began in Shanghai at which the week before is reported and "
        "mailed.",
    )
    survey_burst: int = Field(
        default=120,
        ge=1,
        le=100_000,
        description="Answers that one survey takes at once.",
    )
    survey_per_minute: float = Field(
        default=60,
        gt=0,
        le=1_000_000,
        description="Answers that one survey takes in the long run.",
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

    @field_validator("service_hours")
    @classmethod
    def _must_be_in_order(cls, value: dict[Urgency, Hours]) -> dict[Urgency, Hours]:
        for urgency, (response, resolution) in value.items():
            if not 0 < response <= resolution:
                raise ValueError(
                    f"for {urgency} use two numbers above 0, the response no later than "
                    "the resolution, such as [0.25, 4]"
                )
        return value

    @validates_model(mode="after")
    def _link_the_form(self) -> Self:
        self.feedback_form_url = self.feedback_form_url or f"{self.public_url}/intake/f/welcome"
        return self

    def policy(self) -> Policy:
        """Return what the house has promised."""
        return Policy(
            public_url=self.public_url, form_url=self.feedback_form_url, targets=self._targets()
        )

    def _targets(self) -> UrgencyTargets:
        given = {
            urgency: promise(timedelta(hours=response), timedelta(hours=resolution))
            for urgency, (response, resolution) in self.service_hours.items()
        }
        return {**DEFAULT_TARGETS, **given}
