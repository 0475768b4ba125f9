"""Whether a customer says again what they have said: the same case, or only perhaps."""

from datetime import timedelta
from typing import Final

from services.triage.incidents.features import jaccard
from services.triage.incidents.findings import WHILE, Judged, Reason
from services.triage.incidents.index import NEARLY_THE_SAME
from services.triage.incidents.told import Told

AT_ONCE: Final = timedelta(minutes=10)
"""An edited text of the same customer is merged by itself within this time only."""

SAME_MATTER: Final = 0.24
"""Texts of one customer this similar, on the same topic, may be about one matter."""

WORD_FOR_WORD: Final = 0.8
"""Without a customer to go by, only the very words show that one person sent both."""


def judge(later: Told, earlier: Told, similarity: float) -> Judged | None:
    """Return what to do with `later`; `similarity` is that of Weights. None when they are two.

    Critical ones are never merged by themselves, nor is anything into a case that is answered.
    """
    nearness = jaccard(later.features, earlier.features)
    found = reason_to_merge(later, earlier, nearness, similarity)
    if found is None:
        return None
    reason, is_sure = found
    may_merge = is_sure and earlier.is_working and not (later.is_critical or earlier.is_critical)
    return Judged("merge" if may_merge else "propose", reason, max(nearness, similarity))


def reason_to_merge(
    later: Told, earlier: Told, nearness: float, similarity: float
) -> tuple[Reason, bool] | None:
    """Return why the two may be one, and whether that is certain enough to act on."""
    apart = abs(later.received_at - earlier.received_at)
    if later.linked_case_id == earlier.id:
        return ("same_thread", True) if earlier.is_working else None
    if apart > WHILE:
        return None
    if later.customer is None or later.customer != earlier.customer:
        is_copy = later.customer is None and nearness >= WORD_FOR_WORD and apart <= AT_ONCE
        same_place = later.store_code == earlier.store_code
        return ("same_words", False) if is_copy and same_place else None
    if nearness >= NEARLY_THE_SAME:
        return "near_duplicate", apart <= AT_ONCE
    if similarity >= SAME_MATTER and later.top_topics & earlier.top_topics:
        return "same_matter", False
    return None
