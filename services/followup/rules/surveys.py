"""Surveys: when they are sent, which answer counts and what it does to the case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from ipaddress import ip_address, ip_network
from typing import Literal

from services.followup.rules.survey_reasons import OF_ANY, Reason
from shared.events.vocabulary import Progress

VALID_FOR = timedelta(days=7)
COUNTS_FOR = timedelta(hours=24)
LOW_SCORE = 2
NOT_TOLD_CLOSES_AFTER = timedelta(hours=24)

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China keeps one time, without a summer time since 1991."""

EARLIEST, LATEST = time(9), time(21)
"""No push reaches a customer outside these hours, whatever a setting says."""

FATIGUE = timedelta(days=7)
"""A customer is asked by a push once in this time; a reminder belongs to its survey."""

DEVICE_WINDOW = timedelta(hours=24)

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


@dataclass(frozen=True, slots=True)
class Asking:
    """How cases of a topic are asked about; `reasons` are {code, zh, en}."""

    delay_hours: float = 2.0
    from_time: time = EARLIEST
    until_time: time = LATEST
    reminder_hours: float | None = 72.0
    ask_nps: bool = True
    reasons: Sequence[Reason] = OF_ANY


def push_at(begun: datetime, hours: float, asking: Asking) -> datetime:
    """Return the first moment `hours` after `begun` that lies within the hours of pushes."""
    local = (begun + timedelta(hours=hours)).astimezone(SHANGHAI)
    opens = max(asking.from_time, EARLIEST)
    closes = min(asking.until_time, LATEST)
    if local.time() >= closes:
        local = datetime.combine(local.date() + timedelta(days=1), opens, SHANGHAI)
    elif local.time() < opens:
        local = datetime.combine(local.date(), opens, SHANGHAI)
    return local.astimezone(begun.tzinfo)


@dataclass(frozen=True, slots=True)
class Guard:
    """What makes an answer one that no figure counts."""

    staff_networks: Sequence[str] = ()
    surveys_per_device: int = 5
    solicited_words: Sequence[str] = (
        *("让我给好评", "让我打五星", "要求好评", "求好评", "好评返现", "返现", "好评送"),
        *("给好评就", "五星好评送", "帮忙给个好评", "店员让我评", "店员帮我填"),
    )


def excluded_because(
    guard: Guard, *, is_staff: bool, address: str | None, others_of_device: int, comment: str | None
) -> str | None:
    """Return why an answer is left out of figures, None when it counts.

    `others_of_device` are the other surveys that its device answered within DEVICE_WINDOW.
    """
    if is_staff or is_within(address, guard.staff_networks):
        return "staff"
    if others_of_device >= guard.surveys_per_device:
        return "device"
    if comment and any(word in comment for word in guard.solicited_words):
        return "solicited"
    return None


def is_within(address: str | None, networks: Iterable[str]) -> bool:
    """Say whether an address lies in one of the networks; what is no address lies in none."""
    try:
        given = ip_address(address or "")
    except ValueError:
        return False
    given = getattr(given, "ipv4_mapped", None) or given
    return any(given in ip_network(one, strict=False) for one in networks)
