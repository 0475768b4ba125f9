"""What the house has promised, passed down to every operation."""

from dataclasses import dataclass, field

from services.followup.rules.clocks import DEFAULT_TARGETS, UrgencyTargets


@dataclass(frozen=True, slots=True)
class Policy:
    """`public_url` is the origin customers reach, without a slash at its end.

    `form_url` is where a customer gives feedback anew.
    """

    public_url: str = "http://127.0.0.1:8000"
    form_url: str = "http://127.0.0.1:8000/"
    targets: UrgencyTargets = field(default_factory=lambda: DEFAULT_TARGETS)

    def survey_url(self, token: str) -> str:
        return f"{self.public_url}/followup/s/{token}"
