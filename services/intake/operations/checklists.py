"""Checklists of store inspections: kept by managers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.intake.errors_channels import StaleRevision
from services.intake.models import Checklist
from services.intake.rules.inspections import Section
from shared import audit
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id
from shared.problems import NotFound

SAID = ("name", "sections", "is_active")


class ChecklistNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这份检查表。", en="There is no such checklist.")


def add_checklist(
    session: Session,
    name: str,
    sections: Sequence[Section],
    *,
    is_active: bool,
    by: Principal,
    now: datetime,
) -> Checklist:
    """Add a checklist."""
    made = Checklist(
        id=new_id(),
        name=name,
        sections=[asdict(one) for one in sections],
        is_active=is_active,
        created_at=now,
        changed_at=now,
    )
    session.add(made)
    note(session, made, "checklist.add", audit.held(made, SAID), by=by, now=now)
    return made


def change_checklist(
    session: Session,
    checklist_id: str,
    name: str,
    sections: Sequence[Section],
    *,
    is_active: bool,
    by: Principal,
    now: datetime,
    seen: int | None = None,
) -> Checklist:
    """Replace a checklist; inspections keep what they found. Raises ChecklistNotFound, Stale…"""
    found = checklist_named(session, checklist_id, lock=True)
    if seen is not None and seen != found.revision:
        raise StaleRevision
    before = audit.held(found, SAID)
    found.sqlmodel_update(
        {
            "name": name,
            "sections": [asdict(one) for one in sections],
            "is_active": is_active,
            "changed_at": now,
            "revision": found.revision + 1,
        }
    )
    detail = audit.altered(before, audit.held(found, SAID))
    note(session, found, "checklist.change", detail, by=by, now=now)
    return found


def remove_checklist(
    session: Session,
    checklist_id: str,
    *,
    by: Principal,
    now: datetime,
    seen: int | None = None,
) -> None:
    """Remove a checklist; its inspections stay. Raises ChecklistNotFound or StaleRevision."""
    found = checklist_named(session, checklist_id, lock=True)
    if seen is not None and seen != found.revision:
        raise StaleRevision
    session.delete(found)
    note(session, found, "checklist.remove", {}, by=by, now=now)


def checklist_named(session: Session, checklist_id: str, *, lock: bool = False) -> Checklist:
    """Return the checklist. Raises ChecklistNotFound."""
    found = session.get(Checklist, checklist_id, with_for_update=lock)
    if found is None:
        raise ChecklistNotFound
    return found


def note(
    session: Session,
    one: Checklist,
    action: str,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    whole = {"name": one.name, "revision": one.revision, **detail}
    audit.record(session, actor=by, action=action, subject=one.id, detail=whole, now=now)
