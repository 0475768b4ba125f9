"""What followup tells its listeners: cases that went on, and days out of the usual range."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlmodel import col

from services.followup.models import Alert, Case
from services.followup.queries import SEES_ALL
from shared.among import among
from shared.auth import Principal
from shared.database import Session
from shared.events import CaseProgressed, ReplyRequested
from shared.streams import Change, Told

ABOUT_CASES: Final = frozenset({CaseProgressed.TYPE, ReplyRequested.TYPE})
"""Events whose subject is a case."""

FIRST_ID: Final = "00000000-0000-0000-0000-000000000000"
MOST_ALERTS: Final = 100


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
        ).where(among(col(Case.id), ids))
    )
    return [
        Told("case", {"id": row.id, "version": row.version}, partial(reaches, row=row))
        for row in rows
    ]


def reaches(principal: Principal, *, row: Any) -> bool:
    """Say of one case what `queries.reach` says of many."""
    return (
        principal.has_role(*SEES_ALL)
        or row.owner_id == principal.id
        or (principal.has_role("agent", "lead") and row.team_id in principal.teams)
        or (principal.has_role("store_manager") and row.store_code in principal.stores)
    )


def new_alerts(session: Session, mark: str | None) -> tuple[str, list[Told]]:
    """Tell of the alerts raised since the one that `mark` names: ids sort by time."""
    if mark is None:
        newest = sa.select(col(Alert.id)).order_by(col(Alert.id).desc()).limit(1)
        return session.execute(newest).scalar_one_or_none() or FIRST_ID, []
    rows = session.execute(
        sa.select(col(Alert.id), col(Alert.store_code))
        .where(col(Alert.id) > mark)
        .order_by(col(Alert.id))
        .limit(MOST_ALERTS)
    ).all()
    told = [
        Told("alert", {"id": row.id}, partial(hears_alert, store=row.store_code)) for row in rows
    ]
    return rows[-1].id if rows else mark, told


def hears_alert(principal: Principal, *, store: str) -> bool:
    """Say of one alert what `operations.alerts.reach` says of many."""
    return principal.has_role(*SEES_ALL, "lead") or (
        principal.has_role("store_manager") and store in principal.stores
    )
