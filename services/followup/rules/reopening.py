"""What a customer's further message does to a case, by where that stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.followup.rules.lifecycle import ANSWERED
from shared.events import MessageVerdict
from shared.events.vocabulary import Progress

VERDICT_WAIT = timedelta(seconds=60)
"""How long a message waits for triage's verdict before it reopens by default."""

FOLLOW_ON_AFTER = timedelta(days=14)
"""A message this long after closing is a new feedback, linked to the old case."""

MessageEffect = Literal["noted", "answer", "resume", "wait", "thanks", "reopen", "follow_on"]


@dataclass(frozen=True, slots=True)
class Moment:
    """Where a case stands when a message is judged; times are of the present cycle.

    `is_unanswered`: it was resolved only because the customer did not answer.
    """

    progress: Progress
    asked_at: datetime | None
    closed_at: datetime | None
    is_unanswered: bool = False


def message_effect(
    moment: Moment, appended_at: datetime, verdict: MessageVerdict | None, *, waited_out: bool
) -> MessageEffect:
    """Return what a message does.

    While a case is worked on, the time it was written decides, not the time it arrived. Words that
    arrive after the result are judged even when they are older than it: whoever gave it cannot
    have seen them.
    """
    if moment.progress == "waiting_customer":
        is_answer = moment.asked_at is None or appended_at >= moment.asked_at
        return "answer" if is_answer else "noted"
    if moment.progress not in ANSWERED:
        return "noted"
    if moment.is_unanswered and _is_in_time(moment, appended_at):
        return "resume"
    return _reply_to_result(moment, appended_at, verdict, waited_out=waited_out)


def _is_in_time(moment: Moment, appended_at: datetime) -> bool:
    """Say whether words come after the question, and not so late that they are a new matter."""
    if moment.asked_at is not None and appended_at < moment.asked_at:
        return False
    return moment.closed_at is None or appended_at - moment.closed_at <= FOLLOW_ON_AFTER


def _reply_to_result(
    moment: Moment, appended_at: datetime, verdict: MessageVerdict | None, *, waited_out: bool
) -> MessageEffect:
    if verdict is None and not waited_out:
        return "wait"
    if verdict is not None and (verdict.small_talk or verdict.kind == "praise"):
        return "thanks"
    if moment.closed_at is not None and appended_at - moment.closed_at > FOLLOW_ON_AFTER:
        return "follow_on"
    return "reopen"
