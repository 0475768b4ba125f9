"""What managers do with SLA policies: write, order and remove them, and try them on past cases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from services.followup.errors import PolicyTaken, PolicyUnknown, ShippedStays, UnfitValue
from services.followup.models import Case, KeptName, SlaPolicy
from services.followup.operations.calendars import note_change
from services.followup.promises import (
    all_policies,
    calendar_settings,
    compiled,
    facts_for,
    promise_of,
)
from services.followup.rules.clocks import Clock, Terms, retimed
from services.followup.rules.policy import Policy
from services.followup.rules.promises import LAST, Promise, Promises, shipped_policies
from shared import audit
from shared.among import among
from shared.auth.principal import Principal
from shared.database import Session
from shared.ids import new_id

MOST_PAST_CASES = 5000
SAID = ("position", "conditions", "targets", "escalation", "waiting", "calendar")


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A policy as a manager writes it, in the form rows keep it."""

    name: str
    conditions: Mapping[str, Sequence[str]]
    targets: Mapping[str, int]
    escalation: Sequence[Mapping[str, Any]]
    waiting: Mapping[str, Any] = field(
        default_factory=lambda: {
            "reminders_after_minutes": [1440, 2880],
            "give_up_after_minutes": 4320,
        }
    )
    calendar: str | None = None
    position: int | None = None


def list_policies(session: Session, policy: Policy) -> list[tuple[Promise, int, bool]]:
    """Return every policy in the order they are tried, with its position and whether shipped."""
    places = dict(session.exec(select(SlaPolicy.id, SlaPolicy.position)).all())
    shipped = [one.id for one in shipped_policies(policy.targets)]
    return [
        (
            one,
            places.get(one.id, LAST + shipped.index(one.id) if one.id in shipped else LAST),
            one.id in shipped,
        )
        for one in all_policies(session, policy)
    ]


def show_policy(session: Session, policy_id: str, policy: Policy) -> tuple[Promise, int, bool]:
    """Return one policy. Raises PolicyUnknown."""
    found = next((one for one in list_policies(session, policy) if one[0].id == policy_id), None)
    if found is None:
        raise PolicyUnknown
    return found


def add_policy(session: Session, draft: PolicyDraft, *, by: Principal, now: datetime) -> str:
    """Add a policy, behind the others unless it says where; return its id.

    Raises PolicyTaken, UnfitValue.
    """
    policy_id = new_id()
    write_policy(session, policy_id, draft, None, by=by, now=now)
    return policy_id


def change_policy(
    session: Session,
    policy_id: str,
    draft: PolicyDraft,
    *,
    policy: Policy,
    by: Principal,
    now: datetime,
) -> None:
    """Replace a policy, a shipped one too. Raises PolicyUnknown, PolicyTaken, UnfitValue."""
    held, position, _ = show_policy(session, policy_id, policy)
    draft = replace(draft, position=position if draft.position is None else draft.position)
    write_policy(session, policy_id, draft, said_of(held, position), by=by, now=now)


def said_of(held: Promise, position: int) -> dict[str, Any]:
    """Return a policy that holds, a shipped one too, in the form rows keep it."""
    asked = {name: list(values) for name, values in asdict(held.conditions).items() if values}
    return {
        "position": position,
        "conditions": asked,
        "targets": {kind: minutes(target) for kind, target in held.targets.items()},
        "escalation": [{"to": one.to, "after_minutes": minutes(one.after)} for one in held.ladder],
        "waiting": {
            "reminders_after_minutes": [minutes(one) for one in held.waiting.reminders],
            "give_up_after_minutes": minutes(held.waiting.give_up),
        },
        "calendar": held.calendar,
    }


def minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def write_policy(
    session: Session,
    policy_id: str,
    draft: PolicyDraft,
    before: Mapping[str, Any] | None,
    *,
    by: Principal,
    now: datetime,
) -> None:
    check(session, policy_id, draft)
    row = session.get(SlaPolicy, policy_id)
    if row is None:
        row = SlaPolicy(
            id=policy_id,
            name="",
            position=0,
            conditions={},
            targets={},
            escalation=[],
            waiting={},
            changed_at=now,
        )
    row.name, row.calendar, row.changed_at = draft.name, draft.calendar, now
    row.conditions = {key: list(values) for key, values in draft.conditions.items()}
    row.targets = dict(draft.targets)
    row.escalation = [dict(one) for one in draft.escalation]
    row.waiting = dict(draft.waiting)
    row.position = next_position(session) if draft.position is None else draft.position
    session.add(row)
    detail = {"name": draft.name, **audit.altered(before, audit.held(row, SAID))}
    note_change(session, "sla_policy.write", f"sla_policy:{policy_id}", detail, by=by, now=now)


def next_position(session: Session) -> int:
    """Return the place behind every policy that does not stand among the shipped ones."""
    last = session.execute(
        sa.select(sa.func.max(col(SlaPolicy.position))).where(col(SlaPolicy.position) < LAST)
    ).scalar()
    return (last or 0) + 1


def check(session: Session, policy_id: str, draft: PolicyDraft) -> None:
    """Raise PolicyTaken or UnfitValue for what the draft names that is taken or not there."""
    taken = select(SlaPolicy.id).where(SlaPolicy.name == draft.name, SlaPolicy.id != policy_id)
    if session.exec(taken).first() is not None:
        raise PolicyTaken
    if draft.calendar is not None and draft.calendar not in calendar_settings(session):
        raise UnfitValue("没有这个日历。", "There is no such calendar.", pointer="/calendar")
    for kind, name in (("store", "store_code"), ("topic", "topic")):
        wanted = draft.conditions.get(name, ())
        known = select(KeptName.key).where(KeptName.kind == kind, among(col(KeptName.key), wanted))
        missing = sorted(set(wanted).difference(session.execute(known).scalars()))
        if missing:
            raise UnfitValue(
                f"没有 {missing[0]}。",
                f"There is no {kind} {missing[0]}.",
                pointer=f"/conditions/{name}",
            )


def remove_policy(
    session: Session, policy_id: str, *, policy: Policy, by: Principal, now: datetime
) -> None:
    """Remove a policy; a shipped one that was rewritten is as it came again.

    Raises PolicyUnknown, ShippedStays.
    """
    row = session.get(SlaPolicy, policy_id)
    if row is None:
        show_policy(session, policy_id, policy)
        raise ShippedStays
    session.delete(row)
    note_change(
        session, "sla_policy.remove", f"sla_policy:{policy_id}", {"name": row.name}, by=by, now=now
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a past case would have been promised, and how its ended clocks would have turned out."""

    case_id: str
    ticket_no: str
    before: str
    after: str
    verdicts: Mapping[str, tuple[str, str]]

    @property
    def is_changed(self) -> bool:
        return self.before != self.after or any(a != b for a, b in self.verdicts.values())


def rehearse(
    session: Session,
    drafts: Sequence[PolicyDraft],
    *,
    since: datetime,
    until: datetime,
    policy: Policy,
) -> list[Outcome]:
    """Return what the newest past cases would have been promised by these policies.

    They are tried in the order given, before those that hold now; nothing is changed.
    """
    held = compiled(session, policy)
    proposed = replace(held, policies=[*map(draft_promise, drafts), *held.policies], made={})
    cases = session.exec(
        select(Case)
        .where(Case.received_at >= since, Case.received_at < until, Case.triaged != "")
        .order_by(col(Case.id).desc())
        .limit(MOST_PAST_CASES)
    ).all()
    known = {case.id: case.snapshot for case in cases}
    facts = dict(facts_for(session, proposed, known.values()))
    return [outcome_of(case, held, proposed, facts[case.id]) for case in cases]


def draft_promise(draft: PolicyDraft) -> Promise:
    row = SlaPolicy(
        id=new_id(),
        name=draft.name,
        position=0,
        conditions=dict(draft.conditions),
        targets=dict(draft.targets),
        escalation=[dict(one) for one in draft.escalation],
        waiting=dict(draft.waiting),
        calendar=draft.calendar,
        changed_at=datetime.max,  # noqa: DTZ901 - never stored
    )
    return promise_of(row)


def outcome_of(case: Case, held: Promises, proposed: Promises, facts: Any) -> Outcome:
    before, after = held.policy_for(facts), proposed.policy_for(facts)
    terms = held.terms(facts), proposed.terms(facts)
    verdicts: dict[str, tuple[str, str]] = {
        clock.kind: (verdict_under(clock, terms[0]), verdict_under(clock, terms[1]))
        for clock in case.clocks
        if clock.stopped_at is not None and clock.kind != "task"
    }
    return Outcome(
        case.id,
        case.ticket_no,
        before.name if before else "",
        after.name if after else "",
        verdicts,
    )


def verdict_under(clock: Clock, terms: Terms) -> str:
    """Return whether an ended clock would have been kept under these terms."""
    if clock.stopped_at is None or clock.kind not in terms.targets:
        return "not_promised"
    running = replace(clock, status="running", warned=0)
    due_at = retimed(running, terms, clock.started_at).due_at
    return "met" if clock.stopped_at <= due_at else "met_late"


def tally(outcomes: Sequence[Outcome]) -> dict[str, dict[str, dict[str, int]]]:
    """Count verdicts by kind, before and after."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for one in outcomes:
        for kind, (before, after) in one.verdicts.items():
            of_kind = counts.setdefault(kind, {"before": Counter(), "after": Counter()})
            of_kind["before"][before] += 1
            of_kind["after"][after] += 1
    return {
        kind: {when: dict(verdicts) for when, verdicts in of_kind.items()}
        for kind, of_kind in counts.items()
    }
