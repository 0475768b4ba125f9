"""The use cases of followup that write; each is a plain function over a session."""

from services.followup.operations.apply_triage import apply_triage
from services.followup.operations.clockwork import judge_clocks
from services.followup.operations.deliveries import take_deliveries, take_failures
from services.followup.operations.messages import stop_waiting, take_messages
from services.followup.operations.publishing import republish
from services.followup.operations.surveys import answer_survey, expire_surveys

__all__ = [
    "answer_survey",
    "apply_triage",
    "expire_surveys",
    "judge_clocks",
    "republish",
    "stop_waiting",
    "take_deliveries",
    "take_failures",
    "take_messages",
]
