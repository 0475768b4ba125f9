"""The organisation's own words: what a manager says of them decides from the next text on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.triage.errors import NameTaken, UnfitValue, WordUnknown
from services.triage.models.learning import LexiconEntry
from services.triage.models.organisation import Topic
from services.triage.operations.models import words_changed
from services.triage.rules.words import NEEDS, is_within
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id


def add_word(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> LexiconEntry:
    """Say something of a word. Raises NameTaken when just that is said already, UnfitValue."""
    entry = LexiconEntry(id=new_id(), added_by=by.reference, added_at=now, changed_at=now, **fields)
    if entry.strength is None:
        entry.strength = NEEDS[entry.kind].default  # type: ignore[index]
    check(session, entry)
    session.add(entry)
    session.flush()
    record(session, "lexicon.add", entry, fields, by=by, now=now)
    return entry


def change_word(
    session: Session, entry_id: str, changes: Mapping[str, Any], *, by: Principal, now: datetime
) -> LexiconEntry:
    """Say something else of a word. Raises WordUnknown, NameTaken and UnfitValue."""
    entry = known(session, entry_id)
    before = audit.held(entry, changes)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.changed_at = now
    with session.no_autoflush:
        check(session, entry)
    record(session, "lexicon.change", entry, audit.altered(before, changes), by=by, now=now)
    return entry


def remove_word(session: Session, entry_id: str, *, by: Principal, now: datetime) -> None:
    """Take back what was said of a word. Raises WordUnknown."""
    entry = known(session, entry_id)
    session.delete(entry)
    said = {"kind": entry.kind, "topic": entry.topic, "strength": entry.strength}
    record(session, "lexicon.remove", entry, said, by=by, now=now)


def known(session: Session, entry_id: str) -> LexiconEntry:
    entry = session.get(LexiconEntry, entry_id, with_for_update=True)
    if entry is None:
        raise WordUnknown
    return entry


def check(session: Session, entry: LexiconEntry) -> None:
    """Raise UnfitValue or NameTaken when an entry does not say what its kind needs."""
    needs = NEEDS[entry.kind]  # type: ignore[index]
    if needs.topic != (entry.topic is not None):
        raise UnfitValue(
            f"{entry.kind} 类词条{'须' if needs.topic else '不能'}填写 topic。",
            f"An entry of kind {entry.kind} {'needs a' if needs.topic else 'has no'} topic.",
            pointer="/topic",
        )
    if not is_within(entry.strength, needs):
        low, high = needs.strength or (None, None)
        raise UnfitValue(
            "此类词条没有 strength。" if low is None else f"strength 须在 {low} 与 {high} 之间。",
            "An entry of this kind has no strength."
            if low is None
            else f"strength must lie between {low} and {high} and not be 0.",
            pointer="/strength",
        )
    if entry.topic is not None and session.get(Topic, entry.topic) is None:
        raise UnfitValue("没有这个主题。", "There is no such topic.", pointer="/topic")
    if is_said(session, entry):
        raise NameTaken(entry.word)


def is_said(session: Session, entry: LexiconEntry) -> bool:
    same_topic = (
        col(LexiconEntry.topic).is_(None)
        if entry.topic is None
        else col(LexiconEntry.topic) == entry.topic
    )
    twin = sa.select(col(LexiconEntry.id)).where(
        col(LexiconEntry.word) == entry.word,
        col(LexiconEntry.kind) == entry.kind,
        same_topic,
        col(LexiconEntry.id) != entry.id,
    )
    return session.execute(twin.limit(1)).first() is not None


def record(
    session: Session,
    action: str,
    entry: LexiconEntry,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    words_changed(session)
    audit.record(
        session,
        actor=by,
        action=action,
        subject=f"lexicon:{entry.id}",
        detail={"word": entry.word, **detail},
        now=now,
    )
