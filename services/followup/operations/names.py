"""Keeps the newest snapshot of teams, topics, stores and customers, which others write."""

from collections.abc import Sequence
from typing import Literal

import sqlalchemy as sa

from services.followup.models import KeptName
from shared.database import Session, insert_for
from shared.events import Snapshot

NameKind = Literal["team", "topic", "store", "customer", "tags"]


def keep_names(session: Session, kind: NameKind, snapshots: Sequence[Snapshot]) -> None:
    """Keep each snapshot that is newer than the one kept."""
    newest: dict[str, Snapshot] = {}
    for one in sorted(snapshots, key=lambda one: (one.generation, one.version)):
        newest[one.subject] = one
    rows = [
        {
            "kind": kind,
            "key": key,
            "generation": one.generation,
            "version": one.version,
            "snapshot": one.model_dump(mode="json"),
        }
        for key, one in sorted(newest.items())
    ]
    table = KeptName.__table__  # type: ignore[attr-defined]
    statement = insert_for(session)(table)
    new = statement.excluded
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "key"],
            set_={name: new[name] for name in ("generation", "version", "snapshot")},
            where=sa.or_(
                table.c.generation < new.generation,
                sa.and_(table.c.generation == new.generation, table.c.version < new.version),
            ),
        ),
        rows,
    )
