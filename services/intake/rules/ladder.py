"""The ladder: which rungs there are, how a reply moves, how long a rung is tried, when to ask."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

PAGE = "page"
NO_CONTACT = "no such contact known"
NO_PROVIDER = "no provider configured"
NOT_VIEWED = "not viewed yet"
NOT_NEEDED = "not needed: told already"
TOO_LATE = "expired"
WORKED_UNTIL = "gave up: "


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to push a reply: its name, the contact it needs, whether anything can send by it."""

    name: str
    needs: str
    is_configured: bool = False


RUNGS = (
    Rung("wechat", "wechat_openid"),
    Rung("wechat_subscription", "wechat_openid"),
    Rung("wecom", "wecom_userid"),
    Rung("sms", "phone"),
    Rung("email", "email"),
)
"""In the order in which they are tried: what costs and disturbs least first."""

MOVES: Mapping[str, frozenset[str]] = {
    "waiting": frozenset({"sending", "delivered", "failed", "expired"}),
    "sending": frozenset({"waiting", "delivered", "failed", "unknown"}),
    "failed": frozenset({"delivered"}),
    "unknown": frozenset({"delivered"}),
    "expired": frozenset({"delivered"}),
    "delivered": frozenset({"waiting"}),
}
"""What a reply may become from each state; delivered beats everything, unless it is taken back."""

PATIENCE = timedelta(hours=1)
"""How long a rung that has another below it is tried, at most half of what is left."""

RETRY_PAUSES = tuple(timedelta(seconds=one) for one in (10, 30, 120, 600, 1800, 3600))
ASK_PAUSES = tuple(timedelta(seconds=one) for one in (30, 120, 600, 1800, 3600))
JITTER_STEPS = 16


def give_up_at(started_at: datetime, not_after: datetime, *, is_last: bool) -> datetime:
    """Return when a rung begun at `started_at` is left for the next one."""
    if is_last:
        return not_after
    return started_at + min(PATIENCE, (not_after - started_at) / 2)


def retry_pause(attempts: int, letter_id: str) -> timedelta:
    """Return the pause after `attempts` attempts, up to a quarter longer, by the letter's id."""
    pause = RETRY_PAUSES[min(attempts, len(RETRY_PAUSES)) - 1]
    return pause * (1 + int(letter_id[-1], 16) / JITTER_STEPS / 4)


def ask_pause(asked: int) -> timedelta | None:
    """Return when to ask (again) what became of an attempt, None when it was asked often enough."""
    return ASK_PAUSES[asked] if asked < len(ASK_PAUSES) else None
