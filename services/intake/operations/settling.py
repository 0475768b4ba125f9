"""A batch of deliveries in one transaction: conversations that begin are received together."""

from collections import Counter
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from services.intake.models.tables import INBOUND_THREAD
from services.intake.operations import inbound, threads
from services.intake.operations.conversing import Scribe, Understood, settle
from services.intake.operations.inbound import Ending
from services.intake.operations.receiving import receive_feedback
from services.intake.operations.submissions import Preparer, TrackLinks
from services.intake.rules.drafts import Append
from shared.among import among
from shared.bulk import insert_rows
from shared.database import Session

Beginnings = Mapping[str, tuple[Scribe, Append, frozenset[str]]]
"""Who writes them down, what they say, and the keys of their threads, by item."""


def settle_all(
    session: Session, batch: Sequence[Understood], preparer: Preparer, links: TrackLinks
) -> None:
    """Make of the deliveries what they mean and mark them done. Raises a Problem of any of them.

    One that somebody else was quicker with is left alone.
    """
    ours = inbound.still_ours(session, [one.claimed for one in batch])
    mine = [one for one in batch if one.claimed.item_id in ours]
    fresh = beginnings(session, mine, preparer, links)
    endings = begin(session, fresh, links)
    endings += [
        settle(session, one, preparer, links) for one in mine if one.claimed.item_id not in fresh
    ]
    inbound.finish(session, endings)


def beginnings(
    session: Session, batch: Sequence[Understood], preparer: Preparer, links: TrackLinks
) -> Beginnings:
    """Return those that surely begin a conversation: nothing in the batch or before shares a key.

    Whose words might belong to a feedback otherwise, or bring files, is looked at alone.
    """
    found = {}
    for one in batch:
        reading = one.reading
        if isinstance(reading, Append) and is_plain(reading) and not one.uploads:
            scribe = Scribe(session, one, preparer, links)
            keys = frozenset(scribe.digests((*reading.threads, *reading.marks)))
            found[one.claimed.item_id] = scribe, reading, keys
    if len(found) < 2:  # noqa: PLR2004 - one alone is as quick the other way
        return {}
    counted = Counter(key for _, _, keys in found.values() for key in keys)
    shared = known_keys(session, counted) | {key for key, times in counted.items() if times > 1}
    return {item_id: made for item_id, made in found.items() if not made[2] & shared}


def is_plain(reading: Append) -> bool:
    return not reading.ticket_no and reading.draft.external_id is None


def known_keys(session: Session, keys: Counter[str]) -> set[str]:
    key = INBOUND_THREAD.c.key
    return set(session.execute(sa.select(key).where(among(key, sorted(keys)))).scalars())


def begin(session: Session, fresh: Beginnings, links: TrackLinks) -> list[Ending]:
    """Receive them in one go. Raises a Problem of any of them.

    A thread that another process began in this moment makes the transaction fail with
    IntegrityError; tried again, the words are appended to it.
    """
    if not fresh:
        return []
    prepared = [(scribe, *scribe.prepared(reading.draft)) for scribe, reading, _ in fresh.values()]
    answers = receive_feedback(session, [made for _, made, _ in prepared], links=links)
    endings = [
        scribe.accepted(answer, rest)
        for (scribe, _, rest), answer in zip(prepared, answers, strict=True)
    ]
    rows = [
        row
        for (scribe, _, keys), ending in zip(fresh.values(), endings, strict=True)
        for row in threads.rows(scribe.account_id, keys, ending.feedback_id or "", scribe.at)
    ]
    insert_rows(session, INBOUND_THREAD, sorted(rows, key=lambda row: str(row["key"])))
    return endings
