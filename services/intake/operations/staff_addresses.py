"""Where staff are reached: kept sealed, each change audited."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.models.notices import StaffAddress
from shared import audit
from shared.auth import Principal
from shared.database import Session
from shared.problems import NotFound
from shared.sealing import Sealer
from shared.tables import known_staff

WAYS = ("email", "wecom")


class StaffUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__(zh="没有这名员工。", en="There is no such member of staff.")


def addresses_of(session: Session, staff_id: str, sealer: Sealer) -> dict[str, str | None]:
    """Return where a person is reached, by way; None where nobody said. Raises StaffUnknown."""
    require_known(session, staff_id)
    rows = session.exec(select(StaffAddress).where(StaffAddress.staff_id == staff_id)).all()
    found: dict[str, str | None] = dict.fromkeys(WAYS)
    found.update({row.way: row.opened(sealer) for row in rows})
    return found


def set_addresses(
    session: Session,
    staff_id: str,
    wanted: dict[str, str | None],
    sealer: Sealer,
    *,
    by: Principal,
    now: datetime,
) -> dict[str, str | None]:
    """Keep exactly these addresses of a person. Raises StaffUnknown."""
    before = addresses_of(session, staff_id, sealer)
    changed = sorted(way for way in WAYS if wanted.get(way) != before[way])
    for way in changed:
        keep(session, staff_id, way, wanted.get(way), sealer, by=by, now=now)
    if changed:
        audit.record(
            session,
            actor=by,
            action="staff_address.set",
            subject=f"staff:{staff_id}",
            detail={"ways": changed},
            now=now,
        )
    return {way: wanted.get(way) for way in WAYS}


def require_known(session: Session, staff_id: str) -> None:
    """Raise StaffUnknown unless triage has named this person."""
    known = session.execute(sa.select(known_staff.c.id).where(known_staff.c.id == staff_id))
    if known.first() is None:
        raise StaffUnknown


def keep(
    session: Session,
    staff_id: str,
    way: str,
    address: str | None,
    sealer: Sealer,
    *,
    by: Principal,
    now: datetime,
) -> None:
    session.execute(
        sa.delete(StaffAddress).where(
            col(StaffAddress.staff_id) == staff_id, col(StaffAddress.way) == way
        )
    )
    if address is not None:
        row = StaffAddress(
            staff_id=staff_id, way=way, sealed=b"", changed_at=now, changed_by=by.reference
        )
        row.seal(address, sealer)
        session.add(row)
