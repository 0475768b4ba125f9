"""Canned answers and macros as data: written by managers, filled for a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from services.followup.errors import MacroUnknown, UnfitValue
from services.followup.models import Case, KeptName, Macro, owner_of
from services.followup.rules import placeholders
from services.followup.rules.clocks import Clock
from shared import audit
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAID = ("title", "text", "actions", "team_ids")


@dataclass(frozen=True, slots=True)
class MacroDraft:
    """A macro as a manager writes it; without `team_ids` it is everybody's."""

    title: str
    text: str
    actions: Sequence[str] = ()
    team_ids: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A macro's words for one case; `missing` names what they would need and nobody knows."""

    text: str
    actions: Sequence[str]
    missing: Sequence[str]


def usable(session: Session, principal: Principal) -> list[Macro]:
    """Return the macros of the principal's teams and everybody's, by title."""
    mine = [one for one in session.exec(select(Macro)) if is_for(one, principal)]
    return sorted(mine, key=lambda one: (one.title, one.id))


def is_for(macro: Macro, principal: Principal) -> bool:
    if principal.has_role("manager", "admin", "auditor") or not macro.team_ids:
        return True
    return not principal.teams.isdisjoint(macro.team_ids)


def usable_macro(session: Session, macro_id: str, principal: Principal) -> Macro:
    """Return a macro the principal may use. Raises MacroUnknown."""
    macro = session.get(Macro, macro_id)
    if macro is None or not is_for(macro, principal):
        raise MacroUnknown
    return macro


def write_macro(
    session: Session, macro_id: str | None, draft: MacroDraft, *, by: Principal, now: datetime
) -> Macro:
    """Add a macro, or replace the one of that id. Raises MacroUnknown, UnfitValue."""
    check(session, draft)
    macro = Macro(id=new_id(), title="", text="", actions=[], team_ids=[], changed_at=now)
    before = None
    if macro_id is not None:
        macro = usable_macro(session, macro_id, by)
        before = audit.held(macro, SAID)
    macro.title, macro.text, macro.changed_at = draft.title, draft.text, now
    macro.actions, macro.team_ids = list(draft.actions), sorted(set(draft.team_ids))
    session.add(macro)
    detail = audit.altered(before, audit.held(macro, SAID))
    note_change(session, "macro.write", macro, detail, by=by, now=now)
    return macro


def check(session: Session, draft: MacroDraft) -> None:
    """Raise UnfitValue for words that could never be filled and for teams that are not there."""
    wrong = placeholders.faults(draft.text)
    if wrong:
        known = "、".join(f"{{{name}}}" for name in placeholders.KNOWN)
        raise UnfitValue(
            f"不认识的占位符：{'、'.join(wrong)}；可用：{known}。",
            f"Not a placeholder: {', '.join(wrong)}. Known are {known}.",
            pointer="/text",
        )
    teams = session.exec(
        select(KeptName.key).where(
            KeptName.kind == "team", among(col(KeptName.key), draft.team_ids)
        )
    )
    missing = sorted(set(draft.team_ids).difference(teams))
    if missing:
        raise UnfitValue(
            f"没有团队 {missing[0]}。", f"There is no team {missing[0]}.", pointer="/team_ids"
        )


def remove_macro(session: Session, macro_id: str, *, by: Principal, now: datetime) -> None:
    """Remove a macro. Raises MacroUnknown."""
    macro = usable_macro(session, macro_id, by)
    session.delete(macro)
    note_change(session, "macro.remove", macro, audit.held(macro, SAID), by=by, now=now)


def note_change(
    session: Session,
    action: str,
    macro: Macro,
    detail: Mapping[str, Any],
    *,
    by: Principal,
    now: datetime,
) -> None:
    whole = {"title": macro.title, **detail}
    audit.record(
        session, actor=by, action=action, subject=f"macro:{macro.id}", detail=whole, now=now
    )


def fill(session: Session, macro: Macro, case: Case) -> Filled:
    """Return the macro's words for a case."""
    text, missing = placeholders.filled(macro.text, values_of(session, case))
    return Filled(text, macro.actions, missing)


def values_of(session: Session, case: Case) -> Mapping[str, str | None]:
    """Return what is known of a case for placeholders; the customer's name is intake's secret."""
    triaged = case.snapshot
    owner = owner_of(triaged, case.cycle)
    topic = triaged.topics[0].code if triaged.topics else None
    received = case.received_at.astimezone(SHANGHAI)
    return {
        "ticket_no": case.ticket_no,
        "customer_name": None,
        "store_name": name_of(session, "store", case.store_code, "name"),
        "store_code": case.store_code,
        "region": triaged.birth.region,
        "owner_name": owner.name if owner else None,
        "team_name": triaged.team.name if triaged.team else None,
        "topic": name_of(session, "topic", topic, "name_zh"),
        "received_date": f"{received.month}月{received.day}日",
        "result": case.result,
        "question": case.question,
        "due_date": due_date(case.clocks),
    }


def name_of(session: Session, kind: str, key: str | None, field: str) -> str | None:
    """Return the name of a store or topic; its key while no name is known."""
    kept = session.get(KeptName, (kind, key)) if key else None
    return key if kept is None else str(kept.snapshot.get(field) or key)


def due_date(clocks: Sequence[Clock]) -> str | None:
    """Return the day on which the resolution is due, while it runs."""
    due = next(
        (one.due_at for one in clocks if one.kind == "resolution" and one.status == "running"), None
    )
    if due is None:
        return None
    local = due.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日"
