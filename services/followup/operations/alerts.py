"""What people make of alerts: acknowledged, judged useful or not, made into a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup import queries
from services.followup.errors_reports import AlertUnknown
from services.followup.models import Case
from services.followup.models.alerts import Alert
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.masking import mask_numbers


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """What a list of alerts is narrowed to; None does not narrow."""

    status: str | None = None
    kind: str | None = None
    store_code: str | None = None
    since: date | None = None
    before: str | None = None


def reach(principal: Principal) -> sa.ColumnElement[bool]:
    """Return the condition that an alert is within reach: of a store, so leads see all of them.

    A lead's team works for every store; the cases of an alert are shown by their own reach.
    """
    if principal.has_role(*queries.SEES_ALL, "lead"):
        return sa.true()
    return col(Alert.store_code).in_(principal.stores)


def alerts(
    session: Session, principal: Principal, wanted: AlertFilter, limit: int
) -> Sequence[Alert]:
    """Return alerts within reach, newest first; one more than `limit` when there are more."""
    statement = select(Alert).where(reach(principal))
    for column, value in (
        (Alert.status, wanted.status),
        (Alert.kind, wanted.kind),
        (Alert.store_code, wanted.store_code),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.since is not None:
        statement = statement.where(col(Alert.day) >= wanted.since)
    if wanted.before is not None:
        statement = statement.where(col(Alert.id) < wanted.before)
    return session.exec(statement.order_by(col(Alert.id).desc()).limit(limit + 1)).all()


def seen_alert(session: Session, alert_id: str, principal: Principal) -> Alert:
    """Return an alert within reach. Raises AlertUnknown."""
    found = session.exec(select(Alert).where(Alert.id == alert_id, reach(principal))).first()
    if found is None:
        raise AlertUnknown
    return found


def reachable(session: Session, alert: Alert, principal: Principal) -> list[str]:
    """Return the cases of an alert that the principal may open, in the alert's order."""
    rows = session.exec(
        select(Case.id).where(among(col(Case.id), alert.case_ids), queries.reach(principal))
    )
    within = set(rows)
    return [case_id for case_id in alert.case_ids if case_id in within]


def acknowledge(session: Session, alert_id: str, *, by: Principal, now: datetime) -> Alert:
    """Say that somebody looks after an alert; the first one stands. Raises AlertUnknown."""
    alert = seen_alert(session, alert_id, by)
    alert.acknowledge(by.reference, now)
    return alert


def judge(
    session: Session, alert_id: str, useful: bool, note: str | None, *, by: Principal, now: datetime
) -> Alert:
    """Say whether an alert was useful. Raises AlertUnknown."""
    alert = seen_alert(session, alert_id, by)
    alert.useful, alert.note = useful, mask_numbers(note) if note else None
    alert.judged_at, alert.judged_by = now, by.reference
    return alert


def usefulness(session: Session, principal: Principal) -> list[tuple[str, int, int, int]]:
    """Return by kind how many alerts were raised, judged, and found useful."""
    rows = session.execute(
        sa.select(
            col(Alert.kind),
            sa.func.count(),
            sa.func.count(col(Alert.useful)),
            sa.func.sum(sa.case((col(Alert.useful).is_(True), 1), else_=0)),
        )
        .where(reach(principal))
        .group_by(col(Alert.kind))
        .order_by(col(Alert.kind))
    )
    return [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in rows]
