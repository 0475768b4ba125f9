"""Colleagues on a case: asked to look at it, or named by @username in a note."""

import re
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup import queries
from services.followup.errors import CollaboratorUnknown, StaffUnknown
from services.followup.models import Case, Collaborator, Mention
from services.followup.operations import access
from services.followup.operations.notices import tell_mentioned
from services.followup.operations.progress import Request, held_as_seen, resolver_of
from services.followup.operations.timeline import by, tell
from shared.auth.principal import Principal
from shared.database import Session
from shared.events.vocabulary import PersonRef
from shared.ids import new_id
from shared.masking import mask_numbers
from shared.tables import known_staff

MENTION = re.compile(r"(?<![\w.@+-])@([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
MOST_MENTIONS = 20


def note(session: Session, request: Request, text: str) -> Case:
    """Add words for colleagues, which the customer never sees; whoever they @name can list them.

    Changes nothing a person decides on. Raises CaseUnknown.
    """
    case = held_as_seen(session, request)
    words = mask_numbers(text)
    named = named_in(session, words)
    detail = {"mentions": [one.username for one in named]} if named else {}
    tell(session, case.id, request.now, by(request.by, "noted"), text=words, **detail)
    session.add_all(
        Mention(
            id=new_id(),
            staff_id=one.id,
            case_id=case.id,
            text=words,
            by=resolver_of(request.by),
            mentioned_at=request.now,
        )
        for one in named
    )
    note_key = new_id()
    tell_mentioned(session, case, named, note_key, by=request.by.name, now=request.now)
    return case


def named_in(session: Session, text: str) -> list[PersonRef]:
    """Return the active staff that a note names, each once; other words after an @ are words."""
    wanted = list(dict.fromkeys(MENTION.findall(text)))[:MOST_MENTIONS]
    return people(session, known_staff.c.username, wanted)


def people(session: Session, column: sa.Column[str], wanted: Iterable[str]) -> list[PersonRef]:
    """Return the active staff whose `column` is one of these, as they were asked for."""
    values = list(wanted)
    rows = session.execute(
        sa.select(known_staff.c.id, known_staff.c.username, known_staff.c.name, column).where(
            column.in_(values), known_staff.c.active.is_(True)
        )
    )
    found = {row[3]: PersonRef(id=row[0], username=row[1], name=row[2]) for row in rows}
    return [found[one] for one in values if one in found]


def mentions(
    session: Session, principal: Principal, *, before: str | None, limit: int
) -> Sequence[tuple[Mention, str]]:
    """Return where the principal was named and may look, newest first, with ticket numbers.

    One more than `limit`, when there are more.
    """
    statement = (
        select(Mention, Case.ticket_no)
        .join(Case, col(Case.id) == col(Mention.case_id))
        .where(
            Mention.staff_id == principal.id,
            sa.or_(queries.reach(principal), queries.collaborates(principal)),
        )
    )
    if before is not None:
        statement = statement.where(col(Mention.id) < before)
    return session.exec(statement.order_by(col(Mention.id).desc()).limit(limit + 1)).all()


def add_collaborator(session: Session, request: Request, username: str) -> Case:
    """Let a colleague look at the case and note on it. Raises CaseUnknown, NotYours, StaffUnknown.

    Again changes nothing.
    """
    case = held_as_seen(session, request)
    access.require_owner_or_lead(request.by, case)
    found = people(session, known_staff.c.username, [username])
    if not found:
        raise StaffUnknown
    (person,) = found
    if session.get(Collaborator, (case.id, person.id)) is None:
        session.add(
            Collaborator(
                case_id=case.id,
                staff_id=person.id,
                added_at=request.now,
                added_by=request.by.reference,
            )
        )
        why = by(request.by, "collaborator_added")
        tell(session, case.id, request.now, why, who=person.name)
    return case


def remove_collaborator(session: Session, request: Request, staff_id: str) -> Case:
    """Let a colleague look no longer. Raises CaseUnknown, NotYours, CollaboratorUnknown."""
    case = held_as_seen(session, request)
    if staff_id != request.by.id:
        access.require_owner_or_lead(request.by, case)
    row = session.get(Collaborator, (case.id, staff_id))
    if row is None:
        raise CollaboratorUnknown
    session.delete(row)
    session.flush()
    tell(session, case.id, request.now, by(request.by, "collaborator_removed"), who=staff_id)
    return case


def collaborators(session: Session, case_id: str) -> list[PersonRef]:
    """Return who was asked to look at a case, in the order they were."""
    ids = session.exec(
        select(Collaborator.staff_id)
        .where(Collaborator.case_id == case_id)
        .order_by(col(Collaborator.added_at), col(Collaborator.staff_id))
    ).all()
    return people(session, known_staff.c.id, ids) if ids else []
