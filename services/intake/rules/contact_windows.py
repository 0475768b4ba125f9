"""When and how often we may write to somebody on WeChat, and what the few messages are kept for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

LONG = timedelta(hours=1)
"""Shorter windows are over before anything is decided: nothing is kept back in them."""

STAGES = ("receipt", "question", "result", "survey")
"""What the five messages of a window are meant for, in the order of a case; one is to spare."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the vendor allows after a trigger: `most` messages (None: any number) for `lasts`."""

    lasts: timedelta
    most: int | None


ALLOWANCES = {
    "message": Allowance(timedelta(hours=48), 5),
    "menu": Allowance(timedelta(minutes=1), 3),
    "follow": Allowance(timedelta(minutes=1), 3),
    "scan": Allowance(timedelta(minutes=1), 3),
    "payment": Allowance(timedelta(hours=48), None),
    "mini_message": Allowance(timedelta(hours=48), 5),
    "mini_enter": Allowance(timedelta(minutes=1), 2),
    "wecom_message": Allowance(timedelta(hours=48), 5),
}
"""By what somebody did; doing it again begins the count anew and adds nothing."""


def is_affordable(
    purpose: str, *, most: int | None, used: int, told: Collection[str], lasts: timedelta
) -> bool:
    """Say whether a message of `purpose` leaves enough for what is still to be told.

    `told` are the purposes of the messages sent in this window.
    """
    if most is None:
        return True
    left = most - used
    if lasts < LONG:
        return left > 0
    return left > len(still_to_tell(purpose) - set(told))


def still_to_tell(purpose: str) -> set[str]:
    """Return what comes after `purpose` and must not go without because of it."""
    if purpose not in STAGES:
        return {"result", "survey"}
    return set(STAGES[STAGES.index(purpose) + 1 :])
