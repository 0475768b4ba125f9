"""What a manager may say of a word: each kind of entry, what it needs and within which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

WordKind = Literal[
    "about", "bad", "good", "polarity", "degree", "negation", "turn",
    "suggestion", "inquiry", "demand", "thanks", "spam", "high", "critical", "name", "ignore",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Needs:
    """Whether an entry names a topic, and between which strengths it lies (None: it has none)."""

    topic: bool = False
    strength: tuple[float, float] | None = None
    default: float | None = None


_WISH: Final = Needs(strength=(0.5, 3.0), default=2.0)

NEEDS: Final[Mapping[WordKind, Needs]] = {
    "about": Needs(topic=True),
    "bad": Needs(topic=True),
    "good": Needs(topic=True),
    "polarity": Needs(strength=(-2.0, 2.0)),
    "degree": Needs(strength=(0.5, 2.0)),
    "negation": Needs(),
    "turn": Needs(),
    "suggestion": _WISH,
    "inquiry": _WISH,
    "demand": _WISH,
    "thanks": _WISH,
    "spam": _WISH,
    "high": Needs(topic=True),
    "critical": Needs(topic=True),
    "name": Needs(),
    "ignore": Needs(),
}
"""`name` only tells where a word ends; `ignore` takes back all but the dangers of a word."""


def is_within(strength: float | None, needs: Needs) -> bool:
    """Say whether `strength` is given exactly where it is needed, and within its bounds."""
    if needs.strength is None:
        return strength is None
    low, high = needs.strength
    return strength is not None and low <= strength <= high and strength != 0
