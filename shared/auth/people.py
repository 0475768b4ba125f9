"""Who an actor is, where that is staff: a name for people to read."""

import uuid
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from shared.among import among
from shared.database import Session
from shared.events.vocabulary import PersonRef
from shared.tables import known_staff

STAFF: Final = "staff:"


def people_behind(session: Session, actors: Iterable[str]) -> dict[str, PersonRef]:
    """Return the staff among `actors` (`staff:<id>`), those who have left too, by their actor."""
    named = {actor.removeprefix(STAFF) for actor in actors if actor.startswith(STAFF)}
    ids = sorted(filter(is_uuid, named))
    columns = (known_staff.c.id, known_staff.c.username, known_staff.c.name)
    found = session.execute(sa.select(*columns).where(among(known_staff.c.id, ids)))
    return {
        STAFF + row.id: PersonRef(id=row.id, username=row.username, name=row.name) for row in found
    }


def is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
