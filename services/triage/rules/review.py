"""Which verdicts a person looks at, and in which order: doubtful ones, and some drawn by lot."""

from typing import Final

REVIEW_BELOW: Final = 0.55
"""A verdict less sure than this is reviewed by a person as well."""

DRAWN_OF_100: Final = 5
"""So many of a hundred verdicts are reviewed whatever they are.

What is learned only from doubtful verdicts says nothing of the sure ones: the lot keeps
calibration and drift honest.
"""

UNSURE_FOR_EACH_DRAWN: Final = 4
"""The queue offers four of the least certain verdicts, then one drawn by lot."""

FIRST_RANK: Final = 0
"""Critical cases stand in front of every queue."""

DRAWN_FROM: Final = 1000
"""Ranks below are doubtful verdicts by their margin, ranks from here on are drawn by lot."""


HELD_BACK_OF: Final = 5
"""One case of so many is never learned from: its label measures what the others taught."""


def is_held_back(case_id: str) -> bool:
    """Say whether a case's label is kept from training: by its id, so the same in every run."""
    return int(case_id[-8:-6], 16) % HELD_BACK_OF == 0


def is_drawn(case_id: str) -> bool:
    """Say whether the lot falls on a case.

    The lot is in the id's random part, so that it falls the same way however often it is drawn.
    """
    return lot_of(case_id) % 100 < DRAWN_OF_100


def lot_of(case_id: str) -> int:
    return int(case_id[-6:], 16)


def review_rank(
    case_id: str,
    *,
    confidence: float,
    margin: float,
    has_topic: bool,
    is_sure: bool,
    is_critical: bool,
) -> int | None:
    """Return where a case stands in the review queue, None when nobody need look at its verdict.

    `is_sure` says that every label kept its promised precision; the margin, how near the verdict
    came to another, only orders those that are looked at. Review concerns the verdict, never
    ownership.
    """
    is_doubtful = confidence < REVIEW_BELOW or not has_topic or not is_sure
    by_lot = is_drawn(case_id)
    if not is_doubtful and not by_lot:
        return None
    if is_critical:
        return FIRST_RANK
    if by_lot:
        return DRAWN_FROM + lot_of(case_id) // 100 % 1000
    return 1 + min(998, max(0, int(min(confidence, margin) * 999)))
