"""When people are at work: weekly shifts, and what holds instead on some days, such as leave."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.triage.errors import OverrideUnknown, ShiftUnknown, UnfitValue
from services.triage.models import Shift, ShiftOverride, Staff, Team
from services.triage.operations.waking import roster_changed
from services.triage.rules.shifts import WHOLE_DAY, is_timezone
from shared import audit
from shared.auth import Principal
from shared.database import Session
from shared.ids import new_id

LONGEST_OVERRIDE = timedelta(days=366)


def add_shift(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> Shift:
    """Add a shift from its columns. Raises UnfitValue for an unknown person or team."""
    shift = Shift(id=new_id(), created_at=now, **fields)
    check_shift(session, shift)
    session.add(shift)
    session.flush()
    record(session, "shift.add", f"shift:{shift.id}", fields, by=by, now=now)
    return shift


def change_shift(
    session: Session, shift_id: str, changes: Mapping[str, Any], *, by: Principal, now: datetime
) -> Shift:
    """Change when a shift is; whose it is stays. Raises ShiftUnknown and UnfitValue."""
    shift = session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise ShiftUnknown
    before = audit.held(shift, changes)
    for name, value in changes.items():
        setattr(shift, name, value)
    check_shift(session, shift)
    detail = {**audit.altered(before, changes), "staff_id": shift.staff_id}
    record(session, "shift.change", f"shift:{shift_id}", detail, by=by, now=now)
    return shift


def remove_shift(session: Session, shift_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a shift. Raises ShiftUnknown."""
    shift = session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise ShiftUnknown
    session.delete(shift)
    whose = {"staff_id": shift.staff_id, "team_id": shift.team_id}
    record(session, "shift.remove", f"shift:{shift_id}", whose, by=by, now=now)


def add_override(
    session: Session, fields: Mapping[str, Any], *, by: Principal, now: datetime
) -> ShiftOverride:
    """Add a leave or other hours from its columns. Raises UnfitValue."""
    override = ShiftOverride(id=new_id(), created_at=now, **fields)
    check_override(session, override)
    session.add(override)
    session.flush()
    record(session, "shift_override.add", f"shift_override:{override.id}", fields, by=by, now=now)
    return override


def remove_override(session: Session, override_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a leave or other hours. Raises OverrideUnknown."""
    override = session.get(ShiftOverride, override_id, with_for_update=True)
    if override is None:
        raise OverrideUnknown
    session.delete(override)
    detail = override.model_dump(mode="json", exclude={"id", "created_at"})
    subject = f"shift_override:{override_id}"
    record(session, "shift_override.remove", subject, detail, by=by, now=now)


def check_shift(session: Session, shift: Shift) -> None:
    check_subject(session, shift.staff_id, shift.team_id)
    if shift.starts in {shift.ends, WHOLE_DAY}:
        raise UnfitValue(
            "开始与结束不能相同；全天请写 00:00–24:00。",
            "Start and end must differ; a whole day is 00:00–24:00.",
            pointer="/end",
        )
    if shift.valid_from and shift.valid_to and shift.valid_to < shift.valid_from:
        raise UnfitValue(
            "valid_to 不能早于 valid_from。",
            "valid_to must not be before valid_from.",
            pointer="/valid_to",
        )
    check_timezone(shift.timezone)


def check_override(session: Session, override: ShiftOverride) -> None:
    check_subject(session, override.staff_id, override.team_id)
    if not timedelta() <= override.last_day - override.first_day < LONGEST_OVERRIDE:
        raise UnfitValue(
            "last_day 不能早于 first_day，且最长一年。",
            "last_day must not be before first_day, and a year at most.",
            pointer="/last_day",
        )
    is_without_hours = override.starts is None and override.ends is None
    if is_without_hours and override.kind == "work":
        raise UnfitValue(
            "kind 为 work 时须提供 start 与 end。",
            "With the kind work, give start and end.",
            pointer="/start",
        )
    if not is_without_hours and (
        override.starts is None
        or override.ends is None
        or override.starts in {override.ends, WHOLE_DAY}
    ):
        raise UnfitValue(
            "start 与 end 须同时提供且不能相同；全天请写 00:00–24:00。",
            "Give both start and end, and let them differ; a whole day is 00:00–24:00.",
            pointer="/end",
        )
    check_timezone(override.timezone)


def check_subject(session: Session, staff_id: str | None, team_id: str | None) -> None:
    """Raise UnfitValue unless exactly one of both is given, and is known."""
    if (staff_id is None) == (team_id is None):
        raise UnfitValue(
            "请只填写 staff_id 或 team_id 之一。",
            "Name either a staff_id or a team_id.",
            pointer="/staff_id",
        )
    if staff_id is not None and session.get(Staff, staff_id) is None:
        raise UnfitValue("没有这名员工。", "There is no such member of staff.", pointer="/staff_id")
    if team_id is not None and session.get(Team, team_id) is None:
        raise UnfitValue("没有这个团队。", "There is no such team.", pointer="/team_id")


def check_timezone(name: str) -> None:
    if not is_timezone(name):
        raise UnfitValue("没有这个时区。", "There is no such time zone.", pointer="/timezone")


def record(
    session: Session,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    """Audit a change of hours, and let those who wait be looked at: somebody may be there now."""
    audit.record(session, actor=by, action=action, subject=subject, detail=detail, now=now)
    roster_changed(session, now)
