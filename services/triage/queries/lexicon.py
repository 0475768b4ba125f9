"""The organisation's own words, for people to read."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import WordUnknown
from services.triage.models.learning import LexiconEntry
from shared.columns import Id
from shared.database import Session


def word_page(
    session: Session,
    *,
    after: tuple[str, str] | None,
    limit: int,
    word: str | None = None,
    kind: str | None = None,
    topic: str | None = None,
) -> Sequence[LexiconEntry]:
    """Return up to `limit` + 1 entries whose (word, id) comes after `after`."""
    spelt, key = col(LexiconEntry.word), col(LexiconEntry.id)
    query = sa.select(LexiconEntry).order_by(spelt, key).limit(limit + 1)
    for column, wanted in ((spelt, word), (col(LexiconEntry.kind), kind)):
        if wanted is not None:
            query = query.where(column == wanted)
    if topic is not None:
        query = query.where(col(LexiconEntry.topic) == topic)
    if after is not None:
        last, last_id = after
        query = query.where(
            sa.or_(spelt > last, sa.and_(spelt == last, key > sa.literal(last_id, Id)))
        )
    return session.execute(query).scalars().all()


def entry(session: Session, entry_id: str) -> LexiconEntry:
    """Return an entry. Raises WordUnknown."""
    found = session.get(LexiconEntry, entry_id)
    if found is None:
        raise WordUnknown
    return found
