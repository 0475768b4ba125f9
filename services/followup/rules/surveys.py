"""Surveys: which answer counts and what it does to the case."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.events.vocabulary import Progress

VALID_FOR = timedelta(days=7)
COUNTS_FOR = timedelta(hours=24)
LOW_SCORE = 2
NOT_TOLD_CLOSES_AFTER = timedelta(hours=24)

SurveyStatus = Literal["open", "answered", "expired"]
Effect = Literal["none", "close", "reopen", "follow_on"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a survey and its case stand when an answer comes."""

    progress: Progress
    is_current_cycle: bool
    first_answered_at: datetime | None


def is_low(score: int, *, solved: bool) -> bool:
    """Say whether the customer rejects the result."""
    return score <= LOW_SCORE or not solved


def counts(first_answered_at: datetime | None, at: datetime) -> bool:
    """Say whether an answer at `at` still replaces the first one."""
    return first_answered_at is None or at - first_answered_at <= COUNTS_FOR


def effect(standing: Standing, score: int, *, solved: bool, at: datetime) -> Effect:
    """Return what an answer does.

    The first low answer reopens at once; a change to low within the window does too; a later one
    after closing becomes a follow-on. A good answer closes what is answered. An answer about an
    earlier cycle changes nothing, for that cycle was reopened already, unless it is the first word
    of a customer whose case was closed again meanwhile.
    """
    low = is_low(score, solved=solved)
    if not standing.is_current_cycle:
        unheard = standing.first_answered_at is None and standing.progress == "closed"
        return "follow_on" if low and unheard else "none"
    if standing.progress in ("resolved", "told"):
        return "reopen" if low else "close"
    if standing.progress == "closed" and low:
        return "reopen" if counts(standing.first_answered_at, at) else "follow_on"
    return "none"
