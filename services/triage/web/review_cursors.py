"""Cursors of the review queue: how far a reader has come in each of its two streams."""

from typing import Any

from services.triage.queries.review import Offered, Rank
from services.triage.rules.review import UNSURE_FOR_EACH_DRAWN
from services.triage.web.cursors import checked_id
from shared.paging import BadCursor, decode_cursor

Place = tuple[int | None, str | None, int | None, str | None, int]
LARGEST_RANK = 2**15 - 1


def place_offered(offered: Offered) -> Place:
    """Return what a cursor holds."""
    doubtful, drawn = offered.doubtful or (None, None), offered.drawn or (None, None)
    return (*doubtful, *drawn, offered.since_drawn)


def place_to_resume(cursor: str | None) -> Offered:
    """Return how far the reader had come; the beginning without a cursor. Raises BadCursor."""
    if cursor is None:
        return Offered()
    doubtful, doubtful_id, drawn, drawn_id, since = decode_cursor(
        cursor, int, str, int, str, int, nullable=True
    )
    if since is None or since not in range(UNSURE_FOR_EACH_DRAWN + 1):
        raise BadCursor
    return Offered(rank_of(doubtful, doubtful_id), rank_of(drawn, drawn_id), since)


def rank_of(rank: Any, case_id: Any) -> Rank | None:
    if rank is None and case_id is None:
        return None
    if rank is None or case_id is None or not 0 <= rank <= LARGEST_RANK:
        raise BadCursor
    return rank, checked_id(case_id)
