"""What followup tells its listeners: cases that went on."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from services.followup.models import Case
from services.followup.queries import SEES_ALL
from shared.auth import Principal
from shared.database import Session
from shared.events import CaseProgressed, ReplyRequested
from shared.streams import Change, Told

ABOUT_CASES: Final = frozenset({CaseProgressed.TYPE, ReplyRequested.TYPE})
"""Events whose subject is a case."""


def tell(session: Session, changes: Sequence[Change]) -> list[Told]:
    """Tell of each case who may list it now."""
    ids = {one.subject for one in changes if one.type in ABOUT_CASES}
    rows = session.execute(
        sa.select(
            col(Case.id),
            col(Case.version),
            col(Case.owner_id),
            col(Case.team_id),
            col(Case.store_code),
        ).where(col(Case.id).in_(ids))
    )
    return [
        Told("case", {"id": row.id, "version": row.version}, partial(reaches, row=row))
        for row in rows
    ]


def reaches(principal: Principal, *, row: Any) -> bool:
    """Say of one case what `queries.reach` says of many."""
    return (
        principal.has_role(*SEES_ALL)
        or (principal.has_role("agent") and row.owner_id == principal.id)
        or (principal.has_role("agent", "lead") and row.team_id in principal.teams)
        or (principal.has_role("store_manager") and row.store_code in principal.stores)
    )
