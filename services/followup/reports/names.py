"""What people call the keys of reports."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from services.followup.models import FollowupModel
from shared.among import among
from shared.database import Session
from shared.tables import known_staff

NAMES = FollowupModel.metadata.tables["kept_name"]
FIELDS = {"team": "name", "topic": "name_zh", "store": "name"}


def names_of(session: Session, dimension: str | None, keys: Collection[str]) -> dict[str, str]:
    """Return names by key; a key without one is its own name."""
    found = {key: key or "（无）" for key in keys}
    if dimension == "person":
        rows = session.execute(
            sa.select(known_staff.c.id, known_staff.c.name).where(
                among(known_staff.c.id, uuids(keys))
            )
        )
        found |= {str(row[0]): row[1] for row in rows}
    elif dimension in FIELDS:
        kept = session.execute(
            sa.select(NAMES.c.key, NAMES.c.snapshot).where(
                NAMES.c.kind == dimension, among(NAMES.c.key, list(keys))
            )
        )
        found |= {key: snapshot.get(FIELDS[dimension]) or key for key, snapshot in kept}
    return found


def uuids(keys: Collection[str]) -> list[str]:
    """Return the keys that can be a person's id; PostgreSQL takes no other for one."""
    return [key for key in keys if len(key) == len("01930000-0000-7000-8000-000000000000")]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as reports name them."""

    name: str
    teams: frozenset[str]


def person(session: Session, person_id: str) -> Person | None:
    """Return a member of staff, None when there is none of this id."""
    row = session.execute(
        sa.select(known_staff.c.name, known_staff.c.teams).where(known_staff.c.id == person_id)
    ).first()
    return None if row is None else Person(row.name, frozenset(row.teams))
