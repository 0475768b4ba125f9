"""What may be done with a case and what follows from its facts: the moves, urgency, openness."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

from shared.events.vocabulary import URGENCY_RANK, Disposition, Progress, Urgency, shown_status

CRITICAL: Final = URGENCY_RANK["critical"]
URGENCIES: Final[tuple[Urgency, ...]] = tuple(sorted(URGENCY_RANK, key=URGENCY_RANK.__getitem__))

WORKING: Final = frozenset({"open", "assigned", "in_progress", "waiting_customer"})
"""Progress at which the owner has work left; resolved and told wait for others."""

UNTOUCHED: Final = frozenset({"open", "assigned"})
"""Progress at which nobody has started."""

DISMISSAL_REASONS: Final = ("spam", "duplicate", "invalid")

REOPENINGS_BEFORE_MANAGER: Final = 2
"""After more reopenings than this, a case is a manager's."""

BOUNCES_BEFORE_LEAD: Final = 2
"""A case that so many owners gave back in one cycle is the lead's."""

MOVES: Final[Mapping[str, tuple[str, ...]]] = {
    "waiting": (
        *("accept", "transfer", "correct", "confirm", "dismiss", "merge", "tasks", "decline"),
    ),
    "accepted": ("transfer", "correct", "confirm", "dismiss", "merge", "tasks", "decline"),
    "answered": ("transfer", "correct", "confirm", "dismiss", "merge", "tasks"),
    "closed": ("correct", "confirm"),
    "dismissed": ("restore",),
    "merged": ("restore",),
    "stub": (),
}
"""The one table of legal moves, by phase."""


def phase(*, born: bool, disposition: str, progress: str, accepted: bool) -> str:
    """Return the row of MOVES that a case stands in."""
    if not born:
        return "stub"
    if disposition != "live":
        return disposition
    if progress not in WORKING:
        return "closed" if progress == "closed" else "answered"
    return "accepted" if accepted else "waiting"


def status(disposition: str, progress: str) -> str:
    """Return the status people see, of values as the database holds them."""
    return shown_status(cast("Disposition", disposition), cast("Progress", progress))


def has_work_left(*, born: bool, disposition: str, progress: str) -> bool:
    return born and disposition == "live" and progress in WORKING


def calls_back(*, reason: str | None, kind: str, urgency: str, small_talk: bool) -> bool:
    """Say whether further words bring a dismissed case back before a person.

    Thanks and praise do not, nor does what spam goes on with, unless it names a matter.
    """
    if urgency == "critical":
        return True
    if small_talk or kind == "praise":
        return False
    return reason != "spam" or kind != "other"


def urgency_order(*, base: int, raised_to: int, later_cycles: int) -> int:
    """Return 0 for critical … 3 for low.

    A customer's later words and merged cases may raise the urgency, each further cycle raises it by
    one step; all are computed from what is known, so the order in which it was heard of does not
    matter.
    """
    return CRITICAL - min(CRITICAL, max(base, raised_to) + max(0, later_cycles))


def urgency_of(order: int) -> Urgency:
    """Return the name for an `urgency_order`."""
    return URGENCIES[CRITICAL - order]


def is_news(*, before: str, after: str, owned: bool) -> bool:
    """Say whether a change of status is news to a person who decides on the case.

    followup turns `open` into `assigned` because triage named an owner, which was news already.
    """
    return before != after and not (owned and before == "open" and after == "assigned")


def topic_codes(topics: Iterable[Mapping[str, object]]) -> str:
    """Return the codes as one text in which `|code|` can be looked for."""
    return "|" + "".join(f"{topic['code']}|" for topic in topics)
