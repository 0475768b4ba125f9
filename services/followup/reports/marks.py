"""Remembers which cases changed: one cheap row where it happens, figures later."""

from collections.abc import Iterable

from services.followup.models.reports import MARKS
from shared.bulk import insert_rows
from shared.database import Session


def mark(session: Session, case_ids: Iterable[str]) -> None:
    """Remember that cases changed; their facts are written later."""
    insert_rows(session, MARKS, [{"case_id": case_id} for case_id in case_ids])
